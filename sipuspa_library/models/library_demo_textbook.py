from datetime import datetime, time, timedelta

from odoo import Command, models

from .library_demo_stock_life import SCHOOL

CLASS = "VII-A"
GRADE = "SMP VII"
SERIES = "Kurikulum Merdeka"


class LibraryDemoTextbook(models.AbstractModel):
    """A part of ``library.demo``: the textbooks of a class, given out by its librarian."""

    _name = "library.demo.textbook"
    _description = "Textbooks of the Demo Regency"

    def _load_textbooks(self, today):
        """Give a class its set: some titles are short of a copy, and one pupil brings a book back worn."""
        school = self._at(SCHOOL)
        env = school.env
        books = env["library.book"].search(
            [
                ("grade", "=", GRADE),
                ("series", "=", SERIES),
                ("copy_ids.library_id", "=", school.id),
            ],
            order="name",
        )
        pupils = self._pupils(school, CLASS)
        textbooks = env["library.textbook.set"].create(
            {
                "library_id": school.id,
                "class_id": pupils.class_id.id,
                "line_ids": [
                    Command.create({"book_id": book.id, "sequence": 10 * at})
                    for at, book in enumerate(books, 1)
                ],
            }
        )
        textbooks.action_assign()
        while textbooks.run_batch()["left"]:
            pass
        self._date_back_to_open_day(school, textbooks.loan_ids, today)
        action = textbooks.action_collect()
        scan = env[action["res_model"]].browse(action["res_id"])
        scan.condition = "worn"
        scan.action_scan(textbooks.loan_ids.sorted("id")[-1].copy_id.barcode, "demo-textbook")

    def _date_back_to_open_day(self, school, loans, today):
        """Let the books have been given out when the school was open last, after everything of that day."""
        first = today - timedelta(days=60)
        day = school._calendar(first).open_on_or_before(today, first)
        if day and day < today:
            loans.sudo().lent_at = school._utc(datetime.combine(day, time(15)))
