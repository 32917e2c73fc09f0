import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, useState } from "@odoo/owl";
import { FileChoice, send } from "../roster/upload";

const { DateTime } = luxon;

/** Load the visits of a month from a workbook: choose the file, and look at its lines before they count. */
export class VisitUpload extends Component {
    static template = "sipuspa_library.VisitUpload";
    static components = { FileChoice };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.state = useState({
            file: null,
            libraryId: false,
            busy: false,
            sent: 0,
            refusal: "",
            month: DateTime.now().toFormat("yyyy-MM"),
        });
    }

    get templateUrl() {
        return `/library/visits/template?month=${encodeURIComponent(this.state.month)}`;
    }

    onFile(file) {
        Object.assign(this.state, { file, refusal: "" });
    }

    async read() {
        Object.assign(this.state, { busy: true, sent: 0, refusal: "" });
        const answer = await send(
            "/library/visits/read",
            { library_id: this.state.libraryId, file: this.state.file },
            (sent) => (this.state.sent = sent)
        );
        Object.assign(this.state, { busy: false, refusal: answer.error || "" });
        if (answer.entry_id) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "library.visit.entry",
                res_id: answer.entry_id,
                views: [[false, "form"]],
            });
        }
    }
}

registry.category("actions").add("sipuspa_library.visit_upload", VisitUpload);
