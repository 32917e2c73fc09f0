import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { standing, status } from "./answers";

/** What was found, or what a number can mean that several have: arrows and Enter, or a tap. */
export class Choices extends Component {
    static template = "sipuspa_library.DeskChoices";
    static props = {};

    setup() {
        this.store = useState(this.env.store);
        this.list = useRef("list");
        Object.assign(this, { standing, status });
        useEffect(
            () => {
                this.list.el?.children[this.store.choices.at]?.scrollIntoView({ block: "nearest" });
            },
            () => [this.store.choices?.at]
        );
    }
}
