import { user } from "@web/core/user";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";

/**
 * The switch between the few fields every book needs and the complete description.
 *
 * It is remembered for the user, on whatever device; the stylesheet hides what it leaves out, so that
 * turning it neither saves nor changes the record.
 */
export class AllFields extends Component {
    static template = "sipuspa_library.AllFields";
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ all: Boolean(user.settings.library_all_fields) });
    }

    async onChange(ev) {
        this.state.all = ev.target.checked;
        await user.setUserSettings("library_all_fields", this.state.all);
    }
}

registry.category("view_widgets").add("library_all_fields", { component: AllFields });
