import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { useEffect } from "@odoo/owl";

/**
 * The grid of a library's loan rules: a change of one row shows in those that go by it.
 *
 * The list is read again when no row is being edited any more, so that who goes from row to row is not
 * interrupted.
 */
export class PolicyGridController extends ListController {
    setup() {
        super.setup();
        this.changed = false;
        useEffect(
            (edited) => {
                if (!edited && this.changed) {
                    this.changed = false;
                    this.model.load();
                }
            },
            () => [this.model.root.editedRecord]
        );
    }

    async onRecordSaved(record) {
        await super.onRecordSaved(record);
        this.changed = true;
    }
}

registry.category("views").add("library_policy_grid", {
    ...listView,
    Controller: PolicyGridController,
});
