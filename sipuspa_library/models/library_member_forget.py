import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

NAMES_SHOWN = 5
WORD_LENGTH = 4  # shorter ones stand in half of all messages


class LibraryMember(models.Model):
    """How a person is forgotten: a nameless row stays, so that every figure stays as it was.

    What is emptied where is declared by each model (:class:`library.personal.mixin`). What Odoo keeps
    beside the rows goes too: messages and what they tracked, files, activities, the login.
    """

    _inherit = "library.member"

    forgotten_at = fields.Datetime(readonly=True, copy=False, index="btree_not_null")

    @api.depends("forgotten_at")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for member in self.filtered("forgotten_at"):
            member.display_name = self.env._("Forgotten person")
        return result

    # ------------------------------------------------------------------
    # WHOM
    # ------------------------------------------------------------------

    @api.model
    def _gone_domain(self, before):
        """Return the domain of persons who belong nowhere since ``before``, and were not there since.

        A membership ends when the person leaves, else when it runs out and nobody renews it. Who is
        suspended still is remembered until that is over, who owes something until it is settled.
        """
        today = self.env["library.library"]._today()
        day = before.date()
        endless = Domain("valid_until", "=", False) | Domain("valid_until", ">=", day)
        stays = Domain("left_on", ">=", day) | (Domain("left_on", "=", False) & endless)
        barred = Domain("suspended_until", ">=", today)
        known = Domain("member_id", "!=", False)
        lately = (
            known
            & (Domain("voided_at", "=", False))
            & (Domain("returned_at", "=", False) | Domain("returned_at", ">=", before))
        )
        return (
            Domain("forgotten_at", "=", False)
            & Domain("create_date", "<", before)
            & Domain("membership_ids", "not any", stays | barred)
            & self._not_named_in("library.loan", lately)
            & self._not_named_in("library.visit", known & Domain("visited_at", ">=", before))
            & self._not_named_in("library.charge", self.env["library.charge"]._open_domain())
        )

    @api.model
    def _not_named_in(self, model, domain):
        rows = self.env[model]._search(domain)
        return Domain("id", "not in", rows.subselect("member_id"))

    def _with_open_matters(self):
        """Return those of these persons who still have something that must be settled first."""
        matters = self.membership_ids._open_matters()
        return self.browse({matter.membership.member_id.id for matter in matters})

    # ------------------------------------------------------------------
    # THE ACT
    # ------------------------------------------------------------------

    def _anonymise(self):
        """Forget these persons at once, wherever they belong. The caller has checked who may.

        :raise UserError: while one of them has something open
        """
        members_sudo = self.sudo()._touched_whole()
        if held := members_sudo._with_open_matters():
            raise UserError(
                self.env._(
                    "This is not settled yet with %s. Take back what is lent and settle what is "
                    "owed; then they can be forgotten.",
                    ", ".join(held[:NAMES_SHOWN].with_env(self.env).mapped("display_name")),
                )
            )
        members_sudo._forget_persons()

    def _touched_whole(self):
        """Write these persons and their memberships first: a lend at this moment is judged again."""
        self._touch()
        self.membership_ids._touch()
        return self

    def _forget_persons(self):
        """Empty all that is declared of these persons, and what Odoo keeps beside. In superuser mode."""
        members = self.filtered(lambda member: not member.forgotten_at).with_context(
            active_test=False, tracking_disable=True
        )
        if not members:
            return
        words = members._telling_words()
        logins = members.user_id.filtered("share")
        members.membership_ids._leave()
        rows = [
            model.with_env(members.env).search(model._person_domain(members))
            for model in self._personal_models()
            if model._name != self._name
        ]
        for found in (*rows, members, logins, logins.partner_id):
            self._forget_papers(found)
        for found in (*rows, members):
            found._forget()
        members.forgotten_at = fields.Datetime.now()
        logins._forget_login()
        self._forget_in_flight(words)

    def _telling_words(self):
        """Return what would name these persons in a text."""
        words = {word for member in self for word in (member.name, member.card_number) if word}
        return sorted(word for word in words if len(word) >= WORD_LENGTH)

    @api.model
    def _forget_papers(self, rows):
        """Delete what Odoo keeps beside ``rows``: files, messages with what they tracked, …"""
        beside = (
            (
                "ir.attachment",
                "res_model",
                ["|", ("res_field", "=", False), ("res_field", "!=", False)],
            ),
            ("mail.message", "model", []),
            ("mail.activity", "res_model", []),
            ("mail.followers", "res_model", []),
            ("ir.model.data", "model", []),  # what a list called a row that was loaded from it
        )
        for model, column, more in beside:
            domain = [(column, "=", rows._name), ("res_id", "in", rows.ids), *more]
            self.env[model].with_context(active_test=False).search(domain).unlink()

    @api.model
    def _forget_in_flight(self, words):
        """Delete notices on their way to a browser that name one of these persons: Odoo keeps a day."""
        self.env["bus.bus"].flush_model()
        self.env.cr.execute(
            SQL(
                "DELETE FROM bus_bus WHERE EXISTS ("
                "SELECT FROM unnest(%s) word WHERE position(word IN message) > 0)",
                [json.dumps(word)[1:-1] for word in words],
            )
        )


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    def _come_back(self):
        """Refuse who was forgotten: nobody knows any more who that was."""
        if self.sudo().member_id.filtered("forgotten_at"):  # a yes or no about rows in hand
            raise UserError(
                self.env._("This person has been forgotten. Register them anew, with a new card.")
            )
        return super()._come_back()
