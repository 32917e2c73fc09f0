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
        take(answer, code, requestId, who = this.member?.membership_id) {
            this[TAKERS[answer.kind]](answer, code, requestId, who);
        }

        takeLent(answer, _code, requestId, who) {
            this.done.push(requestId);
            this.today.lent += 1;
            if (who === this.member?.membership_id) {
                // sent again after a reload, it is on the list already
                const others = this.member.loans.filter((row) => row.loan_id !== answer.loan_id);
                this.member.loans = [{ ...answer, days_late: 0, renewals: 0 }, ...others];
            }
            const pupil = this.classList?.pupils.find((row) => row.membership_id === who);
            if (pupil) {
                pupil.open_loans += 1;
            }
            this.tell(copyEntry(answer, { requestId }));
        }

        takeReturned(answer, _code, requestId) {
            this.done.push(requestId);
            this.today.returned += 1;
            const loan = answer.loan_id && { loan_id: answer.loan_id, title: answer.title };
            this.tell(copyEntry(answer, { requestId, loan }));
        }

        takeRefused(answer, _code, requestId, membershipId) {
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
            // what is being typed is not taken away: the card can be scanned again
            this.dialog ||= { name: "join", person: answer.name, code: answer.code || code };
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
                this.choices = null;
                return this.act("sendCopy", row.copy, newId());
            }
        }
    };
