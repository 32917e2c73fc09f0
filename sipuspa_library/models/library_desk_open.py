from datetime import datetime

from odoo import api, models
from odoo.fields import Domain

SHOWN_LATE = 8


class LibraryDesk(models.AbstractModel):
    """What the Desk opens with: the library it works in, the day's figures, and its classes."""

    _inherit = "library.desk"

    @api.model
    def open_desk(self, library_id):
        """Return what a desk needs before the first scan at a library.

        :return: a dict with ``library``, ``categories``, ``purposes``, ``classes`` and ``today``
        """
        library = self._my_library(library_id)
        # pylint: disable=no-search-all  # a few rows of the office's own lists
        categories = self.env["library.member.category"].search([])
        purposes = self.env["library.visit.purpose"].search([])
        return {
            "library": {
                "id": library.id,
                "name": library.name,
                "code": library.code,
                "is_school": library.type_id.is_school,
                "is_librarian": self.env.user.has_group("sipuspa_library.group_librarian"),
            },
            "categories": categories.read(["name", "has_class"]),
            "purposes": purposes.read(["name"]),
            "classes": [
                {"id": school_class.id, "name": school_class.name}
                for school_class in self._classes(library)
            ],
            "today": self._figures(library),
        }

    @api.model
    def today(self, library_id):
        """Return the figures of the day at a library: lent, returned, visitors, late, to complete."""
        return self._figures(self._my_library(library_id))

    @api.model
    def class_list(self, library_id, class_id):
        """Return the pupils of a class of a library, with how many books each has and how many late.

        :return: a dict with ``class_id`` and ``pupils``, by name
        """
        library = self._my_library(library_id)
        school_class_sudo = self._classes(library).filtered(lambda row: row.id == class_id)
        pupils = self.env["library.membership"].search(
            [
                ("library_id", "=", library.id),
                ("class_id", "=", school_class_sudo.id),
                ("class_id", "!=", False),
                ("left_on", "=", False),
            ]
        )
        pupils.member_id.fetch(["name", "sex"])
        loans = pupils._open_loans().grouped("membership_id")
        rows = [
            {
                "membership_id": pupil.id,
                "name": pupil.member_id.name,
                "sex": pupil.member_id.sex,
                "open_loans": len(loans.get(pupil, ())),
                "late": sum(
                    loan.is_overdue and not loan.counted_apart for loan in loans.get(pupil, ())
                ),
            }
            for pupil in pupils
        ]
        return {
            "class_id": school_class_sudo.id,
            "pupils": sorted(rows, key=lambda row: row["name"]),
        }

    def _classes(self, library):
        """Return the classes a school has this year, which a desk officer has no list of elsewhere."""
        classes_sudo = self.env[
            "library.school.class"
        ].sudo()  # of a library checked to be operated
        if not library.type_id.is_school:
            return classes_sudo
        year = library._school_years()[library]
        return classes_sudo.search([("library_id", "=", library.id), ("year_id", "=", year.id)])

    def _figures(self, library):
        start = self._start_of_day(library)
        loans, today = self.env["library.loan"], library._today()
        late = [
            ("library_id", "=", library.id),
            ("is_overdue", "=", True),
            ("counted_apart", "=", False),
        ]
        latest = loans.search(late, order="due_date, id", limit=SHOWN_LATE)
        [[visitors]] = self.env["library.visit"]._read_group(
            [("library_id", "=", library.id), ("local_date", "=", today)],
            [],
            ["visitor_count:sum"],
        )
        return {
            "lent": loans.search_count(
                [
                    ("library_id", "=", library.id),
                    ("lent_at", ">=", start),
                    ("voided_at", "=", False),
                    ("counted_apart", "=", False),
                ]
            ),
            "returned": self._returned_since(library, start),
            "visitors": visitors or 0,
            "late": loans.search_count(late),
            "latest_late": [
                {
                    "loan_id": loan.id,
                    "membership_id": loan.membership_id.id,
                    "name": loan.membership_id.display_name,
                    "class_name": loan.membership_id.class_name or False,
                    "title": loan.book_id.name,
                    "days_late": loan.days_late,
                }
                for loan in latest
            ],
            "pull_list": self.pull_list(library.id),
            "incomplete_members": self._incomplete("library.membership", library),
            "incomplete_copies": self._incomplete("library.copy", library),
            "messages": self._unanswered("library.feedback", library),
            "wishes": self._unanswered("library.suggestion", library),
        }

    def _start_of_day(self, library):
        """Return when the library's day began, as the database has it."""
        today = library._today()
        return library._utc(datetime(today.year, today.month, today.day))

    def _returned_since(self, library, start):
        """Count the loans handed in here, by whomever lent: what the ledger has since ``start``.

        Textbooks and what was undone do not count.
        """
        # of a loan of another library no more is asked than whether it counts
        counted = Domain("counted_apart", "=", False) & Domain("returned_at", "!=", False)
        [[count]] = self.env["library.event"]._read_group(
            Domain("library_id", "=", library.id)
            & Domain("verb", "=", "return")
            & Domain("outcome", "=", "done")
            & Domain("acted_at", ">=", start)
            & Domain("loan_id", "any!", counted),
            [],
            ["loan_id:count_distinct"],
        )
        return count

    def _incomplete(self, model, library):
        return self.env[model].search_count(
            [("library_id", "=", library.id), ("to_complete", "=", True)]
        )

    def _unanswered(self, model, library):
        """Count what members wrote and nobody has looked at; nothing for whom it is closed."""
        rows = self.env[model]
        new = [("library_id", "=", library.id), ("state", "=", "new")]
        return rows.search_count(new) if rows.has_access("read") else 0


class LibraryEvent(models.Model):
    _inherit = "library.event"

    # the lines of a day lie together, since none is ever moved: an index of a few pages, which costs an
    # act nothing, finds them without the library's whole past
    _acted_idx = models.Index(
        "USING brin (acted_at) WITH (pages_per_range = 32, autosummarize = on)"
    )
