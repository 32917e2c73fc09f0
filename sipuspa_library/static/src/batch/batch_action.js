import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onMounted, onWillDestroy, useState } from "@odoo/owl";

/**
 * The progress bar of an act on many rows: asks for step after step until nothing is left.
 *
 * What is done stays done: after a lost connection it goes on from there, closed it is finished later.
 */
export class BatchAction extends Component {
    static template = "sipuspa_library.BatchAction";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ running: false, offline: false, left: 0, total: 0 });
        onMounted(() => this.run());
        onWillDestroy(() => {
            this.gone = true;
        });
    }

    get done() {
        return this.state.total - this.state.left;
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.done) / this.state.total) : 0;
    }

    async run() {
        Object.assign(this.state, { running: true, offline: false });
        try {
            await this.runAll();
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.offline = true;
        } finally {
            this.state.running = false;
        }
    }

    async runAll() {
        const { model, id } = this.props.action.params;
        let answer;
        do {
            answer = await this.orm.silent.call(model, "run_batch", [[id]]);
            Object.assign(this.state, { left: answer.left, total: answer.total });
        } while (answer.left && !this.gone);
        if (!this.gone) {
            await this.action.doAction({ type: "ir.actions.act_window_close" });
            if (answer.action) {
                await this.action.doAction(answer.action);
            }
        }
    }
}

registry.category("actions").add("library_batch", BatchAction);
