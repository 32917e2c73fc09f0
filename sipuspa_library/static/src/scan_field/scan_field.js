import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useEffect, useRef, useState } from "@odoo/owl";

// a scanner held a moment too long sends the same code again
const REPEAT_MS = 2000;
const TONES = { done: "success", warning: "warning", refused: "danger", info: "info" };

/**
 * The one field of a form that is worked by scanning: every scan becomes an act of its record.
 *
 * An act gets its request id here, before the first try, and waits in a queue until the server has
 * answered: sent again after a lost connection it is still the same act, and none is dropped. What
 * the act returns as ``{tone, message}`` stands under the field.
 */
export class ScanField extends Component {
    static template = "sipuspa_library.ScanField";
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.mutex = new Mutex();
        this.last = { code: "", time: 0 };
        this.state = useState({ queue: [], offline: false, answer: null });
        // scans made while the focus is on a button
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        // back to the field whenever the answers on the screen have changed
        useEffect(
            () => this.focus(),
            () => [this.props.record.data.line_ids]
        );
    }

    get tone() {
        return TONES[this.state.answer.tone];
    }

    focus() {
        this.input.el?.focus();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            const code = ev.target.value;
            ev.target.value = "";
            return this.scan(code);
        }
    }

    scan(typed) {
        const code = typed.trim();
        if (code && !this.isRepeated(code)) {
            this.state.queue.push({ code, requestId: uuid() });
        }
        return this.mutex.exec(() => this.sendQueue());
    }

    isRepeated(code) {
        const now = Date.now();
        const repeated = code === this.last.code && now - this.last.time < REPEAT_MS;
        this.last = { code, time: now };
        return repeated;
    }

    /** Send what waits, in order; what the network did not take stays for the next Enter. */
    async sendQueue() {
        while (this.state.queue.length) {
            const { code, requestId } = this.state.queue[0];
            try {
                await this.call("action_scan", code, requestId);
                this.state.offline = false;
            } catch (error) {
                if (error instanceof ConnectionLostError) {
                    this.state.offline = true;
                    return;
                }
                this.state.queue.shift();
                throw error;
            }
            this.state.queue.shift();
        }
    }

    /** Save the record, let it act, and show it anew. */
    async call(method, ...args) {
        const { record } = this.props;
        if (await record.save()) {
            const answer = await this.orm.call(record.resModel, method, [[record.resId], ...args]);
            this.state.answer = answer?.message ? answer : null;
            await record.load();
        }
        this.focus();
    }
}

export const scanField = {
    component: ScanField,
    supportedTypes: ["char"],
    extractProps: ({ attrs, placeholder }) => ({
        placeholder: placeholder || attrs.placeholder,
    }),
};

registry.category("fields").add("library_scan", scanField);
