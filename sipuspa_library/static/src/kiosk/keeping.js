import { browser } from "@web/core/browser/browser";

/** Visits that were not sent yet: they outlive a reload, a dead battery and a night without a line. */
export function keepVisits(publicId, visits) {
    const name = keptName(publicId);
    if (visits.length) {
        browser.localStorage.setItem(name, JSON.stringify(visits));
    } else {
        browser.localStorage.removeItem(name);
    }
}

export function keptVisits(publicId) {
    return JSON.parse(browser.localStorage.getItem(keptName(publicId)) ?? "[]");
}

function keptName(publicId) {
    return `library_kiosk_${publicId}_visits`;
}
