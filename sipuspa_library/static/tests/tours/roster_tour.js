import { registry } from "@web/core/registry";

const LIST = `Nama;NIPD;NISN;Tanggal Lahir;Kelas
Ni Luh Tur;4711;0141234567;17 Mei 2014;6A
I MADE TUR;4712;0147654321;18/05/2014;Kelas VI A
I Salah Tur;4713;12;18/05/2014;6A
`;

registry.category("web_tour.tours").add("library_roster", {
    steps: () => [
        {
            content: "choose the list",
            trigger: ".o_library_file",
            run() {
                const input = this.anchor.querySelector("input");
                const files = new DataTransfer();
                files.items.add(new File([LIST], "kelas-6a.csv", { type: "text/csv" }));
                input.files = files.files;
                input.dispatchEvent(new Event("change"));
            },
        },
        {
            content: "read it",
            trigger: ".o_library_read:not(:disabled)",
            run: "click",
        },
        {
            content: "look at the row that was refused",
            trigger: ".o_library_roster_kinds button.o_library_roster_rejected",
            run: "click",
        },
        {
            content: "it says why",
            trigger: ".o_list_view .o_data_row td[name=remark]:contains('NISN')",
        },
        {
            content: "back",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:last a",
            run: "click",
        },
        {
            content: "take over what is right",
            trigger: ".o_form_view button[name=action_apply]",
            run: "click",
        },
        {
            content: "it is done",
            trigger: ".o_form_view button[name=action_undo]",
        },
    ],
});

registry.category("web_tour.tours").add("library_roster_photos", {
    steps: () => [
        {
            content: "choose something that is no ZIP",
            trigger: ".o_library_file",
            run() {
                const input = this.anchor.querySelector("input");
                const files = new DataTransfer();
                files.items.add(new File(["no zip"], "foto.zip"));
                input.files = files.files;
                input.dispatchEvent(new Event("change"));
            },
        },
        { content: "look at it", trigger: ".o_library_look:not(:disabled)", run: "click" },
        { content: "it says what is wrong", trigger: ".o_library_refusal:contains('ZIP')" },
    ],
});
