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
    classification_id = fields.Many2one(
        comodel_name="library.classification",
        string="Name of the Class",
        compute="_compute_classification_id",
        readonly=False,
        help="Look for a class by a word or the beginning of its number.",
    )

    def init(self):
        self._order_by_bytes()
        return super().init()

    @api.depends("class_number")
    def _compute_class_sort(self):
        for book in self:
            book.class_sort = class_number.sort_key(book.class_number)

    @api.depends("class_number")
    def _compute_classification_id(self):
        nearest = self.env["library.classification"]._nearest(self.mapped("class_number"))
        for book in self:
            book.classification_id = nearest[book.class_number]

    @api.onchange("classification_id")
    def _onchange_classification_id(self):
        """A class that was chosen fills in its number, behind the mark that stands there."""
        chosen, typed = self.classification_id, self.class_number
        if chosen and chosen != chosen._nearest([typed])[typed]:
            mark = class_number.parse(typed).mark
            self.class_number = " ".join(part for part in (mark, chosen.number) if part)
