from contextlib import contextmanager

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

MONDAY = "2026-03-02 02:00:00"
FRIDAY = "2026-02-27 02:00:00"  # the Friday before
AN_HOUR_LATER = "2026-03-02 03:00:00"
LONG_AGO = "2026-02-02 02:00:00"

# School A is open from Monday to Saturday. It lends two books at once for seven days, renews once, and
# lends nothing while a book is late. Ayu and Wayan are its pupils. Under what is given stands who does
# what | the answer | the state of the copy then | the slip. A refusal is answered with all its codes;
# behind "!" stands what is told beside; "forbidden": the door is shut. The slip of a lend or renewal is
# the day it is due, of a return the next step.
TABLE = """
-- the copy
a copy on the shelf
    desk lends                       | done                           | on_loan      | 03-09
    librarian lends                  | done                           | on_loan      | 03-09
    administrator lends              | done                           | on_loan      | 03-09
    school B lends                   | forbidden                      | available    |
    supervisor lends                 | forbidden                      | available    |
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | in_transit   | send_home
    supervisor returns               | forbidden                      | available    |
    desk uses                        | done                           | available    | used
    school B uses                    | copy_elsewhere                 | available    |
a copy Ayu has
    desk lends                       | already_borrowed               | on_loan      |
    librarian with a reason lends    | already_borrowed               | on_loan      |
    desk returns                     | done                           | available    | shelve
    administrator returns            | done                           | available    | shelve
    school B returns                 | done                           | in_transit   | send_home
    desk renews                      | done                           | on_loan      | 03-09
    school B renews                  | forbidden                      | on_loan      |
    supervisor renews                | forbidden                      | on_loan      |
    desk uses                        | copy_on_loan                   | on_loan      |
a copy Ayu has since today
    desk renews                      | renewal_too_early              | on_loan      |
    librarian with a reason renews   | renewal_too_early              | on_loan      |
a copy Ayu has renewed
    desk renews                      | renewal_limit                  | on_loan      |
    desk with a reason renews        | renewal_limit                  | on_loan      |
    librarian renews                 | renewal_limit                  | on_loan      |
    librarian with a reason renews   | done                           | on_loan      | 03-09
a copy Ayu has too long
    desk lends                       | already_borrowed has_overdue   | on_loan      |
    desk returns                     | done                           | available    | shelve
    desk renews                      | done                           | on_loan      | 03-09
a copy Wayan has
    desk lends                       | copy_on_loan                   | on_loan      |
    librarian with a reason lends    | copy_on_loan                   | on_loan      |
    desk returns                     | done                           | available    | shelve
    desk uses                        | copy_on_loan                   | on_loan      |
a copy Wayan brought back
    desk lends                       | done                           | on_loan      | 03-09
    desk returns                     | done                           | available    | arrived
a copy Ayu brought back
    desk renews                      | loan_closed                    | available    |
    librarian with a reason renews   | loan_closed                    | available    |
a copy handed in at school B
    desk lends                       | copy_not_arrived               | in_transit   |
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | in_transit   | send_home
    desk uses                        | copy_not_arrived               | in_transit   |
a copy of school B
    desk lends                       | copy_elsewhere                 | available    |
    librarian with a reason lends    | copy_elsewhere                 | available    |
    desk returns                     | done                           | in_transit   | send_home
    desk uses                        | copy_elsewhere                 | available    |
a copy of school B lent there
    desk lends                       | copy_on_loan                   | on_loan      |
    desk returns                     | done                           | in_transit   | send_home
a copy of school B in a box here
    desk lends                       | done                           | on_loan      | 03-09
    desk returns                     | done                           | available    | arrived
    school B returns                 | done                           | in_transit   | send_home
    desk uses                        | done                           | available    | used
a lost copy
    desk lends                       | copy_lost                      | lost         |
    librarian with a reason lends    | copy_lost                      | lost         |
    desk returns                     | done                           | lost         | copy_lost
    desk uses                        | copy_lost                      | lost         |
a damaged copy
    desk lends                       | copy_damaged                   | damaged      |
    librarian with a reason lends    | copy_damaged                   | damaged      |
    desk returns                     | done                           | damaged      | copy_damaged
    desk uses                        | copy_damaged                   | damaged      |
a copy in repair
    desk lends                       | copy_in_repair                 | in_repair    |
    desk returns                     | done                           | in_repair    | copy_in_repair
    desk uses                        | copy_in_repair                 | in_repair    |
a copy in processing
    desk lends                       | copy_in_processing             | in_processing|
    desk returns                     | done                           | in_processing| copy_in_processing
    desk uses                        | copy_in_processing             | in_processing|
a withdrawn copy
    desk lends                       | copy_withdrawn                 | withdrawn    |
    desk returns                     | done                           | withdrawn    | copy_withdrawn
    desk uses                        | copy_withdrawn                 | withdrawn    |
a copy Ayu has, it is damaged
    desk returns                     | done                           | damaged      | copy_damaged
    desk renews                      | done                           | on_loan      | 03-09
    school B returns                 | done                           | in_transit   | send_home
a copy Ayu has, it is lost
    desk returns                     | done                           | lost         | copy_lost
-- the member
a copy on the shelf, Ayu's membership ended
    desk lends                       | membership_expired             | available    |
    desk with a reason lends         | membership_expired             | available    |
    librarian lends                  | membership_expired             | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, Ayu's membership ends today
    desk lends                       | done ! membership_ends_soon    | on_loan      | 03-09
a copy on the shelf, Ayu's membership ends soon
    desk lends                       | done ! membership_ends_soon    | on_loan      | 03-09
a damaged copy, Ayu's membership ends soon
    desk lends                       | copy_damaged ! membership_ends_soon| damaged      |
a copy on the shelf, Ayu's membership ends in June
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu is suspended
    desk lends                       | membership_suspended           | available    |
    desk with a reason lends         | membership_suspended           | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, Ayu was suspended
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu is not verified
    desk lends                       | membership_pending             | available    |
    librarian with a reason lends    | membership_pending             | available    |
a copy on the shelf, Ayu has left
    desk lends                       | membership_left                | available    |
    librarian with a reason lends    | membership_left                | available    |
a copy Ayu has, Ayu's membership ended
    desk returns                     | done                           | available    | shelve
    desk renews                      | membership_expired             | on_loan      |
    librarian with a reason renews   | done                           | on_loan      | 03-09
a copy Ayu has, Ayu is suspended
    desk returns                     | done                           | available    | shelve
    desk renews                      | membership_suspended           | on_loan      |
a copy Ayu has, Ayu has left
    desk returns                     | done                           | available    | shelve
    desk renews                      | membership_left                | on_loan      |
a copy on the shelf, Ayu has a book
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu has two books
    desk lends                       | limit_reached                  | available    |
    desk with a reason lends         | limit_reached                  | available    |
    librarian lends                  | limit_reached                  | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, Wayan has two books
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu has two books of school B
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu has a late book
    desk lends                       | has_overdue                    | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy Ayu has, Ayu has a late book
    desk renews                      | done                           | on_loan      | 03-09
a lost copy, Ayu has two books, Ayu is suspended
    desk lends                       | copy_lost membership_suspended limit_reached| lost         |
    librarian with a reason lends    | copy_lost                      | lost         |
a copy Ayu has renewed, Ayu is suspended
    desk renews                      | membership_suspended renewal_limit| on_loan      |
-- the loan rule
a copy on the shelf, nothing is lent
    desk lends                       | not_for_loan                   | available    |
    librarian with a reason lends    | not_for_loan                   | available    |
    desk uses                        | done                           | available    | used
a copy on the shelf, no book at once
    desk lends                       | not_for_loan                   | available    |
a copy on the shelf, no rule fits
    desk lends                       | no_policy                      | available    |
    librarian with a reason lends    | no_policy                      | available    |
a copy Ayu has, no rule fits
    desk returns                     | done                           | available    | shelve
    desk renews                      | no_policy                      | on_loan      |
a copy Ayu has, nothing is renewed
    desk renews                      | renewal_limit                  | on_loan      |
    librarian with a reason renews   | done                           | on_loan      | 03-09
a copy on the shelf, one book at once, Ayu has a book
    desk lends                       | limit_reached                  | available    |
a copy on the shelf, one of this type at once, Ayu has a book
    desk lends                       | type_limit_reached             | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, lent for three days
    desk lends                       | done                           | on_loan      | 03-05
a copy on the shelf, lent for six days
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, due on 20 March
    desk lends                       | done                           | on_loan      | 03-20
a copy on the shelf, due on 1 March
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, due on 22 March
    desk lends                       | done                           | on_loan      | 03-21
a copy Ayu has, due on 20 March
    desk renews                      | done                           | on_loan      | 03-20
a copy on the shelf, late books do not block, Ayu has a late book
    desk lends                       | done ! has_overdue             | on_loan      | 03-09
a copy on the shelf, patience of a month, Ayu has a late book
    desk lends                       | done                           | on_loan      | 03-09
-- the library
a copy on the shelf, closed on the 9th
    desk lends                       | done                           | on_loan      | 03-10
a copy on the shelf, closed from the 9th
    desk lends                       | done ! due_moved               | on_loan      | 03-16
a copy Ayu has, closed from the 9th
    desk renews                      | done                           | on_loan      | 03-16
a copy on the shelf, closed from the 9th, due on 13 March
    desk lends                       | done ! due_moved               | on_loan      | 03-07
a copy on the shelf, no opening hours
    desk lends                       | library_without_hours          | available    |
    librarian with a reason lends    | library_without_hours          | available    |
a copy Ayu has, no opening hours
    desk returns                     | done                           | available    | shelve
    desk renews                      | library_without_hours          | on_loan      |
a copy on the shelf, closed today
    desk lends                       | done                           | on_loan      | 03-09
-- who may override what
a copy on the shelf, Ayu has a late book, the desk may go on
    desk with a reason lends         | done                           | on_loan      | 03-09
    desk lends                       | has_overdue                    | available    |
a copy on the shelf, Ayu has a late book, nobody may go on
    librarian with a reason lends    | has_overdue                    | available    |
a copy on the shelf, Ayu is suspended, the desk may go on
    desk with a reason lends         | membership_suspended           | available    |
-- what is owed, what is lost
a copy on the shelf, who owes 5.000 is lent nothing, Ayu owes 5.000
    desk lends                       | debt                           | available    |
    desk with a reason lends         | debt                           | available    |
    librarian with a reason lends    | done                           | on_loan      | 03-09
a copy on the shelf, who owes 5.000 is lent nothing, Ayu owes 4.999
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, Ayu owes 5.000
    desk lends                       | done                           | on_loan      | 03-09
a copy on the shelf, who owes 5.000 is lent nothing, Wayan owes 5.000
    desk lends                       | done                           | on_loan      | 03-09
a copy Ayu has, who owes 5.000 is lent nothing, Ayu owes 5.000
    desk returns                     | done                           | available    | shelve
    desk renews                      | done                           | on_loan      | 03-09
a copy Ayu has too long, a fine of 500 a day
    desk returns                     | done                           | available    | shelve
    school B returns                 | done                           | in_transit   | send_home
    desk renews                      | done                           | on_loan      | 03-09
a copy just brought back late
    desk undoes                      | done                           | on_loan      | undone_return
a copy just brought back late, the fine is paid
    desk undoes                      | not_undoable                   | available    |
a copy Ayu declared lost
    desk lends                       | already_borrowed               | lost         |
    desk returns                     | done                           | available    | shelve
    desk renews                      | copy_lost                      | lost         |
    desk uses                        | copy_lost                      | lost         |
-- taken back at once
a copy just lent to Ayu
    desk undoes                      | done                           | available    | undone_lend
    librarian undoes                 | done                           | available    | undone_lend
    school B undoes                  | forbidden                      | on_loan      |
a copy just lent to Ayu, an hour ago
    desk undoes                      | undo_too_late                  | on_loan      |
a copy just lent to Ayu, it is damaged
    desk undoes                      | changed_since                  | on_loan      |
a copy just lent to Ayu, it came back
    desk undoes                      | changed_since                  | available    |
a copy just brought back
    desk undoes                      | done                           | on_loan      | undone_return
a copy just brought back, Wayan has it now
    desk undoes                      | changed_since                  | on_loan      |
a copy just brought back, Ayu has a book
    desk undoes                      | borrowed_since                 | available    |
a copy just brought back, Ayu's membership ended
    desk undoes                      | done                           | on_loan      | undone_return
a copy just renewed
    desk undoes                      | done                           | on_loan      | undone_renew
a copy just renewed, it came back
    desk undoes                      | changed_since                  | available    |
a copy just read here
    desk undoes                      | done                           | available    | undone_use
"""


def cases():
    """Yield the cases of the table: given, who, does, answer, then, slip."""
    given = ""
    for line in TABLE.strip().splitlines():
        if line.startswith(" "):
            act, answer, then, slip = (cell.strip() for cell in line.split("|"))
            who, _space, does = act.rpartition(" ")
            yield given, who, does, answer, then, slip
        else:
            given = line


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestCirculationTable(LibraryCase):
    """What a desk is answered, case by case, as a librarian would write it down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["library.policy"].create(
            {"library_id": cls.school_a.id, "loan_days": 7, "loan_limit": 2, "renewal_limit": 1}
        )
        cls.others = cls.copies_a[1:]
        cls.users = {
            "desk": cls.desk_a,
            "librarian": cls.librarian_a,
            "administrator": cls.library_admin,
            "school B": cls.librarian_b,
            "supervisor": cls.supervisor,
        }

    def test_every_row_of_the_table(self):
        rows = list(cases())
        self.assertGreaterEqual(len(rows), 120)
        self.assertEqual(len({tuple(row[:3]) for row in rows}), len(rows), "a case twice")
        for given, who, does, answer, then, slip in rows:
            sentence = f"Given {given}: {who} {does}"
            with self.subTest(sentence), self.afresh(given):
                found = self.answer(given, who, does)
                self.assertEqual(found, (answer, then, slip), sentence)

    @contextmanager
    def afresh(self, given):
        """Let each case begin with the same library, as one transaction of its own would."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.cr.cache.clear()
            if "may go on" in given:
                self.env.registry.clear_cache()

    def answer(self, given, who, does):
        """Return the answer of a case, the state of the copy then, and what the slip says."""
        self.copy, self.membership, self.now = self.copies_a[0], self.pupil_a, MONDAY
        self.loan = self.request = None
        for fact in given.split(", "):
            self.make(fact)
        self.env.flush_all()
        self.env.invalidate_all()
        name, _with, reason = who.partition(" with ")
        act = getattr(self, does)
        try:
            with mute_logger("odoo.addons.base.models.ir_rule"), freeze_time(self.now):
                [answer] = act(self.users[name], {"reason": "Boleh"} if reason else {})
        except AccessError:
            return "forbidden", self.copy.status, ""
        warned = [warning["code"] for warning in answer["warnings"]]
        words = [" ".join(self.codes(answer)) or answer["outcome"]]
        if warned:
            words += ["!", *warned]
        due = (answer["due_date"] or "").removeprefix("2026-")
        slip = due or (answer["next_step"] or {}).get("code", "")
        return " ".join(words), self.copy.status, slip

    # ------------------------------------------------------------------
    # WHO DOES WHAT
    # ------------------------------------------------------------------

    def lends(self, user, reason):
        return self.lend(self.membership, self.copy, user=user, **reason)

    def returns(self, user, _reason):
        library = self.school_b if user == self.librarian_b else self.school_a
        return self.take_back(library, self.copy, user=user)

    def renews(self, user, reason):
        return self.renew(self.loan, user=user, **reason)

    def uses(self, user, _reason):
        library = self.school_b if user == self.librarian_b else self.school_a
        return self._desk(user).use(library.id, self.copy.ids, "test", self._next_request())

    def undoes(self, user, _reason):
        return self.undo(self.school_a, self.request, user=user)

    # ------------------------------------------------------------------
    # WHAT IS GIVEN
    # ------------------------------------------------------------------

    def make(self, fact):
        """Bring about one of the facts of the table, by the name it has there."""
        if fact.startswith(("a copy", "a lost", "a damaged", "a withdrawn", "it ", "an hour")) or (
            fact == "Wayan has it now"
        ):
            return self.make_copy(fact)
        if " owes " in fact and fact.startswith(("Ayu", "Wayan")) or fact == "the fine is paid":
            return self.make_debt(fact)
        if fact.startswith(("Ayu", "Wayan")):
            return self.make_member(fact)
        if "may go on" in fact:
            row = self.env.ref("sipuspa_library.override_has_overdue")
            row.role = "desk" if fact.startswith("the desk") else "nobody"
            return None
        return self.make_place(fact)

    def make_debt(self, fact):
        """Let somebody owe something, or pay it."""
        pupil = self.pupil_a2 if fact.startswith("Wayan") else self.pupil_a
        if fact == "the fine is paid":
            self._desk().pay(pupil.id, "test", self._next_request())
            return
        amount = int(fact.rpartition(" ")[2].replace(".", ""))
        self._desk().charge(pupil.id, "other", amount, "test", self._next_request())

    def lent(self, membership, copy, moment=FRIDAY):
        user = self.librarian_b if membership.library_id == self.school_b else self.desk_a
        self.request = self._next_request()
        with freeze_time(moment):
            [answer] = self.lend(membership, copy, user=user, request_id=self.request)
        return self.env["library.loan"].browse(answer["loan_id"])

    def come_back(self, moment=FRIDAY, library=None, user=None):
        self.request = self._next_request()
        with freeze_time(moment):
            self.take_back(library or self.school_a, self.copy, user, request_id=self.request)

    def make_copy(self, fact):
        states = {
            "a lost copy": "lost",
            "it is lost": "lost",
            "a damaged copy": "damaged",
            "it is damaged": "damaged",
            "a copy in repair": "in_repair",
            "a copy in processing": "in_processing",
            "a withdrawn copy": "withdrawn",
        }
        if fact in states:
            self.copy.manual_state = states[fact]
        elif fact.startswith("a copy of school B"):
            self.copy = self.copies_b[0]
            if fact.endswith("lent there"):
                self.lent(self.pupil_b, self.copy)
            elif fact.endswith("in a box here"):
                self.copy.sudo().write(
                    {"station_id": self.school_a.id, "place_id": self.school_a.id}
                )
                self.copy.sudo()._settle_status()
        elif fact == "a copy handed in at school B":
            self.come_back(library=self.school_b, user=self.librarian_b)
        elif fact == "it came back":
            self.take_back(self.school_a, self.copy)
        elif fact == "an hour ago":
            self.now = AN_HOUR_LATER
        elif fact == "a copy just read here":
            self.request = self._next_request()
            self._desk().use(self.school_a.id, self.copy.ids, "test", self.request)
        elif fact != "a copy on the shelf":
            self.make_loan(fact)

    def make_loan(self, fact):
        if fact == "Wayan has it now":
            request = self.request
            self.lent(self.pupil_a2, self.copy, MONDAY)
            self.request = request
        elif "Wayan" in fact:
            self.lent(self.pupil_a2, self.copy)
        else:
            moments = {
                "a copy Ayu has too long": LONG_AGO,
                "a copy just brought back late": LONG_AGO,
                "a copy Ayu has since today": MONDAY,
                "a copy just lent to Ayu": MONDAY,
            }
            self.loan = self.lent(self.pupil_a, self.copy, moments.get(fact, FRIDAY))
        if fact == "a copy Ayu declared lost":
            self._desk().declare_lost(self.loan.id, "test", self._next_request())
        elif fact == "a copy just brought back late":
            self.rule.fine_per_day = 500
            self.come_back(MONDAY)
        elif fact == "a copy Ayu has renewed":
            self.loan.sudo().renewal_count = 1
        elif fact == "a copy just renewed":
            self.request = self._next_request()
            self.renew(self.loan, request_id=self.request)
        elif fact.endswith("brought back"):
            self.come_back(MONDAY if "just" in fact else FRIDAY)

    def make_member(self, fact):
        pupil = self.pupil_a2 if fact.startswith("Wayan") else self.pupil_a
        facts = {
            "Ayu's membership ended": {"valid_until": "2026-02-28"},
            "Ayu's membership ends today": {"valid_until": "2026-03-02"},
            "Ayu's membership ends soon": {"valid_until": "2026-03-16"},
            "Ayu's membership ends in June": {"valid_until": "2026-06-30"},
            "Ayu is suspended": {"suspended_until": "2026-03-31", "suspension_reason": "x"},
            "Ayu was suspended": {"suspended_until": "2026-03-01", "suspension_reason": "x"},
            "Ayu is not verified": {"pending": True},
            "Ayu has left": {"left_on": "2026-03-01"},
        }
        if fact in facts:
            pupil.sudo().write(facts[fact])
            return
        request, moment = self.request, MONDAY
        if "late" in fact:
            moment = LONG_AGO
        if fact.endswith("of school B"):
            pupil = self.env["library.membership"].create(
                {"member_id": pupil.member_id.id, "library_id": self.school_b.id}
            )
            copies = self.copies_b
        else:
            copies = self.others[: 2 if "two" in fact else 1]
        for copy in copies:
            self.assertTrue(self.lent(pupil, copy, moment))
        self.request = request

    def make_place(self, fact):
        rules = {
            "nothing is lent": {"loan_days": 0},
            "no book at once": {"loan_limit": 0},
            "one book at once": {"loan_limit": 1},
            "nothing is renewed": {"renewal_limit": 0},
            "lent for three days": {"loan_days": 3},
            "lent for six days": {"loan_days": 6},
            "due on 20 March": {"due_on": "2026-03-20"},
            "due on 13 March": {"due_on": "2026-03-13"},
            "due on 22 March": {"due_on": "2026-03-22"},
            "due on 1 March": {"due_on": "2026-03-01"},
            "late books do not block": {"block_overdue": False},
            "patience of a month": {"grace_days": 30},
            "who owes 5.000 is lent nothing": {"debt_limit": 5000},
            "a fine of 500 a day": {"fine_per_day": 500},
        }
        closed = {
            "closed on the 9th": ("2026-03-09", "2026-03-09"),
            "closed from the 9th": ("2026-03-09", "2026-03-14"),
            "closed today": ("2026-03-02", "2026-03-02"),
        }
        if fact in rules:
            self.rule.write(rules[fact])
        elif fact in closed:
            first, last = closed[fact]
            self.env["library.closure"].create(
                {
                    "name": "Libur",
                    "library_id": self.school_a.id,
                    "date_from": first,
                    "date_to": last,
                }
            )
        elif fact == "no opening hours":
            self.school_a.opening_ids.unlink()
        elif fact == "no rule fits":
            self.env["library.policy"].search([]).unlink()
        elif fact == "one of this type at once":
            kind = {"collection_type_id": self.copy.collection_type_id.id, "loan_limit": 1}
            self.rule.copy(kind)
        else:
            raise ValueError(f"the table says {fact!r}, which nobody brings about")
