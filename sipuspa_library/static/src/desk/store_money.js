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
    };
