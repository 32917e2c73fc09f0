import { browser } from "@web/core/browser/browser";

const DEVICE = "library_desk_device";

/** A number nobody has had before. Without https a browser may have no `randomUUID`. */
export function newId() {
    if (window.crypto.randomUUID) {
        return window.crypto.randomUUID();
    }
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The name of this device: made once, kept in the browser. */
export function deviceId() {
    let device = browser.localStorage.getItem(DEVICE);
    if (!device) {
        device = `desk-${newId()}`;
        browser.localStorage.setItem(DEVICE, device);
    }
    return device;
}

/** What this device keeps between two days, e.g. whether it is mute. */
export function remember(name, value) {
    browser.localStorage.setItem(`library_desk_${name}`, JSON.stringify(value));
}

export function remembered(name, otherwise) {
    return JSON.parse(browser.localStorage.getItem(`library_desk_${name}`) ?? "null") ?? otherwise;
}

/**
 * What a reload of the page must not lose: acts without an answer, the open member, what can be undone.
 *
 * Of one login in one library, until it is answered or the tab is closed.
 */
export function keep(userId, libraryId, kept) {
    browser.sessionStorage.setItem(keptName(userId, libraryId), JSON.stringify(kept));
}

export function keptBefore(userId, libraryId) {
    return JSON.parse(browser.sessionStorage.getItem(keptName(userId, libraryId)) ?? "null");
}

function keptName(userId, libraryId) {
    return `library_desk_${userId}_${libraryId}`;
}
