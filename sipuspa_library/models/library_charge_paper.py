from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..tools import charges, receipt_pdf, receipt_text


class LibraryCharge(models.Model):
    """The receipt (kuitansi) of what passed over the desk: the same however often it is printed."""

    _name = "library.charge"
    _inherit = ["library.charge", "library.paper.mixin"]
    _papers = {"receipt": "_receipt_a6", "roll": "_receipt_roll", "text": "_receipt_text"}

    def action_print(self):
        """Download the receipt on A6."""
        self._receipt_lines()
        return self._paper_action("receipt")

    def action_print_roll(self):
        """Download the receipt for a roll of 80 mm."""
        self._receipt_lines()
        return self._paper_action("roll")

    def _receipt_lines(self):
        """Return all lines of the one receipt these belong to.

        :raise UserError: where there is no receipt, or whose it was is forgotten
        """
        self.check_access("read")
        self.env.user._check_operates(self.library_id)
        numbers = set(self.mapped("receipt_number"))
        if len(numbers) != 1 or not all(numbers):
            raise UserError(
                self.env._("Choose one payment: what is owed or waived has no receipt.")
            )
        lines = self.search([("receipt_number", "in", list(numbers))], order="id")
        if not all(lines.mapped("membership_id")):
            raise UserError(
                self.env._("The data of this person have been erased, so it is not printed again.")
            )
        return lines

    def _receipt(self):
        """Return the :class:`~..tools.receipt_text.Receipt` of these lines."""
        env, first = self.env, self[:1]
        library = first.library_id
        member_sudo = first.sudo().member_id  # who may have left; the right to the line was checked
        kinds = {
            charges.PAID: env._("Payment receipt"),
            charges.REFUNDED: env._("Paid Back"),
            charges.REPLACED: env._("Book Received"),
        }
        facts = [
            (
                env._("Date"),
                format_datetime(
                    env, library._local(first.acted_at), tz="UTC", dt_format="d MMMM y, HH:mm"
                ),
            ),
            (env._("Name"), member_sudo.name),
            (env._("Class"), first.sudo().membership_id.class_name),
        ]
        total = sum(self.mapped("amount"))
        in_kind = first.kind == charges.REPLACED
        return receipt_text.Receipt(
            head=tuple(filter(None, (library.name, library.address))),
            title=env._(
                "%(paper)s No. %(number)s", paper=kinds[first.kind], number=first.receipt_number
            ),
            facts=tuple((label, value) for label, value in facts if value),
            rows=tuple((line._about(), line._receipt_amount()) for line in self),
            sums=() if in_kind else ((env._("Total"), charges.rupiah(total)),),
            foot=(env._("Received by %s", first.acted_by_id.sudo().name), env._("Thank you.")),
        )

    def _receipt_amount(self):
        if self.kind == charges.REPLACED:
            return self.copy_id.barcode
        return charges.rupiah(self.amount)

    def _receipt_a6(self):
        lines = self._receipt_lines()
        return receipt_pdf.render(lines._receipt()), lines._receipt_name("pdf")

    def _receipt_roll(self):
        lines = self._receipt_lines()
        return receipt_pdf.render(lines._receipt(), roll=True), lines._receipt_name("pdf")

    def _receipt_text(self):
        lines = self._receipt_lines()
        width = receipt_text.WIDTHS[58]
        text = "\n".join(receipt_text.lines(lines._receipt(), width))
        return f"{text}\n".encode(), lines._receipt_name("txt")

    def _receipt_name(self, extension):
        name = self.env._("Payment receipt %s", self[:1].receipt_number)
        return f"{name}.{extension}"


class LibraryDesk(models.AbstractModel):
    _inherit = "library.desk"

    @api.model
    def receipt(self, charge_id, width=58):
        """Return the lines of a receipt for a printer of 58 or 80 mm.

        :param charge_id: any line of the receipt
        """
        line = self.env["library.charge"].browse(self._distinct([charge_id])).exists()
        lines = line._receipt_lines()
        letters = receipt_text.WIDTHS.get(width, receipt_text.WIDTHS[58])
        return receipt_text.lines(lines._receipt(), letters)
