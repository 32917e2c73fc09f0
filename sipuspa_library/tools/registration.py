"""What a visitor writes to register: read, trimmed, and told what is missing."""

import re
from dataclasses import dataclass
from datetime import date

from .due_dates import age

ADULT = 18
OLDEST = 120
PHONE = re.compile(r"\+?[0-9]{8,15}")


@dataclass(frozen=True)
class Registration:
    """A visitor's own words, checked."""

    name: str
    sex: str
    birth_date: date
    phone: str
    address: str = ""
    guardian: str = ""


def read(form, today):
    """Return ``(registration, problems)``: one of them is empty.

    Of a child neither address nor occupation is kept, and the phone is the guardian's.

    :param form: field -> text
    :return: problems as codes, in the order of the form: ``name``, ``sex``, ``birth_date``, ``phone``,
        ``address``, ``guardian``, ``agreed``
    """
    text = {field: _trimmed(value) for field, value in form.items()}
    born = _day(text.get("birth_date", ""))
    phone = re.sub(r"[ ().-]", "", text.get("phone", ""))
    known = born is not None and born < today and age(born, today) <= OLDEST
    child = known and age(born, today) < ADULT
    problems = [
        problem
        for problem, wrong in (
            ("name", not _is_name(text.get("name", ""))),
            ("sex", text.get("sex") not in ("f", "m")),
            ("birth_date", not known),
            ("phone", not PHONE.fullmatch(phone)),
            ("address", known and not child and not 3 <= len(text.get("address", "")) <= 200),
            ("guardian", child and not _is_name(text.get("guardian", ""))),
            ("agreed", not text.get("agreed")),
        )
        if wrong
    ]
    if problems:
        return None, problems
    own = {"guardian": text["guardian"]} if child else {"address": text["address"]}
    return Registration(text["name"], text["sex"], born, phone, **own), []


def _trimmed(text):
    return " ".join(text.replace("\0", " ").split())


def _is_name(text):
    return 2 <= len(text) <= 100 and text.isprintable() and any(map(str.isalpha, text))


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
