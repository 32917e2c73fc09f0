import { registry } from "@web/core/registry";

const AUTHORS = ".o_field_widget[name=contributor_ids]";
const SWITCH = ".o_library_all_fields input";

registry.category("web_tour.tours").add("library_title_form", {
    steps: () => [
        {
            content: "the title",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Sajak Tur",
        },
        {
            content: "an author",
            trigger: `${AUTHORS} .o_field_x2many_list_row_add :is(a, button)`,
            run: "click",
        },
        {
            content: "whom the catalogue does not know",
            trigger: `${AUTHORS} .o_field_widget[name=author_id] input`,
            run: "edit Ni Luh Sekar Tur",
        },
        {
            content: "is made by one click",
            trigger: ".o-autocomplete--dropdown-item:contains('Sekar Tur')",
            run: "click",
        },
        {
            content: "the rule files the name, and the call number follows",
            trigger: ".o_field_widget[name=call_number] input:value(TUR)",
        },
        {
            content: "the rest is out of the way",
            trigger: `.o_form_sheet:not(:has(.o_field_widget[name=subtitle]:visible)) ${SWITCH}`,
            run: "click",
        },
        {
            content: "until it is asked for",
            trigger: ".o_field_widget[name=subtitle] :is(input, textarea)",
            run: "edit Kumpulan",
        },
        {
            content: "what the digits say is told and does not block",
            trigger: ".o_field_widget[name=isbn] input",
            run: "edit 979-3062-79-8 && press Tab",
        },
        { content: "a warning", trigger: ".alert-warning:visible" },
        { content: "saved", trigger: ".o_form_button_save", run: "click" },
        { content: "and kept", trigger: ".o_form_saved" },
    ],
});
