import { registry } from "@web/core/registry";

const FIRST = ".o_library_count_answer:first-child";

function scan(code) {
    return {
        content: `scan ${code}`,
        trigger: ".o_library_scan:focus",
        run: `edit ${code} && press Enter`,
    };
}

function shows(content, tone, text) {
    return { content, trigger: `${FIRST}[data-tone=${tone}]:contains(${text})` };
}

/** Every request fails as on a line that is down, until it is given back. */
const line = {
    send: XMLHttpRequest.prototype.send,
    drop() {
        XMLHttpRequest.prototype.send = function () {
            this.dispatchEvent(new Event("error"));
        };
    },
    restore() {
        XMLHttpRequest.prototype.send = line.send;
        window.dispatchEvent(new Event("online"));
    },
};

registry.category("web_tour.tours").add("library_count", {
    steps: () => [
        {
            content: "call it by a name",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Semester genap",
        },
        {
            content: "open a count of the whole library",
            trigger: ".o_form_view button[name=action_open]",
            run: "click",
        },
        { content: "three are to be found", trigger: ".o_library_count_progress[data-seen='0']:contains(3)" },
        scan("TOUR-1"),
        shows("the first is there", "done", "Laskar"),
        { content: "one is found", trigger: ".o_library_count_progress[data-seen='1']:contains(3)" },
        scan("TOUR-1"),
        {
            content: "held too long it counts once",
            trigger: ".o_library_count_answers:not(:has(.o_library_count_answer:nth-child(2)))",
        },
        scan("TOUR-NOBODY"),
        shows("nobody knows this one", "refused", "TOUR-NOBODY"),
        { content: "the line drops", trigger: ".o_library_count", run: () => line.drop() },
        scan("TOUR-2"),
        { content: "it waits", trigger: ".o_library_count_waiting.alert-danger:contains(1)" },
        { content: "the line is back", trigger: ".o_library_count", run: () => line.restore() },
        shows("it was sent by itself", "done", "TOUR-2"),
        { content: "nothing waits", trigger: ".o_library_count:not(:has(.o_library_count_waiting))" },
        { content: "paste a list", trigger: ".o_library_paste", run: "click" },
        {
            content: "as a scanner has kept it",
            trigger: "form textarea",
            run: "edit TOUR-2, TOUR-3",
        },
        { content: "count these", trigger: "form button[type=submit]", run: "click" },
        shows("the last of the list", "done", "TOUR-3"),
        { content: "all are found", trigger: ".o_library_count_progress[data-seen='3']:contains(3)" },
    ],
});
