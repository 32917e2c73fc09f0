"""What becomes of a class when the school year ends: proposed, for the librarian to change."""

from typing import NamedTuple

from . import class_names

STAYING = ("promoted", "repeated")  # in the school, next year
LEAVING = ("graduated", "moved", "left")


class Proposal(NamedTuple):
    """What is proposed for a class; ``target`` is the name of the class it goes on as."""

    outcome: str
    target: str = ""


def proposal(class_name, last_grade):
    """Return the :class:`Proposal` for a class: the next grade, same section; the last one graduates.

    A class whose name tells no grade goes on under its own name.

    >>> proposal(class_names.parse("VII-A"), 9), proposal(class_names.parse("6C"), 6)
    (Proposal(outcome='promoted', target='VIII-A'), Proposal(outcome='graduated', target=''))
    """
    if not class_name.grade:
        return Proposal("promoted", class_name.name)
    if class_name.grade >= (last_grade or len(class_names.ROMAN)):
        return Proposal("graduated")
    following = class_names.of_grade(class_name.grade + 1, class_name.section)
    return Proposal("promoted", following.name)
