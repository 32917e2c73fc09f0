from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..tools import numbers, title_scan

SHOWN = 10


class Meant(NamedTuple):
    """What a code can mean at a library; nothing is chosen yet."""

    copies: models.Model
    memberships: models.Model
    visitor_sudo: models.Model  # a person of another library, of whom only the name is told


class LibraryDesk(models.AbstractModel):
    """What a scanned or typed code means at a library: a person, a copy, or words to search by."""

    _inherit = "library.desk"

    @api.model
    def _meant(self, code, library):
        """Return what ``code`` means here: what is printed on a card or sticker before what is typed.

        So a number on a card is never held up by a line of the register that counts alike. What is this
        library's own goes first, so that a foreign person never stands between the desk and a book of
        its own.
        """
        membership = self._local_member(code, library)
        visitor_sudo = self.env["library.member"].sudo().browse()  # nobody yet
        copies = self.env["library.copy"]._scan(code, library)
        # a number we issued is on no card, whatever its owner's old cards say
        if not membership and not copies[:1].barcode_issued:
            membership, visitor_sudo = self._by_card(code, library)
        own = copies._minded_by(library)
        if not own and not membership:
            own, membership = self._by_register(code, library)
        if own or membership:
            return Meant(own, membership, visitor_sudo.browse())
        return Meant(copies.browse() if visitor_sudo else copies, membership, visitor_sudo)

    def _local_member(self, code, library):
        # the caller works in this library: all its members are theirs to see
        memberships_sudo = self.env["library.membership"].sudo().with_context(active_test=False)
        local_sudo = memberships_sudo.search(
            [("library_id", "=", library.id), ("local_number", "=", numbers.scanned(code))],
            limit=1,
            order="id",
        )
        return local_sudo._in_force().with_env(self.env)

    def _by_card(self, code, library):
        """Return the membership here of the person with this card or NISN, or the person, if foreign."""
        member_sudo = self.env["library.member"]._by_card(code)
        ours_sudo = member_sudo.membership_ids.filtered(lambda row: row.library_id == library)
        return ours_sudo.with_env(self.env), member_sudo.browse() if ours_sudo else member_sudo

    def _by_register(self, code, library):
        """Return the copies and memberships that the library's own books count so."""
        copies = self.env["library.copy"]._with_register_number(code, library)
        memberships = self.env["library.membership"].search(
            [("library_id", "=", library.id), ("nipd", "=", numbers.scanned(code))], limit=SHOWN
        )
        return copies, memberships

    # ------------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------------

    @api.model
    def _hits(self, text, library):
        """Return the titles and members of ``library`` an ISBN or words can mean, a bounded number.

        :return: ``{"titles": [...], "members": [...], "more": there are others}``
        """
        books, members = self._titles_found(text, library), self._members_found(text, library)
        return {
            "titles": self._title_cards(books[:SHOWN], library),
            "members": self._member_cards(members[:SHOWN]),
            "more": len(books) > SHOWN or len(members) > SHOWN,
        }

    def _titles_found(self, text, library):
        books = self.env["library.book"]
        reading = title_scan.read(text)
        if reading.kind not in ("words", "shop_code"):
            return books._with_number(reading, text)
        here = Domain("holding_ids", "any", [("library_id", "=", library.id)])
        return books.search(books._words_domain(text) & here, limit=SHOWN + 1, order="name, id")

    def _members_found(self, text, library):
        return self.env["library.membership"].search(
            [("library_id", "=", library.id), ("member_id", "ilike", text)], limit=SHOWN + 1
        )

    def _title_cards(self, books, library):
        """Return these titles with the copies ``library`` minds of each, those at hand first."""
        copies = self.env["library.copy"].search_fetch(
            Domain("book_id", "in", books.ids)
            & (Domain("library_id", "=", library.id) | Domain("station_id", "=", library.id))
            & Domain("manual_state", "!=", "withdrawn")
        )
        by_book = copies.sorted(lambda copy: copy.status != "available").grouped("book_id")
        return [
            {
                "book_id": book.id,
                "title": book.name,
                "authors": book.contributor_text or "",
                "copies": self._copy_cards(by_book.get(book, copies.browse())[:SHOWN]),
            }
            for book in books
        ]
