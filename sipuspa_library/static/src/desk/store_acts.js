import { copyEntry, entry, isUndone, undoEntry } from "./answers";
import { newId } from "./device";
import { ask, brokenSentence, LoggedOut, NoLine, Refusal } from "./server";
import { _t } from "./words";

const REPEAT_MS = 3000; // a scanner held too long, or a camera, reads the same sticker again

/** Lending, taking back, renewing, counting, undoing: one act a scan. */
export const Acts = (Base) =>
    class extends Base {
        /** Put an act into the queue: the name of what is done in its turn, and plain values for it. */
        act(name, ...values) {
            return this.queue.add({ name, values });
        }

        /** Do an act whose turn has come; what goes wrong becomes a line of the list. */
        async perform({ name, values }) {
            try {
                await this[name](...values);
            } catch (error) {
                if (error instanceof NoLine || error instanceof LoggedOut) {
                    throw error;
                }
                const refused = error instanceof Refusal;
                if (!refused) {
                    console.error(error);
                }
                const what = name === "sendScan" ? values[0] : _t("Not done");
                this.tell(entry("refused", what, refused ? error.message : brokenSentence()));
            }
        }

        /** Act on what was scanned or typed. The same code within seconds is the same scan. */
        scan(typed) {
            const code = typed.trim();
            const now = Date.now();
            const repeated = code === this.last.code && now - this.last.time < REPEAT_MS;
            this.last = { code, time: now };
            if (code && !repeated) {
                this.choices = null;
                return this.act("sendScan", code, newId());
            }
        }

        async sendScan(code, requestId) {
            if (this.reading) {
                return this.sendReading(code, requestId);
            }
            const who = this.member?.membership_id ?? null;
            const answer = await ask("act", this.library.id, code, who, this.device, requestId);
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
            const copyIds = [found.copy_id];
            const [answer] = await ask("use", this.library.id, copyIds, this.device, requestId);
            if (answer.outcome === "done") {
                this.done.push(requestId);
            }
            this.tell(copyEntry(answer, { requestId }));
        }

        /** Count what is scanned from now on as read here, or end that, after what was scanned before. */
        toggleReading() {
            this.last.code = "";
            this.choices = null;
            return this.act("turnReading", !this.reading);
        }

        turnReading(on) {
            this.reading = on;
            this.member = null;
        }

        /** Go on nevertheless with what was refused: a new act, with a reason. */
        override(line, reason) {
            Object.assign(line, { seen: true, may: false });
            if (line.act === "renew") {
                return this.act("sendRenewal", line.loanIds, newId(), reason);
            }
            if (line.act === "hold") {
                return this.act("sendHold", line.hold, newId(), reason);
            }
            return this.act("sendLoan", line.copy, line.membershipId, newId(), reason);
        }

        renew(loanIds) {
            if (loanIds.length) {
                return this.act("sendRenewal", loanIds, newId());
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

        /** Renew whatever the member has whose turn it is then. */
        renewAll() {
            return this.act("sendRenewalOfAll", newId());
        }

        async sendRenewalOfAll(requestId) {
            const loanIds = this.member?.loans.map((loan) => loan.loan_id) || [];
            if (loanIds.length) {
                await this.sendRenewal(loanIds, requestId);
            }
        }

        /** Lend a copy to the open member; with none open, take it back. */
        async sendCopy(copy, requestId) {
            const who = this.member?.membership_id;
            if (who) {
                return this.sendLoan(copy, who, requestId);
            }
            const copyIds = [copy.copy_id];
            const [answer] = await ask("take_back", this.library.id, copyIds, this.device, requestId);
            const kind = answer.outcome === "refused" ? "refused" : "returned";
            this.take({ kind, ...answer }, copy.barcode, requestId);
        }

        /** Lend to this member and nobody else, whoever stands at the desk meanwhile. */
        async sendLoan(copy, who, requestId, reason = null) {
            const [answer] = await ask("lend", who, [copy.copy_id], this.device, requestId, reason);
            const kind = answer.outcome === "refused" ? "refused" : "lent";
            this.take({ kind, ...answer }, copy.barcode, requestId, who);
        }

        /** Undo the last act of this desk that is not undone yet. */
        undo() {
            this.last.code = "";
            return this.act("sendUndo", newId());
        }

        async sendUndo(requestId) {
            const undone = this.done.at(-1);
            if (!undone) {
                const text = _t("Nothing was done at this desk yet.");
                this.tell(entry("info", _t("Nothing to undo"), text));
                return;
            }
            const answers = await ask("undo", this.library.id, this.device, requestId, undone);
            answers.forEach((answer) => this.tell(undoEntry(answer)));
            if (answers.every(isUndone)) {
                this.done.pop();
                this.entries.forEach((line) => (line.undone ||= line.requestId === undone));
                this.act("reread");
            }
        }

        /** Read again what stands there, where an act may have changed more than it tells. */
        async reread() {
            if (this.classList) {
                await this.readClass(this.classList.class_id);
            }
            if (this.member) {
                this.member = await ask("member", this.member.membership_id);
            } else {
                this.refreshToday();
            }
        }
    };
