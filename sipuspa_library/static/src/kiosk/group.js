import { Component, useState } from "@odoo/owl";
import { _t } from "../desk/words";

const MOST = 999;
const OF_CLASSES = "class"; // code of the purpose that a class comes for, unless it is told otherwise

/** A class: tapped, counted already, saved. Another group says where it comes from and how many came. */
export class Group extends Component {
    static template = "sipuspa_library.KioskGroup";
    static props = { store: Object };

    setup() {
        const { classes } = this.props.store;
        this.state = useState({ chosen: !classes.length, isClass: false });
        this.form = useState(this.blank());
    }

    blank() {
        return {
            class_id: false,
            group_name: "",
            institution: "",
            teacher: "",
            female_count: 0,
            male_count: 0,
            occupation_id: "",
            education: "",
            purpose_id: false,
        };
    }

    chooseClass({ id, name, ...heads }) {
        const { purposes } = this.props.store;
        const purpose_id = purposes.find((row) => row.code === OF_CLASSES)?.id;
        const form = { class_id: id, group_name: name, purpose_id, ...heads };
        Object.assign(this.form, this.blank(), form);
        Object.assign(this.state, { chosen: true, isClass: true });
    }

    chooseOther() {
        Object.assign(this.form, this.blank());
        Object.assign(this.state, { chosen: true, isClass: false });
    }

    more(name, number) {
        const count = (Number(this.form[name]) || 0) + number;
        this.form[name] = Math.min(Math.max(count, 0), MOST);
    }

    get counts() {
        return [
            { name: "female_count", title: _t("Women and girls") },
            { name: "male_count", title: _t("Men and boys") },
        ];
    }

    get told() {
        return _t("Save: %s visitors", this.heads);
    }

    get heads() {
        return (Number(this.form.female_count) || 0) + (Number(this.form.male_count) || 0);
    }

    save() {
        const { female_count, male_count, ...form } = this.form;
        this.props.store.visit({
            kind: "group",
            ...form,
            female_count: Number(female_count) || 0,
            male_count: Number(male_count) || 0,
        });
    }

    back() {
        if (this.state.chosen && this.props.store.classes.length) {
            this.state.chosen = false;
        } else {
            this.props.store.go("idle");
        }
    }
}
