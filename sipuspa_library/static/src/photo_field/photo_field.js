import { registry } from "@web/core/registry";
import { imageField, ImageField } from "@web/views/fields/image/image_field";

const LONGEST_SIDE = 1600; // as the server keeps it
const QUALITY = 0.85;

/** Return a photo as a JPEG no larger than is kept: a village line carries 300 kB, not 5 MB. */
async function shrunk(info) {
    const image = new Image();
    image.src = `data:${info.type};base64,${info.data}`;
    await image.decode();
    const ratio = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * ratio);
    canvas.height = Math.round(image.height * ratio);
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
}

/** A photo of a page, taken with the phone: one large button, made small before it is sent. */
export class PhotoField extends ImageField {
    static template = "sipuspa_library.PhotoField";

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get photoUrl() {
        return this.getUrl(this.props.name);
    }

    async onFileUploaded(info) {
        this.state.isValid = true;
        // what is no photo is sent as it is: the server says so
        const data = await shrunk(info).catch(() => info.data);
        await this.props.record.update({ [this.props.name]: data });
    }
}

registry.category("fields").add("library_photo", { ...imageField, component: PhotoField });
