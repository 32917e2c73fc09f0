from odoo import fields, models

from ..tools.document import Column


class LibraryWeeding(models.Model):
    """The minutes of a weeding (berita acara penyiangan): what goes and why, its value, what stays."""

    _inherit = "library.weeding"

    def _minutes(self):
        """Return ``(PDF, file name)`` of the minutes; of a proposal, before it is decided."""
        self.ensure_one()
        env, library = self.env, self.library_id
        done = self.state == "done"
        title = env._("Minutes of the Weeding") if done else env._("Proposal of Weeding")
        paper = library._document(title.upper(), env._("Number: %s", self.number), landscape=True)
        paper.meta(
            [
                (env._("Library"), library.name),
                (env._("Proposed by"), self._who_and_when("proposed")),
                (env._("Approved by"), self.state != "draft" and self._who_and_when("decided")),
                (env._("Withdrawn"), self._who_and_when("done")),
                (env._("Reason"), self.reason),
                (env._("Remark of the Office"), self.remark),
            ]
        )
        kept = self.line_ids.filtered(lambda line: line.outcome == "kept")
        if done:
            paper.paragraph(
                env._(
                    "The copies below were taken out of the stock. Their accession numbers stay in "
                    "the register and are not given again."
                )
            )
        self._lines_table(paper, self.line_ids - kept)
        if kept:
            paper.paragraph(env._("Approved, but not withdrawn: %s", len(kept)), bold=True)
            self._kept_table(paper, kept)
        day = library._local(self.done_at or fields.Datetime.now()).date()
        paper.signatures(*library._signatures(library._place_and_date(day)))
        name = f"{self.number}-{library.code}".replace("/", "-")
        return paper.render(), f"{name}.pdf"

    def _who_and_when(self, act):
        moment = self[f"{act}_at"]
        if not moment:
            return ""
        day = self.library_id._local(moment).date()
        # the name of a colleague, who may be of the office or of another library's team
        return f"{self[f'{act}_by_id'].sudo().name}, {self.library_id._long_date(day)}"

    def _lines_table(self, paper, lines):
        env = self.env
        columns = [
            Column(env._("No."), 12, "right"),
            Column(env._("Accession number"), 36),
            Column(env._("Title")),
            Column(env._("Year"), 16),
            Column(env._("Call number"), 32),
            Column(env._("Why"), 52),
            Column(env._("Price"), 28, "right", total=True, write=self._amount),
        ]
        rows = [
            (
                str(number),
                line.accession_number,
                line.book_id.name,
                line.book_id.year or "",
                line.call_number,
                line.why or "",
                line.price,
            )
            for number, line in enumerate(self._on_the_shelf(lines), 1)
        ]
        paper.table(columns, rows)

    def _kept_table(self, paper, lines):
        env = self.env
        columns = [
            Column(env._("No."), 12, "right"),
            Column(env._("Accession number"), 36),
            Column(env._("Title")),
            Column(env._("Stays because"), 90),
        ]
        rows = [
            (str(number), line.accession_number, line.book_id.name, line.kept_because)
            for number, line in enumerate(self._on_the_shelf(lines), 1)
        ]
        paper.table(columns, rows)

    def _on_the_shelf(self, lines):
        return lines.sorted(lambda line: (line.copy_id.call_sort or "", line.id))

    def _amount(self, price):
        return self.currency_id.format(price)
