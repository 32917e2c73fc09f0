import { Component, onMounted, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { Camera } from "./camera";
import { _t } from "./words";

const COARSE = window.matchMedia("(pointer: coarse)");

/** The one field that takes everything: it never loses the focus but to a dialog. */
export class ScanField extends Component {
    static template = "sipuspa_library.DeskScanField";
    static components = { Camera };
    static props = {};

    setup() {
        this.store = useState(this.env.store);
        this.input = useRef("input");
        onMounted(() => this.focus());
        useEffect(
            () => this.focus(),
            () => [Boolean(this.store.dialog), this.store.camera]
        );
        useExternalListener(document, "click", (ev) => this.onClick(ev));
        useExternalListener(document, "keydown", (ev) => this.onTyped(ev));
    }

    focus() {
        const input = this.input.el;
        if (input && !this.store.dialog && document.activeElement !== input) {
            // a tablet's keyboard comes when the field is tapped, not after each scan
            input.inputMode = COARSE.matches ? "none" : "text";
            input.focus({ preventScroll: true });
        }
    }

    onTap() {
        this.input.el.inputMode = "text";
    }

    onClick(ev) {
        if (!ev.target.closest("select, input, textarea, a")) {
            this.focus();
        }
    }

    /** What a scanner sends while the focus is on a button goes into the field. */
    onTyped(ev) {
        if (ev.key === " " && ev.target.closest("button")) {
            return; // it presses the button
        }
        if (ev.target !== this.input.el && ev.key.length === 1 && !ev.ctrlKey && !ev.altKey) {
            this.focus();
        }
    }

    onKeydown(ev) {
        const typed = ev.target.value.trim();
        if (ev.key === "Enter" || (ev.key === "Tab" && typed)) {
            ev.preventDefault();
            ev.target.value = "";
            this.enter(typed);
        }
    }

    enter(typed) {
        if (typed) {
            this.store.scan(typed);
        } else {
            this.store.confirm();
        }
    }

    get hint() {
        if (this.store.reading) {
            return _t("Scan the books that were read here; Esc ends this.");
        }
        return this.store.member
            ? _t("Scan books to lend, or another card")
            : _t("Scan a card or a book, or type a name or a title");
    }
}
