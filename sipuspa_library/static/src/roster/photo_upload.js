import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, useState } from "@odoo/owl";
import { FileChoice, send } from "./upload";

/**
 * Load photos of members: a ZIP is looked at first and sent again to be stored.
 *
 * In between nothing is kept on the server: the browser has the file.
 */
export class PhotoUpload extends Component {
    static template = "sipuspa_library.PhotoUpload";
    static components = { FileChoice };
    static props = { ...standardActionServiceProps };

    setup() {
        this.state = useState({
            file: null,
            libraryId: false,
            busy: false,
            sent: 0,
            refusal: "",
            photos: [],
        });
    }

    get ready() {
        return this.state.photos.filter(({ code }) => code === "ready").length;
    }

    get stored() {
        return this.state.photos.filter(({ code }) => code === "stored").length;
    }

    get storeLabel() {
        return _t("Store %s photos", this.ready);
    }

    get storedWords() {
        return _t("%s photos were stored.", this.stored);
    }

    onFile(file) {
        Object.assign(this.state, { file, refusal: "", photos: [] });
    }

    onLibrary(libraryId) {
        Object.assign(this.state, { libraryId, photos: [] });
    }

    async load(store) {
        Object.assign(this.state, { busy: true, sent: 0, refusal: "" });
        const answer = await send(
            "/library/roster/photos",
            { library_id: this.state.libraryId, file: this.state.file, store: store ? "1" : "" },
            (sent) => (this.state.sent = sent)
        );
        Object.assign(this.state, {
            busy: false,
            refusal: answer.error || "",
            photos: answer.photos || [],
        });
    }
}

registry.category("actions").add("sipuspa_library.photo_upload", PhotoUpload);
