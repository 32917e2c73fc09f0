from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.library_consent import RELATIONS, WAYS

LARGEST = 200  # pupils on one sheet


class LibraryConsentSheet(models.TransientModel):
    """The consents of a class at once: the form is printed, comes back signed, and is ticked off.

    Saved as often as one likes: what is ticked is recorded once. A tick that is taken away is no
    correction but a withdrawal, for which the sheet asks who wants it.
    """

    _name = "library.consent.sheet"
    _description = "Consents of a Class"
    _inherit = ["library.paper.mixin"]
    _rec_name = "title"
    _papers = {"form": "_form_paper", "slips": "_slips_paper"}

    library_id = fields.Many2one(
        comodel_name="library.library", required=True, readonly=True, ondelete="cascade"
    )
    title = fields.Char(readonly=True)
    way = fields.Selection(selection=WAYS, string="How", required=True, default="collective")
    given_on = fields.Date(required=True, default=lambda self: self.env["library.library"]._today())
    line_ids = fields.One2many(
        comodel_name="library.consent.sheet.line", inverse_name="sheet_id", string="Pupils"
    )
    is_withdrawing = fields.Boolean(readonly=True)
    withdrawals = fields.Text(string="To Be Withdrawn", compute="_compute_withdrawals")
    withdrawn_by = fields.Char(string="Who Wants It", help="The father, mother or guardian.")
    withdrawal_reason = fields.Char(string="Why", help="If they say.")

    @api.depends("is_withdrawing")
    def _compute_withdrawals(self):
        for sheet in self:
            unwanted = sheet.is_withdrawing and sheet._judged()[1]
            sheet.withdrawals = unwanted and "\n".join(
                f"{membership.display_name}: {scope.name}" for membership, scope in unwanted
            )

    @api.model
    def _open(self, memberships):
        """Return the action that shows a sheet of these members of one library, by class and name.

        Adults are left out: their own word counts.
        """
        memberships.check_access("read")
        env, library = self.env, memberships.library_id
        if len(library) > 1:
            raise UserError(env._("Choose members of one library."))
        env.user._check_operates(library, "sipuspa_library.group_librarian")
        needed = memberships._needed_consents()
        children = memberships.filtered(lambda membership: needed[membership])
        if not children:
            raise UserError(env._("All of them are of age: their own word counts."))
        if len(children) > LARGEST:
            raise UserError(env._("These are too many for one sheet. Choose a class at a time."))
        consented = children._consented()
        classes = {name for name in children.mapped("class_name") if name}
        sheet = self.create(
            {
                "library_id": library.id,
                "title": classes.pop() if len(classes) == 1 else "",
                "way": "collective" if len(children) > 1 else "paper",
                "line_ids": [
                    Command.create(
                        {
                            "membership_id": membership.id,
                            "scope_ids": [Command.set(consented[membership].ids)],
                            "shown_scope_ids": [Command.set(consented[membership].ids)],
                        }
                    )
                    for membership in children.sorted(
                        lambda row: (row.class_name or "", row.display_name.casefold())
                    )
                ],
            }
        )
        return sheet._show()

    def _show(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consents of Parents"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # ------------------------------------------------------------------
    # TICKING OFF
    # ------------------------------------------------------------------

    def action_tick_all(self):
        """Tick everything for everybody; what is not agreed to is unticked by hand."""
        self.ensure_one()
        memberships = self._memberships()
        needed = memberships._needed_consents()
        for line in self.line_ids:
            line.scope_ids |= needed[line.membership_id]
        return self._show()

    def action_save(self):
        """Record what is ticked; where ticks are gone that stood, ask who withdraws."""
        wanted, unwanted = self._judged()
        self.env["library.consent"]._give(wanted, self.way, self.given_on)
        for line in self.line_ids:
            line.shown_scope_ids |= line.scope_ids
        if not unwanted:
            return {"type": "ir.actions.act_window_close"}
        self.is_withdrawing = True
        return self._show()

    def action_withdraw(self):
        """Withdraw what is not ticked any more. The ticks are judged anew: time may have passed."""
        __, unwanted = self._judged()
        by, reason = ((text or "").strip() for text in (self.withdrawn_by, self.withdrawal_reason))
        if not by:
            raise UserError(self.env._("Write who withdraws the consent: the parent's name."))
        if unwanted:
            self.env["library.consent"]._withdraw(unwanted, by, reason or False)
        return {"type": "ir.actions.act_window_close"}

    def action_back(self):
        """Back to the ticks, with those set again that stand."""
        self.ensure_one()
        consented = self._memberships()._consented()
        for line in self.line_ids:
            line.scope_ids |= consented[line.membership_id]
        self.is_withdrawing = False
        return self._show()

    def _judged(self):
        """Return what is ticked and does not stand yet, and what stands and is ticked no more.

        A colleague may have recorded something since the sheet was opened: nobody unticked that.
        """
        self.ensure_one()
        consented = self._memberships()._consented()
        wanted, unwanted = [], []
        for line in self.line_ids:
            membership, standing = line.membership_id, consented[line.membership_id]
            vals = {
                "guardian_name": (line.guardian_name or "").strip() or False,
                "relation": line.relation,
            }
            wanted += [(membership, scope, vals) for scope in line.scope_ids - standing]
            unticked = line.shown_scope_ids - line.scope_ids
            unwanted += [(membership, scope) for scope in standing & unticked]
        return wanted, unwanted

    def _memberships(self):
        """Return the members on this sheet, once the user may record for all of them."""
        self.ensure_one()
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        memberships = self.line_ids.membership_id
        memberships.check_access("read")
        if memberships.library_id - self.library_id:
            raise UserError(self.env._("Choose members of one library."))
        return memberships


class LibraryConsentSheetLine(models.TransientModel):
    """A pupil on the sheet, and what the parents agree to."""

    _name = "library.consent.sheet.line"
    _description = "Pupil on a Sheet of Consents"
    _inherit = ["library.personal.mixin"]
    _rec_name = "membership_id"
    _person_field = "membership_id.member_id"
    _person_forgotten = "unlink"

    sheet_id = fields.Many2one(
        comodel_name="library.consent.sheet", required=True, index=True, ondelete="cascade"
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Pupil",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    class_name = fields.Char(string="Class", compute="_compute_class_name")
    scope_ids = fields.Many2many(comodel_name="library.consent.scope", string="Agreed to")
    shown_scope_ids = fields.Many2many(
        comodel_name="library.consent.scope",
        relation="library_consent_sheet_line_shown_rel",
        string="Stood When Opened",
        readonly=True,
    )
    guardian_name = fields.Char(string="Who Agrees")
    relation = fields.Selection(selection=RELATIONS)

    @api.depends("membership_id")
    def _compute_class_name(self):
        for line in self:
            readable = line.membership_id._filtered_access("read")
            line.class_name = readable.class_name


class LibrarySchoolClass(models.Model):
    _inherit = "library.school.class"

    def action_consents(self):
        """Open the sheet on which the consents of this class are ticked off."""
        self.check_access("read")
        return self.membership_ids.filtered(lambda row: not row.left_on).action_consents()
