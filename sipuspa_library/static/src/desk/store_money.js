import { copyEntry, entry, moneyEntry } from "./answers";
import { newId } from "./device";
import { ask } from "./server";
import { _t } from "./words";

/** Reservations, what is owed, and books that do not just come back. */
export const Money = (Base) =>
    class extends Base {
        /** Reserve the title of a row that was found for the open member. */
        reserve(row = this.choices.rows[this.choices.at]) {
            const who = this.member?.membership_id;
            if (!who || !(row.book_id || row.copy)) {
                return;
            }
            this.choices = null;
            const wanted = row.book_id || null;
            const copyId = wanted ? null : row.copy.copy_id;
            return this.act("sendHold", { who, wanted, copyId }, newId());
        }

        async sendHold(hold, requestId, reason = null) {
            const { who, wanted, copyId } = hold;
            const asked = [this.device, requestId, copyId, null, reason];
            const answer = await ask("place_hold", who, wanted, ...asked);
            this.noteDone([answer], requestId, { act: "hold", hold, membershipId: who });
            this.act("reread");
        }

        /** Tell what came of an act about a reservation, which can be undone. */
        noteDone(answers, requestId, more = {}) {
            answers.forEach((answer) => this.tell(copyEntry(answer, { requestId, ...more })));
            if (answers.some((answer) => answer.outcome === "done")) {
                this.done.push(requestId);
            }
        }

        cancelHold(hold) {
            return this.act("sendCancel", hold.hold_id, newId());
        }

        async sendCancel(holdId, requestId) {
            const answers = await ask("cancel_hold", [holdId], this.device, requestId);
            this.noteDone(answers, requestId);
            this.act("reread");
        }

        /** An act about what is owed; the doors take the request id between two groups of values. */
        money(method, before, after = []) {
            return this.act("sendMoney", method, before, after, newId(), this.member?.name);
        }

        async sendMoney(method, before, after, requestId, name) {
            const answer = await ask(method, ...before, this.device, requestId, ...after);
            this.tell(moneyEntry(answer, name));
            this.act("reread");
        }

        /** A book for a book: its number says which. */
        replaceBook(charge, number) {
            return this.act("sendReplacement", charge.charge_id, number, newId(), this.member?.name);
        }

        async sendReplacement(chargeId, number, requestId, name) {
            const found = await ask("scan", this.library.id, number);
            if (found.kind !== "copy") {
                this.tell(entry("refused", number, _t("Nothing here has this number.")));
                return;
            }
            await this.sendMoney("settle_in_kind", [chargeId, found.copy_id], [], requestId, name);
        }

        /** A book of a day that is past: lent to this member, or, without one, taken back. */
        enterLate(number, who, late) {
            this.late = late;
            return this.act("sendLate", number, who ?? null, late, newId());
        }

        async sendLate(number, who, { on, why }, requestId) {
            const found = await ask("scan", this.library.id, number);
            if (found.kind !== "copy") {
                this.tell(entry("refused", number, _t("Nothing here has this number.")));
                return;
            }
            const about = [[found.copy_id], on, why, this.device, requestId];
            const [answer] = who
                ? await ask("lend_late", who, ...about)
                : await ask("take_back_late", this.library.id, ...about);
            this.tell(copyEntry(answer, { requestId }));
            if (answer.outcome === "done") {
                this.done.push(requestId);
                this.act("reread");
            }
        }

        showReceipt(lineId) {
            return this.act("readReceipt", lineId);
        }

        async readReceipt(lineId) {
            this.show("paper", { lines: await ask("receipt", lineId) });
        }
    };
