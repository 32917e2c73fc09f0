import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { buildZXingBarcodeDetector } from "@web/core/barcode/ZXingBarcodeDetector";
import { _t } from "./words";

const LIBRARY = "/web/static/lib/zxing-library/zxing-library.js";
const LOOK_MS = 150;
const OUT_OF_SIGHT_MS = 3000;

/** The camera as a scanner. Browsers that cannot read codes load Odoo's zxing, on first use only. */
export class Camera extends Component {
    static template = "sipuspa_library.DeskCamera";
    static props = { onCode: Function, facing: { type: String, optional: true } };
    static defaultProps = { facing: "environment" };

    setup() {
        this.video = useRef("video");
        this.state = useState({ trouble: "" });
        this.seenAt = {};
        onMounted(() => this.start());
        onWillUnmount(() => this.stop());
    }

    async start() {
        if (!navigator.mediaDevices?.getUserMedia) {
            this.state.trouble = _t("The browser opens the camera only at a secure address (https).");
            return;
        }
        try {
            this.stream = await navigator.mediaDevices.getUserMedia({
                video: { facingMode: this.props.facing },
            });
            const Detector = await detectorClass();
            this.detector = new Detector({ formats: await Detector.getSupportedFormats() });
        } catch {
            this.state.trouble = _t("The camera could not be opened. Allow it in the browser.");
            return;
        }
        if (!this.video.el) {
            this.stop(); // closed again meanwhile
            return;
        }
        this.video.el.srcObject = this.stream;
        this.timer = setInterval(() => this.look(), LOOK_MS);
    }

    stop() {
        clearInterval(this.timer);
        this.stream?.getTracks().forEach((track) => track.stop());
    }

    async look() {
        const video = this.video.el;
        if (this.looking || !video || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
            return;
        }
        this.looking = true;
        try {
            const codes = await this.detector.detect(video);
            codes.forEach((code) => this.see(code.rawValue));
        } finally {
            this.looking = false;
        }
    }

    /** Give a code on once, until it has been out of sight: two stickers in view are two scans. */
    see(code) {
        const now = Date.now();
        if (now - (this.seenAt[code] || 0) > OUT_OF_SIGHT_MS) {
            this.props.onCode(code);
        }
        this.seenAt[code] = now;
    }
}

/** Some phones have a detector that reads nothing: without Google's services it knows no format. */
async function readsCards(Detector) {
    return Detector ? (await Detector.getSupportedFormats()).includes("qr_code") : false;
}

async function detectorClass() {
    if (await readsCards(window.BarcodeDetector)) {
        return window.BarcodeDetector;
    }
    if (!window.ZXing) {
        await new Promise((resolve, reject) => {
            const script = document.createElement("script");
            Object.assign(script, { src: LIBRARY, onload: resolve, onerror: reject });
            document.head.append(script);
        });
    }
    return buildZXingBarcodeDetector(window.ZXing);
}
