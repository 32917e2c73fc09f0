import { _t } from "./words";

/** The name of a pressed key with what is held: "F2", "Ctrl+P". */
export function keyOf(ev) {
    const held = [ev.ctrlKey && "Ctrl", ev.altKey && "Alt", ev.shiftKey && ev.key.length > 1 && "Shift"];
    const key = ev.key.length === 1 ? ev.key.toUpperCase() : ev.key;
    return [...held.filter(Boolean), key].join("+");
}

/** Every key of the desk: what it does, when, and how the list of keys (F1) tells it. */
export const KEYS = [
    { key: "F1", name: () => _t("This list of keys"), act: (store) => store.show("help") },
    { key: "F2", name: () => _t("Renew all books of this member"), act: (store) => store.renewAll() },
    { key: "F3", name: () => _t("Go on with a reason"), act: (store) => store.goOn() },
    { key: "F4", name: () => _t("Undo the last act"), act: (store) => store.undo() },
    { key: "F6", name: () => _t("Visit: of this member, a guest or a group"), act: (store) => store.visitKey() },
    { key: "F7", name: () => _t("Sound on or off"), act: (store) => store.mute() },
    { key: "F8", name: () => _t("Class list on or off"), act: (store) => store.toggleClass() },
    { key: "F9", name: () => _t("New member"), act: (store) => store.newRow("register") },
    { key: "F10", name: () => _t("New book"), act: (store) => store.newRow("fastAdd") },
    { key: "Alt+B", name: () => _t("Books read here: scan to count"), act: (store) => store.toggleReading() },
    { key: "Alt+C", name: () => _t("Scan with the camera"), act: (store) => store.toggleCamera() },
    { key: "Alt+P", name: () => _t("Change library"), act: (store) => store.show("libraries") },
    {
        key: "Alt+R",
        name: () => _t("Reserve what is marked in the list"),
        when: (store) => store.choices && store.member,
        act: (store) => store.reserve(),
    },
    {
        key: "Alt+U",
        name: () => _t("What this member owes: pay"),
        when: (store) => store.member?.charges,
        act: (store) => store.show("charges"),
    },
    {
        key: "Alt+S",
        name: () => _t("Print the slip of the last book, for the hold shelf or its way"),
        when: (store) => store.slipLine,
        act: (store) => store.printSlip(store.slipLine),
    },
    {
        key: "Alt+L",
        name: () => _t("Enter what was lent or returned on a day that is past"),
        when: (store) => store.library.is_librarian,
        act: (store) => store.show("late"),
    },
    {
        key: "Ctrl+P",
        name: () => _t("Loan slip of this member"),
        when: (store) => store.member,
        act: (store) => store.show("receipt"),
    },
    {
        key: "ArrowDown",
        when: (store) => store.choices,
        act: (store) => store.moveChoice(1),
    },
    {
        key: "ArrowUp",
        when: (store) => store.choices,
        act: (store) => store.moveChoice(-1),
    },
    {
        key: "PageDown",
        name: () => _t("Next pupil of the class list"),
        when: (store) => store.classList,
        act: (store) => store.nextPupil(1),
    },
    {
        key: "PageUp",
        name: () => _t("Pupil before, of the class list"),
        when: (store) => store.classList,
        act: (store) => store.nextPupil(-1),
    },
    { key: "Escape", name: () => _t("Close the member, or what is open"), act: (store) => store.escape() },
];
