from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_transfer import TransferCase


@tagged("post_install", "-at_install")
class TestDistribution(TransferCase):
    """School A plays the regency's library: it sends a package to the village and to school B."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_book = cls._book("Sang Pemimpi", "Andrea Hirata", isbn="9789793062921")
        cls.distribution = (
            cls.env["library.distribution"]
            .with_user(cls.librarian_a)
            .create(
                {
                    "name": "BBB 2026",
                    "library_id": cls.school_a.id,
                    "fund_source": "bbb",
                    "source_name": "Perpusnas",
                    "to_library_ids": [Command.set([cls.village.id, cls.school_b.id])],
                    "line_ids": [
                        Command.create({"book_id": cls.book.id, "pieces": 3, "price": 45000}),
                        Command.create({"book_id": cls.other_book.id, "pieces": 1}),
                    ],
                }
            )
        )

    def package(self, library=None):
        self.distribution.action_make_transfers()
        packages = self.distribution.transfer_ids
        return packages.filtered(lambda row: row.to_library_id == (library or self.village))

    def test_each_library_gets_one_package_however_often_it_is_asked(self):
        self.distribution.action_make_transfers()
        self.distribution.action_make_transfers()
        packages = self.distribution.transfer_ids
        self.assertEqual(packages.to_library_id, self.village + self.school_b)
        self.assertEqual(packages.mapped("piece_count"), [4, 4])
        self.assertEqual(packages.mapped("kind"), ["package"] * 2)
        self.distribution.to_library_ids |= self._library("Desa D", "DESD", "desa", self.district_1)
        self.assertEqual(self.distribution.to_make_count, 1)
        self.distribution.action_make_transfers()
        self.assertEqual(self.distribution.transfer_count, 3)

    def test_a_cancelled_package_is_made_anew(self):
        self.package().action_cancel()
        self.distribution.action_make_transfers()
        self.assertEqual(len(self.distribution.transfer_ids), 3)
        self.assertEqual(self.distribution.transfer_count, 2)

    def test_the_copies_are_made_where_the_package_arrives(self):
        package = self.package()
        self.distribution.action_send_all()
        self.assertFalse(self.env["library.copy"].search([("library_id", "=", self.village.id)]))
        package.with_user(self.clerk).action_receive_all()
        copies = self.env["library.copy"].search([("library_id", "=", self.village.id)])
        self.assertEqual(len(copies), 4)
        self.assertEqual(package.line_ids.made_copy_ids, copies)
        bought = copies.with_user(self.clerk).acquisition_ids
        self.assertEqual(set(bought.mapped("fund_source")), {"bbb"})
        self.assertEqual(set(bought.mapped("source_name")), {"Perpusnas"})
        self.assertEqual(sorted(bought.mapped("price")), [0, 45000, 45000, 45000])
        self.assertEqual(
            (self.distribution.waiting_count, self.distribution.received_count), (1, 1)
        )
        self.assertGreen()

    def test_pieces_that_did_not_arrive_are_listed_and_made_when_found(self):
        package = self.package()
        self.distribution.action_send_all()
        mine = package.with_user(self.clerk)
        first, second = mine.line_ids
        self.assertEqual(mine.action_scan("978-979-3062-92-1")["tone"], "done")
        first.action_tick()
        first.action_one_less()
        mine.action_receive()
        self.assertEqual((package.state, package.missing_count), ("short", 1))
        self.assertEqual(self.distribution.short_count, 1)
        self.assertEqual((len(first.made_copy_ids), len(second.made_copy_ids)), (2, 1))
        first.action_found()
        first.action_found()
        self.assertEqual((package.state, len(first.made_copy_ids)), ("received", 3))

    def test_a_title_scanned_more_often_than_sent_is_said_to_be_complete(self):
        package = self.package().with_user(self.clerk)
        self.distribution.action_send_all()
        package.action_scan("9789793062921")
        self.assertEqual(package.action_scan("9789793062921")["tone"], "warning")
        self.assertEqual(package.action_scan("123")["tone"], "refused")
        self.assertEqual(package.arrived_count, 1)

    def test_a_draft_is_mended_for_one_library_and_the_list_stays_for_all(self):
        package = self.package()
        package.line_ids[0].pieces = 2
        self.assertEqual(package.piece_count, 3)
        with self.assertRaisesRegex(UserError, "Mend each draft"):
            self.distribution.line_ids[0].pieces = 9
        with self.assertRaisesRegex(UserError, "Mend each draft"):
            self.distribution.line_ids[0].unlink()

    def test_nothing_listed_nothing_made_nothing_to_send(self):
        empty = self.distribution.copy({"name": "Kosong"})
        with self.assertRaisesRegex(UserError, "List the titles"):
            empty.action_make_transfers()
        with self.assertRaisesRegex(UserError, "No package waits"):
            empty.action_send_all()

    def test_a_package_lists_titles_and_other_transfers_copies(self):
        package = self.package()
        line = {"transfer_id": package.id, "copy_id": self.copy.id}
        with self.assertRaisesRegex(UserError, "A package lists titles"):
            self.env["library.transfer.line"].with_user(self.librarian_a).create(line)
        box = self.transfer()
        with self.assertRaisesRegex(UserError, "A package lists titles"):
            self.env["library.transfer.line"].with_user(self.librarian_a).create(
                {"transfer_id": box.id, "book_id": self.book.id}
            )

    def test_only_its_library_makes_and_sends(self):
        for user in (self.clerk, self.librarian_b, self.supervisor, self.desk_a):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.distribution.with_user(user).action_make_transfers()
        self.assertEqual(self.distribution.with_user(self.supervisor).name, "BBB 2026")

    def test_titles_are_put_into_a_distribution_from_the_catalogue(self):
        wizard = (
            self.env["library.distribution.add"]
            .with_user(self.librarian_a)
            .with_context(active_model="library.book", active_ids=self.book.ids)
            .create({"name": "DAK 2026", "pieces": 2})
        )
        distribution = self.env["library.distribution"].browse(wizard.action_add()["res_id"])
        self.assertEqual(distribution.line_ids.mapped("pieces"), [2])
        wizard.distribution_id = distribution
        wizard.book_ids |= self.other_book
        wizard.action_add()
        self.assertEqual(distribution.line_ids.book_id, self.book + self.other_book)

    def test_pieces_found_later_are_made_once_though_the_receipt_was_undone(self):
        package = self.package()
        self.distribution.action_send_all()
        mine = package.with_user(self.clerk)
        line = mine.line_ids[0]
        line.action_tick()
        line.action_one_less()
        mine.action_receive()
        line.made_copy_ids.receipt_id.with_user(self.clerk).action_undo()
        line.action_found()
        self.env.invalidate_all()
        self.assertEqual(len(line.made_copy_ids), 1)
        self.assertGreen()

    def test_a_title_stands_in_the_list_of_its_own_library(self):
        lines = self.env["library.distribution.line"]
        with self.assertRaises(AccessError):
            lines.with_user(self.librarian_b).create(
                {
                    "distribution_id": self.distribution.id,
                    "library_id": self.school_b.id,
                    "book_id": self._book("Edensor").id,
                }
            )
        with self.assertRaises(AccessError):
            self.distribution.line_ids.write({"library_id": self.school_b.id})
