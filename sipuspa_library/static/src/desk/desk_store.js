import { browser } from "@web/core/browser/browser";
import { reactive } from "@odoo/owl";
import { ActQueue } from "./act_queue";
import { deviceId, keep, keptBefore, remembered } from "./device";
import { ask } from "./server";
import { Acts } from "./store_acts";
import { Answers } from "./store_answers";
import { Money } from "./store_money";
import { People } from "./store_people";
import { Results } from "./store_results";

const UNDOABLE = 20; // acts: older ones are past the half hour in which one may undo
// a file a subject
const Subjects = [Results, Acts, Answers, Money, People].reduce((Base, part) => part(Base), Object);

/**
 * What stands in front of the desk, and the acts that change it.
 *
 * Every act is judged and written by the server's doors; here is only what they answered. An act is put
 * into the queue with its request id, and looks at the open member when its turn has come.
 */
export class DeskStore extends Subjects {
    constructor(first) {
        super();
        this.device = deviceId();
        this.last = { code: "", time: 0 };
        this.done = []; // request ids of what can be undone, the latest last
        Object.assign(this, first); // user_id, libraries, library, today …
        this.member = null;
        this.entries = [];
        this.choices = null;
        this.dialog = null;
        this.late = { on: "", why: "" };
        this.classList = null;
        this.waiting = 0;
        this.trouble = "";
        this.camera = false;
        this.reading = false;
        this.muted = remembered("muted", false);
    }

    static make(first) {
        const store = reactive(new DeskStore(first));
        store.queue = new ActQueue(
            (act) => store.perform(act),
            () => store.readQueue()
        );
        store.goOnAfterReload();
        return store;
    }

    readQueue() {
        this.waiting = this.queue.waiting.length;
        this.trouble = this.queue.trouble;
        this.keep();
    }

    // -- what a reload must not lose

    keep() {
        keep(this.user_id, this.library.id, {
            acts: this.queue.waiting,
            membershipId: this.member?.membership_id,
            reading: this.reading,
            done: this.done.slice(-UNDOABLE),
        });
    }

    /** Go on where the page was left: the same member, then what was not answered, as it was sent. */
    goOnAfterReload() {
        const kept = keptBefore(this.user_id, this.library.id);
        if (!kept) {
            return;
        }
        Object.assign(this, { reading: kept.reading, done: kept.done });
        if (kept.membershipId) {
            this.act("readMemberAgain", kept.membershipId);
        }
        kept.acts.forEach((act) => this.queue.add(act));
    }

    // -- the day

    async refreshToday() {
        try {
            this.today = await ask("today", this.library.id);
        } catch {
            // figures only: the next act tells whether there is a line
        }
    }

    /** Work in another library: everything is read anew, and a reload stays there. */
    switchLibrary(libraryId) {
        return this.act("readLibrary", libraryId);
    }

    async readLibrary(libraryId) {
        const opened = await ask("open_desk", libraryId);
        keep(this.user_id, this.library.id, null); // nothing of it waits any more
        Object.assign(this, opened);
        Object.assign(this, { member: null, choices: null, classList: null, done: [] });
        const { code } = this.library;
        browser.history.replaceState(null, "", `?at=${encodeURIComponent(code)}`);
    }

    // -- keys

    show(name, more = {}) {
        this.dialog = { name, ...more };
    }

    /** Enter a new person or book; a code that was just not known is its number or name. */
    newRow(name, line = this.entries[0]) {
        const code = line?.unknown || "";
        const isName = !/\d/.test(code);
        this.show(name, { typed: (name === "register") === isName ? code : "" });
    }

    /** Enter without a code: choose what is marked; else what went wrong has been seen. */
    confirm() {
        if (this.choices) {
            return this.choose(this.choices.rows[this.choices.at]);
        }
        this.seeAll();
    }

    escape() {
        this.last.code = "";
        if (this.choices || this.camera || this.reading) {
            const reading = this.reading && this.toggleReading();
            Object.assign(this, { choices: null, camera: false });
            return reading;
        }
        this.seeAll();
        return this.close();
    }

    /** Whether something can still be done about a refusal: its member must be the open one. */
    mayGoOn(line) {
        const sameMember = line.membershipId && line.membershipId === this.member?.membership_id;
        return Boolean(sameMember && (line.renewable || line.may));
    }

    /** Renew what this member has already, or ask for the reason to go on nevertheless. */
    goOn(line = this.entries.find((row) => this.mayGoOn(row))) {
        if (line?.renewable) {
            const loanIds = [line.renewable];
            Object.assign(line, { renewable: false, seen: true });
            return this.renew(loanIds);
        }
        if (line) {
            this.show("override", { line });
        }
    }

    toggleCamera() {
        this.camera = !this.camera;
    }
}
