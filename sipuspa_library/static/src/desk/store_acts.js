import { copyEntry, entry, isUndone, undoEntry } from "./answers";
import { newId } from "./device";
import { ask, Refusal } from "./server";
import { _t } from "./words";

const REPEAT_MS = 3000; // a scanner held too long, or a camera, reads the same sticker again

/** Lending, taking back, renewing, counting, undoing: one act a scan. */
export const Acts = (Base) =>
    class extends Base {
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
    };
