import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const MEGABYTE = 1000 * 1000;

/** Send a form with a file; what comes back is an answer, or an error with a sentence. */
export function send(route, values, onProgress) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...values, csrf_token: odoo.csrf_token })) {
        form.append(name, value);
    }
    return new Promise((resolve) => {
        const request = new browser.XMLHttpRequest();
        const refuse = (error) => resolve({ error });
        request.upload.onprogress = (ev) => onProgress(Math.round((100 * ev.loaded) / ev.total));
        request.onerror = () => refuse(_t("No connection. Try again when the line is back."));
        request.onload = () => {
            if (request.status === 413) {
                return refuse(_t("This file is too large."));
            }
            try {
                resolve(JSON.parse(request.responseText));
            } catch {
                refuse(_t("This did not work. Load the page again, and try once more."));
            }
        };
        request.open("POST", route);
        request.send(form);
    });
}

/** Choose the library and a file, by a click or by dropping it. */
export class FileChoice extends Component {
    static template = "sipuspa_library.FileChoice";
    static props = {
        accept: String,
        most: Number,
        file: { optional: true },
        libraryId: { optional: true },
        onFile: Function,
        onLibrary: Function,
        onRefused: Function,
        slots: { type: Object, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.state = useState({ libraries: [], over: false });
        onWillStart(async () => {
            this.state.libraries = await this.orm.searchRead(
                "library.library",
                [["is_operated", "=", true]],
                ["name"],
                { order: "name" }
            );
        });
        onMounted(() => {
            if (this.state.libraries.length === 1) {
                this.props.onLibrary(this.state.libraries[0].id);
            }
        });
    }

    get size() {
        const kilobytes = Math.ceil(this.props.file.size / 1000);
        return kilobytes < 1000 ? `${kilobytes} kB` : `${(kilobytes / 1000).toFixed(1)} MB`;
    }

    onLibrary(ev) {
        this.props.onLibrary(Number(ev.target.value) || false);
    }

    onDrop(ev) {
        this.state.over = false;
        this.take(ev.dataTransfer.files[0]);
    }

    onChange(ev) {
        this.take(ev.target.files[0]);
        ev.target.value = ""; // the same file, mended, can be chosen again
    }

    take(file) {
        if (!file) {
            return;
        }
        if (file.size > this.props.most * MEGABYTE) {
            return this.props.onRefused(
                _t("This file is larger than %s MB. Is it the right one?", this.props.most)
            );
        }
        this.props.onFile(file);
    }
}
