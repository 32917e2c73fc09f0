import { browser } from "@web/core/browser/browser";
import { reactive } from "@odoo/owl";
import { ActQueue } from "../desk/act_queue";
import { newId } from "../desk/device";
import { Ended, NoLine, Refusal, send } from "../desk/server";
import { learn } from "../desk/words";
import { dropVisit, dropVisits, keepVisit, keptVisits } from "./keeping";
import { forgetPage, keepPage } from "./kept_page";

const THANKS_MS = 5000; // so long a name is seen
const IDLE_MS = 30000;
const ASK_MS = 20000; // so long whoever reads slowly may say that they are still there
const PULSE_MS = 60000;
const ANEW_MS = 60 * 60000;
const SAME_SCAN_MS = 4000;
const FAILED_MS = 30000; // a server that failed is left alone so long
const GIVE_UP_MS = 24 * 60 * 60000; // on a visit on which it fails all day

/**
 * What the tablet at the door shows, and the visits that wait to be sent.
 *
 * A visit is told thank you at once and sent when its turn comes: with the id it was made with, so that
 * it counts once however often the line drops. It forgets who it was with the answer.
 */
export class KioskStore {
    constructor(first, show) {
        this.show = show;
        this.screen = "idle";
        this.welcome = null;
        this.ended = false;
        this.waiting = 0;
        this.offline = false;
        this.isAsking = false;
        this.last = { code: "", time: 0 };
        this.home = first.language;
        this.address = first.address;
        this.take(first);
    }

    static make(first, show) {
        const store = reactive(new KioskStore(first, show));
        store.queue = new ActQueue(
            (visit) => store.perform(visit),
            () => store.readQueue()
        );
        keptVisits(store.public_id).forEach((visit) => store.queue.add(visit));
        browser.setInterval(() => store.pulse(), PULSE_MS);
        browser.setInterval(() => store.renew(), ANEW_MS);
        browser.addEventListener("online", () => store.pulse());
        store.pulse(); // the page may be a kept one, of a day before
        keepPage(store.address);
        return store;
    }

    /** Take over what the server tells of the library: lists, figures, words. */
    take({ words, language, ...shown }) {
        learn(words, language);
        document.documentElement.lang = language;
        Object.assign(this, { language, ...shown });
    }

    // -- screens

    go(screen) {
        this.screen = screen;
        this.welcome = null;
        this.touch();
    }

    /** Somebody is here; when nobody has been for a while, the next one finds the first screen. */
    touch() {
        if (this.screen === "idle") {
            this.restIn(this.language === this.home ? null : IDLE_MS);
        } else {
            this.restIn(IDLE_MS, () => this.askWhoIsThere());
        }
    }

    askWhoIsThere() {
        this.restIn(ASK_MS);
        this.isAsking = true;
    }

    restIn(patience, act = () => this.rest()) {
        this.isAsking = false;
        browser.clearTimeout(this.timer);
        if (patience) {
            this.timer = browser.setTimeout(act, patience);
        }
    }

    rest() {
        this.go("idle");
        if (this.language !== this.home) {
            return this.speak(this.home);
        }
    }

    async speak(language) {
        if (await this.readAnew(language)) {
            this.touch();
            await this.show(this);
        }
    }

    // -- visits

    /** A card or number: the same one within seconds is a scanner that fires twice. */
    member(code) {
        const now = Date.now();
        const again = code === this.last.code && now - this.last.time < SAME_SCAN_MS;
        this.last = { code, time: now };
        return again ? null : this.visit({ kind: "member", code });
    }

    visit(values) {
        const visit = { requestId: newId(), madeAt: Date.now(), values };
        this.screen = "thanks";
        this.welcome = { requestId: visit.requestId, name: "", kind: "thanks" };
        this.restIn(THANKS_MS);
        keepVisit(this.public_id, visit);
        return this.queue.add(visit);
    }

    async perform(visit) {
        const ago = Math.round((Date.now() - visit.madeAt) / 1000);
        const params = { values: visit.values, request_id: visit.requestId, seconds_ago: ago };
        try {
            const answer = await this.ask("visit", params);
            if (answer.kind === "busy") {
                throw new NoLine();
            }
            this.answered(visit, answer);
        } catch (error) {
            if (error instanceof NoLine) {
                throw error;
            }
            if (!isAnswer(error)) {
                return this.tryLater(visit);
            }
        }
        dropVisit(this.public_id, visit);
    }

    /** The server failed where it should not have: this visit goes to the end, and is tried for a day. */
    async tryLater(visit) {
        if (Date.now() - visit.madeAt > GIVE_UP_MS) {
            return dropVisit(this.public_id, visit);
        }
        this.offline = true;
        await new Promise((resolve) => browser.setTimeout(resolve, FAILED_MS));
        this.queue.waiting.push(visit);
    }

    answered(visit, answer) {
        if (this.welcome?.requestId === visit.requestId) {
            Object.assign(this.welcome, answer);
            this.restIn(THANKS_MS);
        }
    }

    readQueue() {
        this.waiting = this.queue.waiting.length;
    }

    // -- the server

    async ask(door, params = {}) {
        try {
            const answer = await send(`${this.address}/${door}`, params);
            this.offline = false;
            return answer;
        } catch (error) {
            if (error instanceof Ended) {
                this.end();
            }
            this.offline ||= error instanceof NoLine;
            throw error;
        }
    }

    async pulse() {
        try {
            Object.assign(this, await this.ask("pulse"));
        } catch {
            this.visitors = null; // nobody knows: the number of before may be of yesterday
        }
    }

    /** Read lists and books again; return whether there was an answer. */
    async readAnew(language = this.language) {
        try {
            this.take(await this.ask("open", { lang: language.replace("-", "_") }));
            return true;
        } catch {
            return false; // what is shown stays
        }
    }

    /** Read all anew, and load the page again when it has become another and nobody stands there. */
    async renew() {
        const hasAnswer = await this.readAnew();
        if (hasAnswer && (await keepPage(this.address)) && this.screen === "idle" && !this.waiting) {
            browser.location.reload();
        }
    }

    /** A librarian has ended this tablet: what it still kept is gone with it. */
    end() {
        this.ended = true;
        this.queue.waiting.length = 0;
        dropVisits(this.public_id);
        forgetPage(this.address).catch(() => {}); // the server lets it do nothing, anyhow
    }
}

/** Tell whether the server has judged, and not failed. */
function isAnswer(error) {
    return error instanceof Ended || error.constructor === Refusal;
}
