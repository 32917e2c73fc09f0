from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import class_number


class LibraryClassification(models.Model):
    """A class and its name: the standard ones, and what the regency adds for its own needs.

    A title's class is text and need not stand here; the nearest class above it names it.
    """

    _name = "library.classification"
    _description = "Class"
    _inherit = ["library.shelf.order.mixin", "library.verb.fields.mixin"]
    _parent_store = True
    _order = "number"
    _shelf_order = {"number": "number_sort"}
    _verb_fields = frozenset({"parent_id", "parent_path", "origin"})

    number = fields.Char(required=True, help="Dewey number, or 2X0 to 2X9: 294.592, 2X4.1.")
    number_sort = fields.Char(string="Shelf Order", compute="_compute_number_sort", store=True)
    name = fields.Char(required=True)
    words = fields.Char(string="Also Called", help="Other words people look for, e.g. dongeng.")
    parent_id = fields.Many2one(
        comodel_name="library.classification",
        string="Part of",
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="library.classification", inverse_name="parent_id", string="Parts"
    )
    mapped_to = fields.Char(
        string="Other Scheme",
        compute="_compute_mapped_to",
        help="Islam is classed as 2X0 to 2X9 or as 297: both are found and counted together.",
    )
    colour = fields.Char(help="Of the stripe on spine labels. Empty: that of its main class.")
    origin = fields.Selection(
        selection=[("standard", "Standard"), ("local", "Local")],
        required=True,
        default="local",
        readonly=True,
    )

    _number_unique = models.Constraint("UNIQUE (number)", "This class stands here already.")

    def init(self):
        self._order_by_bytes()
        return super().init()

    @api.depends("number")
    def _compute_number_sort(self):
        for row in self:
            row.number_sort = class_number.sort_key(row.number)

    @api.depends("number")
    def _compute_mapped_to(self):
        for row in self:
            row.mapped_to = class_number.counterpart(row.number)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.number} {row.name}"

    @api.model
    def _search_display_name(self, operator, value):
        """Find a class by its number from the left, or by words of its names."""
        if operator not in ("ilike", "=") or not isinstance(value, str):
            return super()._search_display_name(operator, value)
        found = class_number.parse(value)
        if found.number and not found.rest:
            return Domain("number", "=ilike", f"{found.number}%")
        return Domain("name", "ilike", value) | Domain("words", "ilike", value)

    @api.constrains("number")
    def _check_number(self):
        for row in self:
            if row.number != self._normal(row.number):
                raise ValidationError(
                    self.env._(
                        "%s is no class number. Write it as 813, 294.592 or 2X4.1.", row.number
                    )
                )

    @staticmethod
    def _normal(number):
        return next(iter(class_number.lineage(number)), "")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        rows = super().create([self._tidied(vals) for vals in vals_list])
        self._place()
        return rows

    def write(self, vals):
        result = super().write(self._tidied(vals))
        if "number" in vals:
            self._place()
        return result

    def unlink(self):
        self.sudo().child_ids.parent_id = False  # placed anew below
        result = super().unlink()
        self._place()
        return result

    def _tidied(self, vals):
        if not vals.get("number"):
            return vals
        return {**vals, "number": self._normal(vals["number"]) or vals["number"]}

    @api.model
    def _place(self):
        """Put every class under the nearest one above it: a new number adopts those it contains."""
        # where a class belongs follows from its number, whoever wrote that
        rows_sudo = self.sudo().search([])  # pylint: disable=no-search-all
        by_number = {row.number: row for row in rows_sudo}
        none, moves = self.browse(), {}
        for row in rows_sudo:
            __, *above = class_number.lineage(row.number) or [""]
            parent = next((by_number[number] for number in above if number in by_number), none)
            if row.parent_id != parent:
                moves[row] = parent
        for row in moves:
            row.parent_id = False  # so that none is for a moment above itself
        for row, parent in moves.items():
            row.parent_id = parent

    @api.model
    def _nearest(self, texts):
        """Return ``{text: class}``: the class of each text, else the nearest one above it."""
        lineages = {text: class_number.lineage(text) for text in texts}
        wanted = {number for numbers in lineages.values() for number in numbers}
        found = {row.number: row for row in self.search([("number", "in", [*wanted])])}
        return {
            text: next((found[number] for number in numbers if number in found), self.browse())
            for text, numbers in lineages.items()
        }

    @api.model
    def _colours(self):
        """Return the colour of each main class as :func:`..tools.class_number.main_class` names it."""
        numbers = {**{str(digit): f"{digit}00" for digit in range(10)}, "2X": "2X0"}
        colours = {
            row.number: row.colour for row in self.search([("number", "in", [*numbers.values()])])
        }
        return {name: colours.get(number) or False for name, number in numbers.items()}
