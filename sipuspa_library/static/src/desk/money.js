import { useState } from "@odoo/owl";
import { DialogBody } from "./dialog";
import { isoDay, rupiah } from "./words";

/** What a member owes: paid in all or in part, let off by a librarian, or a book for a book. */
export class Charges extends DialogBody {
    static template = "sipuspa_library.DeskCharges";

    setup() {
        super.setup();
        this.rupiah = rupiah;
        this.member = this.store.member; // an answer that comes meanwhile may open another
        this.form = useState({ amount: this.member.charges.balance, reason: "", number: "" });
    }

    pay() {
        const { amount } = this.form;
        this.close();
        this.store.money("pay", [this.member.membership_id], [amount]);
    }

    waive() {
        const { amount, reason } = this.form;
        this.close();
        this.store.money("waive", [this.member.membership_id, reason], [amount || null]);
    }

    replace(charge) {
        const { number } = this.form;
        this.close();
        this.store.replaceBook(charge, number.trim());
    }
}

/** A book that does not just come back: lost, said to be returned, damaged. */
export class Loan extends DialogBody {
    static template = "sipuspa_library.DeskLoan";

    setup() {
        super.setup();
        const { loan, back = false } = this.store.dialog;
        Object.assign(this, { loan, back });
        this.form = useState({ words: "", amount: 0 });
    }

    act(method) {
        const { words, amount } = this.form;
        const after = { declare_lost: [null, words], claim_returned: [words], report_damage: [amount, words] };
        this.close();
        this.store.money(method, [this.loan.loan_id], after[method]);
    }

    found(payBack) {
        this.close();
        this.store.money("found", [this.loan.loan_id], [payBack]);
    }

    renew() {
        this.close();
        this.store.renew([this.loan.loan_id]);
    }
}

/** What was lent or returned on a day that is past: the day and the reason stay for the next book. */
export class Late extends DialogBody {
    static template = "sipuspa_library.DeskLate";

    setup() {
        super.setup();
        this.member = this.store.member;
        this.yesterday = isoDay(new Date(Date.now() - 86_400_000));
        this.form = useState({ number: "", ...this.store.late });
    }

    save() {
        const { number, on, why } = this.form;
        this.close();
        this.store.enterLate(number.trim(), this.member?.membership_id, { on, why });
    }
}
