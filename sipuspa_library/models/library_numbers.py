from odoo import models
from odoo.tools import SQL

from ..tools import numbers

NUMBER_WINDOW = 500


class LibraryLibrary(models.Model):
    """The numbers a library gives its copies, and those its books carry already."""

    _inherit = "library.library"

    def _take_copy_numbers(self, count, years):
        """Take the next ``count`` running numbers, for good, and return them in order.

        The row is locked until the end of the transaction, so two receipts in one library queue
        up and nothing lies between their numbers but what copies carry already: an old register
        that was typed in is passed over. Only cataloguing does this, never the desk.

        :param years: the years of receipt the accession numbers may be written with
        """
        last = self._lock_copy_numbers()
        taken = []
        while len(taken) < count:
            window = range(last + 1, last + 1 + max(count, NUMBER_WINDOW))
            in_use = self._copy_numbers_in_use(window, years)
            taken += [number for number in window if number not in in_use][: count - len(taken)]
            last = taken[-1] if len(taken) == count else window[-1]
        self._set_last_copy_number(last)
        return taken

    def _free_copy_numbers(self, first):
        """Give back the numbers from ``first`` on: those of a receipt undone, whose copies are deleted."""
        self._lock_copy_numbers()
        self._set_last_copy_number(first - 1)

    def _lock_copy_numbers(self):
        """Write the row that counts, so that who takes or frees numbers meanwhile is retried.

        :return: the last number given
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE library_library SET last_copy_number = COALESCE(last_copy_number, 0) "
                "WHERE id = %s RETURNING last_copy_number",
                self.id,
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        [last] = self.env.cr.fetchone()
        return last

    def _set_last_copy_number(self, last):
        self.env.cr.execute(
            SQL("UPDATE library_library SET last_copy_number = %s WHERE id = %s", last, self.id)
        )
        self.invalidate_recordset(["last_copy_number"])

    def _copy_numbers_in_use(self, window, years):
        """Return those running numbers of ``window`` whose barcode or accession number is taken: a copy
        carries it, or took it with it to another owner.
        """
        barcodes = {self._barcode(number): number for number in window}
        accessions = {
            self._accession_number(number, year): number for number in window for year in years
        }
        self.env["library.copy"].flush_model(["library_id", "barcode", "accession_number"])
        self.env["library.transfer.line"].flush_model(["accession_number", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT barcode, NULL FROM library_copy
                 WHERE barcode IN %(barcodes)s AND (library_id = %(library)s OR barcode_issued)
                UNION ALL
                SELECT NULL, accession_number FROM library_copy
                 WHERE library_id = %(library)s AND accession_number IN %(accessions)s
                UNION ALL
                SELECT NULL, accession_number FROM library_transfer_line
                 WHERE library_id = %(library)s AND accession_number IN %(accessions)s
                   AND kind = 'ownership' AND state = 'arrived'
                """,
                barcodes=tuple(barcodes),
                accessions=tuple(accessions),
                library=self.id,
            )
        )
        return {barcodes.get(barcode) or accessions[accession] for barcode, accession in rows}

    def _barcode(self, number):
        return numbers.issued_barcode(self.barcode_prefix, number)

    def _accession_number(self, number, year):
        return numbers.accession_number(self.accession_pattern, number, self.code, year)

    # ------------------------------------------------------------------
    # NUMBERS THERE ARE
    # ------------------------------------------------------------------

    def _pasted_problems(self, rows):
        """Return what stands in the way of numbers that books carry already, all at once.

        :param rows: :class:`..tools.numbers.Pasted`
        :return: :class:`..tools.numbers.Problem`, about the copy that has the number
        """
        barcodes = {row.barcode: row for row in rows if row.barcode}
        accessions = {row.accession: row for row in rows if row.accession}
        copies = self.env["library.copy"]
        own = ("library_id", "=", self.id)
        # an old sticker is the library's own; a number we gave means one copy everywhere
        same_barcode = copies.search(
            [
                ("barcode", "in", list(barcodes)),
                *("|", ("barcode_issued", "=", True)),
                *("&", own, ("manual_state", "!=", "withdrawn")),
            ]
        )
        same_accession = copies.search([own, ("accession_number", "in", list(accessions))])
        # whose number it was is told by its title, never where it went
        lines_sudo = self.env["library.transfer.line"].sudo()
        given_sudo = lines_sudo._given_away(self, list(accessions))
        problems = [
            self._taken(barcodes[copy.barcode], "barcode_taken", copy) for copy in same_barcode
        ] + [
            self._taken(accessions[copy.accession_number], "accession_taken", copy)
            for copy in same_accession
        ]
        problems += [
            self._taken(accessions[line.accession_number], "accession_taken", line.copy_id)
            for line in given_sudo
        ]
        return sorted(problems, key=lambda problem: problem.line)

    def _taken(self, row, code, copy):
        return numbers.Problem(row.line, row.text, code, copy)

    def _problem_lines(self, problems):
        """Return a sentence a problem: which line, what is wrong."""
        return [
            self.env._(
                "Line %(line)s, %(text)s: %(problem)s",
                line=problem.line,
                text=problem.text,
                problem=self._problem_text(problem),
            )
            for problem in problems
        ]

    def _problem_text(self, problem):
        env, about = self.env, problem.about
        sentences = {
            "columns": lambda: env._(
                "One book a line. Where both numbers are given, a tab or ; stands between them."
            ),
            "unfit": lambda: env._("Too long for a number, or with signs that do not print."),
            "repeated": lambda: env._("Stands in line %s already.", about),
            "barcode_taken": lambda: env._(
                "The barcode of %(title)s in %(library)s.",
                title=about.book_id.name,
                library=about.library_id.name,
            ),
            "accession_taken": lambda: env._("The accession number of %s.", about.book_id.name),
        }
        return sentences[problem.code]()
