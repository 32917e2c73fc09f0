"""What stands where on a card. Nothing leaves its place, whatever the texts are."""

from dataclasses import dataclass
from typing import NamedTuple

from reportlab.lib.units import mm

from ..labels import codes
from ..labels.sheet import Box
from ..labels.text import LEADING, Text, block, line
from .photo import fitted

WIDTH, HEIGHT = 85.6, 54.0
MARGIN = 4.0
BLEED = 0.8  # colour goes this far over the edge, so that a cut that is off shows no white

BAND, STRIPE, FOOT = 12.6, 0.7, 1.8
PHOTO_WIDTH, PHOTO_HEIGHT = 15.0, 18.0
BODY_TOP, BODY_HEIGHT = 16.2, 20.0
GAP = 2.6
CODE_TOP, CODE_HEIGHT, NUMBER_HEIGHT = 37.0, 9.4, 4.4
# whole dots of a printer of 300 dots an inch, and never below what a cheap scanner reads
BARS = (8 * codes.DOT, 6 * codes.DOT)
SQUARES = tuple(dots * codes.DOT for dots in (16, 14, 12, 10, 8))
SQUARES_ROOM = 16.0

HEAD = 2.2
SIGNER_WIDTH, SIGNER_HEIGHT, SPACE_TO_SIGN = 37.0, 19.0, 7.0
SMALL, TINY = 6.5, 4.5
INK, SOFT = "#1b1f24", "#5b6470"


class Face(NamedTuple):
    """The names of the fonts a card is set in."""

    normal: str
    bold: str


class Card(NamedTuple):
    """What one card says about its owner."""

    name: str
    number: str
    code: str  # what the bars say
    token: str  # what the QR code says
    category: str = ""
    class_name: str = ""
    validity: str = ""  # in a few words
    address: str = ""
    photo: bytes | None = None  # as it was uploaded


class Words(NamedTuple):
    """The words that stand on every card, in the reader's language."""

    card: str = "Member card"
    rules: str = "Rules"
    found: str = "Found this card? Please bring it to"
    number: str = "NIP"


class Signer(NamedTuple):
    """Who answers for the card: place and date, office, name, number."""

    place_and_date: str = ""
    role: str = ""
    name: str = ""
    number: str = ""


@dataclass(frozen=True)
class Style:
    """What is the same on all cards of a library."""

    face: Face
    library: str
    above: str = ""  # the line over the library's name
    contact: str = ""
    colour: str = "#0b5c6b"
    rules: tuple = ()
    signer: Signer = Signer()
    words: Words = Words()


def draw_front(pen, left, top, card, style):
    """Draw the side with the name, its upper left corner there."""
    face, edge = style.face, Box(left, top, WIDTH, HEIGHT)
    _band(pen, edge, style)
    body = Box(left + MARGIN, top + BODY_TOP, WIDTH - 2 * MARGIN, BODY_HEIGHT)
    right = _squares(pen, body, card.token)
    if photo := card.photo and fitted(card.photo, PHOTO_WIDTH / PHOTO_HEIGHT):
        place, body = body.cut_left(PHOTO_WIDTH)
        pen.picture(photo, place._replace(height=PHOTO_HEIGHT))
        body = body.cut_left(GAP)[1]
    _person(pen, body._replace(width=right - GAP - body.left), card, style)
    code = Box(left + MARGIN, top + CODE_TOP, WIDTH - 2 * MARGIN, CODE_HEIGHT)
    _bars(pen, code, card.code)
    below = code._replace(top=code.bottom, height=NUMBER_HEIGHT)
    number = line(_spaced(card.number), face.bold, below.width, 9.0, 6.0)
    pen.text(number, face.bold, below, ink=INK)
    foot = Box(left, top + HEIGHT - FOOT, WIDTH, FOOT)
    pen.fill(_over(foot, bottom=True), style.colour)


def draw_back(pen, left, top, style):
    """Draw the side with the rules and the signature."""
    face, words = style.face, style.words
    head = Box(left, top, WIDTH, HEAD)
    pen.fill(_over(head, top=True), style.colour)
    inside = Box(left, top + HEAD, WIDTH, HEIGHT - HEAD).inset(MARGIN, 2.4)
    rules, below = inside.cut_bottom(SIGNER_HEIGHT)
    if style.rules:
        title, rules = rules.cut_top(4.6)
        text = line(words.rules.upper(), face.bold, title.width, 8.0, SMALL)
        pen.text(text, face.bold, title, "left", ink=style.colour)
        _rules(pen, rules, style)
    contact, signature = below.cut_left(below.width - SIGNER_WIDTH)
    _contact(pen, contact, style)
    _signature(pen, signature, style)


# ------------------------------------------------------------------
# PARTS
# ------------------------------------------------------------------


def _band(pen, edge, style):
    """Draw the two lines of the library on its colour, and what this is."""
    face, colour = style.face, style.colour
    band = edge._replace(height=BAND)
    pen.fill(_over(band, top=True), colour)
    pen.fill(_over(band._replace(top=band.bottom, height=STRIPE)), _lighter(colour))
    first, second = band.inset(MARGIN, 2.0).cut_top(3.4)
    kind = line(style.words.card.upper(), face.normal, 24.0, SMALL, 5.0)
    pen.text(kind, face.normal, first, "right", on=colour)
    above = line(style.above, face.normal, first.width - 24.0 - GAP, SMALL, 5.0)
    pen.text(above, face.normal, first, "left", on=colour)
    name = line(style.library, face.bold, second.width, 12.0, 7.0)
    pen.text(name, face.bold, second, "left", on=colour)


def _squares(pen, body, token):
    """Draw the QR code into the right upper corner; return where it begins."""
    code = codes.squares(token)
    fitting = (module for module in SQUARES if code.columns * module <= SQUARES_ROOM)
    module = next(fitting, SQUARES_ROOM / code.columns)
    start = body.right - code.columns * module
    pen.code(code, module, start, body.top)
    return start


def _bars(pen, place, text):
    """Draw the bars in the middle; a code that is too long for readable bars is left to the QR code."""
    code = codes.bars(text)
    quiet = 2 * codes.QUIET_BARS
    module = code and next((m for m in BARS if (code.columns + quiet) * m <= WIDTH), None)
    if module:
        start = place.left + (place.width - code.columns * module) / 2
        pen.code(code, module, start, place.top, high=place.height)


def _person(pen, place, card, style):
    """Write the name, large, and under it what its owner is here and until when."""
    face = style.face
    told = [
        (" · ".join(filter(None, (card.category, card.class_name))), face.normal, 8.5, INK),
        (card.validity, face.normal, 7.0, SOFT),
    ]
    lines = [
        (line(text, font, place.width, size, 5.0), font, ink) for text, font, size, ink in told
    ]
    if card.address:
        address = block(card.address, face.normal, place.width, 5.0, SMALL, TINY, 2)
        lines.append((address, face.normal, SOFT))
    room = place.height - sum(text.height for text, _font, _ink in lines) - 1.0
    name = block(card.name, face.bold, place.width, room, 13.0, 6.0, 3)
    top = place.top
    for text, font, ink in [(name, face.bold, INK), *lines]:
        pen.text(text, font, place._replace(top=top, height=text.height), "left", ink=ink)
        top += text.height + (1.0 if text is name else 0.0)


def _rules(pen, place, style):
    """Write the rules one below the other, each behind its number, as large as all of them fit."""
    font = style.face.normal
    size, blocks = _fitting_rules(style.rules, font, place)
    top, indent = place.top, size * 1.6 / mm
    for number, text in enumerate(blocks, start=1):
        if top + text.height > place.bottom + 0.01:
            break
        row = place._replace(top=top, height=text.height)
        first = row._replace(height=size * LEADING / mm)
        pen.text(Text(size, (f"{number}.",)), font, first, "left", ink=INK)
        pen.text(text, font, row.cut_left(indent)[1], "left", ink=INK)
        top += text.height + size * 0.12 / mm


def _fitting_rules(rules, font, place):
    size = 7.5
    while True:
        room = place.width - size * 1.6 / mm
        blocks = [block(rule, font, room, HEIGHT, size, size) for rule in rules]
        high = sum(text.height + size * 0.12 / mm for text in blocks)
        if high <= place.height or size <= TINY:
            return size, blocks
        size -= 0.25


def _contact(pen, place, style):
    """Write where a card that was found belongs, at the foot."""
    font, width = style.face.normal, place.width - GAP
    found = line(style.words.found, font, width, 6.0, TINY)
    library = block(style.library, style.face.bold, width, 5.0, 6.0, TINY, 2)
    contact = block(style.contact, font, width, 7.0, 6.0, TINY, 3)
    top = place.bottom - found.height - library.height - contact.height
    for text, face in ((found, font), (library, style.face.bold), (contact, font)):
        row = Box(place.left, top, width, text.height)
        pen.text(text, face, row, "left", ink=SOFT)
        top += text.height


def _signature(pen, place, style):
    face, signer = style.face, style.signer
    top = place.top
    for text in (signer.place_and_date, signer.role):
        row = Box(place.left, top, place.width, 3.0)
        pen.text(line(text, face.normal, row.width, SMALL, TINY), face.normal, row, ink=INK)
        top += row.height
    row = Box(place.left, top + SPACE_TO_SIGN, place.width, 3.0)
    name = line(signer.name, face.bold, row.width, 7.0, TINY)
    pen.text(name, face.bold, row, ink=INK)
    pen.stroke(row.left + 1, row.bottom + 0.1, row.right - 1, row.bottom + 0.1, thick=0.1)
    if signer.number:
        row = row._replace(top=row.bottom + 0.2)
        number = line(f"{style.words.number} {signer.number}", face.normal, row.width, 6.0, TINY)
        pen.text(number, face.normal, row, ink=INK)


def _over(box, top=False, bottom=False):
    """Return a box that goes over the edges of the card it reaches: left and right, and as told."""
    return Box(
        box.left - BLEED,
        box.top - BLEED * top,
        box.width + 2 * BLEED,
        box.height + BLEED * (top + bottom),
    )


def _spaced(number):
    """Return a card number in groups that can be read aloud: ``A000 123 456``."""
    groups = []
    while number:
        number, group = number[:-3], number[-3:]
        groups.insert(0, group)
    if len(groups) > 1 and len(groups[0]) < 3:
        groups[:2] = ["".join(groups[:2])]
    return " ".join(groups)


def _lighter(colour):
    """Return a colour half way to white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02x}" for part in parts)
