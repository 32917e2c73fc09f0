from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestCopyReceive(LibraryCase):
    """A carton of one title becomes copies with numbers and a source."""

    def receive(self, user, **vals):
        return (
            self.env["library.copy.receive"]
            .with_user(user)
            .create({"book_id": self.book.id, **vals})
        )

    def test_copies_get_numbers_and_their_acquisition(self):
        form = Form(
            self.env["library.copy.receive"]
            .with_user(self.librarian_a)
            .with_context(default_book_id=self.book.id)
        )
        self.assertEqual(form.library_id, self.school_a, "the one library is proposed")
        form.copy_count = 3
        form.fund_source = "bos"
        form.source_name = "Toko Buku Uji"
        form.price = 45000
        self.assertTrue(form.finish_now, "one person does it all")
        form.finish_now = False
        action = form.save().action_receive()
        receipt = self.env["library.receipt"].browse(action["res_id"])
        copies = receipt.copy_ids
        self.assertEqual(len(copies), 3)
        self.assertEqual(copies.library_id, self.school_a)
        self.assertEqual(set(copies.mapped("status")), {"in_processing"})
        self.assertEqual(len(set(copies.mapped("barcode"))), 3)
        self.assertEqual(copies.acquisition_ids.mapped("price"), [45000] * 3)
        self.assertEqual(set(copies.acquisition_ids.mapped("fund_source")), {"bos"})
        self.assertEqual((receipt.first_number, receipt.last_number), (4, 6))
        receipt.with_user(self.librarian_a).action_finish_processing()
        self.assertEqual(set(copies.mapped("status")), {"available"})

    def test_where_labels_come_first_the_copies_wait(self):
        self.school_a.processes_in_steps = True
        self.assertFalse(self.receive(self.librarian_a).finish_now)

    def test_pressed_twice_copies_come_in_once(self):
        wizard = self.receive(self.librarian_a, copy_count=2)
        first, second = wizard.action_receive(), wizard.action_receive()
        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(len(self.book.copy_ids), 3 + 2 + 2)

    def test_scanned_numbers_are_counted_and_judged_while_they_are_scanned(self):
        old = self.copies_a[0].barcode
        form = Form(self.receive(self.librarian_a))
        form.pasted_kind = "barcode"
        form.pasted = f"LAMA1\nLAMA2\nlama 1\n{old}"
        self.assertEqual(form.copy_count, 3)
        for told in (">3<", "Stands in line 1 already.", f"<td>{old}</td>", "Laskar Pelangi"):
            self.assertIn(told, form.problems)
        wizard = form.save()
        with self.assertRaises(UserError) as refusal:
            wizard.action_receive()
        self.assertEqual(len(str(refusal.exception).splitlines()), 2, "everything at once")
        form = Form(wizard)
        form.pasted = "LAMA1\nLAMA2"
        self.assertFalse(form.problems)
        receipt = self.env["library.receipt"].browse(form.save().action_receive()["res_id"])
        self.assertEqual(receipt.copy_ids.mapped("barcode"), ["LAMA1", "LAMA2"])

    def test_a_list_of_numbers_without_numbers_is_refused(self):
        with self.assertRaises(UserError):
            self.receive(self.librarian_a, pasted_kind="both", pasted=" \n").action_receive()

    def test_nothing_or_too_much_is_refused(self):
        for count in (0, 501):
            with (
                self.subTest(count),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.receive(self.librarian_a, copy_count=count)

    def test_nobody_receives_into_another_library(self):
        wizard = self.receive(self.librarian_a, library_id=self.school_b.id)
        with self.assertRaises(AccessError):
            wizard.action_receive()

    def test_a_desk_officer_receives_nothing(self):
        with self.assertRaises(AccessError):
            self.receive(self.desk_a)


@tagged("post_install", "-at_install")
class TestGrantRequest(LibraryCase):
    """A supervisor opens a person by the whole card number and a reason."""

    def request(self, user, **vals):
        vals = {"card_number": self.pupil_a.card_number, "reason": "A parent asks", **vals}
        return self.env["library.grant.request"].with_user(user).create(vals).action_open()

    def test_the_person_is_opened_and_the_library_reads_why(self):
        action = self.request(self.supervisor)
        member = self.env["library.member"].with_user(self.supervisor).browse(action["res_id"])
        self.assertEqual(member.name, "Ni Luh Ayu Uji")
        grant = self.env["library.grant"].with_user(self.desk_a).search([])
        self.assertEqual(grant.reason, "A parent asks")

    def test_without_a_reason_or_a_whole_number_nobody_is_opened(self):
        for vals in ({"reason": "  "}, {"card_number": self.pupil_a.card_number[:-1]}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.request(self.supervisor, **vals)

    def test_a_librarian_takes_no_such_right(self):
        with self.assertRaises(AccessError):
            self.request(self.librarian_b)


@tagged("post_install", "-at_install")
class TestSettings(LibraryCase):
    """The regency's clock is set by who administers both Odoo and the libraries."""

    def arch(self, user):
        return self.env["res.config.settings"].with_user(user).get_view()["arch"]

    def test_the_time_zone_is_stored_where_dates_are_told(self):
        self.env["res.config.settings"].create({"library_timezone": "Asia/Jakarta"}).execute()
        self.assertEqual(str(self.env["library.library"]._timezone()), "Asia/Jakarta")

    def test_a_time_zone_typed_wrong_locks_nobody_out(self):
        self.env["ir.config_parameter"].set_param("sipuspa_library.timezone", "WITA")
        self.assertTrue(self.env["library.membership"].with_user(self.desk_a).search([]))

    def test_an_odoo_administrator_without_the_role_does_not_see_it(self):
        system = self.env.ref("base.group_system")
        self.library_admin.group_ids += system
        self.employee.group_ids += system
        self.assertIn("library_timezone", self.arch(self.library_admin))
        self.assertNotIn("library_timezone", self.arch(self.employee))
