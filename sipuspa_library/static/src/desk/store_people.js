import { entry } from "./answers";
import { newId, remember, remembered } from "./device";
import { ask } from "./server";
import { _t } from "./words";

/** The open member, visits, classes, and who or what is new. */
export const People = (Base) =>
    class extends Base {
        open(member) {
            this.member = member;
            this.choices = null;
        }

        openMember(membershipId) {
            return this.act("readMember", membershipId);
        }

        async readMember(membershipId) {
            this.takeMember(await ask("member", membershipId));
        }

        /** Open who stood here before the page was loaded again: nothing is told of it. */
        async readMemberAgain(membershipId) {
            this.open(await ask("member", membershipId));
        }

        close() {
            return this.act("turnAway");
        }

        turnAway() {
            this.member = this.choices = null;
            this.refreshToday();
        }

        join(code, categoryId) {
            return this.act("sendJoin", code, categoryId);
        }

        async sendJoin(code, categoryId) {
            const membershipId = await ask("admit", this.library.id, code, categoryId);
            await this.readMember(membershipId);
        }

        // -- visits

        /** One key: the open member is here; without one it is asked who came. */
        visitKey() {
            if (this.member) {
                return this.visit({ kind: "member", membership_id: this.member.membership_id });
            }
            this.show("visit");
        }

        visit(values) {
            return this.act("sendVisit", values, newId());
        }

        async sendVisit(values, requestId) {
            const answer = await ask("visit", this.library.id, values, this.device, requestId);
            this.today.visitors += answer.counted;
            this.tell(entry(answer.counted ? "done" : "info", answer.name, answer.message));
        }

        // -- who or what is new; a refusal is for the form that asks

        /** The members or titles it may be already. */
        alike(what, words) {
            return ask("alike", this.library.id, what, words);
        }

        async register(values, requestId) {
            const member = await ask("register", this.library.id, values, this.device, requestId);
            this.today.incomplete_members += 1;
            this.takeMember(member);
            this.keep();
        }

        /** Add a book and lend it at once, or, with no member open, leave it on the shelf. */
        async fastAdd({ title, number, bookId = null }, requestId) {
            const values = [title, number, this.device, requestId, bookId];
            const copy = await ask("fast_add", this.library.id, ...values);
            this.today.incomplete_copies += 1;
            if (this.member) {
                this.act("sendLoan", copy, this.member.membership_id, newId());
            } else {
                this.tell(entry("done", copy.title, _t("Added with number %s.", copy.barcode)));
            }
        }

        // -- classes

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
            return this.act("readClass", known);
        }

        async readClass(classId) {
            this.classList = await ask("class_list", this.library.id, classId);
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
    };
