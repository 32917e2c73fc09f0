import { browser } from "@web/core/browser/browser";
import { reactive } from "@odoo/owl";
import { beep } from "@sipuspa_library/stocktake/beep";
import { ActQueue } from "./act_queue";
import { asTitle, copyEntry, entry, isUndone, moneyEntry, standing, titleRows, undoEntry } from "./answers";
import { deviceId, newId, remember, remembered } from "./device";
import { ask, Refusal } from "./server";
import { _t } from "./words";

const KEPT = 40; // lines of the list; a refusal nobody has seen is kept beyond
const REPEAT_MS = 3000; // a scanner held too long, or a camera, reads the same sticker again
// what is done with each kind of answer
const TAKERS = {
    lent: "takeLent",
    returned: "takeReturned",
    refused: "takeRefused",
    member: "takeMember",
    former: "takeStranger",
    visitor: "takeStranger",
    ambiguous: "takeChoices",
    found: "takeChoices",
    replaced: "takeReplaced",
    unknown: "takeUnknown",
};

/**
 * What stands in front of the desk, and the acts that change it.
 *
 * Every act is judged and written by the server's doors; here is only what they answered. An act is put
 * into the queue with its request id, and looks at the open member when its turn has come.
 */
export class DeskStore {
    constructor(first) {
        this.device = deviceId();
        this.queue = new ActQueue(() => this.readQueue());
        this.last = { code: "", time: 0 };
        this.done = []; // request ids of what can be undone, the latest last
        Object.assign(this, first); // user, libraries, library, today …
        this.member = null;
        this.entries = [];
        this.choices = null;
        this.dialog = null;
        this.classList = null;
        this.waiting = 0;
        this.offline = false;
        this.camera = false;
        this.reading = false;
        this.muted = remembered("muted", false);
    }

    static make(first) {
        const store = reactive(new DeskStore(first));
        store.queue.onChange = () => store.readQueue();
        return store;
    }

    readQueue() {
        this.waiting = this.queue.waiting.length;
        this.offline = this.queue.offline;
    }

    // -- acts

    /** Put an act into the queue; what the server refuses becomes a line of the list. */
    act(work) {
        return this.queue.add(async () => {
            try {
                await work();
            } catch (error) {
                if (!(error instanceof Refusal)) {
                    throw error;
                }
                this.tell(entry("refused", _t("Not done"), error.message));
            }
        });
    }

    /** Act on what was scanned or typed. The same code within seconds is the same scan. */
    scan(typed) {
        const code = typed.trim();
        const now = Date.now();
        const repeated = code === this.last.code && now - this.last.time < REPEAT_MS;
        this.last = { code, time: now };
        if (code && !repeated) {
            const requestId = newId();
            this.choices = null;
            return this.act(() => this.send(code, requestId));
        }
    }

    async send(code, requestId) {
        if (this.reading) {
            return this.sendReading(code, requestId);
        }
        const answer = await ask(
            "act",
            this.library.id,
            code,
            this.member?.membership_id ?? null,
            this.device,
            requestId
        );
        this.take(answer, code, requestId);
    }

    /** Count a book that was read here and is put back: nobody is named, nothing is lent. */
    async sendReading(code, requestId) {
        const found = await ask("scan", this.library.id, code);
        if (found.kind !== "copy") {
            const text = _t("Scan the books that were read here; Esc ends this.");
            this.tell(entry("refused", code, text));
            return;
        }
        const [answer] = await ask("use", this.library.id, [found.copy_id], this.device, requestId);
        if (answer.outcome === "done") {
            this.done.push(requestId);
        }
        this.tell(copyEntry(answer, { requestId }));
    }

    toggleReading() {
        this.reading = !this.reading;
        this.member = this.choices = null;
    }

    /** Go on nevertheless with what was refused: a new act, with a reason. */
    override(line, reason) {
        const requestId = newId();
        line.seen = true;
        line.may = false;
        return this.act(async () => {
            if (line.act === "renew") {
                await this.sendRenewal(line.loanIds, requestId, reason);
            } else if (line.act === "hold") {
                await this.sendHold(line.hold, requestId, reason);
            } else {
                await this.sendCopy(line.copy, requestId, reason);
            }
        });
    }

    renew(loanIds) {
        const requestId = newId();
        if (loanIds.length) {
            return this.act(() => this.sendRenewal(loanIds, requestId));
        }
    }

    async sendRenewal(loanIds, requestId, reason = null) {
        const answers = await ask("renew", loanIds, this.device, requestId, reason);
        answers.forEach((answer, line) => {
            const loan = this.member?.loans.find((row) => row.copy_id === answer.copy_id);
            if (loan && answer.outcome === "done") {
                Object.assign(loan, { due_date: answer.due_date, days_late: 0 });
            }
            const membershipId = this.member?.membership_id;
            const more = { act: "renew", loanIds: [loanIds[line]], membershipId, requestId };
            this.tell(copyEntry(answer, more), line === answers.length - 1);
        });
        if (answers.some((answer) => answer.outcome === "done")) {
            this.done.push(requestId);
        }
    }

    renewAll() {
        return this.act(async () => {
            const loanIds = this.member?.loans.map((loan) => loan.loan_id) || [];
            if (loanIds.length) {
                await this.sendRenewal(loanIds, newId());
            }
        });
    }

    /** Undo the last act of this desk that is not undone yet. */
    undo() {
        const requestId = newId();
        return this.act(async () => {
            const undone = this.done.at(-1);
            if (!undone) {
                this.tell(entry("info", _t("Nothing to undo"), _t("Nothing was done at this desk yet.")));
                return;
            }
            const answers = await ask("undo", this.library.id, this.device, requestId, undone);
            answers.forEach((answer) => this.tell(undoEntry(answer)));
            if (answers.every(isUndone)) {
                this.done.pop();
                this.entries.forEach((line) => (line.undone ||= line.requestId === undone));
                await this.reread();
            }
        });
    }

    /** Read the open member again, where an act may have changed more than it tells. */
    async reread() {
        if (this.member) {
            this.member = await ask("member", this.member.membership_id);
        }
    }

    // -- reservations

    /** Reserve the title of a row that was found for the open member. */
    reserve(row = this.choices.rows[this.choices.at]) {
        const who = this.member?.membership_id;
        const requestId = newId();
        if (!who || !(row.book_id || row.copy)) {
            return;
        }
        this.choices = null;
        const wanted = row.book_id || null;
        const copyId = wanted ? null : row.copy.copy_id;
        return this.act(() => this.sendHold({ who, wanted, copyId }, requestId));
    }

    async sendHold(hold, requestId, reason = null) {
        const { who, wanted, copyId } = hold;
        const asked = [this.device, requestId, copyId, null, reason];
        const answer = await ask("place_hold", who, wanted, ...asked);
        this.noteDone([answer], requestId, { act: "hold", hold, membershipId: who });
        await this.reread();
    }

    /** Tell what came of an act about a reservation, which can be undone. */
    noteDone(answers, requestId, more = {}) {
        answers.forEach((answer) => this.tell(copyEntry(answer, { requestId, ...more })));
        if (answers.some((answer) => answer.outcome === "done")) {
            this.done.push(requestId);
        }
    }

    cancelHold(hold) {
        const requestId = newId();
        return this.act(async () => {
            const answers = await ask("cancel_hold", [hold.hold_id], this.device, requestId);
            this.noteDone(answers, requestId);
            await this.reread();
        });
    }

    // -- money, and books that do not just come back

    /** An act about what is owed; the doors take the request id between two groups of values. */
    money(method, before, after = []) {
        const requestId = newId();
        return this.act(async () => {
            const answer = await ask(method, ...before, this.device, requestId, ...after);
            this.tell(moneyEntry(answer, this.member?.name));
            await this.reread();
        });
    }

    /** A book for a book: its number says which. */
    async replaceBook(charge, number) {
        return this.act(async () => {
            const found = await ask("scan", this.library.id, number);
            if (found.kind === "copy") {
                this.money("settle_in_kind", [charge.charge_id, found.copy_id]);
            } else {
                this.tell(entry("refused", number, _t("Nothing here has this number.")));
            }
        });
    }

    showReceipt(lineId) {
        return this.act(async () => {
            this.show("paper", { lines: await ask("receipt", lineId) });
        });
    }

    // -- what was answered

    take(answer, code, requestId) {
        this[TAKERS[answer.kind]](answer, code, requestId);
    }

    takeLent(answer, _code, requestId) {
        this.done.push(requestId);
        this.today.lent += 1;
        this.member?.loans.unshift({ ...answer, days_late: 0, renewals: 0 });
        this.tell(copyEntry(answer, { requestId }));
    }

    takeReturned(answer, _code, requestId) {
        this.done.push(requestId);
        this.today.returned += 1;
        const loan = answer.loan_id && { loan_id: answer.loan_id, title: answer.title };
        this.tell(copyEntry(answer, { requestId, loan }));
    }

    takeRefused(answer, _code, requestId) {
        const membershipId = this.member?.membership_id;
        const line = copyEntry(answer, { copy: answer, requestId, membershipId });
        const has = answer.blocks.some((block) => block.code === "already_borrowed");
        const loan = has && this.member?.loans.find((row) => row.copy_id === answer.copy_id);
        this.tell(loan ? { ...line, renewable: loan.loan_id } : line);
    }

    takeMember(answer) {
        this.open(answer);
        const active = answer.standing === "active";
        const text = active ? answer.class_name || answer.category : standing(answer);
        this.tell(entry(active ? "info" : "warning", answer.name, text));
    }

    /** Somebody who may join: a member of another library, or one who has left. */
    takeStranger(answer, code) {
        this.member = null;
        const left = answer.kind === "former";
        const text = left ? _t("No longer a member here.") : _t("Member of another library.");
        this.tell(entry("warning", answer.name, text));
        this.dialog = { name: "join", person: answer.name, code: answer.code || code };
    }

    takeChoices(answer, code) {
        const ambiguous = answer.kind === "ambiguous";
        const titles = ambiguous ? answer.copies.map(asTitle) : answer.titles;
        const rows = [
            ...answer.members.map((member) => ({ member, key: `m${member.membership_id}` })),
            ...titles.flatMap((title) => titleRows(title)),
        ];
        this.choices = { code, ambiguous, more: answer.more, rows, at: 0 };
        if (!this.muted) {
            beep("info");
        }
    }

    takeReplaced(answer) {
        this.member = null;
        this.tell(entry("refused", _t("Old card"), answer.message));
    }

    takeUnknown(_answer, code) {
        this.tell(entry("refused", code, _t("Nothing here has this number."), { unknown: code }));
    }

    // -- choosing

    moveChoice(steps) {
        const { rows, at } = this.choices;
        this.choices.at = Math.max(0, Math.min(rows.length - 1, at + steps));
    }

    /** Go on with one of the rows that were offered. */
    choose(row) {
        if (row.member) {
            return this.openMember(row.member.membership_id);
        }
        if (row.copy) {
            const requestId = newId();
            this.choices = null;
            return this.act(() => this.sendCopy(row.copy, requestId));
        }
    }

    async sendCopy(copy, requestId, reason = null) {
        const who = this.member?.membership_id;
        const [answer] = who
            ? await ask("lend", who, [copy.copy_id], this.device, requestId, reason)
            : await ask("take_back", this.library.id, [copy.copy_id], this.device, requestId);
        const kind = answer.outcome === "refused" ? "refused" : who ? "lent" : "returned";
        this.take({ kind, ...answer }, copy.barcode, requestId);
    }

    // -- the open member

    open(member) {
        this.member = member;
        this.choices = null;
    }

    openMember(membershipId) {
        return this.act(async () => this.takeMember(await ask("member", membershipId)));
    }

    close() {
        return this.act(async () => {
            this.member = null;
            this.choices = null;
            this.refreshToday();
        });
    }

    join(code, categoryId) {
        return this.act(async () => {
            const membershipId = await ask("admit", this.library.id, code, categoryId);
            this.takeMember(await ask("member", membershipId));
        });
    }

    // -- visits, new rows, classes

    /** One key: the open member is here; without one it is asked who came. */
    visitKey() {
        if (this.member) {
            return this.visit({ kind: "member", membership_id: this.member.membership_id });
        }
        this.show("visit");
    }

    visit(values) {
        const requestId = newId();
        return this.act(async () => {
            const answer = await ask("visit", this.library.id, values, this.device, requestId);
            this.today.visitors += answer.counted;
            this.tell(entry(answer.counted ? "done" : "info", answer.name, answer.message));
        });
    }

    /** Register a person; a refusal is for the form that asks. */
    async register(values, requestId) {
        const member = await ask("register", this.library.id, values, this.device, requestId);
        this.today.incomplete_members += 1;
        this.takeMember(member);
    }

    /** Add a book and lend it at once, or, with no member open, leave it on the shelf. */
    async fastAdd(title, number, requestId) {
        const copy = await ask("fast_add", this.library.id, title, number, this.device, requestId);
        this.today.incomplete_copies += 1;
        if (this.member) {
            this.act(() => this.sendCopy(copy, newId()));
        } else {
            this.tell(entry("done", copy.title, _t("Added with number %s.", copy.barcode)));
        }
    }

    toggleClass() {
        if (this.classList) {
            this.classList = null;
        } else if (this.classes.length) {
            return this.showClass(remembered("class") || this.classes[0].id);
        }
    }

    showClass(classId) {
        const known = this.classes.some((row) => row.id === classId) ? classId : this.classes[0].id;
        remember("class", known);
        return this.act(async () => {
            this.classList = await ask("class_list", this.library.id, known);
        });
    }

    async heads(classId) {
        const { pupils } = await ask("class_list", this.library.id, classId);
        const count = (sex) => pupils.filter((pupil) => pupil.sex === sex).length;
        return { female: count("f"), male: count("m") };
    }

    nextPupil(steps) {
        const { pupils } = this.classList;
        const at = pupils.findIndex((row) => row.membership_id === this.member?.membership_id);
        const next = pupils[at < 0 && steps < 0 ? pupils.length - 1 : at + steps];
        if (next) {
            return this.openMember(next.membership_id);
        }
    }

    // -- the day

    async refreshToday() {
        try {
            this.today = await ask("today", this.library.id);
        } catch {
            // figures only: the next act tells whether there is a line
        }
    }

    /** Work in another library: everything is read anew. */
    switchLibrary(libraryId) {
        return this.act(async () => {
            Object.assign(this, await ask("open_desk", libraryId));
            Object.assign(this, { member: null, choices: null, classList: null, done: [] });
        });
    }

    // -- the list of results

    /** Put a line on top, and say it aloud. */
    tell(line, aloud = true) {
        const kept = this.entries.filter((old, rank) => rank < KEPT - 1 || !old.seen);
        this.entries = [line, ...kept];
        if (aloud && !this.muted) {
            beep(line.tone);
        }
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
        if (this.choices || this.camera || this.reading) {
            Object.assign(this, { choices: null, camera: false, reading: false });
            return;
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

    get unseen() {
        return this.entries.filter((line) => !line.seen);
    }

    seeAll() {
        this.entries.forEach((line) => (line.seen = true));
    }

    mute() {
        this.muted = !this.muted;
        remember("muted", this.muted);
    }
}
