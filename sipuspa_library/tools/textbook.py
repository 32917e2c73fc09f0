"""Class sets of textbooks: who has which number, and what keeps a textbook from a pupil.

Nothing here reads a database or a clock.
"""

from itertools import count

from .circulation import Block

#: What counts for ordinary books only: a school owes every pupil its textbooks, also one whose card ran out,
#: who may borrow nothing else for a while, or who owes the library something.
NOT_ASKED = {"membership_expired", "membership_suspended", "has_overdue", "debt"}
NO_COPY_LEFT = Block("no_copy_left")
HAS_TITLE = Block("has_title_already")


def numbers(pupils, given, used=()):
    """Return ``{pupil: number}`` of a class: 1…n in its order, and never a number twice.

    Who has a number keeps it. The others get, in order, the lowest that nobody has or ever had: so who
    comes in the middle of the year is the next, and a list printed before stays true.

    :param pupils: in the order of the class
    :param given: ``{pupil: number}`` so far
    :param used: numbers of those who are gone
    """
    taken = {*given.values(), *used}
    fresh = (number for number in count(1) if number not in taken)
    return {pupil: given[pupil] if pupil in given else next(fresh) for pupil in pupils}


def asked(blocks):
    """Return those of ``blocks`` that keep a textbook from a pupil."""
    return [block for block in blocks if block.code not in NOT_ASKED]


def obstacles(class_name, in_class, in_set, is_textbook):
    """Return what keeps a scanned copy from being a pupil's share of a class set.

    :param class_name: the class of the set
    :param in_class: the pupil is in that class now
    :param in_set: the copy's title is in the set
    :param is_textbook: the copy is of a collection type that is counted apart
    """
    if not in_class:
        yield Block("not_in_class", {"class_name": class_name})
    if not in_set:
        yield Block("not_in_set", {"class_name": class_name})
    elif not is_textbook:
        yield Block("not_a_textbook")
