from odoo import Command, api, models
from odoo.exceptions import UserError

from ..tools import numbers

PHOTO_SIZE = 2_000_000  # of a photo as it is sent, in letters
SHOWN_ALIKE = 5


class LibraryDesk(models.AbstractModel):
    """Persons and books that are not known yet, while somebody waits: the least there must be.

    A desk officer may enter what only a librarian keeps in order: both land on the list of what is to
    be completed.
    """

    _inherit = "library.desk"

    @api.model
    def register(self, library_id, values, device, request_id):
        """Register a person with a membership of a library, once a request.

        :param values: ``name``, and where known ``sex``, ``category_id``, ``class_name`` and ``photo``
            (base64)
        :return: the member, as :meth:`act` answers a scanned card
        """
        library, key = self._my_library(library_id), self._key(device, request_id)
        wanted = self._person_wanted(values if isinstance(values, dict) else {}, library)
        no_copy = self.env["library.copy"]
        [event_sudo], fresh = self.env["library.event"]._claim(
            key, "register", library, [no_copy], [wanted["name"], wanted["sex"]]
        )
        if fresh:
            membership_sudo = self._registered(library, wanted)
            event_sudo._settle(outcome="done", membership_id=membership_sudo.id)
            self.env.flush_all()
        return self._opened(event_sudo.membership_id.with_env(self.env))

    def _person_wanted(self, values, library):
        """Return what was typed about a person, checked."""
        name, category_id = self._text(values.get("name")), values.get("category_id")
        if not name:
            raise UserError(self.env._("Write the name first."))
        category = self.env["library.member.category"].browse(
            self._distinct([category_id] if category_id else [])
        )
        if not category.exists():
            raise UserError(self.env._("Choose the member category first."))
        photo = values.get("photo") or False
        if photo and not (isinstance(photo, str) and len(photo) <= PHOTO_SIZE):
            raise UserError(self.env._("This photo is too large. Take another one."))
        sex = values.get("sex")
        return {
            "name": name,
            "sex": sex if sex in ("f", "m") else False,
            "photo": photo,
            "category": category,
            "class_name": category.has_class and self._text(values.get("class_name")),
        }

    def _registered(self, library, wanted):
        members_sudo = self.env[
            "library.member"
        ].sudo()  # a desk officer may, through this door only
        membership = {
            "library_id": library.id,
            "category_id": wanted["category"].id,
            "class_name": wanted["class_name"],
            "to_complete": True,
        }
        return members_sudo.create(
            {
                "name": wanted["name"],
                "sex": wanted["sex"],
                "image_1920": wanted["photo"],
                "membership_ids": [Command.create(membership)],
            }
        ).membership_ids

    @api.model
    def alike(self, library_id, what, words):
        """Return who or what a new row may be already, a few: a member here, a title of the catalogue.

        :param what: ``member`` or ``title``
        """
        library, words = self._my_library(library_id), self._text(words)
        if not words or len(words) < 2:
            return []
        if what == "member":
            return self._member_cards(self._members_found(words, library)[:SHOWN_ALIKE])
        books = self.env["library.book"]
        found = books.search(books._words_domain(words), limit=SHOWN_ALIKE, order="name, id")
        return [
            {"book_id": book.id, "title": book.name, "authors": book.contributor_text or ""}
            for book in found
        ]

    @api.model
    def fast_add(self, library_id, title, number, device, request_id, book_id=None):
        """Add a book by its title and the number on it, once a request.

        :param number: a barcode or accession number the book carries; without one, the next is given
        :param book_id: the title in the catalogue that it is one more copy of
        :return: the copy, as :meth:`scan` answers it
        :raise UserError: with what is wrong with the number
        """
        library, key = self._my_library(library_id), self._key(device, request_id)
        title, number = self._text(title), self._text(number) or ""
        if not title:
            raise UserError(self.env._("Write the title first."))
        # a desk officer may, through this door only; the outcome of the act is nobody's to type
        receipts_sudo, request = (
            self.env["library.receipt"].sudo(),
            f"{key.device} {key.request_id}",
        )
        library.sudo()._lock_copy_numbers()
        receipt_sudo = receipts_sudo._of_request(request, library)
        if not receipt_sudo:
            book_sudo = self._title_sudo(title, book_id)
            pasted = [numbers.Pasted(1, number, number)] if number else []
            receipt_sudo = receipts_sudo._receive(
                library, book_sudo, 1, pasted=pasted, finished=True, request_id=request
            )
            receipt_sudo.copy_ids.to_complete = True
        return self._copy_cards(receipt_sudo.copy_ids.with_env(self.env))[0]

    def _title_sudo(self, title, book_id):
        """Return the title chosen from the catalogue, which all may read, or a new one."""
        books = self.env["library.book"]
        if not book_id:
            return books.sudo().create({"name": title})
        book = books.search([("id", "in", self._distinct([book_id]))])
        if not book:
            raise UserError(self.env._("This title is not there any more. Search again."))
        return book.sudo()
