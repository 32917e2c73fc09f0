import { registry } from "@web/core/registry";

const SCAN = ".o_library_scan";
const ROW = ".o_data_row:first-child";
const ANSWER = `.o_library_answers ${ROW}`;

/** Scan as a scanner does: the code, then Enter; held too long, the same twice. */
function scan(code) {
    return {
        content: `scan ${code}`,
        trigger: `${SCAN}:focus`,
        run: `edit ${code} && press Enter && edit ${code} && press Enter`,
    };
}

registry.category("web_tour.tours").add("library_desk_form", {
    steps: () => [
        scan("TOUR-CARD"),
        { content: "the member is open", trigger: ".col-lg-5 .fs-2:contains(Ni Luh Ayu Uji)" },
        scan("TOUR-1"),
        { content: "the first book is lent", trigger: `${ANSWER}.text-success:contains(Laskar)` },
        scan("TOUR-2"),
        { content: "both are with the member", trigger: ".col-lg-5 .o_data_row:nth-child(2):contains(Laskar)" },
        {
            content: "Escape closes the member",
            trigger: `${SCAN}:focus`,
            run: "press Escape",
        },
        { content: "nobody is open", trigger: ".col-lg-5:not(:has(.fs-2:visible))" },
        scan("TOUR-1"),
        {
            content: "the book is taken back: a card, two loans, a return",
            trigger: `.o_library_answers:has(.o_data_row:nth-child(4)) ${ROW}.text-success`,
        },
    ],
});
