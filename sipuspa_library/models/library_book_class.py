from odoo import api, fields, models

from ..tools import class_number


class LibraryBook(models.Model):
    """Where a title stands among the others: its class, in the order of the shelf."""

    _name = "library.book"
    _inherit = ["library.book", "library.shelf.order.mixin"]
    _shelf_order = {"class_number": "class_sort"}

    class_sort = fields.Char(
        string="Shelf Order", compute="_compute_class_sort", store=True, index=True
    )

    def init(self):
        super().init()
        self._order_by_bytes()

    @api.depends("class_number")
    def _compute_class_sort(self):
        for book in self:
            book.class_sort = class_number.sort_key(book.class_number)
