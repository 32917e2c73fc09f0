import { browser } from "@web/core/browser/browser";
import { NoLine } from "./server";

const AGAIN_MS = 3000;

/**
 * Acts one after the other, in the order they were scanned.
 *
 * What a book's scan means depends on the card before it, so one act is under way at a time: never two
 * for a member or a copy. An act keeps its request id until the server has answered: sent again after a
 * line that dropped it is still the same act.
 */
export class ActQueue {
    /** @param {() => void} onChange called when what waits, or whether there is a line, has changed */
    constructor(onChange) {
        this.onChange = onChange;
        this.waiting = [];
        this.offline = false;
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
                await this.waiting[0]();
            } catch (error) {
                if (error instanceof NoLine) {
                    await this.pause();
                    continue;
                }
                this.running = null;
                this.waiting.shift();
                this.onChange();
                throw error;
            }
            this.offline = false;
            this.waiting.shift();
            this.onChange();
        }
        this.running = null;
    }

    async pause() {
        this.offline = true;
        this.onChange();
        await new Promise((resolve) => {
            this.wake = resolve;
            browser.setTimeout(resolve, AGAIN_MS);
        });
    }
}
