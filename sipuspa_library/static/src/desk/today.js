import { Component, useState } from "@odoo/owl";
import { day } from "./words";

/** "Hari ini": what the day brought and what waits. */
export class Today extends Component {
    static template = "sipuspa_library.DeskToday";
    static props = {};

    setup() {
        this.store = useState(this.env.store);
        this.day = day;
    }
}
