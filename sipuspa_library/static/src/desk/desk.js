import { Component, onError, onMounted, useExternalListener, useState, useSubEnv } from "@odoo/owl";
import { Choices } from "./choices";
import { ClassPanel } from "./class_panel";
import { DIALOGS } from "./dialogs";
import { keyOf, KEYS } from "./keys";
import { MemberCard } from "./member_card";
import { Results } from "./results";
import { ScanField } from "./scan_field";
import { Today } from "./today";

/** The counter: one field takes everything, what was answered stands below. */
export class Desk extends Component {
    static template = "sipuspa_library.Desk";
    static components = { Choices, ClassPanel, MemberCard, Results, ScanField, Today };
    static props = { store: Object };

    setup() {
        useSubEnv({ store: this.props.store });
        this.store = useState(this.props.store);
        this.keys = KEYS;
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), { capture: true });
        useExternalListener(window, "beforeunload", (ev) => this.mayLose() && ev.preventDefault());
        this.state = useState({ broken: false });
        onError((error) => {
            this.state.broken = true;
            console.error(error);
        });
        onMounted(() => document.body.classList.add("ready"));
    }

    /** Whether acts wait that go with this tab; who logs in again finds them here. */
    mayLose() {
        return this.store.waiting && this.store.trouble !== "loggedOut";
    }

    get loginAddress() {
        const back = `/library/desk?at=${encodeURIComponent(this.store.library.code)}`;
        return `/web/login?redirect=${encodeURIComponent(back)}`;
    }

    get dialog() {
        return this.store.dialog && DIALOGS[this.store.dialog.name];
    }

    /** Do what a key means; what it does is listed by F1. */
    onKeydown(ev) {
        const key = keyOf(ev);
        if (this.store.dialog) {
            if (key === "Escape") {
                ev.preventDefault();
                this.store.dialog = null;
            }
            return;
        }
        const meant = KEYS.find((row) => row.key === key);
        if (meant && (!meant.when || meant.when(this.store))) {
            ev.preventDefault();
            ev.stopPropagation();
            meant.act(this.store);
        }
    }

    onLibrary(ev) {
        this.store.switchLibrary(Number(ev.target.value));
    }
}
