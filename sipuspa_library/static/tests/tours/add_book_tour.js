import { registry } from "@web/core/registry";

// by what stands in the markup, never by words: users speak Indonesian

const MOST_CLICKS = 8;
let clicks = 0;
// a file that is saved clicks a link of its own
const count = (ev) => ev.target.closest("a[download]") || clicks++;

registry.category("web_tour.tours").add("library_add_book", {
    steps: () => [
        {
            content: "every click from here on is counted",
            trigger: ".o_library_add_text:focus",
            run() {
                clicks = 0;
                document.addEventListener("click", count, true);
            },
        },
        {
            content: "the ISBN is scanned",
            trigger: ".o_library_add_text:focus",
            run: "edit 979-3062-79-7 && press Enter",
        },
        {
            content: "its title is there, and Enter would add copies",
            trigger: ".o_library_candidate:contains(Laskar Pelangi) .o_library_add_copies:focus",
            run: "click",
        },
        { content: "five came", trigger: ".modal [name=copy_count] input", run: "edit 5" },
        { content: "receive them", trigger: ".modal button[name=action_receive]", run: "click" },
        {
            content: "they stand in the receipt",
            trigger: ".o_form_view .o_field_widget[name=copy_ids] .o_data_row:nth-child(5)",
        },
        { content: "print their labels", trigger: "button[name=action_print_labels]", run: "click" },
        {
            content: "six labels of the sheet are gone",
            trigger: ".modal .o_library_label:nth-child(7)",
            run: "click",
        },
        {
            content: "the seventh to the eleventh will be printed",
            trigger: ".modal .o_library_label:nth-child(7).o_printed ~ .o_library_label:nth-child(11).o_printed",
        },
        {
            content: "print",
            trigger: ".modal-footer button[data-hotkey=q]",
            run: "click",
        },
        { content: "the sheet is downloaded", trigger: ".modal-footer .text-success" },
        {
            content: "in few clicks",
            trigger: ".modal",
            run() {
                document.removeEventListener("click", count, true);
                console.info(`clicks: ${clicks}`);
                if (clicks > MOST_CLICKS) {
                    throw new Error(`${clicks} clicks from the scan to the labels`);
                }
            },
        },
        { content: "close", trigger: ".modal-footer button[special=cancel]", run: "click" },
        {
            content: "on to the next book",
            trigger: ".o_statusbar_buttons button[data-hotkey=b]",
            run: "click",
        },
        { content: "an empty field waits", trigger: ".o_library_add_text:focus:value()" },
    ],
});

registry.category("web_tour.tours").add("library_ask_cataloguer", {
    steps: () => [
        {
            content: "an ISBN nobody has",
            trigger: ".o_library_add_text:focus",
            run: "edit 9786020332956 && press Enter",
        },
        {
            content: "it is kept, and its title is asked for",
            trigger: ".o_library_add_book .alert-warning",
        },
        {
            content: "the title cannot be read",
            trigger: ".o_library_add_text:focus:value()",
            run: "edit Buku Jepang",
        },
        {
            content: "nothing is like it",
            trigger: ".o_library_add_book:not(:has(.o_library_candidate)) .o_library_describe",
        },
        { content: "ask", trigger: ".o_library_request", run: "click" },
        {
            content: "what was typed and scanned is there",
            trigger: ".o_form_view:has([name=name] input:value(Buku Jepang)):has([name=isbn] input:value(9786020332956))",
        },
        {
            content: "photograph the title page",
            trigger: ".o_field_widget[name=photo_title_page] .o_library_take_photo",
            async run() {
                const canvas = document.createElement("canvas");
                [canvas.width, canvas.height] = [2400, 3200];
                canvas.getContext("2d").fillText("Title page", 100, 100);
                const photo = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
                const files = new DataTransfer();
                files.items.add(new File([photo], "page.png", { type: "image/png" }));
                const input = document.querySelector(
                    "[name=photo_title_page] input[type=file]"
                );
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "it is shown",
            trigger: "[name=photo_title_page] img[src^='data:image/jpg']",
        },
        { content: "send", trigger: ".o_form_button_save", run: "click" },
        {
            content: "the books may be received meanwhile",
            trigger: ".o_form_view .o_statusbar_buttons button[data-hotkey=a]",
        },
    ],
});
