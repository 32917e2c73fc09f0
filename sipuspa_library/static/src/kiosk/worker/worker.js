/**
 * Opens the page of a kiosk when the server does not answer.
 *
 * The page itself keeps what is needed (`kept_page.js`), in a cache named by its path. What is asked of
 * the doors goes past here: no visit and no answer is ever kept.
 */
const PATIENCE_MS = 8000; // with a page at hand, nobody waits longer for a line that crawls
const PARTS = "/web/assets/"; // their addresses change with what is in them

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method === "GET" && origin === self.location.origin) {
        if (request.mode === "navigate") {
            event.respondWith(openPage(request, pathname));
        } else if (pathname.startsWith(PARTS)) {
            event.respondWith(openPart(request));
        }
    }
});

async function openPart(request) {
    return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

async function openPage(request, path) {
    const kept = await caches.match(path, { cacheName: path, ignoreVary: true });
    const asked = fetch(request);
    if (!kept) {
        return asked;
    }
    try {
        const answer = await Promise.race([asked, tooLong()]);
        if (answer.type === "opaqueredirect") {
            await caches.delete(path); // away to where a code is asked for: the tablet is not paired
        }
        return answer.status < 500 ? answer : kept;
    } catch {
        return kept;
    }
}

function tooLong() {
    return new Promise((_resolve, reject) => setTimeout(reject, PATIENCE_MS));
}
