import { onWillUnmount, status, useEffect, useRef, useState } from "@odoo/owl";
import { DialogBody } from "./dialog";
import { newId } from "./device";
import { Refusal } from "./server";
import { _t } from "./words";

const PHOTO_SIDE = 512;

/** A form that makes a row and closes when the server has taken it; what is wrong stands in it. */
class NewRow extends DialogBody {
    setup() {
        super.setup();
        this.requestId = newId(); // pressed twice, it is one row
        this.state = useState({ trouble: "", sending: false, alike: [] });
    }

    /** Save, unless there may be such a one already: that is asked once for the words. */
    save() {
        return this.attempt(async () => {
            const [what, words] = this.words;
            if (words !== this.asked) {
                this.state.alike = await this.store.alike(what, words);
                this.asked = words;
            }
            if (!this.state.alike.length || this.shown === words) {
                await this.send();
                this.close();
            }
            this.shown = words;
        });
    }

    async attempt(work) {
        if (this.state.sending) {
            return;
        }
        Object.assign(this.state, { sending: true, trouble: "" });
        try {
            await work();
        } catch (error) {
            this.state.trouble =
                error instanceof Refusal ? error.message : _t("No connection. Press Save again.");
        }
        this.state.sending = false;
    }
}

/** A person who is not known yet: name, sex, category or class, photo; the rest can wait. */
export class Register extends NewRow {
    static template = "sipuspa_library.DeskRegister";

    setup() {
        super.setup();
        const [category] = this.store.categories;
        this.form = useState({ name: this.store.dialog.typed || "", sex: "", category, className: "", photo: "" });
        this.camera = useState({ on: false });
        this.video = useRef("video");
        useEffect(
            (video) => {
                if (video) {
                    video.srcObject = this.stream;
                }
            },
            () => [this.video.el]
        );
        onWillUnmount(() => this.stopCamera());
    }

    get words() {
        return ["member", this.form.name.trim()];
    }

    /** It is somebody who is a member already. */
    take(row) {
        this.close();
        this.store.openMember(row.membership_id);
    }

    send() {
        const { name, sex, category, className, photo } = this.form;
        return this.store.register(
            {
                name,
                sex: sex || null,
                category_id: category.id,
                class_name: category.has_class ? className : null,
                photo: photo ? photo.split(",")[1] : null,
            },
            this.requestId
        );
    }

    async startCamera() {
        try {
            this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
        } catch {
            this.state.trouble = _t("The camera could not be opened. Allow it in the browser.");
            return;
        }
        this.camera.on = true;
        if (status(this) === "destroyed") {
            this.stopCamera(); // the form was closed before the camera was allowed
        }
    }

    stopCamera() {
        this.camera.on = false;
        this.stream?.getTracks().forEach((track) => track.stop());
    }

    /** Keep the middle of the picture, square and small: a village line carries 40 kB. */
    takePhoto() {
        const video = this.video.el;
        const side = Math.min(video.videoWidth, video.videoHeight);
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = Math.min(side, PHOTO_SIDE);
        const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
        const context = canvas.getContext("2d");
        context.drawImage(video, left, top, side, side, 0, 0, canvas.width, canvas.height);
        this.form.photo = canvas.toDataURL("image/jpeg", 0.85);
        this.stopCamera();
    }
}

/** A book that is not in the catalogue yet: title and number; the rest can wait. */
export class FastAdd extends NewRow {
    static template = "sipuspa_library.DeskFastAdd";

    setup() {
        super.setup();
        this.form = useState({ title: "", number: this.store.dialog.typed || "" });
    }

    get words() {
        return ["title", this.form.title.trim()];
    }

    /** It is one more copy of a title that is in the catalogue already. */
    take(row) {
        return this.attempt(async () => {
            await this.send(row.book_id);
            this.close();
        });
    }

    send(bookId) {
        return this.store.fastAdd({ ...this.form, bookId }, this.requestId);
    }
}
