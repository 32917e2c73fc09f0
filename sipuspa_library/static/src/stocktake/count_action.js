import { _t } from "@web/core/l10n/translation";
import {
    BarcodeVideoScanner,
    isBarcodeScannerSupported,
} from "@web/core/barcode/barcode_video_scanner";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { CountQueue } from "./count_queue";
import { beep } from "./beep";

const SHOWN = 10;
// a camera sees the same sticker many times a second, a scanner held too long sends it twice
const REPEAT_MS = 2500;
const OTHERS_MS = 20000;

/** The screen of whoever walks along the shelves: scan, see a big answer, go on. */
export class CountAction extends Component {
    static template = "sipuspa_library.CountAction";
    static components = { BarcodeVideoScanner };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.input = useRef("input");
        this.stocktakeId = this.props.action.context.active_id;
        this.seen = { code: "", time: 0 };
        this.state = useState({
            tally: null,
            answers: [],
            shelfId: false,
            camera: false,
            pasting: false,
            waiting: 0,
            offline: false,
            refusal: "",
        });
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        onWillStart(async () => {
            await this.refresh();
            this.state.answers = this.state.tally.last;
            this.queue = new CountQueue(
                `library_count_${this.stocktakeId}_${user.userId}`,
                (codes, shelfId) => this.send(codes, shelfId),
                (answers) => this.show(answers),
                () => this.readQueue()
            );
            this.readQueue();
            this.queue.flush();
            this.others = browser.setInterval(() => this.refreshQuietly(), OTHERS_MS);
        });
        onWillUnmount(() => {
            browser.clearInterval(this.others);
            this.queue.close();
        });
        useEffect(
            () => this.focus(),
            () => [this.state.pasting]
        );
    }

    focus() {
        this.input.el?.focus();
    }

    // -- the server

    async refresh() {
        this.state.tally = await this.orm.silent.call("library.stocktake", "tally", [
            [this.stocktakeId],
        ]);
    }

    /** What others have counted meanwhile; without a line it is simply not known yet. */
    async refreshQuietly() {
        try {
            await this.refresh();
        } catch {
            // the queue tells about the line
        }
    }

    send(codes, shelfId) {
        return this.orm.silent.call("library.stocktake", "scan", [[this.stocktakeId], codes], {
            shelf_id: shelfId,
        });
    }

    readQueue() {
        this.state.waiting = this.queue.waiting.length;
        this.state.offline = this.queue.offline;
        this.state.refusal = this.queue.refusal;
    }

    /** Put new answers on top; of a pile of hundreds all are kept until the next scan. */
    show(answers) {
        const room = Math.max(SHOWN, answers.length);
        this.state.answers = [...[...answers].reverse(), ...this.state.answers].slice(0, room);
        this.state.tally.seen += answers.filter(({ expected, again }) => expected && !again).length;
        beep(worst(answers));
    }

    // -- the person

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.scan(ev.target.value);
            ev.target.value = "";
        }
    }

    scan(typed) {
        const code = typed.trim();
        if (code && !this.isRepeated(code)) {
            this.queue.add([code], this.state.shelfId);
        }
    }

    isRepeated(code) {
        const now = Date.now();
        const repeated = code === this.seen.code && now - this.seen.time < REPEAT_MS;
        this.seen = { code, time: now };
        return repeated;
    }

    onShelf(ev) {
        this.state.shelfId = Number(ev.target.value) || false;
        this.focus();
    }

    toggleCamera() {
        if (!isBarcodeScannerSupported()) {
            this.onCameraError(
                new Error(_t("The browser opens the camera only at a secure address (https)."))
            );
            return;
        }
        this.state.camera = !this.state.camera;
    }

    onCameraError(error) {
        this.state.camera = false;
        this.notification.add(error.message, { type: "warning" });
    }

    paste(ev) {
        const text = ev.target.closest("form").querySelector("textarea").value;
        this.state.pasting = false;
        const codes = text.split(/[\r\n\t,;]+/).map((code) => code.trim());
        this.state.answers = [];
        this.queue.add(codes.filter(Boolean), this.state.shelfId);
    }

    back() {
        this.env.config.historyBack();
    }

    // -- what the template shows

    get progress() {
        const { seen, due } = this.state.tally;
        return _t("%(seen)s of %(due)s found", { seen, due });
    }

    get onLoan() {
        return _t("%s on loan", this.state.tally.on_loan);
    }

    get waiting() {
        return _t("Waiting: %s", this.state.waiting);
    }

    get percent() {
        const { seen, due } = this.state.tally;
        return due ? Math.min(100, Math.round((100 * seen) / due)) : 0;
    }

    colour(answer) {
        return { done: "success", info: "info", warning: "warning", refused: "danger" }[answer.tone];
    }
}

/** The tone of a pile is that of its worst answer. */
function worst(answers) {
    const tones = answers.map(({ tone }) => tone);
    return ["refused", "warning", "done", "info"].find((tone) => tones.includes(tone));
}

registry.category("actions").add("library_count", CountAction);
