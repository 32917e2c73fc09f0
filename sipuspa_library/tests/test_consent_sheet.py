import pypdfium2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .paper import page_sizes
from .test_consent import ConsentCase


class SheetCase(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheets = cls.env["library.consent.sheet"].with_user(cls.librarian_a)
        cls.portal, cls.photo = map(cls.scope, ("portal", "photo"))

    def open(self, memberships, user=None):
        action = memberships.with_user(user or self.librarian_a).action_consents()
        return self.sheets.browse(action["res_id"])

    def line(self, sheet, membership):
        return sheet.line_ids.filtered(lambda line: line.membership_id == membership)

    def text(self, pdf):
        with pypdfium2.PdfDocument(pdf) as document:
            return "\n".join(page.get_textpage().get_text_range() for page in document)


@tagged("post_install", "-at_install")
class TestConsentSheet(SheetCase):
    """A class is ticked off at once; what is ticked counts once, what is unticked is withdrawn."""

    def test_a_class_is_ticked_off_at_once(self):
        sheet = self.open(self.pupil_a | self.pupil_a2)
        self.assertEqual(sheet.title, "VII-A")
        self.assertEqual(sheet.line_ids.membership_id, self.pupil_a2 | self.pupil_a)
        sheet.action_tick_all()
        self.line(sheet, self.pupil_a2).scope_ids -= self.photo
        self.line(sheet, self.pupil_a).write({"guardian_name": " Ibu Uji ", "relation": "mother"})
        self.assertEqual(sheet.action_save()["type"], "ir.actions.act_window_close")
        self.assertEqual((self.ayu | self.wayan)._with_consent("photo"), self.ayu)
        self.assertEqual((self.ayu | self.wayan)._with_consent("portal"), self.ayu | self.wayan)
        consent = self.env["library.consent"].search([("member_id", "=", self.ayu.id)], limit=1)
        self.assertEqual((consent.guardian_name, consent.relation), ("Ibu Uji", "mother"))
        self.assertEqual((consent.way, consent.given_on), ("collective", self.school_a._today()))

    def test_the_class_itself_opens_its_sheet(self):
        action = self.pupil_a.class_id.with_user(self.librarian_a).action_consents()
        sheet = self.sheets.browse(action["res_id"])
        self.assertEqual(sheet.line_ids.membership_id, self.pupil_a | self.pupil_a2)

    def test_saved_twice_is_recorded_once(self):
        sheet = self.open(self.pupil_a)
        sheet.action_tick_all()
        sheet.action_save()
        sheet.action_save()
        again = self.open(self.pupil_a)
        self.assertEqual(len(again.line_ids.scope_ids), 3, "what stands is ticked")
        again.action_save()
        consents = self.env["library.consent"].search([("member_id", "=", self.ayu.id)])
        self.assertEqual(len(consents), 3)

    def test_a_tick_taken_away_asks_who_withdraws(self):
        self.give(self.pupil_a, "portal", "photo")
        sheet = self.open(self.pupil_a)
        sheet.line_ids.scope_ids = self.portal
        self.assertEqual(sheet.action_save()["res_id"], sheet.id)
        self.assertIn(self.photo.name, sheet.withdrawals)
        self.assertTrue(self.ayu._with_consent("photo"), "nothing is withdrawn yet")
        with self.assertRaises(UserError):
            sheet.action_withdraw()
        sheet.withdrawn_by = "Ibu Uji"
        sheet.action_withdraw()
        sheet.action_withdraw()
        self.assertFalse(self.ayu._with_consent("photo"))
        self.assertTrue(self.ayu._with_consent("portal"))

    def test_what_a_colleague_recorded_meanwhile_is_not_taken_for_unticked(self):
        sheet = self.open(self.pupil_a)
        self.give(self.pupil_a, "portal")
        sheet.line_ids.scope_ids = self.photo
        self.assertEqual(sheet.action_save()["type"], "ir.actions.act_window_close")
        self.assertTrue(self.ayu._with_consent("portal"))
        sheet.line_ids.scope_ids = False
        sheet.action_save()
        sheet.withdrawn_by = "Ibu Uji"
        sheet.action_withdraw()
        self.assertTrue(self.ayu._with_consent("portal"))
        self.assertFalse(self.ayu._with_consent("photo"))

    def test_a_tick_taken_away_by_mistake_is_kept(self):
        self.give(self.pupil_a, "portal")
        sheet = self.open(self.pupil_a)
        sheet.line_ids.scope_ids = False
        sheet.action_save()
        sheet.action_back()
        self.assertEqual(sheet.line_ids.scope_ids, self.portal)
        self.assertFalse(sheet.is_withdrawing)
        self.assertTrue(self.ayu._with_consent("portal"))

    def test_adults_are_not_on_the_sheet(self):
        teacher = self.adult.membership_ids
        self.assertEqual(self.open(self.pupil_a | teacher).line_ids.membership_id, self.pupil_a)
        with self.assertRaises(UserError):
            self.open(teacher)
        with self.assertRaises(UserError):
            self.open(teacher.browse())

    def test_a_sheet_is_of_one_library_and_of_ones_own(self):
        with self.assertRaises(AccessError):
            self.open(self.pupil_b)
        with self.assertRaises(UserError):
            self.open(self.pupil_a | self.pupil_b, user=self.library_admin)
        with self.assertRaises(AccessError):
            self.open(self.pupil_a, user=self.desk_a)

    def test_a_foreign_pupil_put_on_the_sheet_is_refused(self):
        sheet = self.open(self.pupil_a)
        sheet.line_ids = [Command.create({"membership_id": self.pupil_b.id})]
        for act in (sheet.action_tick_all, sheet.action_save, sheet.action_print_form):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(AccessError):
            self.sheets.create(
                {
                    "library_id": self.school_b.id,
                    "line_ids": [Command.create({"membership_id": self.pupil_b.id})],
                }
            ).action_save()

    def test_the_member_shows_what_is_there_and_what_is_missing(self):
        self.give(self.pupil_a, "portal")
        shown = self.pupil_a.with_user(self.desk_a)
        self.assertEqual(shown.consented_scope_ids, self.portal)
        self.assertEqual(shown.missing_scope_ids, self.photo | self.scope("publication"))
        self.assertFalse(self.adult.membership_ids.missing_scope_ids)


@tagged("post_install", "-at_install")
class TestConsentPapers(SheetCase):
    """The forms that go home."""

    def test_the_list_of_a_class_has_every_pupil_and_every_question(self):
        sheet = self.open(self.pupil_a | self.pupil_a2)
        pdf, name = sheet._paper("form")
        text = self.text(pdf)
        for words in (self.ayu.name, self.wayan.name, self.school_a.name, self.photo.name, "VII-A"):
            self.assertIn(words, text)
        self.assertTrue(name.endswith("SEKA VII-A.pdf"), name)

    def test_the_forms_are_two_to_a_page(self):
        third = self._membership(self.school_a, "Ni Komang <Uji> & Uji", class_name="VII-A")
        sheet = self.open(self.pupil_a | self.pupil_a2 | third)
        pdf, __ = sheet._paper("slips")
        self.assertEqual(len(page_sizes(pdf)), 2)
        self.assertIn("Ni Komang <Uji> & Uji", self.text(pdf))

    def test_long_explanations_keep_to_their_half(self):
        for scope in self.portal | self.photo:
            scope.explanation = "Perpustakaan boleh menyimpan data ini. " * 25
        pdf, __ = self.open(self.pupil_a | self.pupil_a2)._paper("slips")
        self.assertEqual(len(page_sizes(pdf)), 1)

    def test_nobody_prints_anothers_sheet(self):
        sheet = self.open(self.pupil_a)
        for user in (self.librarian_b, self.desk_a):
            with self.assertRaises(AccessError):
                sheet.with_user(user)._paper("form")
