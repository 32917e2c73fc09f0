import { useState } from "@odoo/owl";
import { DialogBody } from "./dialog";

/** A visit of a guest or a group: a class in three taps, its heads counted already. */
export class Visit extends DialogBody {
    static template = "sipuspa_library.DeskVisit";

    setup() {
        super.setup();
        this.form = useState({ purposeId: null, group: "", female: 0, male: 0 });
    }

    guest(sex) {
        this.close();
        this.store.visit({ kind: "guest", sex, purpose_id: this.form.purposeId });
    }

    async chooseClass(schoolClass) {
        this.form.group = schoolClass.name;
        try {
            Object.assign(this.form, await this.store.heads(schoolClass.id));
        } catch {
            // the heads are counted by eye: there is no line
        }
    }

    saveGroup() {
        const { group, female, male, purposeId } = this.form;
        this.close();
        this.store.visit({
            kind: "group",
            group_name: group,
            female_count: female || 0,
            male_count: male || 0,
            purpose_id: purposeId,
        });
    }
}
