import { Component, useRef, useState } from "@odoo/owl";
import { Camera } from "../desk/camera";

/** A member: the card before the camera, or its number typed. */
export class Card extends Component {
    static template = "sipuspa_library.KioskCard";
    static components = { Camera };
    static props = { store: Object };

    setup() {
        this.state = useState({ camera: false });
        this.input = useRef("input");
    }

    enter() {
        const code = this.input.el.value.trim();
        if (code) {
            this.props.store.member(code);
        }
    }
}
