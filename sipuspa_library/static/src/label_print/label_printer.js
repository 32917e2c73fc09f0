import { browser } from "@web/core/browser/browser";
import { configureBlobDownloadXHR } from "@web/core/network/download";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillDestroy, useState } from "@odoo/owl";

/**
 * Save what stands at ``url`` as a file, without leaving the page.
 *
 * A new window would be blocked so long after the click, and a refusal would replace the page.
 */
function saved(url) {
    return new Promise((resolve, reject) => {
        const request = new browser.XMLHttpRequest();
        request.open("GET", url);
        configureBlobDownloadXHR(request, { onSuccess: resolve, onFailure: reject, url });
        request.send();
    });
}

/**
 * The button that prints labels: asks for part after part, shows how far it is, then downloads.
 *
 * Parts that are drawn stay on the server: pressed again after a lost connection, it goes on.
 */
export class LabelPrinter extends Component {
    static template = "sipuspa_library.LabelPrinter";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ running: false, offline: false, finished: false, done: 0, total: 0 });
        onWillDestroy(() => {
            this.left = true;
        });
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.state.done) / this.state.total) : 0;
    }

    get isEmpty() {
        return !this.props.record.data.label_count;
    }

    async print() {
        const { record } = this.props;
        if (this.state.running || !(await record.save())) {
            return;
        }
        Object.assign(this.state, {
            running: true,
            offline: false,
            finished: false,
            done: 0,
            total: record.data.label_count,
        });
        try {
            await this.drawAll(record);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.offline = true;
        } finally {
            this.state.running = false;
        }
    }

    async drawAll(record) {
        let answer = {};
        while (!answer.action && !this.left) {
            answer = await this.orm.call(record.resModel, "action_draw", [[record.resId]]);
            this.state.done = answer.done;
            this.state.total = answer.total;
        }
        if (answer.action && !this.left) {
            await saved(answer.action.url);
            this.state.finished = true;
        }
    }
}

export const labelPrinter = { component: LabelPrinter };

registry.category("view_widgets").add("library_label_printer", labelPrinter);
