from freezegun import freeze_time

from odoo.tests import tagged

from ..tools import circulation
from .common import LibraryCase


@freeze_time("2026-03-02 02:00:00")
@tagged("post_install", "-at_install")
class TestOverride(LibraryCase):
    """Who may go on with a reason is the office's to say, code by code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls.copies_a[0]
        cls.pupil_a.valid_until = "2026-02-28"
        cls.row = cls.env.ref("sipuspa_library.override_membership_expired")

    def outcome(self, user, reason="Ujian"):
        [answer] = self.lend(self.pupil_a, self.copy, user=user, reason=reason)
        return answer

    def test_a_code_is_a_librarians_unless_said_otherwise(self):
        self.row.unlink()
        self.assertEqual(self.outcome(self.desk_a)["outcome"], "refused")
        self.assertEqual(self.outcome(self.librarian_a)["outcome"], "done")

    def test_a_code_that_a_desk_officer_may_override(self):
        self.row.role = "desk"
        refused = self.outcome(self.desk_a, reason=None)
        self.assertTrue(refused["blocks"][0]["may_override"])
        self.assertEqual(self.outcome(self.desk_a)["outcome"], "done")
        event = self.env["library.event"].search([("outcome", "=", "done")], limit=1)
        self.assertEqual([block["code"] for block in event.overridden], ["membership_expired"])
        self.assertRecordValues(event, [{"reason": "Ujian", "actor_id": self.desk_a.id}])

    def test_a_code_that_nobody_may_override(self):
        self.row.role = "nobody"
        refused = self.outcome(self.librarian_a)
        self.assertEqual(refused["outcome"], "refused")
        self.assertFalse(refused["blocks"][0]["may_override"])

    def test_a_row_never_opens_what_cannot_be_overridden(self):
        self.env["library.override"].create({"code": "copy_lost", "name": "Hilang", "role": "desk"})
        self.copy.manual_state = "lost"
        self.assertEqual(self.codes(self.outcome(self.librarian_a)), ["copy_lost"])

    def test_every_code_that_can_be_overridden_is_listed(self):
        listed = set(self.env["library.override"].search([]).mapped("code"))
        self.assertEqual(listed, set(circulation.OVERRIDABLE))
