import { App, whenReady } from "@odoo/owl";
import { getTemplate } from "@web/core/templates";
import { Desk } from "./desk";
import { DeskStore } from "./desk_store";
import { learn, translate } from "./words";

/** Open the desk on the data that came with the page. */
whenReady(() => {
    const { words, language, ...first } = JSON.parse(document.getElementById("desk-first").textContent);
    learn(words, language);
    const app = new App(Desk, {
        getTemplate,
        translateFn: translate,
        props: { store: DeskStore.make(first) },
    });
    return app.mount(document.getElementById("desk"));
});
