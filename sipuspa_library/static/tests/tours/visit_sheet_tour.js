import { registry } from "@web/core/registry";

// by what stands in the markup, never by words: users speak Indonesian

/** Return the steps that type into cells of the line `number`, as keys alone do: `[[name, text], …]`. */
function typed(number, cells, last) {
    return cells.map(([name, text], at) => ({
        content: `line ${number}: ${name}`,
        trigger: `[name=line_ids] .o_data_row:nth-child(${number}).o_selected_row td[name=${name}] input`,
        run: `edit ${text} && press ${at + 1 < cells.length ? "Tab" : last}`,
    }));
}

registry.category("web_tour.tours").add("library_visit_sheet", {
    steps: () => [
        { content: "the first line", trigger: ".o_field_x2many_list_row_add a", run: "click" },
        {
            content: "a line begins with the time: the day stands above",
            trigger: "[name=line_ids] .o_data_row:nth-child(1) td[name=time] input:focus",
        },
        ...typed(1, [["time", "9.30"], ["code", "TUR-1"]], "Tab"),
        {
            content: "the key leads on to the next cell, though the number is known by now",
            trigger:
                "[name=line_ids] .o_data_row:nth-child(1):has([name=told]:contains(Ni Luh)) td[name=sex] input:focus",
            run: "press Enter",
        },
        ...typed(2, [["sex", "p"], ["purpose", "memb"]], "Enter"),
        ...typed(3, [["code", "TUR-9"]], "Enter"),
        {
            content: "nobody has this number",
            trigger: ".alert-warning [name=problem_count]:text(1)",
        },
        {
            content: "mend it",
            trigger: "[name=line_ids] .o_data_row:nth-child(3).text-danger td[name=code]",
            run: "click",
        },
        ...typed(3, [["code", "TUR-2"]], "Enter"),
        {
            content: "a last line is begun, and stays empty",
            trigger: "[name=line_ids] .o_data_row:nth-child(4).o_selected_row",
        },
        { content: "count", trigger: "button[name=action_save]", run: "click" },
        {
            content: "three have come",
            trigger: ".alert-success [name=counted]:text(3)",
        },
        { content: "show them", trigger: "button[name=action_show_visits]", run: "click" },
        {
            content: "those and no others",
            trigger: ".o_list_view:not(:has(.o_data_row:nth-child(4))) .o_data_row:nth-child(3)",
        },
    ],
});
