import { useState } from "@odoo/owl";
import { DialogBody } from "./dialog";
import { KEYS } from "./keys";
import { Charges, Late, Loan } from "./money";
import { FastAdd, Register } from "./new_rows";
import { Paper, Receipt } from "./receipt";
import { Visit } from "./visit";

/** Why somebody goes on nevertheless; it is kept. */
class Override extends DialogBody {
    static template = "sipuspa_library.DeskOverride";

    setup() {
        super.setup();
        this.line = this.store.dialog.line;
        this.reason = useState({ text: "" });
    }

    go() {
        const reason = this.reason.text.trim();
        if (reason) {
            this.close();
            this.store.override(this.line, reason);
        }
    }
}

/** A person with a card of another library, or who has left, becomes a member here. */
class Join extends DialogBody {
    static template = "sipuspa_library.DeskJoin";

    go(categoryId) {
        const { code } = this.store.dialog;
        this.close();
        this.store.join(code, categoryId);
    }
}

/** Every key, in a list. */
class Help extends DialogBody {
    static template = "sipuspa_library.DeskHelp";

    get keys() {
        return KEYS.filter((row) => row.name);
    }
}

/** The libraries of who works in several. */
class Libraries extends DialogBody {
    static template = "sipuspa_library.DeskLibraries";

    go(library) {
        this.close();
        this.store.switchLibrary(library.id);
    }
}

export const DIALOGS = {
    override: Override,
    join: Join,
    help: Help,
    libraries: Libraries,
    receipt: Receipt,
    paper: Paper,
    charges: Charges,
    loan: Loan,
    late: Late,
    visit: Visit,
    register: Register,
    fastAdd: FastAdd,
};
