import { Component, useState } from "@odoo/owl";

/** A class on the left: tap a pupil, scan the books, tap the next. */
export class ClassPanel extends Component {
    static template = "sipuspa_library.DeskClassPanel";
    static props = {};

    setup() {
        this.store = useState(this.env.store);
    }

    onClass(ev) {
        this.store.showClass(Number(ev.target.value));
    }
}
