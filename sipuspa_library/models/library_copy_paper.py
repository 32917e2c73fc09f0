from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import slips

MAX_CARDS = 500


class LibraryCopy(models.Model):
    """What is printed of copies, and that it was: a number on paper is never freed again."""

    _name = "library.copy"
    _inherit = ["library.copy", "library.paper.mixin"]
    _papers = {"cards": "_book_cards_pdf", "transit": "_transit_slips_pdf", "slip": "_slip_pdf"}

    def _mark_printed(self):
        """Note when the numbers of these copies first went on paper. In superuser mode."""
        self.filtered(lambda copy: not copy.printed_at).printed_at = fields.Datetime.now()

    def action_book_cards(self):
        """Download a book card and a due-date slip for each of these copies of the user's library."""
        self._check_book_cards()
        return self._paper_action("cards")

    def _check_book_cards(self):
        self.check_access("write")
        if len(self) > MAX_CARDS:
            raise UserError(
                self.env._("Choose at most %s copies: two of them fill a page.", MAX_CARDS)
            )

    def _book_cards_pdf(self):
        self._check_book_cards()  # whoever types the address is asked, too
        self.sudo()._mark_printed()  # no field of a form; the right to the copies was checked above
        env = self.env
        words = slips.SlipWords(
            card=env._("Book Card"),
            slip=env._("Due-date Slip"),
            member=env._("Card Number"),
            due=env._("Due"),
            returned=env._("Returned"),
            please=env._("Please bring this book back by the last date below."),
        )
        books = [
            slips.Book(
                library=copy.library_id.name,
                call_number=copy.call_number or "",
                accession_number=copy.accession_number,
                barcode=copy.barcode,
                author=copy.book_id.contributor_text or "",
                title=copy.book_id.name,
            )
            for copy in self
        ]
        return slips.render(books, words), env._("Book Card") + ".pdf"
