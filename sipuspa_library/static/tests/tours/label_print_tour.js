import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("library_label_print", {
    steps: () => [
        {
            content: "the first label of the fourth row is still there",
            trigger: ".modal .o_library_label:nth-child(10)",
            run: "click",
        },
        { content: "the rows above are grey", trigger: ".o_library_label:nth-child(9).o_used" },
        {
            content: "no: a row higher, by the keyboard",
            trigger: ".o_library_label_sheet[aria-valuenow='10']",
            async run(helpers) {
                this.anchor.focus();
                await helpers.press("ArrowUp");
            },
        },
        {
            content: "three labels will be printed from there",
            trigger:
                ".o_library_label_sheet[aria-valuenow='7'] .o_library_label:nth-child(9).o_printed",
        },
        {
            content: "print",
            trigger: ".modal-footer button[data-hotkey=q]",
            run: "click",
        },
        {
            content: "it is downloaded",
            trigger: ".modal-footer .text-success",
        },
    ],
});
