import { Component, onMounted, onWillUnmount, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t, clock, day, isoDay } from "../desk/words";
import { Card } from "./card";
import { Group } from "./group";
import { Guest } from "./guest";

const SCANNER_MS = 2000; // letters that are further apart are not of one scan
const SHORTEST = 3;

/** The tablet at the door: whatever is scanned or tapped ends on a thank you, and then on the first screen. */
export class Kiosk extends Component {
    static template = "sipuspa_library.Kiosk";
    static components = { Card, Group, Guest };
    static props = { store: Object };

    setup() {
        this.store = useState(this.props.store);
        this.state = useState({ now: new Date() });
        this.screen = useRef("screen");
        this.scanned = { code: "", time: 0 };
        useExternalListener(document, "keydown", (ev) => this.onKeydown(ev), { capture: true });
        useExternalListener(document, "pointerdown", () => this.onTouch());
        const timer = setInterval(() => (this.state.now = new Date()), 10000);
        useEffect(
            () => this.screen.el?.querySelector("h1")?.focus(),
            () => [this.store.screen, this.store.ended]
        );
        onMounted(() => document.body.classList.add("ready"));
        onWillUnmount(() => clearInterval(timer));
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

    /** What a scanner sends while no field has the focus is a card, whatever is on the screen. */
    onKeydown(ev) {
        this.onTouch();
        if (this.store.ended || ev.target.closest("input, select") || ev.ctrlKey || ev.altKey) {
            return;
        }
        const { code, time } = this.scanned;
        const now = Date.now();
        const before = now - time < SCANNER_MS ? code : "";
        if (ev.key === "Enter" && before.length >= SHORTEST) {
            ev.preventDefault(); // it does not press the button that was tapped last
            ev.stopPropagation();
            this.scanned = { code: "", time: 0 };
            this.store.member(before);
        } else if (ev.key.length === 1) {
            this.scanned = { code: before + ev.key, time: now };
        }
    }
}
