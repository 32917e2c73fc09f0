import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

STEP = 30  # half a second a PIN: what a slow server does well within a minute
WHO = [
    ("new", "Only those without a login"),
    ("unused", "Also those who have not changed their PIN yet"),
    ("all", "Everybody, also those who chose a PIN of their own"),
]


class LibraryPortalOpen(models.TransientModel):
    """Draw PINs for a class or a selection, and hand out their slips, class by class.

    Every step draws at most a class and hands out exactly its slips; who asks for the next one says
    whether they have arrived. Those that have not are drawn anew: a PIN that is on no paper is of no
    use, and it is kept nowhere else.
    """

    _name = "library.portal.open"
    _description = "Logins and PIN Slips"
    _inherit = ["library.personal.mixin"]
    _person_field = "membership_ids.member_id"
    _person_forgotten = "unlink"

    membership_ids = fields.Many2many(
        comodel_name="library.membership",
        relation="library_portal_open_membership_rel",
        string="Members",
    )
    who = fields.Selection(selection=WHO, string="For Whom", required=True, default="new")
    count = fields.Integer(string="Slips", compute="_compute_chosen")
    refused = fields.Text(string="Not for", compute="_compute_chosen")
    left_ids = fields.Many2many(
        comodel_name="library.membership",
        relation="library_portal_open_left_rel",
        string="Still to Do",
        readonly=True,
    )
    drawn_ids = fields.Many2many(
        comodel_name="library.membership",
        relation="library_portal_open_drawn_rel",
        string="Drawn Last",
        readonly=True,
    )

    @api.depends("membership_ids", "who")
    def _compute_chosen(self):
        for form in self:
            members = form.membership_ids
            form.count = len(form._chosen())
            form.refused = "\n".join(
                rows._refused_words(sentence) for sentence, rows in members._portal_refusals()
            )

    def _chosen(self):
        """Return the members who get a PIN: those asked for, without those who may have none."""
        states = {"new": ["none"], "unused": ["none", "new"]}.get(self.who)
        chosen = self.membership_ids.filtered(
            lambda row: states is None or row.member_id.portal_state in states
        )
        for __, refused in self.membership_ids._portal_refusals():
            chosen -= refused
        return chosen.sorted()

    def action_start(self):
        """Open the page that draws step by step and saves the slips."""
        self.ensure_one()
        self.check_access("write")
        self.membership_ids.check_access("write")
        chosen = self._chosen()
        if not chosen:
            raise UserError(self.env._("There is nobody here who needs a PIN."))
        self.write({"left_ids": [(6, 0, chosen.ids)], "drawn_ids": [(5,)]})
        return {
            "type": "ir.actions.client",
            "tag": "sipuspa_library.pin_slips",
            "name": self.env._("PIN Slips"),
            "params": {"form": self.id, "total": len(chosen)},
        }

    def make_slips(self, received):
        """Draw the PINs of the next class, and return its slips.

        :param received: whether the slips of the step before are saved
        :return: ``left`` after this step, and its ``file`` (base64) with its ``name``
        """
        self.ensure_one()
        self.check_access("write")
        if received:
            self.left_ids -= self.drawn_ids
        for __, refused in self.left_ids._portal_refusals():
            self.left_ids -= refused  # since the start
        left = self.left_ids
        first = left[:1]
        step = left.filtered(
            lambda row: (row.library_id, row.class_name) == (first.library_id, first.class_name)
        )[:STEP]
        self.drawn_ids = step
        if not step:
            return {"left": 0, "file": False}
        return {
            "left": len(left - step),
            "name": f"pin-{first.class_name or first.library_id.code}-{first.card_number}.pdf",
            "file": base64.b64encode(step._pin_slips()).decode(),
        }
