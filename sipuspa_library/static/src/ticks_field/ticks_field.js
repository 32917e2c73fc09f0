import { registry } from "@web/core/registry";
import {
    Many2ManyCheckboxesField,
    many2ManyCheckboxesField,
} from "@web/views/fields/many2many_checkboxes/many2many_checkboxes_field";

/**
 * Checkboxes side by side in a line of a list, ticked with one click each.
 *
 * A list shows a line that is not being edited as read only; a click on a box would first only open
 * the line. Here it ticks, and the line stays as it is.
 */
export class TicksField extends Many2ManyCheckboxesField {
    static template = "sipuspa_library.TicksField";

    async tick(resId, checked) {
        await this.props.record.data[this.props.name].addAndRemove({
            add: checked ? [resId] : [],
            remove: checked ? [] : [resId],
        });
    }
}

export const ticksField = { ...many2ManyCheckboxesField, component: TicksField };

registry.category("fields").add("library_ticks", ticksField);
