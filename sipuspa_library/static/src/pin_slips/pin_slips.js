import { downloadFile } from "@web/core/network/download";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillDestroy, useState } from "@odoo/owl";

/**
 * Draws PINs class by class and saves the slips of each.
 *
 * The next step says that the slips of the last one have arrived: after a lost connection those that
 * have not are drawn anew, since their PINs stand nowhere else.
 */
export class PinSlips extends Component {
    static template = "sipuspa_library.PinSlips";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        const { form, total } = this.props.action.params;
        this.form = form;
        this.total = total;
        this.received = false;
        this.state = useState({ left: total, files: [], running: false, offline: false });
        onWillDestroy(() => {
            this.gone = true;
        });
    }

    get done() {
        return this.total - this.state.left;
    }

    get percent() {
        return Math.round((100 * this.done) / this.total);
    }

    async run() {
        Object.assign(this.state, { running: true, offline: false });
        try {
            while (!this.gone && (await this.step()));
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.offline = true;
        } finally {
            this.state.running = false;
        }
    }

    /** Draw the next slips; tell whether there were any. The last, empty step says that all arrived. */
    async step() {
        const received = this.received;
        this.received = false;
        const step = await this.orm.silent.call("library.portal.open", "make_slips", [
            [this.form],
            received,
        ]);
        this.state.left = step.left;
        if (!step.file) {
            return false;
        }
        this.save(step);
        this.state.files.push(step);
        this.received = true;
        return true;
    }

    save({ file, name }) {
        const content = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
        downloadFile(new Blob([content], { type: "application/pdf" }), name, "application/pdf");
    }

    close() {
        this.env.config.historyBack();
    }
}

registry.category("actions").add("sipuspa_library.pin_slips", PinSlips);
