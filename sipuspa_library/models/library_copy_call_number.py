from odoo import api, fields, models

from ..tools import class_number


class LibraryCopy(models.Model):
    """What a copy's spine says, and where it stands on the shelf because of that.

    Its own call number, else its library's for the title, else the title's behind the library's
    prefix and the collection's mark.
    """

    _name = "library.copy"
    _inherit = ["library.copy", "library.shelf.order.mixin"]
    _shelf_order = {"call_number": "call_sort"}

    own_call_number = fields.Char(help="Where the spine already carries another call number.")
    call_number = fields.Char(compute="_compute_call_number", store=True)
    call_sort = fields.Char(string="Shelf Order", compute="_compute_call_number", store=True)

    _call_sort_idx = models.Index("(library_id, call_sort, id)")

    def init(self):
        self._order_by_bytes()
        return super().init()

    @api.depends(
        "own_call_number",
        "library_id.call_number_prefix",
        "collection_type_id.call_number_mark",
        "book_id.call_number",
        "book_id.local_ids.call_number",
    )
    def _compute_call_number(self):
        local = self._local_call_numbers()
        for copy in self:
            prefix = copy.library_id.call_number_prefix
            mark = copy.collection_type_id.call_number_mark
            proposed = " ".join(filter(None, (prefix, mark, copy.book_id.call_number)))
            own = copy.own_call_number or local.get((copy.library_id.id, copy.book_id.id))
            copy.call_number = own or proposed
            copy.call_sort = class_number.sort_key(self._behind(prefix, copy.call_number))

    def _local_call_numbers(self):
        """Return the call number a library has for a title, by library and title."""
        rows = self.env["library.book.local"].search_fetch(
            [
                ("library_id", "in", self.library_id.ids),
                ("book_id", "in", self.book_id.ids),
                ("call_number", "!=", False),
            ],
            ["library_id", "book_id", "call_number"],
        )
        return {(row.library_id.id, row.book_id.id): row.call_number for row in rows}

    @staticmethod
    def _behind(prefix, number):
        """Return a call number without the library's prefix, which parts nothing on its shelves."""
        return number.removeprefix(prefix) if prefix else number
