import { DialogBody } from "./dialog";
import { clock, date, day } from "./words";

/** What this member has now, on paper 58 or 80 mm wide through the browser, or as text to send. */
export class Receipt extends DialogBody {
    static template = "sipuspa_library.DeskReceipt";

    setup() {
        super.setup();
        this.day = day;
        this.member = this.store.member; // an answer that comes meanwhile may open another
        const now = new Date();
        this.now = `${date(now)} ${clock(now)}`;
    }

    get text() {
        const { library } = this.store;
        const { member } = this;
        const lines = member.loans.map((loan) => `• ${loan.title}\n  ${day(loan.due_date)}`);
        return [library.name, this.now, member.name, "", ...lines].join("\n");
    }

    print() {
        window.print();
    }

    async copy() {
        await navigator.clipboard.writeText(this.text);
        this.close();
    }
}

/** The receipt of a payment, as the server has written it: lines as wide as the roll. */
export class Paper extends DialogBody {
    static template = "sipuspa_library.DeskPaper";

    print() {
        window.print();
    }

    async copy() {
        await navigator.clipboard.writeText(this.store.dialog.lines.join("\n"));
        this.close();
    }
}
