import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("library_promotion", {
    steps: () => [
        {
            content: "a new promotion, for the only school I work in",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "list the pupils",
            trigger: ".o_form_statusbar button[name=action_refresh]:visible",
            run: "click",
        },
        {
            content: "every class has its next one",
            trigger: "[name=class_line_ids] td[name=target_name]:contains('VIII-A')",
        },
        {
            content: "promote",
            trigger: ".o_form_statusbar button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "sure",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "step after step was asked for, and the form shows that it is done",
            trigger: ".o_form_statusbar button[name=action_undo]:visible",
        },
        {
            content: "the bar is gone",
            trigger: "body:not(:has(.modal))",
        },
    ],
});
