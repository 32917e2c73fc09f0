import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "../desk/words";

const SECOND_TAP_MS = 300; // of an impatient finger: it answers no question that was not read
const CHILDREN = ["0-6", "7-12", "13-14"]; // of a child no occupation is asked

/** A guest: a question a screen, an answer a tap; every one of them may be left out. */
export class Guest extends Component {
    static template = "sipuspa_library.KioskGuest";
    static props = { store: Object };

    setup() {
        this.state = useState({ step: 0, name: "" });
        this.values = { kind: "guest" };
        this.askedAt = Date.now();
        const title = useRef("title");
        useEffect(() => title.el?.focus(), () => [this.state.step]);
    }

    get steps() {
        const { store } = this.props;
        const pairs = (rows) => rows.map((row) => [row.id, row.name]);
        return [
            { name: "sex", title: _t("Who are you?"), choices: [["f", _t("Woman or girl")], ["m", _t("Man or boy")]] },
            { name: "age_band", title: _t("How old are you?"), choices: store.age_bands },
            { name: "occupation_id", title: _t("What do you do?"), choices: pairs(store.occupations) },
            { name: "purpose_id", title: _t("What brings you here?"), choices: pairs(store.purposes) },
        ].filter((step) => step.choices.length && !this.isSkipped(step));
    }

    isSkipped(step) {
        return step.name === "occupation_id" && CHILDREN.includes(this.values.age_band);
    }

    get step() {
        return this.steps[this.state.step];
    }

    get isLast() {
        return this.state.step === this.steps.length - 1;
    }

    get progress() {
        return _t("Question %s of %s", this.state.step + 1, this.steps.length);
    }

    choose(value) {
        const now = Date.now();
        if (now - this.askedAt < SECOND_TAP_MS) {
            return;
        }
        this.askedAt = now;
        const last = this.isLast;
        this.values[this.step.name] = value;
        if (last) {
            this.props.store.visit({ ...this.values, guest_name: this.state.name.trim() });
        } else {
            this.state.step += 1;
        }
    }

    back() {
        if (this.state.step) {
            this.state.step -= 1;
        } else {
            this.props.store.go("idle");
        }
    }
}
