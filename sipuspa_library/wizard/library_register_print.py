from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..tools import workbook
from ..tools.document import Column, Row
from ..tools.register import EDITIONS

MAX_COPIES = 50_000
OUT_OF_FORCE = ("withdrawn", "lost")


class LibraryRegisterPrint(models.TransientModel):
    """The accession register of a period, a line a copy, as a PDF to bind or a workbook to work on.

    Once it is handed out, the numbers in it are on paper.
    """

    _name = "library.register.print"
    _description = "Accession Register"
    _inherit = ["library.register.mixin"]

    date_from = fields.Date(string="Received from")
    date_to = fields.Date(string="Received until")
    edition = fields.Selection(
        selection=[
            ("simple", "Accession register, short"),
            ("school", "Accession register, with authors"),
            ("complete", "Accession list, all columns"),
        ],
        required=True,
        default="school",
    )
    copy_count = fields.Integer(string="Copies", compute="_compute_copy_count")

    @api.depends("library_id", "date_from", "date_to")
    def _compute_copy_count(self):
        for wizard in self:
            wizard.copy_count = self.env["library.copy"].search_count(wizard._copies_domain())

    def _copies_domain(self):
        return [
            ("library_id", "=", self.library_id.id),
            ("received_on", ">=", self.date_from),
            ("received_on", "<=", self.date_to),
        ]

    def _hand_out(self, paper):
        self.ensure_one()
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        count = self.copy_count
        if not count:
            raise UserError(
                self.env._("No copies were received in this period. Choose other dates.")
            )
        if count > MAX_COPIES:
            raise UserError(
                self.env._(
                    "%(count)s copies are too many for one paper. Choose a shorter period.",
                    count=count,
                )
            )
        # that a number is on paper is no field of a form; the right was checked above
        self.env["library.copy"].sudo().search(
            [*self._copies_domain(), ("printed_at", "=", False)]
        )._mark_printed()
        return self._paper_action(paper)

    # ------------------------------------------------------------------
    # LINES
    # ------------------------------------------------------------------

    def _lines(self):
        """Return the lines of the register, a dict of plain values a copy, in the order of receipt."""
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        copies = self.env["library.copy"].search(self._copies_domain(), order="received_on, id")
        acquisitions = self.env["library.copy.acquisition"]
        bought = copies._acquired()
        words = {
            "status": dict(copies._fields["status"]._description_selection(self.env)),
            "fund_source": dict(
                acquisitions._fields["fund_source"]._description_selection(self.env)
            ),
        }
        return [
            self._line(number, copy, bought.get(copy, acquisitions), words)
            for number, copy in enumerate(copies, 1)
        ]

    def _line(self, number, copy, bought, words):
        book = copy.book_id
        fund_source = words["fund_source"].get(bought.fund_source, "")
        struck = copy.status in OUT_OF_FORCE
        remarks = (words["status"][copy.status] if struck else "", copy.note)
        return {
            "line": number,
            "received_on": copy.received_on,
            "accession_number": copy.accession_number,
            "collection_type": copy.collection_type_id.name,
            "title": ": ".join(filter(None, (book.name, book.subtitle))),
            "author": book.contributor_text or "",
            "edition": book.edition or "",
            "place": book.place or "",
            "publisher": book.publisher or "",
            "year": book.year or "",
            "extent": book.extent or "",
            "pieces": 1,
            "price": bought.price or 0,
            "fund_source": fund_source,
            "source_name": bought.source_name or "",
            "source": " · ".join(filter(None, (fund_source, bought.source_name))),
            "call_number": copy.call_number or "",
            "isbn": book.isbn or "",
            "remarks": " · ".join(filter(None, remarks)),
            "struck": struck,
        }

    def _headings(self):
        env = self.env
        return {
            "line": env._("No."),
            "received_on": env._("Received"),
            "accession_number": env._("Accession Number"),
            "collection_type": env._("Collection Type"),
            "title": env._("Title"),
            "author": env._("Author"),
            "edition": env._("Edition"),
            "place": env._("Place"),
            "publisher": env._("Publisher"),
            "year": env._("Year"),
            "extent": env._("Description"),
            "pieces": env._("Pieces"),
            "price": env._("Price (Rp)"),
            "fund_source": env._("Fund Source"),
            "source_name": env._("Supplier or Donor"),
            "source": env._("Source"),
            "call_number": env._("Call Number"),
            "isbn": env._("ISBN"),
            "remarks": env._("Remarks"),
        }

    # ------------------------------------------------------------------
    # PAPERS
    # ------------------------------------------------------------------

    def _register_pdf(self):
        self.ensure_one()
        library, columns, headings = self.library_id, EDITIONS[self.edition], self._headings()
        lines = self._lines()
        paper = library._document(self._title().upper(), paper=self.paper, landscape=True)
        paper.meta([(self.env._("Period"), self._period_words())])
        paper.table(
            [
                Column(
                    headings[column.key],
                    column.width,
                    column.align,
                    column.total,
                    self._figure if column.key in ("price", "pieces") else str,
                )
                for column in columns
            ],
            [
                Row(
                    tuple(self._cell(line[column.key]) for column in columns),
                    struck=line["struck"],
                )
                for line in lines
            ],
            size=6.5 if self.edition == "complete" else 8,
        )
        if self.edition != "complete":
            paper.table(
                [
                    Column(headings["source"], 90),
                    Column(headings["pieces"], 25, "right", True),
                    Column(headings["price"], 40, "right", True, self._figure),
                ],
                self._totals_by_source(lines),
            )
        today = library._today()
        paper.signatures(*library._signatures(before_head=library._place_and_date(today)))
        return paper.render(), self._file_name("pdf")

    def _title(self):
        env = self.env
        return (
            env._("Accession list") if self.edition == "complete" else env._("Accession register")
        )

    def _totals_by_source(self, lines):
        """Return a line a fund source: pieces and money of what is in force."""
        totals = {}
        for line in lines:
            if not line["struck"]:
                total = totals.setdefault(line["fund_source"] or self.env._("Not stated"), [0, 0])
                total[0] += 1
                total[1] += line["price"]
        return [Row((source, *total)) for source, total in sorted(totals.items())]

    def _figure(self, number):
        """Return a figure as it is written here: 1.234, and nothing for nothing."""
        return formatLang(self.env, number, digits=0) if number else ""

    def _register_workbook(self):
        self.ensure_one()
        columns, headings = EDITIONS[self.edition], self._headings()
        content = workbook.render(
            self._title(),
            [
                workbook.Heading(headings[column.key], (column.width or 60) / 2)
                for column in columns
            ],
            [[line[column.key] for column in columns] for line in self._lines()],
        )
        return content, self._file_name("xlsx")
