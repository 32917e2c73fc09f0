from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import cards
from .library_member_consent import ADULT


class LibraryMembership(models.Model):
    """The cards of members: what stands on them, who has none yet, and the acts about them."""

    _inherit = "library.membership"

    card_printed_at = fields.Datetime(
        string="Card Printed", compute="_compute_card_printed_at", search="_search_card_printed_at"
    )

    @api.depends("member_id.card_printed_at")
    @api.depends_context("uid")
    def _compute_card_printed_at(self):
        readable = self.member_id if self.env.su else self.member_id._readable()
        for membership in self:
            member_sudo = membership.member_id.sudo()  # asked for above, all at once
            shown = member_sudo.id in readable.ids
            membership.card_printed_at = shown and member_sudo.card_printed_at

    @api.model
    def _search_card_printed_at(self, operator, value):
        return [("member_id.card_printed_at", operator, value)]

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _card_action(self):
        """Return the action that opens the printing of the cards of these members."""
        if len(self.library_id) != 1:
            raise UserError(
                self.env._("Cards are printed for one library at a time: choose its members only.")
            )
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        wizard = self.env["library.card.print"].create(
            {"library_id": self.library_id.id, "membership_ids": [Command.set(self.ids)]}
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_card_print_action"
        )
        return {**action, "res_id": wizard.id}

    def action_print_cards(self):
        """Open the printing of these members' cards."""
        self.check_access("read")
        return self._card_action()

    def action_replace_card(self):
        """Open the form that replaces this member's card."""
        self.ensure_one()
        self.check_access("write")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "sipuspa_library.library_card_replace_action"
            ),
            "context": {"default_membership_id": self.id},
        }

    # ------------------------------------------------------------------
    # WHAT STANDS ON A CARD
    # ------------------------------------------------------------------

    def _cards(self, setting):
        """Return a :class:`~..tools.cards.Card` for each, in the order of this recordset.

        The caller has checked that the user is a librarian of their library. A child's card has no
        address, whatever the library wants; nobody's has a birth date.
        """
        members_sudo = self.member_id.sudo()  # checked by the caller; the token is in no list
        members_sudo.fetch(["name", "card_number", "card_token", "card_issue", "address"])
        pictured = (
            members_sudo._with_consent("photo") if setting.with_photo else members_sudo.browse()
        )
        photos = pictured._card_photos()
        pupils_sudo = self.filtered("category_id.has_class").member_id.sudo()
        homes = members_sudo - members_sudo._under(ADULT) - pupils_sudo
        category = {row: row.name for row in self.category_id}
        return [
            cards.Card(
                name=member.name,
                number=member.card_number,
                code=cards.coded(member.card_number, member.card_issue),
                token=member.card_token,
                category=category[membership.category_id],
                class_name=membership.class_name or "",
                validity=self._validity(membership.library_id, membership.valid_until),
                address=setting.with_address and member in homes and member.address or "",
                photo=photos.get(member.id),
            )
            for membership, member in zip(self, (row.member_id.sudo() for row in self), strict=True)
        ]

    @api.model
    def _validity(self, library, valid_until):
        """Return in words how long a card is good."""
        env = self.env
        if not valid_until:
            return env._("Valid as long as you are a member")
        return env._("Valid until %s", library._long_date(valid_until))

    def _note_cards_printed(self):
        """Note that the cards of these members went on paper.

        The caller has checked that the user is a librarian of their library.
        """
        self.member_id.sudo().card_printed_at = fields.Datetime.now()  # checked by the caller
        self.member_id._note_access("print")


class LibraryMember(models.Model):
    _inherit = "library.member"

    def _card_photos(self):
        """Return the photos of these persons as they are stored, by id, in one query."""
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "image_512"),
                ("res_id", "in", self.ids),
            ]
        )
        return {row.res_id: row.raw for row in attachments}


class LibrarySchoolClass(models.Model):
    _inherit = "library.school.class"

    def action_print_cards(self):
        """Open the printing of the cards of these classes' pupils."""
        self.check_access("read")
        return self.membership_ids.filtered(lambda row: row.standing != "pending")._card_action()
