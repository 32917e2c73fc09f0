import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";

const PILE = 50;
const AGAIN_MS = 5000;

/**
 * What was scanned and not yet answered: kept on the device until the server has it.
 *
 * A number counts once however often it is sent, so after a lost connection, a restart of the server or
 * of the phone the queue just sends everything it still holds.
 */
export class CountQueue {
    /**
     * @param {string} key where the device keeps it
     * @param {(codes: string[], shelfId: number | false) => Promise<object[]>} send
     * @param {(answers: object[]) => void} onAnswers
     * @param {() => void} onChange called when what waits, or why, has changed
     */
    constructor(key, send, onAnswers, onChange) {
        Object.assign(this, { key, send, onAnswers, onChange });
        this.mutex = new Mutex();
        this.offline = false;
        this.refusal = "";
        this.waiting = JSON.parse(browser.localStorage.getItem(key) || "[]");
        this.retry = () => this.flush();
        browser.addEventListener("online", this.retry);
    }

    close() {
        browser.removeEventListener("online", this.retry);
        browser.clearTimeout(this.timeout);
    }

    add(codes, shelfId) {
        this.waiting.push(...codes.map((code) => ({ code, shelfId })));
        this.keep();
        return this.flush();
    }

    /** Forget what the server refuses to take. */
    discard() {
        this.waiting = [];
        this.refusal = "";
        this.keep();
    }

    keep() {
        browser.localStorage.setItem(this.key, JSON.stringify(this.waiting));
        this.onChange();
    }

    flush() {
        browser.clearTimeout(this.timeout);
        return this.mutex.exec(() => this.sendAll());
    }

    async sendAll() {
        while (this.waiting.length) {
            const pile = this.nextPile();
            try {
                const answers = await this.send(
                    pile.map(({ code }) => code),
                    pile[0].shelfId
                );
                this.offline = false;
                this.refusal = "";
                this.waiting.splice(0, pile.length);
                this.onAnswers(answers);
                this.keep();
            } catch (error) {
                this.stop(error);
                return;
            }
        }
    }

    /** The first numbers of the queue that were scanned at one shelf. */
    nextPile() {
        const { shelfId } = this.waiting[0];
        const end = this.waiting.findIndex((scan) => scan.shelfId !== shelfId);
        return this.waiting.slice(0, Math.min(PILE, end === -1 ? PILE : end));
    }

    /** Wait for the line, or for a person where the server has said no. */
    stop(error) {
        const refused = error instanceof RPCError && error.exceptionName?.endsWith("UserError");
        if (!refused && !(error instanceof RPCError || error instanceof ConnectionLostError)) {
            throw error;
        }
        this.offline = !refused;
        this.refusal = refused ? error.data.message : "";
        if (!refused) {
            this.timeout = browser.setTimeout(this.retry, AGAIN_MS);
        }
        this.onChange();
    }
}
