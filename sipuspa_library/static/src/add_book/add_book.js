import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onMounted, useEffect, useRef, useState } from "@odoo/owl";

const TYPING_MS = 250;
const SHORTEST = 3; // fewer letters find everything
const NOTHING = {
    text: "",
    author: "",
    year: "",
    isbn: "",
    remark: "",
    asked: "",
    candidates: [],
};

/**
 * Find before you type: scan or type, and the union catalogue's titles come first.
 *
 * Answers while one types and at Enter; only the last question's answer is shown. A valid ISBN that
 * nobody has yet is kept beside the title that is typed next, and goes into the new title.
 */
export class AddBook extends Component {
    static template = "sipuspa_library.AddBook";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.last = new KeepLast();
        this.input = useRef("text");
        this.root = useRef("root");
        this.hasCamera = isBarcodeScannerSupported();
        this.display = { controlPanel: {} };
        this.state = useState({
            ...NOTHING,
            answers: 0,
            ...this.props.state?.find,
        });
        // once what was found is on the screen
        useEffect(
            (answers) => answers && this.focusNext(),
            () => [this.state.answers]
        );
        this.searchLater = useDebounced(() => this.search(), TYPING_MS);
        useBus(useService("barcode").bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        useSetupAction({ getLocalState: () => ({ find: { ...this.state } }) });
        onMounted(() => this.input.el.focus());
    }

    onInput() {
        if (this.state.text.trim().length >= SHORTEST) {
            this.searchLater();
        } else {
            this.searchLater.cancel();
            Object.assign(this.state, { candidates: [], remark: "", asked: "" });
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            return this.answer();
        }
    }

    scan(code) {
        this.state.text = code;
        return this.answer();
    }

    async openCamera() {
        try {
            await this.scan(await scanBarcode(this.env));
        } catch (error) {
            this.notification.add(error.message || _t("Please scan again."), { type: "warning" });
        }
    }

    /** Search at once; what is sure waits under the Enter key, what is unknown leaves room for its title. */
    async answer() {
        this.searchLater.cancel();
        if (!(await this.search())) {
            return;
        }
        if (this.state.isbn && !this.state.candidates.length) {
            this.state.text = "";
        }
        this.state.answers++;
    }

    focusNext() {
        if (this.state.candidates[0]?.percent === 100) {
            this.root.el.querySelector(".o_library_add_copies").focus();
        } else {
            this.input.el.select();
        }
    }

    /** Ask for candidates. @returns {Promise<boolean>} whether anything was asked */
    async search() {
        const text = this.state.text.trim();
        if (!text) {
            return false;
        }
        const { author, year } = this.state;
        const answer = await this.last.add(
            this.orm.call("library.book", "find_candidates", [text, author, year])
        );
        if (answer.isbn) {
            this.state.isbn = answer.candidates.length ? "" : answer.isbn;
        }
        this.state.remark = answer.remark;
        this.state.candidates = answer.candidates;
        this.state.asked = text;
        return true;
    }

    next() {
        Object.assign(this.state, NOTHING);
        this.input.el.focus();
    }

    addCopies(candidate) {
        return this.action.doAction("sipuspa_library.library_copy_receive_action", {
            additionalContext: { default_book_id: candidate.id },
        });
    }

    openTitle(candidate) {
        return this.open("library.book", { res_id: candidate.id });
    }

    async describe() {
        const context = { ...this.defaults, default_year: this.state.year.trim() };
        const author = this.state.author.trim();
        if (author) {
            context.default_contributor_ids = [[0, 0, { author_id: await this.authorId(author) }]];
        }
        return this.open("library.book", { context });
    }

    request() {
        const context = { ...this.defaults, default_author: this.state.author.trim() };
        return this.open("library.cataloguing.request", { context });
    }

    /** Return the author of that name, made where there is none, as a many2one field does. */
    async authorId(name) {
        const literal = name.replace(/[\\%_]/g, "\\$&");
        const domain = [["name", "=ilike", literal]];
        const known = await this.orm.search("library.author", domain, { limit: 1 });
        return known[0] || (await this.orm.create("library.author", [{ name }]))[0];
    }

    /** What was typed is not typed again. */
    get defaults() {
        const { text, isbn } = this.state;
        const isTitle = /\p{L}/u.test(text);
        return {
            default_name: isTitle ? text.trim() : "",
            default_isbn: isbn || (isTitle ? "" : text.trim()),
        };
    }

    open(resModel, options) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            views: [[false, "form"]],
            ...options,
        });
    }
}

registry.category("actions").add("sipuspa_library.add_book", AddBook);
