import { onWillUnmount, useRef, useState } from "@odoo/owl";
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
        this.state = useState({ trouble: "", sending: false });
    }

    async save() {
        if (this.state.sending) {
            return;
        }
        Object.assign(this.state, { sending: true, trouble: "" });
        try {
            await this.send();
            this.close();
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
        onWillUnmount(() => this.stopCamera());
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
        await new Promise(requestAnimationFrame);
        this.video.el.srcObject = this.stream;
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

    send() {
        return this.store.fastAdd(this.form.title, this.form.number, this.requestId);
    }
}
