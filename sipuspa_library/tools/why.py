"""Why a copy is lent to a member or not: each check with its answer, and the rows that won and lost."""

from dataclasses import dataclass

# What is asked, in the order it is judged, and how the codes of its refusals begin. A code that fits
# none of them is told under the last.
CHECKS = (
    ("copy", ("already_borrowed", "copy_")),
    ("membership", ("membership_",)),
    ("rule", ("no_policy", "not_for_loan")),
    ("calendar", ("library_without_hours",)),
    ("limit", ("limit_reached", "type_limit_reached")),
    ("late", ("has_overdue",)),
    ("debt", ("debt",)),
    ("renewal", ("renewal_", "reserved_by_others")),
    ("other", ("",)),
)
LENDING = ("copy", "membership", "rule", "calendar", "limit", "late", "debt")
RENEWING = ("membership", "rule", "calendar", "renewal")
WITHOUT_RULE = ("copy", "membership", "rule")


@dataclass(frozen=True)
class Check:
    """One question; ``blocks`` are the refusals it answered with, none when nothing stands against."""

    name: str
    blocks: tuple = ()

    @property
    def passed(self):
        """Tell whether nothing stands against lending here."""
        return not self.blocks


@dataclass(frozen=True)
class Explanation:
    """A judgement with its reasons; ``losing`` are the rows the winner beat, the nearest first."""

    checks: tuple
    winner: object
    losing: tuple

    @property
    def blocks(self):
        """Return every refusal, in the order a person would mend them."""
        return [block for check in self.checks for block in check.blocks]


def check_of(code):
    """Return the name of the check a refusal belongs to."""
    return next(name for name, starts in CHECKS if code.startswith(starts))


def explain(blocks, ranked, asked):
    """Explain a judgement of the desk.

    :param blocks: what it was refused with
    :param ranked: the rules that fit, the winner first (:func:`.policy.ranked`)
    :param asked: names of the checks this act asks: :data:`LENDING` or :data:`RENEWING`
    """
    answers = {name: [] for name, __ in CHECKS}
    for block in blocks:
        answers[check_of(block.code)].append(block)
    return Explanation(
        checks=tuple(
            Check(name, tuple(found))
            for name, found in answers.items()
            # without a rule nothing is asked of one
            if found or (name in asked and (ranked or name in WITHOUT_RULE))
        ),
        winner=ranked[0] if ranked else None,
        losing=tuple(ranked[1:]),
    )
