import { App, whenReady } from "@odoo/owl";
import { getTemplate } from "@web/core/templates";
import { translate } from "../desk/words";
import { Kiosk } from "./kiosk";
import { KioskStore } from "./kiosk_store";

/** Open the kiosk on the data that came with the page, and again in each language that is asked for. */
whenReady(() => {
    const first = JSON.parse(document.getElementById("kiosk-first").textContent);
    let app;
    const show = (store) => {
        app?.destroy(); // texts of templates are put in when they are read
        app = new App(Kiosk, { getTemplate, translateFn: translate, props: { store } });
        return app.mount(document.getElementById("kiosk"));
    };
    return show(KioskStore.make(first, show));
});
