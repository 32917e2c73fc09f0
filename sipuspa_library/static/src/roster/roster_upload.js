import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, useState } from "@odoo/owl";
import { FileChoice, send } from "./upload";

/** Load a list of pupils: choose a file, press one button, and look at what it would change. */
export class RosterUpload extends Component {
    static template = "sipuspa_library.RosterUpload";
    static components = { FileChoice };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ file: null, libraryId: false, busy: false, sent: 0, refusal: "" });
    }

    onFile(file) {
        this.state.file = file;
        this.state.refusal = "";
    }

    async read() {
        Object.assign(this.state, { busy: true, sent: 0, refusal: "" });
        const answer = await send(
            "/library/roster/read",
            { library_id: this.state.libraryId, file: this.state.file },
            (sent) => (this.state.sent = sent)
        );
        this.state.busy = false;
        if (answer.error) {
            this.state.refusal = answer.error;
            return;
        }
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "library.roster",
            res_id: answer.roster_id,
            views: [[false, "form"]],
        });
    }

    earlier() {
        return this.action.doAction("sipuspa_library.library_roster_action");
    }
}

registry.category("actions").add("sipuspa_library.roster_upload", RosterUpload);
