import { useState } from "@odoo/owl";
import { DialogBody } from "./dialog";
import { rupiah } from "./words";

/** What a member owes: paid in all or in part, let off by a librarian, or a book for a book. */
export class Charges extends DialogBody {
    static template = "sipuspa_library.DeskCharges";

    setup() {
        super.setup();
        this.rupiah = rupiah;
        this.form = useState({ amount: this.store.member.charges.balance, reason: "", number: "" });
    }

    pay() {
        const { amount } = this.form;
        this.close();
        this.store.money("pay", [this.store.member.membership_id], [amount]);
    }

    waive() {
        const { amount, reason } = this.form;
        this.close();
        this.store.money("waive", [this.store.member.membership_id, reason], [amount || null]);
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
        this.loan = this.store.dialog.loan;
        this.form = useState({ words: "", amount: 0 });
    }

    act(method) {
        const { words, amount } = this.form;
        const after = { declare_lost: [null, words], claim_returned: [words], report_damage: [amount, words] };
        this.close();
        this.store.money(method, [this.loan.loan_id], after[method]);
    }

    renew() {
        this.close();
        this.store.renew([this.loan.loan_id]);
    }
}
