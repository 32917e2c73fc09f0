from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

GRANT_HOURS = 1


class LibraryGrant(models.Model):
    """A right to open one person for a while, taken with a reason and listed for their library."""

    _name = "library.grant"
    _description = "Right to Open a Person"
    _inherit = [
        "library.access.source.mixin",
        "library.personal.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "granted_at desc, id desc"
    _rec_name = "granted_at"
    _verb_fields = None
    _personal_fields = {"reason": "–"}
    _person_export = ("granted_at", "user_id", "reason", "expires_at")

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, index=True, ondelete="restrict", readonly=True
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    reason = fields.Char(required=True, readonly=True)
    granted_at = fields.Datetime(required=True, readonly=True)
    expires_at = fields.Datetime(required=True, readonly=True)
    revoked_at = fields.Datetime(readonly=True)

    @api.model
    def open_person(self, card_number, reason):
        """Let the current supervisor open one person for an hour and return the action that does.

        :param card_number: the whole card number; parts find nobody
        :param reason: why, in words; the person's libraries read it
        :raise AccessError: when the user is no supervisor
        :raise UserError: when the reason is missing or no person in the area has this card
        """
        if not self.env.user.has_group("sipuspa_library.group_supervisor"):
            raise AccessError(self.env._("Only a supervisor may open a person with a reason."))
        if not (isinstance(card_number, str) and isinstance(reason, str)):
            raise UserError(self.env._("No person in your area has this card number."))
        card_number, reason = (text.replace("\0", "").strip() for text in (card_number, reason))
        if not reason:
            raise UserError(self.env._("Please write why you need to open this person."))
        # looked up across libraries by the whole card number, and only in the overseen area
        member_sudo = (
            self.env["library.member"]
            .sudo()
            .search(
                [
                    ("card_number", "=", card_number.upper()),
                    (
                        "membership_ids.library_id",
                        "in",
                        list(self.env.user._library_access().overseen),
                    ),
                ],
                limit=1,
            )
        )
        if not member_sudo:
            raise UserError(self.env._("No person in your area has this card number."))
        now = fields.Datetime.now()
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "member_id": member_sudo.id,
                "reason": reason,
                "granted_at": now,
                "expires_at": now + timedelta(hours=GRANT_HOURS),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "library.member",
            "res_id": member_sudo.id,
            "views": [[False, "form"]],
        }
