import { _t, day } from "./words";

// what a returned copy needs more than being put on its shelf
const PLAIN_STEPS = ["shelve", "arrived", "used", "queued", "hold_cancelled"];
// where a slip goes into the book
const WITH_SLIP = ["hold_shelf", "send_to", "send_home"];
let count = 0;

/** An answer as the list of results shows it; a refusal stays until somebody has seen it. */
export function entry(tone, heading, text, more = {}) {
    count += 1;
    return { id: count, tone, heading, text, time: new Date(), seen: tone !== "refused", ...more };
}

/** The line of an act on one copy. */
export function copyEntry(answer, more = {}) {
    if (answer.outcome === "refused") {
        const blocks = answer.blocks;
        const may = blocks.length > 0 && blocks.every((block) => block.may_override);
        const others = !may && blocks.length > 0 && blocks.every((block) => block.overridable);
        const texts = blocks.map((block) => block.message);
        return entry("refused", answer.title, texts.join(" "), { texts, may, others, ...more });
    }
    const step = answer.next_step?.code;
    const moreToDo = (step && !PLAIN_STEPS.includes(step)) || answer.details?.fine;
    const tone = moreToDo ? "warning" : "done";
    const slip = WITH_SLIP.includes(step) && answer.copy_id;
    return entry(tone, answer.title, spoken(answer), { slip, ...more });
}

function spoken(answer) {
    const warnings = (answer.warnings || []).map((warning) => ` ${warning.message}`).join("");
    if (answer.verb === "lend") {
        return _t("Lent. Due %s.", day(answer.due_date)) + warnings;
    }
    if (answer.verb === "renew") {
        return _t("Renewed. Due %s.", day(answer.due_date)) + warnings;
    }
    return answer.message;
}

/** The line of an act about money, with its receipt. */
export function moneyEntry(answer, name) {
    const line = copyEntry(answer, { receipt: answer.details?.line_id });
    return { ...line, heading: answer.title || name };
}

/** What a person's standing is called, and whether something is wrong with it. */
export function standing(member) {
    const names = {
        active: _t("Active"),
        pending: _t("Not verified yet"),
        suspended: _t("Suspended until %s", member.suspended_until && day(member.suspended_until)),
        expired: _t("Membership ended %s", member.valid_until && day(member.valid_until)),
        left: _t("No longer a member"),
    };
    return names[member.standing];
}

/** A copy as the only one of its title, where several have the scanned number. */
export function asTitle(copy) {
    return { title: copy.title, authors: "", copies: [copy] };
}

/** The rows to choose from of a title that was found: one a copy, or the title where there is none. */
export function titleRows({ title, authors, copies, book_id }) {
    if (!copies.length) {
        return [{ key: `b${book_id}`, title, authors, book_id }];
    }
    return copies.map((copy) => ({ key: `c${copy.copy_id}`, title, authors, book_id, copy }));
}

/** Whether an act is taken back, by this try or by one before. */
export function isUndone(answer) {
    return (
        answer.outcome === "done" || answer.blocks.some((block) => block.code === "undone_already")
    );
}

/** What came of undoing an act. */
export function undoEntry(answer) {
    if (answer.outcome === "refused") {
        return copyEntry(answer);
    }
    return entry("info", answer.title || _t("Undone"), answer.message || _t("Undone."));
}

/** What the state of a copy is called. */
export function status(copy) {
    const names = {
        available: _t("Available"),
        on_loan: _t("On loan"),
        in_transit: _t("On its way"),
        on_hold_shelf: _t("On the hold shelf"),
        in_repair: _t("In repair"),
        damaged: _t("Damaged"),
        in_processing: _t("In processing"),
        lost: _t("Lost"),
        withdrawn: _t("Withdrawn"),
    };
    return names[copy.status];
}
