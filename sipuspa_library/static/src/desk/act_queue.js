import { browser } from "@web/core/browser/browser";
import { LoggedOut, NoLine } from "./server";

const AGAIN_MS = 3000;

/**
 * Acts one after the other, in the order they were scanned.
 *
 * What a book's scan means depends on the card before it, so one act is under way at a time: never two
 * for a member or a copy. An act is plain data, with the request id it was made with: sent again after a
 * line that dropped, a login that ended or a reload of the page, it is still the same act.
 */
export class ActQueue {
    /**
     * @param {(act: object) => Promise} perform
     * @param {() => void} onChange called when what waits, or what it waits for, has changed
     */
    constructor(perform, onChange) {
        Object.assign(this, { perform, onChange });
        this.waiting = [];
        this.trouble = ""; // "offline" or "loggedOut": why nothing goes on
        this.running = null;
        browser.addEventListener("online", () => this.wake?.());
    }

    /** Put an act at the end; it gets its turn when all before it have been answered. */
    add(act) {
        this.waiting.push(act);
        this.onChange();
        this.running ||= this.run();
        return this.running;
    }

    async run() {
        while (this.waiting.length) {
            try {
                await this.perform(this.waiting[0]);
            } catch (error) {
                if (!(error instanceof NoLine || error instanceof LoggedOut)) {
                    throw error;
                }
                await this.pause(error instanceof LoggedOut ? "loggedOut" : "offline");
                continue;
            }
            this.trouble = "";
            this.waiting.shift();
            this.onChange();
        }
        this.running = null;
    }

    async pause(trouble) {
        this.trouble = trouble;
        this.onChange();
        await new Promise((resolve) => {
            this.wake = resolve;
            browser.setTimeout(resolve, AGAIN_MS);
        });
    }
}
