from collections import Counter
from dataclasses import replace
from typing import NamedTuple
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import due_dates, policy, textbook
from .library_event import OFFICE, ActKey

NAMES_SHOWN = 12


class Gap(NamedTuple):
    """A title a pupil has not: the copy that would be given with its loan, or why there is none."""

    pupil: models.Model
    book: models.Model
    copy: models.Model
    vals: dict
    blocks: list


class LibraryTextbookSet(models.Model):
    """Giving out: what is still wanting is found, judged and written, the whole class at once.

    Judged like any loan, but for what concerns ordinary books only (:mod:`..tools.textbook`), and due at
    the end of the school year. Who has the title already, from whatever set, is passed over.
    """

    _inherit = "library.textbook.set"

    due_on = fields.Date(string="Due", compute="_compute_due_on")
    gap_count = fields.Integer(string="Books Still Wanting", compute="_compute_preview")
    ready_count = fields.Integer(string="Ready to Be Given Out", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("class_id")
    def _compute_due_on(self):
        """Tell the day the rule for textbooks gives a pupil of the class."""
        kind_id = min(self.env["library.collection.type"]._apart_ids(), default=0)
        category = self.env["library.member.category"].search([("has_class", "=", True)], limit=1)
        for textbooks in self:
            library = textbooks._origin.library_id
            rules = self.env["library.policy"]._rules_for(library) if library else []
            ranked = policy.ranked(textbooks._in_year(rules), category.id, kind_id)
            if not ranked:
                textbooks.due_on = False
                continue
            today, rule = library._today(), ranked[0]
            textbooks.due_on = due_dates.due_date(
                today, rule.loan_days, library._calendar(today), rule.due_on
            )

    @api.depends("line_ids.book_id", "loan_ids.returned_at", "loan_ids.voided_at", "class_id")
    def _compute_preview(self):
        """Show what is wanting, of saved sets only: a client can put any class into one that is not."""
        for textbooks in self:
            # read as it will be given out; the set itself is the user's to read
            gaps = textbooks._origin.sudo()._gaps() if textbooks._origin else []
            textbooks.gap_count = len(gaps)
            textbooks.ready_count = sum(not gap.blocks for gap in gaps)
            rows = textbooks._previewed(gaps)
            textbooks.preview = rows and self.env["ir.qweb"]._render(
                "sipuspa_library.textbook_preview", {"rows": rows}
            )

    def _previewed(self, gaps):
        """Return ``(title, how many are without, names and reasons)`` of what cannot be given out now."""
        event, rows = self.env["library.event"], []
        for book in self.line_ids.book_id:
            mine = [gap for gap in gaps if gap.book == book and gap.blocks]
            if not mine:
                continue
            reasons = {}
            for gap in mine:
                words = " ".join(event._sentence(block.as_json()) for block in gap.blocks)
                reasons.setdefault(words, []).append(gap.pupil.display_name)
            told = [
                f"{words} {', '.join(names[:NAMES_SHOWN])}{' …' if names[NAMES_SHOWN:] else ''}"
                for words, names in reasons.items()
            ]
            rows.append((book.name, len(mine), told))
        return rows

    # ------------------------------------------------------------------
    # JUDGING
    # ------------------------------------------------------------------

    def _gaps(self, pupils=None, free=None):
        """Return a :class:`Gap` for every title of the set that a pupil of the class has not.

        In a fixed number of statements, whatever the size of the class. In superuser mode. Asked of the
        whole class, who has brought a title back is not without it: in June nothing is given out again.

        :param pupils: those asked about, by default the whole class
        :param free: the copies to choose from, by default all there are, in the order they were received
        """
        self.ensure_one()
        members, books = self._pupils(), self.line_ids.book_id
        numbers = self._numbers(members)
        asked = members if pupils is None else members & pupils
        if not asked or not books:
            return []
        if free is None:
            copies = self.env["library.copy"]
            own = copies._textbooks_domain(self.library_id)
            free = copies.search_fetch(own & Domain("book_id", "in", books.ids), order="id")
        given = self._given_to(asked, free)
        has = {pupil: given[pupil].mine.filtered("counted_apart").book_id for pupil in asked}
        if pupils is None:
            for pupil, book in self._brought_back(asked):
                has[pupil] |= book
        by_book = free.grouped("book_id")
        gaps = []
        for book in books:
            shelf = list(by_book.get(book, free.browse()))
            for pupil in asked:
                if book not in has[pupil]:
                    gaps.append(self._gap(pupil, book, shelf, given[pupil], numbers[pupil]))
        return gaps

    def _brought_back(self, pupils):
        """Return ``(pupil, title)`` of what these pupils had from this set and have no more."""
        domain = Domain("set_id", "=", self.id) & Domain("membership_id", "in", pupils.ids)
        ended = Domain("returned_at", "!=", False) & Domain("voided_at", "=", False)
        return self.env["library.loan"]._read_group(domain & ended, ["membership_id", "book_id"])

    def _gap(self, pupil, book, shelf, given, number):
        """Return the :class:`Gap` of one pupil and title; a copy that is given is taken from the shelf."""
        none = self.env["library.copy"]
        if not shelf:
            return Gap(pupil, book, none, {}, [textbook.NO_COPY_LEFT])
        situation = pupil._situation(shelf[0], given)
        blocks = textbook.asked(pupil._blocks(shelf[0], situation, given))
        if blocks:
            return Gap(pupil, book, none, {}, blocks)
        copy = shelf.pop(0)
        given.counts[copy.collection_type_id.id] += 1
        vals = {
            **pupil._loan_vals(copy, situation, given, []),
            "set_id": self.id,
            "set_number": number,
            "condition_out": copy.condition or "good",
        }
        return Gap(pupil, book, copy, vals, [])

    def _given_to(self, pupils, copies):
        """Return ``{pupil: what is known for judging}``, read at once for all of them."""
        pupils.member_id.fetch(["occupation", "sex", "birth_date"])
        common = pupils[0]._given(copies)
        mine = pupils._open_loans().grouped("membership_id")
        none = self.env["library.loan"]
        rules = self._in_year(common.rules)
        return {
            pupil: replace(
                common,
                rules=rules,
                mine=mine.get(pupil, none),
                counts=Counter(loan.collection_type_id.id for loan in mine.get(pupil, none)),
            )
            for pupil in pupils
        }

    def _in_year(self, rules):
        """Return loan rules by which all is due when the school year ends, or on their own fixed day."""
        end = self.class_id.year_id.date_to
        return [replace(rule, due_on=rule.due_on or end) for rule in rules]

    # ------------------------------------------------------------------
    # GIVING OUT
    # ------------------------------------------------------------------

    def action_assign(self):
        """Give every pupil a copy of every title, as far as there are copies; again, what is still wanting.

        :return: the progress bar: at most a hundred books a step
        """
        self.ensure_one()
        self.check_access("write")
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        if not self.line_ids:
            raise UserError(self.env._("Add the titles first."))
        if not self.class_id.pupil_count:
            raise UserError(self.env._("Nobody is in %s now.", self.class_id.name))
        if not self.ready_count:
            raise UserError(
                self.env._(
                    "There is nothing to give out: see below what is wanting. Copies must be of a "
                    "collection type counted apart, such as Textbook, and stand on the shelf."
                )
            )
        return self._begin("assign")

    def _assign_some(self, limit):
        self.sudo()._touch()  # of two who give out this set, the later sees what the first has done
        self._assign(self._ready()[:limit], ActKey(OFFICE, str(uuid4())))

    def _ready(self):
        """Return the gaps that can be filled now."""
        # the caller has checked the set; what a copy may be lent for is read past the wall
        return [gap for gap in self.sudo()._gaps() if not gap.blocks]

    def _assign(self, gaps, key):
        """Lend what ``gaps`` name, all of it free of blocks: one line of the ledger a copy.

        The caller has checked the set, written its row and judged the gaps afterwards.
        """
        copies = self.env["library.copy"].concat(*(gap.copy for gap in gaps))
        payload = [self.id, [gap.pupil.id for gap in gaps]]
        events_sudo, fresh = self.env["library.event"]._claim(
            key, "lend", self.library_id, copies, payload
        )
        if fresh:
            for event_sudo, gap in zip(events_sudo, gaps, strict=True):
                event_sudo._settle(membership_id=gap.pupil.id)
            pupils_sudo = self.env["library.membership"].sudo().union(*(gap.pupil for gap in gaps))
            pupils_sudo._write_loans(
                [(event, gap.vals) for event, gap in zip(events_sudo, gaps, strict=True)]
            )

    def _give(self, pupil, copy, key):
        """Give one scanned copy to a pupil of the class; refused with every block at once.

        The caller has checked that the user works in the library. Sent again, it is answered as before,
        whichever pupil the screen has come to meanwhile.

        :return: the answer of the ledger
        """
        events_sudo, fresh = self.env["library.event"]._claim(
            key, "lend", self.library_id, copy, [self.id]
        )
        if fresh:
            set_sudo = (
                self.sudo()
            )  # the caller has checked the set; loans are written by verbs only
            set_sudo._touch()
            [event_sudo] = events_sudo
            event_sudo._settle(membership_id=pupil.id)
            vals, blocks = set_sudo._judged(pupil.sudo(), copy.sudo())
            event_sudo._settle_blocks(blocks, [], None)
            if not blocks:
                pupil.sudo()._write_loans([(event_sudo, vals)])
        return events_sudo._answers()[0]

    def _judged(self, pupil, copy):
        """Return ``(values of the loan, blocks)`` of a copy in somebody's hand. In superuser mode."""
        blocks = list(
            textbook.obstacles(
                self.class_id.name,
                pupil.class_id == self.class_id,
                copy.book_id in self.line_ids.book_id,
                copy.collection_type_id.counts_apart,
            )
        )
        if blocks:
            return {}, blocks
        gap = next((gap for gap in self._gaps(pupil, copy) if gap.book == copy.book_id), None)
        return (gap.vals, gap.blocks) if gap else ({}, [textbook.HAS_TITLE])


class LibraryEvent(models.Model):
    _inherit = "library.event"

    def _words(self, args, when):
        env = self.env
        return {
            **super()._words(args, when),
            "no_copy_left": lambda: env._("No copy is left on the shelf."),
            "not_in_class": lambda: env._("Not a pupil of %s.", args["class_name"]),
            "not_in_set": lambda: env._("This title is not in the set of %s.", args["class_name"]),
            "not_a_textbook": lambda: env._(
                "This copy is not a textbook. Set its collection type first."
            ),
            "has_title_already": lambda: env._("Has this title already."),
        }
