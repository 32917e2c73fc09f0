import { browser } from "@web/core/browser/browser";

const WORKER = "/library/kiosk/worker.js";
const PARTS = "script[src], link[rel='stylesheet']";

/**
 * Keep the page as the server gives it now, with its script and style, for a worker to open it by when
 * there is no line. Nobody is on it. Over plain http, browsers have no workers: nothing is kept.
 *
 * @returns {Promise<boolean>} whether this page is an older one than that
 */
export async function keepPage(address) {
    if (!navigator.serviceWorker) {
        return false;
    }
    try {
        await navigator.serviceWorker.register(WORKER);
        const answer = await browser.fetch(address);
        if (!answer.ok || answer.redirected) {
            return false;
        }
        const text = await answer.clone().text();
        const parts = partsOf(new DOMParser().parseFromString(text, "text/html"));
        await keepAll(address, answer, parts);
        return parts.join() !== partsOf(document).join();
    } catch {
        return false; // no line, or no room: it is tried again in an hour
    }
}

/** Forget the page: this tablet is not paired any more. */
export async function forgetPage(address) {
    if (navigator.serviceWorker) {
        await caches.delete(address);
        const worker = await navigator.serviceWorker.getRegistration(address);
        await worker?.unregister();
    }
}

/** Put the page in last, so that it is never there without what it loads; then drop what an older one did. */
async function keepAll(address, page, parts) {
    const cache = await caches.open(address);
    await cache.addAll(parts);
    await cache.put(address, page);
    const wanted = [address, ...parts].map((path) => new URL(path, location.href).href);
    const kept = await cache.keys();
    await Promise.all(kept.filter(({ url }) => !wanted.includes(url)).map((old) => cache.delete(old)));
}

function partsOf(page) {
    return [...page.querySelectorAll(PARTS)].map(
        (part) => part.getAttribute("src") || part.getAttribute("href")
    );
}
