import { browser } from "@web/core/browser/browser";

const STALE_MS = 14 * 24 * 3600000; // then no server believes when it was

/**
 * Visits that were not sent yet: they outlive a reload, a dead battery and a night without a line.
 *
 * Each lies under a name of its own, so that two tabs take nothing from each other. Where the storage is
 * full or forbidden, a visit waits in the page alone.
 */
export function keepVisit(publicId, visit) {
    try {
        browser.localStorage.setItem(keptName(publicId, visit.requestId), JSON.stringify(visit));
    } catch {
        // it is sent all the same, unless the page ends before
    }
}

export function dropVisit(publicId, visit) {
    browser.localStorage.removeItem(keptName(publicId, visit.requestId));
}

/** Return what waits, the oldest first; forget what nobody can read, or a door of long ago has left. */
export function keptVisits(publicId) {
    const visits = [];
    for (const name of keptNames("")) {
        const visit = read(name);
        if (visit && name.startsWith(keptName(publicId, ""))) {
            visits.push(visit);
        } else if (!visit || Date.now() - visit.madeAt > STALE_MS) {
            browser.localStorage.removeItem(name);
        }
    }
    return visits.sort((one, other) => one.madeAt - other.madeAt);
}

export function dropVisits(publicId) {
    keptNames(keptName(publicId, "")).forEach((name) => browser.localStorage.removeItem(name));
}

function read(name) {
    try {
        const visit = JSON.parse(browser.localStorage.getItem(name));
        return visit?.requestId && visit.values ? visit : null;
    } catch {
        return null;
    }
}

function keptNames(start) {
    const names = Object.keys(browser.localStorage);
    return names.filter((name) => /^library_kiosk_\w+_visit/.test(name) && name.startsWith(start));
}

function keptName(publicId, requestId) {
    return `library_kiosk_${publicId}_visit_${requestId}`;
}
