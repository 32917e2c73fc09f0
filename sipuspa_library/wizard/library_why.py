from odoo import api, fields, models


class LibraryWhy(models.TransientModel):
    """Ask why a member may borrow a copy or not. The form is never saved: it only asks the desk."""

    _name = "library.why"
    _description = "Why?"
    _inherit = ["library.personal.mixin"]
    _rec_name = "copy_id"
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"

    membership_id = fields.Many2one(
        comodel_name="library.membership", string="Member", ondelete="cascade"
    )
    copy_id = fields.Many2one(comodel_name="library.copy", ondelete="cascade")
    allowed = fields.Boolean(compute="_compute_answer")
    message = fields.Text(string="Answer", compute="_compute_answer")
    reasons = fields.Html(compute="_compute_answer", sanitize=False)

    @api.depends("membership_id", "copy_id")
    @api.depends_context("uid", "lang")
    def _compute_answer(self):
        for question in self:
            membership, copy = question.membership_id, question.copy_id
            if not membership or not copy:
                question.update({"allowed": False, "message": False, "reasons": False})
                continue
            answer = self.env["library.desk"].why(membership.id, copy.id)
            question.allowed = answer["allowed"]
            question.message = answer["message"]
            question.reasons = answer["rules"] and self.env["ir.qweb"]._render(
                "sipuspa_library.why_reasons",
                {"answer": answer, "labels": self.env["library.policy"].fields_get([], ["string"])},
            )
