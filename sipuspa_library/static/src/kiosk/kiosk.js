import { Component, onMounted, onWillUnmount, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t, clock, day, isoDay } from "../desk/words";
import { Card } from "./card";
import { Group } from "./group";
import { Guest } from "./guest";

const SCANNER_MS = 2000; // letters that are further apart are not of one scan
const SHORTEST = 3;
const FIELD_MS = 50; // in a field, who types them faster than any hand is a scanner
const SHORTEST_IN_FIELD = 6;
const NOTHING = { code: "", time: 0, field: null, value: "" };

/** The tablet at the door: whatever is scanned or tapped ends on a thank you, and then on the first screen. */
export class Kiosk extends Component {
    static template = "sipuspa_library.Kiosk";
    static components = { Card, Group, Guest };
    static props = { store: Object };

    setup() {
        this.store = useState(this.props.store);
        this.state = useState({ now: new Date() });
        this.screen = useRef("screen");
        this.scanned = NOTHING;
        useExternalListener(document, "keydown", (ev) => this.onKeydown(ev), { capture: true });
        useExternalListener(window, "popstate", () => this.store.go("idle"));
        useEffect(() => this.guardBack(), () => [this.store.screen]);
        useExternalListener(document, "pointerdown", () => this.onTouch());
        const timer = setInterval(() => (this.state.now = new Date()), 10000);
        useEffect(
            () => this.firstOf(this.screen.el)?.focus(),
            () => [this.store.screen, this.store.ended]
        );
        onMounted(() => document.body.classList.add("ready"));
        onWillUnmount(() => clearInterval(timer));
    }

    /** What has the focus when a screen opens: the field that is typed into at once, else its title. */
    firstOf(screen) {
        return screen?.querySelector(".first") || screen?.querySelector("h1");
    }

    get clock() {
        return clock(this.state.now);
    }

    get day() {
        return day(isoDay(this.state.now));
    }

    get otherLanguages() {
        return this.store.languages.filter((row) => row.code !== this.store.language);
    }

    get visitors() {
        return _t("Visitors today: %s", this.store.visitors);
    }

    get welcome() {
        const { name } = this.store.welcome;
        return name ? _t("Hello, %s!", name) : _t("Welcome!");
    }

    onTouch() {
        if (this.store.screen !== "thanks") {
            this.store.touch();
        }
    }

    /** "Back" leads to the first screen, not away to where the tablet was paired. */
    guardBack() {
        if (this.store.screen !== "idle" && !window.history.state?.kiosk) {
            window.history.pushState({ kiosk: true }, "");
        }
    }

    /** What a scanner sends is a card, whatever is on the screen; in a field it is told by its speed. */
    onKeydown(ev) {
        this.onTouch();
        if (this.store.ended || ev.ctrlKey || ev.altKey) {
            return;
        }
        const field = ev.target.closest("input, select");
        const before = this.scannedBefore(ev, field);
        if (ev.key === "Enter" && before.code.length >= (field ? SHORTEST_IN_FIELD : SHORTEST)) {
            ev.preventDefault(); // it does not press the button that was tapped last
            ev.stopPropagation();
            this.scanned = NOTHING;
            this.putBack(before);
            this.store.member(before.code);
        } else if (ev.key?.length === 1) {
            this.scanned = { ...before, code: before.code + ev.key, time: ev.timeStamp };
        }
    }

    /** Return the letters of the scan that this key may belong to, and what stood in the field before. */
    scannedBefore(ev, field) {
        const soon = ev.timeStamp - this.scanned.time < (field ? FIELD_MS : SCANNER_MS);
        const goesOn = soon && this.scanned.field === field;
        return goesOn ? this.scanned : { ...NOTHING, field, value: field?.value };
    }

    /** Take a card's letters out of the field that was not meant for them. */
    putBack({ field, value }) {
        if (field) {
            field.value = value;
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }
    }
}
