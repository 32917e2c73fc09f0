import { beep } from "@sipuspa_library/stocktake/beep";
import { asTitle, copyEntry, entry, standing, titleRows } from "./answers";
import { newId } from "./device";
import { ask } from "./server";
import { _t } from "./words";

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

/** What became of an act, and what there is to choose from. */
export const Answers = (Base) =>
    class extends Base {
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
    };
