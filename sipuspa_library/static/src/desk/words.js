// The desk is a page of its own: the words of the reader's language come with its first data.
let words = {};
let language = "id";

/** Take over the words and the language that came with the page. */
export function learn(translations, lang) {
    words = translations;
    language = lang;
}

/** A template's text in the reader's language. */
export function translate(source) {
    return words[source] ?? source;
}

/** A sentence in the reader's language, with `%s` in order or `%(name)s` by name filled in. */
export function _t(source, ...values) {
    const named = values[0] !== null && typeof values[0] === "object" ? values[0] : {};
    return translate(source).replace(/%s|%\((\w+)\)s/g, (_found, name) =>
        name ? named[name] : values.shift()
    );
}

/** The language of the page as the server names it: without it the answers come in English. */
export function serverLanguage() {
    return language.replace("-", "_");
}

/** A date on paper: "22/11/2026". */
export function date(when) {
    return when.toLocaleDateString(language);
}

/** A day as the server has it: "2026-11-22". */
export function isoDay(when) {
    return [when.getFullYear(), when.getMonth() + 1, when.getDate()]
        .map((part) => String(part).padStart(2, "0"))
        .join("-");
}

/** A day as it is said at a counter: "Sen 24 Nov"; of another year, "Rab 3 Nov 2027". */
export function day(iso) {
    const noon = new Date(`${iso}T12:00:00`);
    const otherYear = noon.getFullYear() !== new Date().getFullYear();
    const year = otherYear ? { year: "numeric" } : {};
    return noon.toLocaleDateString(language, { weekday: "short", day: "numeric", month: "short", ...year });
}

/** A time of day: "09.41". */
export function clock(when) {
    return when.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

/** An amount of money, in whole rupiah. */
export function rupiah(amount) {
    return `Rp ${amount.toLocaleString("id")}`;
}
