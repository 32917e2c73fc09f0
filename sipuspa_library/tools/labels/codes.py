"""Bar codes and QR codes as plain rectangles, in modules; how large a module may be on which paper."""

from functools import lru_cache
from typing import NamedTuple

from .. import qr_code

# in millimetres; cheap scanners give up below the smallest, and gain nothing above the largest
SMALLEST_BAR = 0.19
DOT = 25.4 / 600  # of a laser or ink printer, at its coarsest
ROLL_DOT = 25.4 / 203.2  # of a label printer
BARS = (*(dots * DOT for dots in range(10, 4, -1)), SMALLEST_BAR)
ROLL_BARS = (3 * ROLL_DOT, 2 * ROLL_DOT)
QUIET_BARS = 10
SQUARES = tuple(dots * DOT for dots in range(22, 5, -1))
ROLL_SQUARES = tuple(dots * ROLL_DOT for dots in range(6, 1, -1))
QUIET_SQUARES = 4

# Code 128 (ISO/IEC 15417): the symbols that steer, and how each is drawn
TO_C, TO_B, START_B, START_C, STOP = 99, 100, 104, 105, 106
# six widths a symbol, bar and gap in turn; the stop has one bar more
WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212"
    "112232122132122231113222123122123221223211221132221231213212223112312131"
    "311222321122321221312212322112322211212123212321232121111323131123131321"
    "112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111"
    "314111221411431111111224111422121124121421141122141221112214112412122114"
    "122411142112142211241211221114413111241112134111111242121142121241114212"
    "124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232233111"
)
LAST_BAR = "2"


class Code(NamedTuple):
    """The dark of a code, without the white around it, as PDF draws it: rectangles in modules."""

    columns: int
    rows: int
    path: str


@lru_cache(maxsize=10_000)
def bars(text):
    """Return the :class:`Code` of ``text`` in Code 128, one row high; nothing where it cannot be written."""
    if not text or not all(" " <= letter <= "~" for letter in text):
        return None
    symbols = _symbols(text)
    check = symbols[0] + sum(at * value for at, value in enumerate(symbols))
    written = (WIDTHS[6 * value : 6 * value + 6] for value in (*symbols, check % 103, STOP))
    widths = map(int, "".join(written) + LAST_BAR)
    dark, at = [], 0
    for number, wide in enumerate(widths):
        if number % 2 == 0:
            dark.append((at, 0, wide))
        at += wide
    return Code(at, 1, _path(dark))


def _path(dark):
    return " ".join(f"{x} {y} {width} 1 re" for x, y, width in dark)


def _symbols(text):
    """Return the fewest symbols for ``text``: set B writes a letter each, set C two digits.

    Worked out from the end: what is the shortest way on, from here, when in this set.
    """
    ways = [{"B": (), "C": ()}]  # of the rest, and of the rest before it
    for at in reversed(range(len(text))):
        way_b = (ord(text[at]) - ord(" "), *ways[0]["B"])
        pair = text[at : at + 2]
        if len(pair) == 2 and pair.isdigit():
            way_c = (int(pair), *ways[1]["C"])
            here = {"B": min(way_b, (TO_C, *way_c), key=len)}
            here["C"] = min(way_c, (TO_B, *way_b), key=len)
        else:
            here = {"B": way_b, "C": (TO_B, *way_b)}
        ways = [here, ways[0]]
    # a start is the switch to its set
    start_b, start_c = (START_B, *ways[0]["B"]), (START_C, *ways[0]["C"])
    return min(start_b, start_c, key=len)


@lru_cache(maxsize=10_000)
def squares(text):
    """Return the :class:`Code` of ``text`` as a QR code."""
    rows = qr_code.matrix(text, quick=True)
    return Code(len(rows), len(rows), _path(qr_code.dark_runs(rows)))


def bar_width(code, room, left, right, is_roll):
    """Return the module that fits ``room`` with white on both sides, nothing where none does.

    :param left: what is white already left of the room, and ``right`` of it: the label's border
    """
    for module in ROLL_BARS if is_roll else BARS:
        quiet = QUIET_BARS * module
        if code.columns * module + max(0, quiet - left) + max(0, quiet - right) <= room:
            return module
    return None


def square_width(code, room, is_roll):
    """Return the module of a QR code that fits ``room`` with its white border; it shrinks without end."""
    modules = code.columns + 2 * QUIET_SQUARES
    for module in ROLL_SQUARES if is_roll else SQUARES:
        if modules * module <= room:
            return module
    return room / modules
