"""What 5,000 labels cost: drawing them, and printing them through a server. See README.md.

The floor draws as many empty boxes with one plain line of text each by the same reportlab.
"""

import io
import os
import sys
import time
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from races.world import World

from .report import write_section

# the rules of the addon without Odoo
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "sipuspa_library"))
from tools import labels  # noqa: E402

LABELS = 5_000
COPIES_A_TITLE = 5
SHEET = labels.Sheet(210, 297, 3, 8, 70, 37, 0, 0.5, 70, 37)
TITLES = (
    "Laskar Pelangi",
    "Ensiklopedia Sejarah dan Kebudayaan Bali dari Zaman Prasejarah sampai Kini",
    "Matematika untuk SMP/MTs Kelas VII Semester 1",
    "Si Kancil dan Buaya",
)


def floor():
    """Return a PDF of empty boxes with a line of text each."""
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(SHEET.paper_width * mm, SHEET.paper_height * mm),
        pageCompression=1,
        invariant=1,
    )
    for number in range(1, LABELS + 1):
        page, position = SHEET.place(number)
        if position == 1 and page > 1:
            canvas.showPage()
        box = SHEET.box(position)
        x, y = box.left * mm, (SHEET.paper_height - box.bottom) * mm
        canvas.rect(x, y, box.width * mm, box.height * mm)
        canvas.drawString(x + 4 * mm, y + 10 * mm, f"0001{number:07d} Perpustakaan")
    canvas.save()
    return buffer.getvalue()


def drawn(kind):
    """Return a PDF of labels as a school has them, five copies a title."""
    content = [
        labels.Label(
            number=f"{labels.KINDS.index(kind):04d}{number:07d}",  # none drawn before
            title=f"{TITLES[title % len(TITLES)]} {title}",
            spine=(f"{title % 1000:03d}", "HIR", "l"),
            library="Perpustakaan SMP Negeri 1 Semarapura",
            colour="#1e88e5",
        )
        for number in range(1, LABELS + 1)
        for title in [number // COPIES_A_TITLE]
    ]
    return labels.document(SHEET, content, kind)


def measured(name, act, *arguments):
    """Return a line of the table: seconds of the processor, and the size of the PDF."""
    start = time.process_time()
    pdf = act(*arguments)
    seconds = time.process_time() - start
    row = [name, f"{seconds:.1f}", f"{len(pdf) / 1024:,.0f}", ""]
    print(" | ".join(row), flush=True)
    return row


def printed(world):
    """Return a line of the table: as a librarian prints, part by part, and downloads."""
    title = world.create("library.book", {"name": TITLES[0], "class_number": "813"})
    for _batch in range(LABELS // 500):
        world.create(
            "library.copy", *[{"library_id": world.library, "book_id": title} for _ in range(500)]
        )
    librarian, user = world.user("group_librarian")
    world.create(
        "library.assignment",
        {"user_id": user, "library_id": world.library, "date_from": "2020-01-01"},
    )
    sheet = world.ref("sipuspa_library", "label_sheet_a4_3x8")
    vals = {"library_id": world.library, "sheet_id": sheet, "kind": "spine_barcode"}
    begin = time.perf_counter()
    [wizard] = librarian.call("library.label.print", "create", [vals])
    action, longest = None, 0.0
    while not action:
        start = time.perf_counter()
        answer = librarian.call("library.label.print", "action_draw", [wizard])
        longest, action = max(longest, time.perf_counter() - start), answer["action"]
    start = time.perf_counter()
    pdf = librarian.get(action["url"])
    end = time.perf_counter()
    row = [
        "printed through a server, spine and barcode",
        f"{end - begin:.1f}",
        f"{len(pdf) / 1024:,.0f}",
        f"{max(longest, end - start):.1f}",
    ]
    print(" | ".join(row), flush=True)
    return row


def main(arguments):
    rows = [measured("floor: empty boxes, one plain line", floor)]
    for kind in labels.KINDS:
        rows.append(measured(kind.replace("_", " and "), drawn, kind))
    world = World(os.environ["SIPUSPA_RACE_URL"], os.environ["SIPUSPA_RACE_DB"])
    rows.append(printed(world))
    if "--quick" not in arguments:
        write_section("Labels", INTRODUCTION, HEADER, rows)


HEADER = [f"{LABELS:,} labels", "seconds", "KB", "longest request, s"]
INTRODUCTION = f"""\
Seconds of the processor and kilobytes for {LABELS:,} labels on A4 sheets of 24, drawn by the addon's own
rules without a server; the floor draws as many empty boxes with a line of text by the same reportlab. The
last line is a librarian's, by the clock: choose, draw part by part, note every copy, download; and its
longest single request, which a proxy must be patient for."""

if __name__ == "__main__":
    main(sys.argv[1:])
