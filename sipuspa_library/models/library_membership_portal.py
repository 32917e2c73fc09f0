from odoo import models
from odoo.exceptions import UserError

from ..tools import pin_slips

NAMES_SHOWN = 5


class LibraryMembership(models.Model):
    """Logins for a class: drawn PINs, handed out on slips of paper."""

    _inherit = "library.membership"

    def _open_portals(self):
        """Give each of these members a new PIN, and a login where there is none.

        :return: the :class:`~..tools.pin_slips.Slip` of each: the only place the PINs stand
        :raise UserError: naming those who may have none now
        """
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        for sentence, memberships in self._portal_refusals():
            raise UserError(memberships._refused_words(sentence))
        self.member_id._check_consent("portal")
        pins = self.member_id._draw_pins()
        return [
            pin_slips.Slip(
                library=membership.library_id.name,
                name=membership.member_id.name,
                class_name=membership.class_name or "",
                card_number=membership.member_id.sudo().user_id.login,  # after a merge, the other card's
                pin=pins[membership.member_id],
            )
            for membership in self
        ]

    def _portal_refusals(self):
        """Return ``[(sentence, memberships)]``: who of these may have no PIN now, and why.

        Suspended and expired members may: they see what they still have at home.
        """
        env = self.env
        members = self.member_id
        staff = members.filtered(lambda member: member.sudo().user_id and not member._card_users())
        without = members - members._with_consent("portal")
        left = self.filtered(lambda row: row.standing == "left")
        pending = self.filtered(lambda row: row.standing == "pending")
        found = [
            (env._("Left this library"), left),
            (env._("Not verified yet"), pending),
            (env._("Log in as staff already"), self.filtered(lambda row: row.member_id in staff)),
            (
                env._("The parents have not agreed yet"),
                self.filtered(lambda row: row.member_id in without) - left - pending,
            ),
        ]
        return [(sentence, memberships) for sentence, memberships in found if memberships]

    def _refused_words(self, sentence):
        """Return a sentence with the names of these members, the first few of many."""
        names = ", ".join(self[:NAMES_SHOWN].mapped("display_name"))
        more = len(self) - NAMES_SHOWN
        if more > 0:
            names = self.env._("%(names)s and %(count)s more", names=names, count=more)
        return f"{sentence}: {names}"

    def _pin_slips(self):
        """Give these members new PINs and return the PDF of their slips; nothing else holds them."""
        env = self.env
        words = pin_slips.Words(
            title=env._("PIN slips"),
            card_number=env._("Card number"),
            pin=env._("PIN for the first time"),
            steps=(
                env._("1. Open the address below, or scan the square."),
                env._("2. Type card number and PIN, then choose a PIN of your own."),
                env._("3. Tell it nobody. Forgotten? Your librarian gives you a new one."),
            ),
        )
        address = f"{self.env.user.get_base_url()}/library/login"
        return pin_slips.render(self._open_portals(), words, address)

    def _portal_action(self):
        """Return the action that proposes PINs for these members; for one alone, a new one."""
        who = "all" if len(self) == 1 else "new"
        form = self.env["library.portal.open"].create({"membership_ids": self.ids, "who": who})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Logins and PIN Slips"),
            "res_model": form._name,
            "res_id": form.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def write(self, vals):
        """Close the login of whoever has left the last of their libraries."""
        result = super().write(vals)
        if vals.get("left_on"):
            self.sudo().member_id._close_portals_of_leavers()
        return result

    def unlink(self):
        members_sudo = self.sudo().member_id
        result = super().unlink()
        members_sudo.exists()._close_portals_of_leavers()
        return result


class LibrarySchoolClass(models.Model):
    _inherit = "library.school.class"

    def action_open_portals(self):
        """Propose PINs for the pupils of these classes."""
        self.check_access("write")
        return self.membership_ids._portal_action()
