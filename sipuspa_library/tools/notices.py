"""Whom a notice goes to and how, and what a telephone makes of it. Knows nothing of the database."""

import re
from typing import NamedTuple
from urllib.parse import quote

SOON_KEY = "sipuspa_library.notice_soon_days"
LATE_KEY = "sipuspa_library.notice_late_days"
ENDING_KEY = "sipuspa_library.notice_ending_days"
TITLES_KEY = "sipuspa_library.notice_titles"
SOON, LATE, ENDING = 2, (1, 7, 14), 14
LEVELS = 3
LONGEST = 365

# at the first level the member is told, at the second the class's teacher, at the third the parents
TO_TEACHER, TO_PARENTS = 2, 3


class Days(NamedTuple):
    """How many days before or after something is told; nothing, or an empty tuple: it is not told."""

    soon: int = SOON
    late: tuple = LATE
    ending: int = ENDING


class Reach(NamedTuple):
    """What is known of how somebody can be reached."""

    is_child: bool = False
    in_class: bool = False
    email: str = ""
    phone: str = ""


def late_days(text):
    """Return the days of the levels as somebody typed them: "1, 7, 14".

    :return: nothing for "0": nobody is told
    :raise ValueError: unless they are one to three rising whole numbers
    """
    parts = [part for part in re.split(r"[\s,;]+", text or "") if part]
    if parts == ["0"]:
        return ()
    days = tuple(int(part) for part in parts)
    rising = all(low < high for low, high in zip(days, days[1:], strict=False))
    if not 1 <= len(days) <= LEVELS or not rising or any(not 1 <= day <= LONGEST for day in days):
        raise ValueError(text)
    return days


def days_of(soon, late, ending):
    """Return the :class:`Days` that settings hold; what is missing or cannot be read counts as usual."""

    def number(text, usual):
        try:
            return min(max(0, int(text or "")), LONGEST)
        except (TypeError, ValueError):
            return usual

    try:
        levels = late_days(late) if late else LATE
    except ValueError:
        levels = LATE
    return Days(number(soon, SOON), levels, number(ending, ENDING))


def way(kind, level, reach):
    """Return ``(addressee, channel)``, or nothing where nobody can be reached, or need not be.

    A child is told by the phone of the parents, or by the teacher of the class; a child has no e-mail
    here. What is not yet late is not worth a teacher's time.
    """
    if kind == "overdue" and level >= TO_PARENTS:
        if reach.is_child:
            return "guardian", "letter"
        return "member", "mail" if reach.email else "letter"
    if kind == "overdue" and level == TO_TEACHER and reach.in_class:
        return "teacher", "class_list"
    if reach.email and not reach.is_child:
        return "member", "mail"
    if whatsapp_number(reach.phone):
        return "guardian" if reach.is_child else "member", "whatsapp"
    if reach.in_class and kind not in ("due_soon", "ending"):
        return "teacher", "class_list"
    return None


def whatsapp_number(phone):
    """Return a telephone number as WhatsApp's links want it, Indonesian where no country is given.

    :return: digits with the country in front, or nothing where it cannot be a number
    """
    text = (phone or "").strip()
    digits = re.sub(r"\D", "", text)
    if not text.startswith("+"):
        if digits.startswith("0"):
            digits = "62" + digits[1:]
        elif digits.startswith("8"):
            digits = "62" + digits
    return digits if 10 <= len(digits) <= 15 and not digits.startswith("0") else ""


def whatsapp_link(phone, text):
    """Return the address that opens WhatsApp with ``text`` ready to be sent to ``phone``."""
    return f"https://wa.me/{whatsapp_number(phone)}?text={quote(text, safe='')}"
