from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools import duplicates

MOST_LINES = 2000


class LibraryWeeding(models.Model):
    """Looking for candidates: a rule in, lines with their reasons out, in a fixed number of queries."""

    _inherit = "library.weeding"

    def action_find(self):
        """Add the copies the rule finds to the list; what is on it stays on it."""
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        if not (self.unlent_years or self.received_before or self.is_damaged or self.is_superseded):
            raise UserError(self.env._("Say first what kind of copies you look for."))
        copies = self.env["library.copy"].search(
            self._candidate_domain(), limit=MOST_LINES, order="call_sort, id"
        )
        if not copies:
            raise UserError(self.env._("No further copy fits this rule."))
        reasons = self._reasons(copies)
        self.env["library.weeding.line"].create(
            [
                {"weeding_id": self.id, "copy_id": copy.id, "why": ". ".join(reasons[copy])}
                for copy in copies
            ]
        )

    def _candidate_domain(self):
        """Return the domain of this library's live copies that fit the rule and are not listed yet."""
        domain = (
            Domain("library_id", "=", self.library_id.id)
            & Domain("manual_state", "not in", ("withdrawn", "lost"))
            & Domain("id", "not in", self.line_ids.copy_id.ids)
            & self._scope_domain()
        )
        if self.unlent_years:
            since = self._unlent_since()
            # a book nobody could borrow yet is not one nobody wanted
            domain &= Domain("received_on", "<", since)
            domain &= Domain("id", "not in", self._lent_since(since))
        if self.received_before:
            domain &= Domain("received_on", "<", self.received_before)
        if self.is_damaged:
            domain &= Domain("manual_state", "=", "damaged") | Domain("condition", "=", "poor")
        if self.is_superseded:
            domain &= Domain("book_id", "in", self._superseded().ids)
        return domain

    def _unlent_since(self):
        return self.env["library.library"]._today() - relativedelta(years=self.unlent_years)

    def _lent_since(self, since):
        """Return the SQL of the copies somebody has borrowed since a day, wherever that was."""
        # which copies were wanted, never by whom
        loans_sudo = self.env["library.loan"].sudo()
        query = loans_sudo._search(
            [
                ("copy_id.library_id", "=", self.library_id.id),
                ("voided_at", "=", False),
                "|",
                ("lent_at", ">=", since),
                ("returned_at", "=", False),
            ]
        )
        return query.subselect(SQL.identifier(query.table, "copy_id"))

    def _superseded(self):
        """Return the titles here of which the library has a later edition, told by title and heading."""
        held = self.env["library.holding"].search(
            [("library_id", "=", self.library_id.id), ("copy_count", ">", 0)]
        )
        books = held.book_id.filtered("year_sort")
        editions = {}
        for book in books:
            editions.setdefault(self._work(book), []).append(book)
        old = [
            book
            for same in editions.values()
            for book in same
            if book.year_sort < max(each.year_sort for each in same)
        ]
        return self.env["library.book"].concat(*old)

    @staticmethod
    def _work(book):
        return duplicates.key(book.name), book.contributor_text

    def _reasons(self, copies):
        """Return ``{copy: [sentence]}``: which parts of the rule each copy fits."""
        env = self.env
        reasons = {copy: [] for copy in copies}
        last = dict(
            env["library.loan"]
            .sudo()  # the day of the last loan, never whose it was
            ._read_group(
                [("copy_id", "in", copies.ids), ("voided_at", "=", False)],
                ["copy_id"],
                ["lent_at:max"],
            )
        )
        for copy, words in reasons.items():
            if self.unlent_years:
                lent = last.get(copy.sudo())
                words.append(
                    env._("Last lent on %s", format_date(env, lent))
                    if lent
                    else env._("Never lent")
                )
            if self.received_before:
                words.append(env._("Received on %s", format_date(env, copy.received_on)))
            if self.is_damaged:
                damaged = copy.manual_state == "damaged"
                words.append(env._("Damaged") if damaged else env._("In poor condition"))
            if self.is_superseded:
                words.append(env._("A newer edition is here"))
        return reasons
