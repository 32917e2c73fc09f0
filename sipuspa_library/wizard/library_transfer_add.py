from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_transfer import KINDS

SHOWN = 10


class LibraryTransferAdd(models.TransientModel):
    """Put chosen copies into a transfer: a new one, or a draft there is."""

    _name = "library.transfer.add"
    _description = "Put into a Transfer"
    _rec_name = "library_id"

    library_id = fields.Many2one(
        comodel_name="library.library",
        string="Sent From",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._only_operated_library(),
    )
    copy_ids = fields.Many2many(
        comodel_name="library.copy",
        string="Copies",
        default=lambda self: self._chosen("library.copy"),
    )
    transfer_id = fields.Many2one(
        comodel_name="library.transfer",
        string="Draft",
        ondelete="cascade",
        help="Empty: a new transfer is begun.",
    )
    kind = fields.Selection(
        selection=[kind for kind in KINDS if kind[0] != "package"], default="box"
    )
    to_library_id = fields.Many2one(
        comodel_name="library.library", string="Sent To", ondelete="cascade"
    )
    due_back = fields.Date()

    @api.model
    def _chosen(self, model):
        """Return the records chosen in the list this was opened from."""
        context = self.env.context
        ids = context.get("active_ids") if context.get("active_model") == model else None
        return self.env[model].browse(ids or [])

    def action_add(self):
        """Add what can travel, as the user, whose rights decide; say what was left out, and why."""
        self.ensure_one()
        transfer = self.transfer_id or self._begin()
        transfer._check_draft()
        problems = transfer._problems(self.copy_ids)
        fit = self.copy_ids.filtered(lambda copy: copy not in problems)
        sentences = list(problems.values())
        if not fit:
            raise UserError("\n".join(sentences[:SHOWN]) or self.env._("Choose the copies first."))
        transfer._add(fit)
        opened = transfer._open()
        if not problems:
            return opened
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("%s copies were left out", len(problems)),
                "message": "\n".join(sentences[:SHOWN]),
                "type": "warning",
                "sticky": True,
                "next": opened,
            },
        }

    def _begin(self):
        if not self.to_library_id:
            raise UserError(self.env._("Choose the library they go to."))
        return self.env["library.transfer"].create(
            {
                "library_id": self.library_id.id,
                "to_library_id": self.to_library_id.id,
                "kind": self.kind,
                "due_back": self.due_back,
            }
        )


class LibraryDistributionAdd(models.TransientModel):
    """Put chosen titles into a distribution: a new one, or one no packages were made of."""

    _name = "library.distribution.add"
    _description = "Put into a Distribution"
    _rec_name = "library_id"

    library_id = fields.Many2one(
        comodel_name="library.library",
        string="Sent From",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user._only_operated_library(),
    )
    book_ids = fields.Many2many(
        comodel_name="library.book",
        string="Titles",
        default=lambda self: self.env["library.transfer.add"]._chosen("library.book"),
    )
    distribution_id = fields.Many2one(
        comodel_name="library.distribution",
        ondelete="cascade",
        help="Empty: a new distribution is begun.",
    )
    name = fields.Char(string="New Distribution", help="E.g. BBB 2026.")
    pieces = fields.Integer(string="Pieces Each", default=1)

    def action_add(self):
        """Add the titles that are not in the list yet, as the user, whose rights decide."""
        self.ensure_one()
        if not self.distribution_id and not self.name:
            raise UserError(self.env._("Choose a distribution, or name a new one."))
        distribution = self.distribution_id or self.env["library.distribution"].create(
            {"name": self.name, "library_id": self.library_id.id}
        )
        self.env["library.distribution.line"].create(
            [
                {"distribution_id": distribution.id, "book_id": book.id, "pieces": self.pieces}
                for book in self.book_ids - distribution.line_ids.book_id
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_distribution_action"
        )
        return {**action, "res_id": distribution.id, "views": [(False, "form")], "path": False}
