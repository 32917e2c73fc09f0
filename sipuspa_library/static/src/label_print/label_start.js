import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * A small picture of a sheet of labels: click the first one that is still there.
 *
 * Grey are the labels that are gone, coloured those that will be printed. With the keyboard the
 * picture is one slider: arrows move the start by a label or a row.
 */
export class LabelStart extends Component {
    static template = "sipuspa_library.LabelStart";
    static props = { ...standardFieldProps };

    get data() {
        return this.props.record.data;
    }

    get count() {
        return this.data.columns * this.data.rows;
    }

    get start() {
        return Math.min(Math.max(1, this.data[this.props.name]), this.count);
    }

    get labels() {
        const last = this.start + this.data.label_count - 1;
        return Array.from({ length: this.count }, (_, index) => {
            const position = index + 1;
            const used = position < this.start;
            return { position, used, printed: !used && position <= last };
        });
    }

    get canContinue() {
        const next = this.data.next_position;
        return next > 1 && next <= this.count && next !== this.start && !this.props.readonly;
    }

    get style() {
        const { columns, label_width: width, label_height: height } = this.data;
        return `--columns: ${columns}; --label: ${width} / ${height};`;
    }

    choose(position) {
        if (!this.props.readonly) {
            const start = Math.min(Math.max(1, position), this.count);
            return this.props.record.update({ [this.props.name]: start });
        }
    }

    onKeydown(ev) {
        const steps = {
            ArrowRight: this.start + 1,
            ArrowLeft: this.start - 1,
            ArrowDown: this.start + this.data.columns,
            ArrowUp: this.start - this.data.columns,
            Home: 1,
            End: this.count,
        };
        if (ev.key in steps) {
            ev.preventDefault();
            ev.stopPropagation();
            return this.choose(steps[ev.key]);
        }
    }
}

export const labelStart = { component: LabelStart, supportedTypes: ["integer"] };

registry.category("fields").add("library_label_start", labelStart);
