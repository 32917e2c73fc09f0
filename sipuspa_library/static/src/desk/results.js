import { Component, useState } from "@odoo/owl";
import { clock } from "./words";

/** What was answered, the latest large on top; what went wrong stays until it was seen. */
export class Results extends Component {
    static template = "sipuspa_library.DeskResults";
    static props = {};

    setup() {
        this.store = useState(this.env.store);
        this.clock = clock;
    }

    /** The latest, then what nobody has seen yet, then the others. */
    get lines() {
        const [latest, ...older] = this.store.entries;
        if (!latest) {
            return [];
        }
        const open = older.filter((line) => !line.seen);
        return [latest, ...open, ...older.filter((line) => line.seen)];
    }
}
