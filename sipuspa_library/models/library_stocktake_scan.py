import psycopg2.errors

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import isbn, numbers, stocktake

MAX_CODES = 500
LAST = 10


class LibraryStocktake(models.Model):
    """Scanning: a number in, a line written, an answer out; safe to send again."""

    _inherit = "library.stocktake"

    def scan(self, codes, shelf_id=False):
        """Count the copies with these scanned or typed numbers; one answer a number, in order.

        The door for the count screen. Each call is a transaction of its own: what was answered is
        kept. Sent twice, a number is counted once. The statements it takes depend neither on the
        size of the count nor on how many numbers are sent.

        :param codes: barcodes or accession numbers, at most 500; blank ones are passed over
        :param shelf_id: the shelf they stand on, where whoever scans has said so
        :return: see :meth:`library.stocktake.line._answer`
        """
        self.ensure_one()
        self._check_may_count()
        codes, shelf = self._codes(codes), self._shelf(shelf_id)
        # lines are written by the verbs only; who may count here was checked above
        return self.sudo()._count(codes, shelf)

    def tally(self):
        """Return how far the count is, and what this user scanned last: what the screen starts with."""
        self.ensure_one()
        self._check_may_count()
        mine = self.env["library.stocktake.line"].search(
            [("stocktake_id", "=", self.id), ("scanned_by_id", "=", self.env.uid)],
            order="scanned_at DESC, id DESC",
            limit=LAST,
        )
        return {
            "name": self.display_name,
            "library": self.library_id.name,
            "scope": self._scope_words(),
            "state": self.state,
            "seen": self.seen_count,
            "due": self.due_count,
            "on_loan": self.on_loan_count,
            "shelves": [[shelf.id, shelf.display_name] for shelf in self._shelves()],
            "last": [line._answer() for line in mine],
        }

    def _codes(self, codes):
        if not isinstance(codes, list) or len(codes) > MAX_CODES:
            raise UserError(self.env._("Send at most %s numbers at a time.", MAX_CODES))
        return list(filter(None, map(self.env["library.desk"]._code, codes)))

    def _shelves(self):
        """Return the shelves somebody who counts here may stand at."""
        chosen = [("id", "in", self.shelf_ids.ids)] if self.shelf_ids else []
        room = self._room_domain() if self.room else [("library_id", "=", self.library_id.id)]
        return self.env["library.shelf"].search([*chosen, *room])

    def _shelf(self, shelf_id):
        """Return the shelf that is counted: the one said, else the only one this count is about."""
        if not shelf_id:
            return self.shelf_ids if len(self.shelf_ids) == 1 else self.shelf_ids.browse()
        said = [("id", "=", shelf_id), ("library_id", "=", self.library_id.id)]
        shelf = self.env["library.shelf"].search(said) if isinstance(shelf_id, int) else None
        if not shelf:
            raise UserError(self.env._("This shelf is not in this library. Choose another one."))
        return shelf

    def _count(self, codes, shelf):
        """Find, judge, write, answer. In superuser mode."""
        self._hold_open()
        copies = self._copies_of(codes)
        lines = self._lines_of(copies)
        results = self._judge(copies, lines, shelf)
        fresh = self._write_lines(lines, copies, results, shelf)
        return [self._answer_to(code, copies[code], lines, fresh) for code in codes]

    def _hold_open(self):
        """Keep the count open until this scan is kept: closing waits for it, or it comes too late.

        Scans share this lock, so none waits for another.
        """
        self.flush_recordset(["state"])
        self.env.cr.execute(
            SQL("SELECT state FROM library_stocktake WHERE id = %s FOR SHARE", self.id),
            log_exceptions=False,  # closed at this moment: tried again, and then refused in words
        )
        if self.env.cr.fetchone() != ("open",):
            raise UserError(self.env._("This count is not open. Ask your librarian to open it."))

    # ------------------------------------------------------------------
    # WHAT A NUMBER MEANS
    # ------------------------------------------------------------------

    def _copies_of(self, codes):
        """Return ``{code: copy}``; no copy where nobody knows the number, or only chance would choose.

        A book whose sticker is gone is known by its accession number.
        """
        meant = {code: {code, numbers.scanned(code)} for code in codes}
        every = list(set().union(*meant.values()))
        here = Domain("library_id", "=", self.library_id.id)
        found = self.env["library.copy"].search_fetch(
            Domain("barcode", "in", every) | (here & Domain("accession_number", "in", every)),
            [
                "barcode",
                "accession_number",
                "barcode_issued",
                "manual_state",
                "status",
                "library_id",
                "station_id",
                "shelf_id",
                "book_id",
            ],
        )
        candidates = {}
        for copy in found:
            for number in {copy.barcode, copy.accession_number}:
                candidates.setdefault(number, set()).add(copy)
        return {
            code: self._best(
                set().union(*(candidates.get(number, ()) for number in numbers_)), numbers_
            )
            for code, numbers_ in meant.items()
        }

    def _best(self, candidates, meant):
        """Return the copy that is meant: ours first, live ones first, then one we gave the number.

        A sticker goes before a number in the register.
        """

        def rank(copy):
            return (
                not copy._minded_by(self.library_id),
                copy.manual_state == "withdrawn",
                copy.barcode not in meant,
                not copy.barcode_issued,
            )

        ranked = sorted(candidates, key=lambda copy: (rank(copy), copy.id))
        equals = [copy for copy in ranked if rank(copy) == rank(ranked[0])]
        return equals[0] if len(equals) == 1 else self.env["library.copy"]

    def _lines_of(self, copies):
        """Return the lines there are for these numbers, as ``{copy or number: line}``."""
        ids = [copy.id for copy in copies.values() if copy]
        unknown = Domain([("copy_id", "=", False), ("code", "in", list(copies))])
        lines = self.env["library.stocktake.line"].search(
            Domain("stocktake_id", "=", self.id) & (Domain("copy_id", "in", ids) | unknown)
        )
        return {line.copy_id or line.code: line for line in lines}

    # ------------------------------------------------------------------
    # JUDGING AND WRITING
    # ------------------------------------------------------------------

    def _judge(self, copies, lines, shelf):
        """Return ``{copy or number: result}`` of all that is kept.

        An ISBN is the publisher's, the same on every copy: it is answered, and not kept.
        """
        known = self.env["library.copy"].concat(*set(copies.values()))
        in_scope = self.env["library.copy"].search(
            Domain("id", "in", known.ids) & self._home_domain() & self._scope_domain()
        )
        results = {
            copy: stocktake.result_of(
                stocktake.Seen(
                    status=copy.status,
                    at_home=copy._home() == self.library_id,
                    in_scope=copy in in_scope or (copy in lines and lines[copy].expected),
                    on_shelf=not shelf or copy.shelf_id in (shelf, shelf.browse()),
                )
            )
            for copy in known
        }
        strange = (code for code, copy in copies.items() if not copy and not self._is_isbn(code))
        return results | dict.fromkeys(strange, stocktake.UNKNOWN)

    @staticmethod
    def _is_isbn(code):
        return isbn.normalised(code)[1]

    def _write_lines(self, lines, copies, results, shelf):
        """Write what is new or different, put it into ``lines``, and return its keys.

        Always in one order: two piles with the same books never wait for each other in a ring.
        """
        scan = {
            "scanned_at": fields.Datetime.now(),
            "scanned_by_id": self.env.uid,
            "shelf_id": shelf.id,
        }
        other = [key for key in results if key in lines and lines[key].result != results[key]]
        self._lock_lines([lines[key].id for key in other])
        for key in other:
            lines[key].write({**scan, "result": results[key]})
        new = [key for key in results if key not in lines]
        new.sort(key=lambda key: (1, 0, key) if isinstance(key, str) else (0, key.id, ""))
        common = {**scan, "stocktake_id": self.id, "library_id": self.library_id.id}
        rows = [
            {
                **common,
                "result": results[key],
                **({"code": key} if results[key] == stocktake.UNKNOWN else {"copy_id": key.id}),
            }
            for key in new
        ]
        lines.update(zip(new, self._insert(rows), strict=True))
        self._forget_unknown(copies, lines)
        return {*other, *new}

    def _lock_lines(self, ids):
        """Take the lines to be written; whoever has just written one of them is seen at the next try."""
        if ids:
            self.env.cr.execute(
                SQL(
                    "SELECT FROM library_stocktake_line WHERE id IN %s "
                    "ORDER BY id FOR NO KEY UPDATE",
                    tuple(ids),
                ),
                log_exceptions=False,  # who comes second is retried: nothing for the log
            )

    def _insert(self, rows):
        """Make lines; where somebody has just made one of them, the scan is tried again and finds it."""
        try:
            lines = self.env["library.stocktake.line"].create(rows)
            self.env.flush_all()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("somebody scanned this at the same moment") from error
        return lines

    def _forget_unknown(self, copies, lines):
        """A number that nobody knew belongs to a copy now: it was received in the meantime."""
        solved = [lines.pop(code) for code, copy in copies.items() if copy and code in lines]
        self.env["library.stocktake.line"].concat(*solved).unlink()

    def _answer_to(self, code, copy, lines, fresh):
        """Return the answer to one number; a number scanned twice in a pile is fresh only once."""
        key = copy or code
        if key not in lines:
            return self._isbn_answer(code)
        again = key not in fresh
        fresh.discard(key)
        return lines[key]._answer(code, again)

    def _isbn_answer(self, code):
        return {
            "code": code,
            "result": False,
            "tone": "warning",
            "again": False,
            "expected": False,
            "title": False,
            "message": self.env._("This is the publisher's ISBN. Scan the library's own sticker."),
        }
