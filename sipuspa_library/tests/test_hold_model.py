from datetime import timedelta

from freezegun import freeze_time
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from odoo.tests import tagged

from .common import LibraryCase
from .properties import checked

copies = st.integers(0, 3)
members = st.integers(0, 3)


class Queue(RuleBasedStateMachine):
    """Two libraries, two copies and two members each, one title: anybody waits, whatever comes back.

    The model is a list of who waits, in order, and what each copy serves, written from the rules as a
    librarian would tell them; it shares no code with the addon.
    """

    case = None

    def __init__(self):
        super().__init__()
        self.savepoint = self.case.env.cr.savepoint()
        self.freezer = freeze_time("2026-03-02 02:00:00")
        self.clock = self.freezer.start()
        self.case.school_a.sends_copies = self.case.school_b.sends_copies = True
        self.sends = [True, True]
        self.waiting = []  # members, in order
        self.kept = {}  # copy -> member
        self.lent = {}  # copy -> member
        self.place = [0, 0, 1, 1]
        self.lost = set()
        self.suspended = set()

    def teardown(self):
        self.freezer.stop()
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()
        self.case.env.cr.cache.clear()

    # ------------------------------------------------------------------
    # THE MODEL
    # ------------------------------------------------------------------

    def serves(self, copy, member):
        return member not in self.suspended and (self.sends[copy // 2] or member // 2 == copy // 2)

    def set_free(self, copy):
        """Let a copy that is in order and at hand serve who is first of those whom it can."""
        if copy in self.kept or copy in self.lent or copy in self.lost:
            return
        able = [member for member in self.waiting if self.serves(copy, member)]
        if able:
            self.waiting.remove(able[0])
            self.kept[copy] = able[0]

    def end(self, member):
        """Let somebody wait no more; what was kept for them is free."""
        if member in self.waiting:
            self.waiting.remove(member)
        for copy in [copy for copy, other in self.kept.items() if other == member]:
            del self.kept[copy]
            self.set_free(copy)

    def status(self, copy):
        belongs = self.kept[copy] // 2 if copy in self.kept else copy // 2
        if copy in self.lost:
            return "lost"
        if copy in self.lent:
            return "on_loan"
        if self.place[copy] != belongs:
            return "in_transit"
        return "on_hold_shelf" if copy in self.kept else "available"

    def may_borrow(self, member, copy):
        kept_for = self.kept.get(copy)
        # who waits at home for a copy of home, which is also where they are a member, has one place only
        belongs = member // 2 if kept_for == member else copy // 2
        return (
            copy not in self.lent
            and copy not in self.lost
            and kept_for in (None, member)
            and belongs == member // 2
            and self.place[copy] == member // 2
            and member not in self.suspended
            and list(self.lent.values()).count(member) < 2
        )

    # ------------------------------------------------------------------
    # THE ACTS
    # ------------------------------------------------------------------

    @rule(member=members)
    def reserve(self, member):
        self.clock.tick(timedelta(seconds=1))
        asked = member in self.waiting or member in self.kept.values()
        has_copy = any(
            copy not in self.lost and (self.sends[copy // 2] or copy // 2 == member // 2)
            for copy in range(4)
        )
        allowed = (
            not asked
            and has_copy
            and member not in self.suspended
            and member not in self.lent.values()
        )
        answer = self.case.reserve(self.membership(member), user=self.desk(member // 2))
        self.case.assertEqual(answer["outcome"], "done" if allowed else "refused", answer)
        if allowed:
            self.waiting.append(member)
            self.case.assertEqual(
                answer["next_step"]["args"], {"position": len(self.waiting)}, answer
            )

    @rule(member=members)
    def cancel(self, member):
        hold = self.hold(member)
        if hold:
            door = self.case._desk(self.desk(member // 2))
            door.cancel_hold(hold.ids, "test", self.case._next_request())
            self.end(member)

    @rule(member=members, copy=copies)
    def lend(self, member, copy):
        self.clock.tick(timedelta(seconds=1))
        allowed = self.may_borrow(member, copy)
        [answer] = self.case.lend(
            self.membership(member), self.case.shelf[copy], self.desk(member // 2)
        )
        self.case.assertEqual(answer["outcome"], "done" if allowed else "refused", answer)
        if allowed:
            self.kept.pop(copy, None)
            self.lent[copy] = member
            self.end(member)

    @rule(copy=copies, library=st.integers(0, 1))
    def hand_in(self, copy, library):
        self.clock.tick(timedelta(seconds=1))
        [answer] = self.case.take_back(
            self.library(library), self.case.shelf[copy], self.desk(library)
        )
        self.lent.pop(copy, None)
        self.place[copy] = library
        self.set_free(copy)
        step = answer["next_step"]["code"]
        if copy in self.kept:
            here = self.kept[copy] // 2 == library
            self.case.assertEqual(step, "hold_shelf" if here else "send_to")
        else:
            self.case.assertNotIn(step, ("hold_shelf", "send_to"))

    @rule(copy=copies)
    def lose_or_find(self, copy):
        self.clock.tick(timedelta(seconds=1))
        record = self.case.shelf[copy].with_user(self.librarian(copy // 2))
        if copy in self.lost:
            record.manual_state = False
            self.lost.remove(copy)
            self.set_free(copy)
        else:
            record.manual_state = "lost"
            self.lost.add(copy)
            if copy in self.kept:
                self.waiting.append(self.kept.pop(copy))
                order = {hold.member_id: hold.id for hold in self.case.holds._search_active([])}
                self.waiting.sort(key=lambda row: order[self.membership(row).member_id])

    @rule(member=members)
    def suspend_or_lift(self, member):
        self.clock.tick(timedelta(seconds=1))
        membership = self.membership(member)
        if member in self.suspended:
            membership._lift_suspension()
        else:
            membership._suspend(self.case.school_a._today() + timedelta(days=500), "Uji")
        self.suspended ^= {member}

    @rule(library=st.integers(0, 1))
    def send_or_keep_at_home(self, library):
        self.sends[library] = not self.sends[library]
        self.library(library).sends_copies = self.sends[library]

    @rule(days=st.integers(1, 8))
    def nobody_comes(self, days):
        self.clock.tick(timedelta(days=days))
        today = self.case.school_a._today()
        late = self.case.holds._search_active([("expires_on", "<", today)])
        for hold in late.sorted("id"):
            member = next(row for row in range(4) if self.hold(row) == hold)
            hold._expire()
            self.end(member)

    # ------------------------------------------------------------------
    # WHO IS WHO
    # ------------------------------------------------------------------

    def membership(self, member):
        return self.case.members[member]

    def library(self, library):
        return (self.case.school_a, self.case.school_b)[library]

    def desk(self, library):
        return (self.case.desk_a, self.case.librarian_b)[library]

    def librarian(self, library):
        return (self.case.librarian_a, self.case.librarian_b)[library]

    def hold(self, member):
        return self.case.holds._search_active([("membership_id", "=", self.membership(member).id)])

    # ------------------------------------------------------------------
    # WHAT ALWAYS HOLDS
    # ------------------------------------------------------------------

    @invariant()
    def the_queue_is_that_of_the_model(self):
        waiting = self.case.holds._waiting([])
        self.case.assertEqual(
            [hold.membership_id for hold in waiting],
            [self.membership(member) for member in self.waiting],
        )
        waiting.invalidate_recordset()
        self.case.assertEqual(waiting.mapped("position"), [*range(1, len(waiting) + 1)])

    @invariant()
    def every_copy_serves_whom_the_model_says(self):
        kept = self.case.holds._search_active([("copy_id", "!=", False)])
        self.case.assertEqual(
            {hold.copy_id: hold.membership_id for hold in kept},
            {self.case.shelf[copy]: self.membership(row) for copy, row in self.kept.items()},
        )
        self.case.assertEqual(
            self.case.shelf.mapped("status"), [self.status(copy) for copy in range(4)]
        )

    @invariant()
    def every_nightly_check_is_green(self):
        checks = self.case.env["library.check"].search([("number", "in", (1, 2, 4, 5))])
        checks._check()
        self.case.assertEqual(set(checks.mapped("state")), {"green"})


@tagged("post_install", "-at_install")
class TestHoldModel(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls._book("Satu untuk Semua")
        cls.shelf = cls._copies(cls.school_a, cls.book, 2) + cls._copies(cls.school_b, cls.book, 2)
        pupil_b2 = cls._membership(cls.school_b, "Ni Kadek Uji")
        cls.members = (cls.pupil_a, cls.pupil_a2, cls.pupil_b, pupil_b2)
        cls.holds = cls.env["library.hold"]
        cls.env["library.policy"].create(
            [
                {"library_id": library.id, "loan_days": 3000, "loan_limit": 2, "hold_limit": 5}
                for library in (cls.school_a, cls.school_b)
            ]
        )

    def test_the_queue_is_served_as_in_the_model(self):
        machine = type("QueueOfThisCase", (Queue,), {"case": self})
        run_state_machine_as_test(
            machine, settings=settings(checked, max_examples=12, stateful_step_count=30)
        )
