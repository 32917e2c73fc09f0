from odoo import fields, models
from odoo.tools import format_date


class LibraryRegisterMixin(models.AbstractModel):
    """A register of one library for a period, as a PDF to bind or a workbook to work on.

    A register names its title (:meth:`_title`), checks what it is asked for (:meth:`_hand_out`), and draws
    itself (:meth:`_register_pdf`, :meth:`_register_workbook`).
    """

    _name = "library.register.mixin"
    _description = "Register of a Period"
    _inherit = ["library.paper.mixin"]
    _rec_name = "library_id"
    _papers = {"register": "_register_pdf", "workbook": "_register_workbook"}

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._only_operated_library(),
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env["library.library"]._today().replace(month=1, day=1),
    )
    date_to = fields.Date(
        string="Until", required=True, default=lambda self: self.env["library.library"]._today()
    )
    paper = fields.Selection(
        selection=[("f4", "F4 (folio)"), ("a4", "A4")], required=True, default="f4"
    )

    _period = models.Constraint(
        "CHECK (date_from <= date_to)", "The period ends before it begins. Set the dates right."
    )

    def action_print(self):
        """Download the PDF."""
        return self._hand_out("register")

    def action_workbook(self):
        """Download the same as a workbook."""
        return self._hand_out("workbook")

    def _hand_out(self, paper):
        """Return the action that downloads ``paper``.

        :raise UserError: where the period holds nothing, or too much for one paper
        """
        raise NotImplementedError

    def _title(self):
        """Return what stands on the register and in the names of its files."""
        raise NotImplementedError

    def _period_words(self):
        first, last = map(self.library_id._long_date, (self.date_from, self.date_to))
        return self.env._("%(first)s to %(last)s", first=first, last=last)

    def _cell(self, value):
        return (
            format_date(self.env, value, date_format="dd-MM-y") if hasattr(value, "year") else value
        )

    def _file_name(self, extension):
        period = f"{self.date_from} {self.date_to}"
        return f"{self._title()} {self.library_id.code} {period}.{extension}"
