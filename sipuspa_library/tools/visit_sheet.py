"""Paper sheets of visits, typed in or uploaded: which line means what, and what is wrong with it. Pure.

A line is a member (by number), a guest, a group with heads, or the count of a whole day. Which of the last
two heads are is told by how the sheet is written: a line a visitor, or a line a day.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time

from .clerk_titles import fold
from .roster import layout as lists
from .roster import rows as files
from .roster import values
from .roster.cells import Cell, Refused
from .roster.values import Bad

DAYS = 62
DAYS_KEY = "sipuspa_library.visit_entry_days"
MOST = 999  # heads in a line
BY_SEX, BY_KIND = ("women", "men"), ("member_heads", "guest_heads", "group_heads")
COUNTS = (*BY_SEX, *BY_KIND, "computers", "books")
OF_DAYS = (*BY_KIND, "books")  # in no line of a visitor
TEXTS = {"code": 40, "purpose": 60, "occupation": 80, "group_name": 80}
HEADINGS = lists.headings(
    day="Tanggal|Tgl|Date",
    time="Jam|Pukul|Waktu|Time",
    code="Nomor Anggota|No Anggota|Nomor Kartu|Member Number",
    somebody="Nama|Nama Pengunjung|Nama Tamu|Nama Lengkap|Nama Siswa|Nama Anggota|Name",
    sex="L/P|P/L|JK|Jenis Kelamin|Sex",
    occupation="Pekerjaan|Occupation",
    purpose="Tujuan|Tujuan Kunjungan|Keperluan|Purpose",
    group_name="Kelas atau Rombongan|Rombongan|Kelas|Class or Group",
    women="Jumlah P|Perempuan|Women",
    men="Jumlah L|Laki-laki|Men",
    member_heads="Anggota|Jumlah Anggota|Members",
    guest_heads="Bukan Anggota|Non Anggota|Tamu|Guests",
    group_heads="Dalam Rombongan|In Groups",
    computers="Komputer|Pemakai Komputer|Computers",
    books="Dibaca di Tempat|Buku Dibaca di Tempat|Baca di Tempat|Books Read Here",
)
VISITORS = lists.Layout(
    code="visitors",
    headings={name: HEADINGS[name] for name in HEADINGS if name not in OF_DAYS},
    needed="day",
)
DAILY = lists.Layout(
    code="daily",
    headings={name: HEADINGS[name] for name in ("day", *COUNTS)},
    marks=HEADINGS["member_heads"] | HEADINGS["guest_heads"],
    needed="day",
)
SEX_LETTERS = {"m": "L", "f": "P"}
TIME = re.compile(
    r"(?:pukul|jam)?\s*(\d{1,2})(?:[.:h](\d{1,2})(?:[.:]\d{2})?)?\s*(?:wita|wib|wit)?", re.I
)
# a workbook's own time: a part of a day, or after one
FRACTION = re.compile(r"(?:0|\d{5})?(\.\d+)")
TOTAL = re.compile(r"(?:sub\s?)?(?:jumlah|total|rekap(?:itulasi)?)\b", re.I)
NOBODY = frozenset(("nihil", "libur", "tutup", "kosong"))  # written where nobody came


@dataclass
class Line:
    """What a line says, and what is wrong with it as ``(code, about)``."""

    number: int
    day: date | None = None
    time: str = ""
    code: str = ""
    sex: str = ""
    occupation: str = ""
    purpose: str = ""
    group_name: str = ""
    women: int = 0
    men: int = 0
    member_heads: int = 0
    guest_heads: int = 0
    group_heads: int = 0
    computers: int = 0
    books: int = 0
    whole_day: bool = False  # stands in a sheet with a line a day
    somebody: bool = False  # who came wrote a name, which is not read
    unread: list = field(default_factory=list)

    @property
    def kind(self):
        """Tell what the line counts: ``nobody`` where it says nothing but a day."""
        if self.code:
            return "member"
        if self.group_name:
            return "group"
        counts = COUNTS if self.whole_day else OF_DAYS
        if any(getattr(self, name) for name in counts):
            return "day"
        if sum(getattr(self, name) for name in BY_SEX) > 1:
            return "group"
        return "guest" if self._tells_somebody() else "nobody"

    def _tells_somebody(self):
        told = (*BY_SEX, "computers", "time", "sex", "occupation", "purpose", "unread", "somebody")
        return any(getattr(self, name) for name in told)

    @property
    def guest_sex(self):
        """Return the sex of a guest: as it is written, or by the column in which a 1 stands."""
        return self.sex or ("f" if self.women else "m" if self.men else "")

    @property
    def heads(self):
        """Return how many persons the line counts."""
        if self.kind in ("member", "guest", "nobody"):
            return int(self.kind != "nobody")
        return max(sum(getattr(self, name) for name in names) for names in (BY_SEX, BY_KIND))


@dataclass(frozen=True)
class Bounds:
    """Which days may be entered: not after ``today``, and at most ``days`` before it."""

    today: date
    days: int


def clock(text):
    """Return the time of day a text says, ``None`` where it says none.

    >>> clock("9.30"), clock("pukul 13:05 WITA"), clock("")
    (datetime.time(9, 30), datetime.time(13, 5), None)

    A workbook that takes ``9.30`` for a number keeps it as ``9.3``.

    :raise ValueError: when it is no time of a day
    """
    text = (text or "").strip()
    if not text:
        return None
    found = TIME.fullmatch(text)
    if not found:
        raise ValueError(text)
    return time(int(found[1]), int((found[2] or "0").ljust(2, "0")))


def sex(text):
    """Return ``m`` or ``f`` of what is typed, nothing of nothing.

    :raise Bad: when it is neither
    """
    return values.sex(Cell(text or ""))


def meant_by(word, known):
    """Return what the one entry of ``known`` stands for that is ``word``, or begins with it, or holds it.

    >>> [meant_by(word, {"membaca": 1, "meminjam": 2}) for word in ("memb", "pinjam", "mem")]
    [1, 2, None]
    """
    if not word or word in known:
        return known.get(word)
    begun = {meant for name, meant in known.items() if name.startswith(word)}
    held = {meant for name, meant in known.items() if word in name and len(word) > 2}
    found = begun or held
    return found.pop() if len(found) == 1 else None


def problems(line, bounds):
    """Return every reason why a line cannot be counted, as ``(code, about)``."""
    found = list(line.unread)
    if not line.day:
        found += [] if found else [("no_day", {})]
    elif line.day > bounds.today:
        found.append(("day_to_come", {}))
    elif (bounds.today - line.day).days > bounds.days:
        found.append(("too_old", {"days": bounds.days}))
    try:
        clock(line.time)
    except ValueError:
        found.append(("time", {"text": line.time}))
    heads = [getattr(line, name) for name in COUNTS]
    if not all(0 <= count <= MOST for count in heads):
        found.append(("count", {"most": MOST}))
    by_sex, by_kind = (sum(getattr(line, name) for name in names) for names in (BY_SEX, BY_KIND))
    if line.kind == "member" and (line.group_name or by_sex or by_kind):
        found.append(("member_and_heads", {}))
    elif line.kind == "group" and not by_sex + by_kind:
        found.append(("no_heads", {}))
    elif by_sex and by_kind and by_sex != by_kind:
        found.append(("heads_differ", {"by_sex": by_sex, "by_kind": by_kind}))
    elif line.computers > line.heads:
        found.append(("computers", {"heads": line.heads}))
    return found


def keys(lines):
    """Return a key for each line: equal for the same line of the same file, and for no other one.

    Guests have no name, so two equal lines of a file are two guests: they are told apart by their order.
    """
    seen, found = Counter(), []
    for line in lines:
        said = (
            *(line.day, line.time, line.sex, line.occupation, line.purpose, line.group_name),
            *(getattr(line, name) for name in COUNTS),
        )
        seen[said] += 1
        text = "|".join(map(str, (*said, seen[said])))
        found.append(hashlib.sha256(text.encode()).hexdigest()[:32])
    return found


def read(stream):
    """Read a workbook or CSV file into :class:`Line`, those of all its sheets that are such lists.

    :raise Refused: when it is no list we read; the code says why
    """
    lines, known, nothing = [], False, True
    for sheet in files.sheets_of(stream):
        head = sheet.head()
        nothing = nothing and not head
        if found := lists.find(head, (DAILY, VISITORS)):
            known = True
            lines += _lines(sheet, found)
    if not lines:
        raise Refused("no_rows" if known else "empty" if nothing else "no_headings")
    return lines


def _lines(sheet, found):
    daily, day = _is_daily(found), None
    for number, cells in sheet.body(found.columns.values()):
        given = {name: cells[at] for name, at in found.columns.items() if at in cells}
        said = {name: cell for name, cell in given.items() if not _says_nothing(cell)}
        if number <= found.row or _is_heading(said) or _counts_others(said):
            continue
        line = _line(number, said, sheet.day_0, daily)
        if "day" in said:
            day = line.day
        elif not daily and said.keys() - set(COUNTS):
            line.day = day  # written once, for those below it
        if said.keys() - {"day"}:  # the template has the days of the month already
            yield line


def _is_daily(found):
    """Tell whether a sheet has a line a day: it is one of those, or has no column of a visitor."""
    return found.layout is DAILY or found.columns.keys() <= {"day", *COUNTS}


def _says_nothing(cell):
    text = values.tidy(cell.text)
    if cell.kind == "formula":
        return cell.text == "0"
    return values.is_nothing(text) or fold(text) in NOBODY


def _is_heading(said):
    """Tell whether a row is headings once more, as on every page."""
    return "day" in said and fold(said["day"].text) in HEADINGS["day"]


def _counts_others(said):
    """Tell whether a row counts those above it: it says so, or adds up and tells no day."""
    words = [values.tidy(said[name].text) for name in ("day", "somebody") if name in said]
    if words:
        return any(map(TOTAL.match, words))
    return any(said[name].kind == "formula" for name in said.keys() & set(COUNTS))


def _line(number, given, day_0, daily):
    line = Line(number, whole_day=daily)
    for name, cell in given.items():
        try:
            setattr(line, name, _value(name, _shown(cell), day_0))
        except Bad as bad:
            about = {"field": name, "text": values.tidy(cell.text)[:40], **bad.about}
            line.unread.append((bad.code, about))
    return line


def _shown(cell):
    """Return a cell as the workbook shows it: a formula with what came of it.

    :raise Bad: where nothing came of it
    """
    text = values.tidy(cell.text)
    if cell.kind == "error" or text.startswith(("=", "@", "<")) or not text:
        raise Bad("formula" if cell.kind == "text" else cell.kind)
    return Cell(cell.text) if cell.kind == "formula" else cell


def _value(name, cell, day_0):
    text = values.tidy(cell.text)
    if name == "somebody":
        return True
    if name == "day":
        return values.day(cell, day_0)
    if name == "sex":
        return values.sex(cell)
    if name == "time":
        return _time(text, cell.kind)
    if name in COUNTS:
        if not re.fullmatch(r"\d{1,4}(?:\.0+)?", text):
            raise Bad("number", text=text[:40])
        return int(float(text))
    if name == "code":
        text = values.digits(cell)
    if len(text) > TEXTS[name]:
        raise Bad("too_long", text=f"{text[:40]}…", most=TEXTS[name])
    return text


def _time(text, kind):
    """Return a time as it is typed; a workbook keeps one as a part of a day, or takes it for a number."""
    if found := FRACTION.fullmatch(text):
        minutes = round(float(found[1]) * 24 * 60) % (24 * 60)
        return f"{minutes // 60:02}.{minutes % 60:02}"
    if kind == "number" and re.fullmatch(r"\d{1,2}\.\d+", text):
        return f"{float(text):.2f}"  # 9.30 has become 9.300000000000001
    return text[:20]
