from odoo import models
from odoo.tools import formatLang
from odoo.tools.pdf import merge_pdf

from ..tools.document import Column, Signature
from .library_book_contributor import MAIN_ROLES


class LibraryTransfer(models.Model):
    """The papers that travel with the books: the list to tick off, and the minutes of what arrived."""

    _inherit = "library.transfer"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_print_manifest(self):
        """Print the delivery notes of these transfers."""
        return self._paper_action("manifest")

    def action_print_minutes(self):
        """Print the minutes of what arrived."""
        return self._paper_action("minutes")

    # ------------------------------------------------------------------
    # PAPERS
    # ------------------------------------------------------------------

    def _paper_manifest(self):
        name = self.number or "transfer" if len(self) == 1 else "transfers"
        return self._joined("_draw_manifest"), f"{name.replace('/', '-')}.pdf"

    def _paper_minutes(self):
        name = self.number or "transfer" if len(self) == 1 else "transfers"
        return self._joined("_draw_minutes"), f"BA-{name.replace('/', '-')}.pdf"

    def _joined(self, method):
        papers = [getattr(transfer, method)().render() for transfer in self]
        return papers[0] if len(papers) == 1 else merge_pdf(papers)

    def _draw_manifest(self):
        """Return the delivery note: what was packed, with a box to tick for each line."""
        env = self.env
        document = self.library_id._document(env._("DELIVERY NOTE"), self._number_line())
        document.meta(self._particulars())
        columns = [*self._line_columns(), Column(env._("Arrived"), 18, "center")]
        document.table(
            columns,
            [
                (*cells, bool(line.arrived_at))
                for line, cells in zip(self.line_ids, self._line_cells(self.line_ids), strict=True)
            ],
        )
        self._sign(document)
        return document

    def _draw_minutes(self):
        """Return the minutes of the receipt: what arrived, and what did not."""
        env = self.env
        document = self.to_library_id._document(env._("MINUTES OF HANDOVER"), self._number_line())
        document.meta(self._particulars())
        document.paragraph(self._statement())
        lines = self.line_ids
        arrived = lines.filtered("arrived_pieces")
        short = lines.filtered(lambda line: line.arrived_pieces < line.pieces)
        if arrived:
            document.paragraph(env._("What arrived"), bold=True)
            document.table(*self._arrived_table(arrived))
        if short:
            document.paragraph(env._("What did not arrive"), bold=True)
            columns = [*self._line_columns(), Column(env._("Missing"), 18, "right", total=True)]
            cells = self._line_cells(short)
            document.table(
                columns,
                [
                    (*row, line.pieces - line.arrived_pieces)
                    for line, row in zip(short, cells, strict=True)
                ],
            )
        self._sign(document)
        return document

    # ------------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------------

    def _number_line(self):
        return self.env._("Number: %s", self.number) if self.number else ""

    def _particulars(self):
        env, sender = self.env, self.library_id
        kinds = dict(self._fields["kind"]._description_selection(env))
        funds = dict(self._fields["fund_source"]._description_selection(env))
        return [
            (env._("Sent From"), sender.name),
            (env._("Sent To"), self.to_library_id.name),
            (env._("Address"), self.to_library_id.address),
            (env._("Kind"), kinds[self.kind]),
            (env._("Sent"), self._day(self.sent_at)),
            (env._("Received"), self._day(self.received_at)),
            (env._("Expected Back"), self.due_back and sender._long_date(self.due_back)),
            (env._("Fund Source"), funds.get(self.fund_source)),
            (env._("Supplier or Donor"), self.source_name),
            (env._("Carried by"), self.carried_by),
            (env._("Note"), self.note),
        ]

    def _day(self, moment):
        """Return the day of a moment, written out, as the regency's clocks show it."""
        return moment and self.library_id._long_date(self._local_day(moment))

    def _local_day(self, moment):
        return self.library_id._local(moment).date()

    def _statement(self):
        """Return the sentence that the two signatures stand under."""
        return self.env._(
            "%(count)s of %(total)s books of this list have been handed over by %(sender)s and "
            "received by %(receiver)s.",
            count=self.arrived_count,
            total=self.piece_count,
            sender=self.library_id.name,
            receiver=self.to_library_id.name,
        )

    def _line_columns(self):
        env = self.env
        number = Column(env._("No."), 10, "right")
        if self.kind == "package":
            return [
                number,
                Column(env._("Title")),
                Column(env._("Author"), 38),
                Column(env._("Year"), 14, "center"),
                Column(env._("Price"), 24, "right", write=self._money),
                Column(env._("Pieces"), 17, "right", total=True),
            ]
        return [
            number,
            Column(env._("Barcode"), 26),
            Column(env._("Accession Number"), 38),
            Column(env._("Title")),
            Column(env._("Call Number"), 26),
        ]

    def _line_cells(self, lines):
        """Return the cells of :meth:`_line_columns` for each of ``lines``."""
        if self.kind == "package":
            return [
                (
                    number,
                    line.book_id.name,
                    self._authors(line.book_id),
                    line.book_id.year or "",
                    line.price or None,
                    line.pieces,
                )
                for number, line in enumerate(lines, 1)
            ]
        return [
            (
                number,
                line.barcode or line.copy_id.barcode,
                line.accession_number or line.copy_id.accession_number,
                line.book_id.name,
                line.copy_id.call_number or "",
            )
            for number, line in enumerate(lines, 1)
        ]

    def _authors(self, book):
        main = book.contributor_ids.filtered(lambda line: line.role in MAIN_ROLES)
        return ", ".join(main.author_id.mapped("name"))

    def _arrived_table(self, lines):
        """Return columns and rows of what arrived; with the new numbers where it changed hands."""
        env, columns = self.env, self._line_columns()
        rows = self._line_cells(lines)
        if self.kind == "package":
            columns.append(Column(env._("Arrived"), 18, "right", total=True))
            rows = [(*row, line.arrived_pieces) for row, line in zip(rows, lines, strict=True)]
        elif self.kind == "ownership":
            columns[-1] = Column(env._("New Number"), 38)
            rows = [
                (*row[:-1], line.copy_id.accession_number)
                for row, line in zip(rows, lines, strict=True)
            ]
        columns.append(Column(env._("Remark"), 28))
        return columns, [
            (*row, line.receipt_note or "") for row, line in zip(rows, lines, strict=True)
        ]

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.library_id.company_id.currency_id)

    def _sign(self, document):
        env, sender, receiver = self.env, self.library_id, self.to_library_id
        document.signatures(
            Signature(
                role=env._("Received by"),
                name=self.receiver_name or "",
                number=self.receiver_nip or "",
                before=self._place_and_day(receiver, self.received_at),
            ),
            Signature(
                role=env._("Handed over by"),
                name=self.sender_name or "",
                number=self.sender_nip or "",
                before=self._place_and_day(sender, self.sent_at),
            ),
        )

    def _place_and_day(self, library, moment):
        return library._place_and_date(self._local_day(moment)) if moment else ""
