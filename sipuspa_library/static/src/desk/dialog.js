import { Component, onMounted, useRef, useState } from "@odoo/owl";

/** What all dialogs have in common: a title, Esc closes, the first field has the focus. */
export class Dialog extends Component {
    static template = "sipuspa_library.DeskDialog";
    static props = { title: String, slots: Object, wide: { type: Boolean, optional: true } };

    setup() {
        this.store = useState(this.env.store);
        this.root = useRef("root");
        onMounted(() => this.first().focus());
    }

    /** What is filled in first. Never a button: the Enter of a scanner would press it. */
    first() {
        return this.root.el.querySelector("input, select") || this.root.el;
    }
}

/** The body of a dialog, which knows the desk. */
export class DialogBody extends Component {
    static components = { Dialog };
    static props = {};

    setup() {
        this.store = useState(this.env.store);
    }

    close() {
        this.store.dialog = null;
    }
}
