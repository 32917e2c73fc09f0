from odoo import Command
from odoo.tests import tagged

from .common import PHOTO
from .test_merge import MergeCase


@tagged("post_install", "-at_install")
class TestMergeReach(MergeCase):
    """What every part of the addon lets point at a title, and how long a heading of many takes."""

    def test_all_that_points_at_a_title_goes_with_it_and_comes_back(self):
        library = {"library_id": self.school_a.id}
        donor = self.env["library.donor"].create({**library, "name": "Penerbit Uji"})
        for book in self.kept | self.loser:
            named = {**library, "name": book.name, "book_id": book.id}
            self.env["library.receipt"].with_user(self.librarian_a)._receive(self.school_a, book, 2)
            self.env["library.suggestion"].create(named)
            self.env["library.periodical"].create(named)
            self.env["library.donation"].create(
                {
                    **library,
                    "donor_id": donor.id,
                    "line_ids": [Command.create({"book_id": book.id})],
                }
            )
            self.env["library.book.local"].create(
                {**library, "book_id": book.id, "call_number": f"A {book.id}", "cover": PHOTO}
            )
        self.env["library.distribution"].create(
            {
                **library,
                "name": "Paket",
                "line_ids": [
                    Command.create({"book_id": id_}) for id_ in (self.kept | self.loser).ids
                ],
            }
        )
        both = [Command.create({"book_id": id_}) for id_ in (self.kept | self.loser).ids]
        self.env["library.theme"].create({"name": "Bersama", "line_ids": both})
        rows = self.rows()
        merge = self.merge()
        staying = {
            model._name: model.with_context(active_test=False).search([(name, "=", self.loser.id)])
            for model, name in self.kept._merge_references()
        }
        self.assertEqual(
            {name for name, records in staying.items() if records},
            # its own description, what is counted, and what there is one of for each title
            {
                "library.book.contributor",
                "library.holding",
                "library.book.local",
                "library.distribution.line",
                "library.theme.line",
            },
        )
        self.undo(merge)
        self.assertEqual(self.rows(), rows)

    def test_a_heading_of_many_titles_is_merged_in_as_many_statements_as_one_of_few(self):
        def merge(number):
            kept, loser = self._author(f"Tim Satu {number}"), self._author(f"Tim Dua {number}")
            books = [self._book(f"Buku {n}", loser.name, class_number="5") for n in range(number)]
            self._copies(self.school_a, self.env["library.book"].union(*books)[0], 1)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.merge(kept=kept, losers=loser)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few, many = merge(2), merge(40)
        self.assertLessEqual(many, few + 2)
