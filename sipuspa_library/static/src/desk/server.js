import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, rpc, RPCError } from "@web/core/network/rpc";
import { _t, serverLanguage } from "./words";

const EXPIRED = 100; // Odoo's code for a session that has ended
const PATIENCE_MS = 25000; // longer than the slowest line takes; then the line counts as down

/** The server has answered no; the message is for the person at the desk. */
export class Refusal extends Error {}

/** The server failed where it should not have. */
export class Broken extends Refusal {}

/** The login has ended; the act is sent again when somebody has logged in. */
export class LoggedOut extends Refusal {}

/** The device is not paired any more. */
export class Ended extends Refusal {}

/** The line is down: the act is sent again, as the same request. */
export const NoLine = ConnectionLostError;

/** Ask a door of the desk. */
export function ask(method, ...args) {
    const kwargs = { context: { lang: serverLanguage() } };
    const params = { model: "library.desk", method, args, kwargs };
    return send(`/web/dataset/call_kw/library.desk/${method}`, params);
}

/** Ask an address, and wait no longer than the slowest line takes. */
export async function send(address, params) {
    const request = rpc(address, params);
    let timer;
    const tooLong = new Promise((_resolve, reject) => {
        timer = browser.setTimeout(() => {
            request.abort(false);
            reject(new NoLine(address));
        }, PATIENCE_MS);
    });
    try {
        return await Promise.race([request, tooLong]);
    } catch (error) {
        throw error instanceof RPCError ? meant(error) : error;
    } finally {
        browser.clearTimeout(timer);
    }
}

function meant(error) {
    if (error.code === EXPIRED) {
        return new LoggedOut(_t("You have been logged out. Reload the page and log in again."));
    }
    const name = error.exceptionName || "";
    if (name.endsWith("AccessDenied")) {
        return new Ended(error.data.message);
    }
    const kind = /(UserError|ValidationError|AccessError|MissingError)$/;
    return kind.test(name) ? new Refusal(error.data.message) : new Broken(brokenSentence());
}

/** What is told of an error that nobody foresaw. */
export function brokenSentence() {
    return _t("The server could not do this. Scan again; if it stays, tell the library office.");
}
