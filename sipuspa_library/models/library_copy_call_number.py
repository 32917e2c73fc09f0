from odoo import api, fields, models

from ..tools import class_number


class LibraryCopy(models.Model):
    """What a copy's spine says, and where it stands on the shelf because of that."""

    _name = "library.copy"
    _inherit = ["library.copy", "library.shelf.order.mixin"]
    _shelf_order = {"call_number": "call_sort"}

    own_call_number = fields.Char(help="Where the spine already carries another call number.")
    call_number = fields.Char(compute="_compute_call_number", store=True)
    call_sort = fields.Char(string="Shelf Order", compute="_compute_call_number", store=True)

    _call_sort_idx = models.Index("(library_id, call_sort, id)")

    def init(self):
        super().init()
        self._order_by_bytes()

    @api.depends(
        "own_call_number",
        "library_id.call_number_prefix",
        "collection_type_id.call_number_mark",
        "book_id.call_number",
    )
    def _compute_call_number(self):
        for copy in self:
            prefix = copy.library_id.call_number_prefix
            copy.call_number = self._spine(
                copy.own_call_number,
                prefix,
                copy.collection_type_id.call_number_mark,
                copy.book_id.call_number,
            )
            copy.call_sort = class_number.sort_key(self._behind(prefix, copy.call_number))

    @staticmethod
    def _spine(own, prefix, mark, proposed):
        """Return what the spine says: its own call number, else the title's behind prefix and mark."""
        return own or " ".join(part for part in (prefix, mark, proposed) if part)

    @staticmethod
    def _behind(prefix, number):
        """Return a call number without the library's prefix, which parts nothing on its shelves."""
        return number.removeprefix(prefix) if prefix else number
