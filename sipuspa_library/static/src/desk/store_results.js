import { beep } from "@sipuspa_library/stocktake/beep";
import { remember } from "./device";

const KEPT = 40; // lines of the list; a refusal nobody has seen is kept beyond

/** The list of what was answered: a refusal stays until somebody has seen it. */
export const Results = (Base) =>
    class extends Base {
        /** Put a line on top, and say it aloud. */
        tell(line, aloud = true) {
            const kept = this.entries.filter((old, rank) => rank < KEPT - 1 || !old.seen);
            this.entries = [line, ...kept];
            if (aloud && !this.muted) {
                beep(line.tone);
            }
        }

        /** The latest line of a book that needs a slip. */
        get slipLine() {
            return this.entries.find((line) => line.slip && !line.undone);
        }

        printSlip(line) {
            window.open(`/library/paper/library.copy/slip/${line.slip}`, "_blank");
        }

        get unseen() {
            return this.entries.filter((line) => !line.seen);
        }

        seeAll() {
            this.entries.forEach((line) => (line.seen = true));
        }

        mute() {
            this.muted = !this.muted;
            remember("muted", this.muted);
        }
    };
