"""A year in the life of one library, played day by day.

Every loan is judged by the very rules of the desk (:mod:`.circulation`, :mod:`.policy`,
:mod:`.due_dates`), so what comes out could have happened: lent on open days, within the limit at
every moment, no copy in two hands. Nothing here reads a database or a clock.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from . import circulation, due_dates, policy

# Reading has its seasons: the first weeks of a school year and the weeks of tests are quiet.
SEASON = {1: 1.1, 2: 1.2, 3: 1.0, 4: 1.0, 5: 1.0, 6: 0.5, 7: 0.7, 8: 1.1, 9: 1.2, 10: 1.1, 12: 0.6}
QUIET = timedelta(days=45)


@dataclass
class Reader:
    """A member. ``zeal`` is the chance of coming on an open day without an errand.

    ``keeps`` are days on which one book is borrowed and kept until now: a story wanted in the end.
    """

    key: object
    category_id: int
    zeal: float
    since: date
    until: date | None = None
    keeps: tuple = ()
    held: list = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class Item:
    """A copy that can be lent; ``weight`` is how much it is asked for, ``apart`` how it is counted."""

    key: object
    title: object
    collection_type_id: int
    weight: float
    since: date
    apart: bool = False


@dataclass
class Lending:
    reader: Reader
    item: Item
    lent_at: datetime
    due: date
    rule: policy.Rule
    limits: tuple
    moved_days: int
    returned_at: datetime | None = None
    renewals: int = 0


@dataclass(frozen=True)
class Entry:
    """Somebody came in: a reader, a guest (neither reader nor group), or a group."""

    at: datetime
    purpose: str
    reader: Reader | None = None
    group: str = ""
    female: int = 0
    male: int = 0
    computer: bool = False


@dataclass(frozen=True)
class Habits:
    """How a kind of library is used, on an average open day."""

    guests: float = 0.0
    groups: float = 0.0
    group_names: tuple = ()
    computers: float = 0.0


class Year:
    """One library's year; after :meth:`play`, ``lendings`` and ``entries`` are in order of time."""

    def __init__(self, rng, hours, calendar, rules, readers, items, habits):
        """Gather a library's situation.

        :param rng: a seeded :class:`random.Random`
        :param hours: weekday -> ``(from, to)`` in hours, Monday is 0
        :param calendar: a :class:`~.due_dates.Calendar` that knows the closures of the whole year
        """
        self.rng, self.hours, self.calendar, self.habits = rng, hours, calendar, habits
        self.rules, self.readers, self.items = rules, readers, items
        self.weights = list(accumulate(item.weight for item in items))
        self.apart = {item.collection_type_id for item in items if item.apart}
        self.lent = set()
        self.errands = {}
        self.lendings, self.entries = [], []

    def play(self, first, last):
        """Play the days from ``first`` to ``last``, both included, and return the year itself."""
        for step in range((last - first).days + 1):
            day = first + timedelta(days=step)
            if self.calendar.is_open(day):
                self._play_day(day)
        self.lendings.sort(key=lambda lending: lending.lent_at)
        self.entries.sort(key=lambda entry: entry.at)
        return self

    # ------------------------------------------------------------------
    # A DAY
    # ------------------------------------------------------------------

    def _play_day(self, day):
        errands = self.errands.pop(day, [])
        season = SEASON.get(day.month, 1.0)
        coming = [
            (self._moment(day), number, reader)
            for number, reader in enumerate(self.readers)
            if any(lending.reader is reader for lending, __ in errands)
            or self._comes(reader, day, season)
        ]
        for at, __, reader in sorted(coming, key=lambda arrival: arrival[:2]):
            mine = [(lending, act) for lending, act in errands if lending.reader is reader]
            self._receive(reader, at, mine)
        self._receive_others(day, season)

    def _moment(self, day):
        start, end = self.hours[day.weekday()]
        minutes = self.rng.randrange(int(start * 60), int(end * 60) - 20)
        return datetime.combine(day, time(minutes // 60, minutes % 60))

    def _comes(self, reader, day, season):
        chance = reader.zeal * season
        if day < reader.since or (reader.until and day >= reader.until):
            return False
        if self._waits(reader, day):
            return day in reader.keeps
        return self.rng.random() < chance

    def _waits(self, reader, day):
        """Tell whether only the story is left to happen: all else must be back before it."""
        return bool(reader.keeps) and day > reader.keeps[0] - QUIET

    def _receive(self, reader, at, errands):
        """Let a reader in, do their errands, and perhaps lend them something."""
        for lending, act in errands:
            if act != "renew" or not self._renew(lending, at.date()):
                self._take_back(lending, at + timedelta(minutes=1))
        chance = 0 if self._waits(reader, at.date()) else 0.6 if errands else 0.5
        before = len(reader.held)
        if at.date() in reader.keeps:
            self._lend(reader, at + timedelta(minutes=3))
        elif self.rng.random() < chance:
            for number in range(self.rng.choice((1, 1, 1, 2, 2, 3))):
                self._lend(reader, at + timedelta(minutes=3 + number))
        borrowed = len(reader.held) > before
        computer = self.rng.random() < self.habits.computers
        if computer:
            purpose = "internet"
        elif errands or borrowed:
            purpose = "borrow"
        else:
            purpose = self.rng.choice(("read", "read", "homework"))
        self.entries.append(Entry(at, purpose, reader=reader, computer=computer))

    def _receive_others(self, day, season):
        """Let in guests, who borrow nothing, and whole classes with their teacher."""
        for __ in range(self._about(self.habits.guests * season)):
            computer = self.rng.random() < self.habits.computers
            purpose = "internet" if computer else self.rng.choice(("read", "read", "other"))
            self.entries.append(Entry(self._moment(day), purpose, computer=computer))
        for __ in range(self._about(self.habits.groups * season)):
            size = self.rng.randint(20, 32)
            female = size // 2 + self.rng.randint(-4, 4)
            self.entries.append(
                Entry(
                    self._moment(day),
                    "class",
                    group=self.rng.choice(self.habits.group_names),
                    female=female,
                    male=size - female,
                )
            )

    def _about(self, mean):
        """Return a whole number that is ``mean`` on average."""
        return int(mean * self.rng.uniform(0, 2) + self.rng.random())

    # ------------------------------------------------------------------
    # ACTS
    # ------------------------------------------------------------------

    def _lend(self, reader, at):
        day = at.date()
        item = self._wish(reader, day)
        if not item:
            return
        ranked = policy.ranked(self.rules, reader.category_id, item.collection_type_id)
        rule = ranked[0] if ranked else None
        held = Counter(lending.item.collection_type_id for lending in reader.held)
        limits = ranked and policy.limits(ranked, item.collection_type_id, self.apart, held)
        due = due_dates.due_date(day, rule.loan_days, self.calendar, rule.due_on) if rule else None
        blocks = circulation.judge_lend(
            circulation.LendSituation(
                person=self._person(reader, rule, day),
                copy_status="available",
                owned=True,
                owner="",
                place="",
                rule=rule,
                due=due,
                limits=limits,
            )
        )
        if blocks or (reader.until and due >= reader.until):
            return
        moved = (due - due_dates.asked_day(day, rule.loan_days, rule.due_on)).days
        lending = Lending(reader, item, at, due, rule, limits, moved)
        self.lendings.append(lending)
        self.lent.add(item.key)
        reader.held.append(lending)
        if day not in reader.keeps:
            self._plan(lending, day)

    def _wish(self, reader, day):
        """Return a copy on the shelf that this reader does not have yet, popular ones first."""
        for __ in range(40):
            [item] = self.rng.choices(self.items, cum_weights=self.weights)
            if (
                item.key not in self.lent
                and item.since < day
                and all(lending.item.title != item.title for lending in reader.held)
            ):
                return item
        return None

    def _person(self, reader, rule, day):
        late_before = day - timedelta(days=rule.grace_days if rule else 0)
        return circulation.Person(
            standing=circulation.standing(False, None, None, reader.until, day),
            overdue_loans=sum(lending.due < late_before for lending in reader.held),
        )

    def _plan(self, lending, day):
        """Decide when the book comes back: mostly in time, sometimes renewed, sometimes late."""
        luck, act = self.rng.random(), "return"
        wait = self.rng.randint(min(2, (lending.due - day).days), (lending.due - day).days)
        if luck < 0.12 and not lending.renewals and lending.rule.renewal_limit:
            act, wait = "renew", max((lending.due - day).days - 1, 1)
        elif luck > 0.87 and not lending.reader.keeps:
            wait = (lending.due - day).days + self.rng.randint(1, 9)
            if luck > 0.98:
                wait += self.rng.randint(5, 30)
        self._note(lending, day + timedelta(days=wait), act)

    def _note(self, lending, day, act):
        """Note an errand for ``day``, or the next open one; who leaves brings everything before."""
        until = lending.reader.until
        day = self.calendar.open_on_or_after(day) or day
        while until and (day >= until or not self.calendar.is_open(day)):
            day -= timedelta(days=1)
        self.errands.setdefault(day, []).append((lending, act))

    def _renew(self, lending, day):
        """Renew where the rule allows it; else the book is taken back."""
        rule = lending.rule
        due = due_dates.due_date(day, rule.loan_days, self.calendar, rule.due_on)
        blocks = circulation.judge_renew(
            circulation.RenewSituation(
                person=self._person(lending.reader, rule, day),
                is_open=True,
                renewals=lending.renewals,
                rule=rule,
                due=due,
                current_due=lending.due,
            )
        )
        if blocks or (lending.reader.until and due >= lending.reader.until):
            return False
        lending.due, lending.renewals = due, lending.renewals + 1
        self._plan(lending, day)
        return True

    def _take_back(self, lending, at):
        lending.returned_at = at
        lending.reader.held.remove(lending)
        self.lent.discard(lending.item.key)


def story(today, rule_days, calendar):
    """Return two open days on which a reader borrows so that today one book is late and one is not.

    :return: ``(first, second)``: what is lent on the first is overdue today; on the second, the
        day the first was due, nothing was late yet
    """
    for back in range(rule_days + 1, rule_days + due_dates.HORIZON_DAYS):
        first = today - timedelta(days=back)
        due = due_dates.due_date(first, rule_days, calendar)
        if calendar.is_open(first) and due and due < today:
            return first, due
    return ()
