import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ..tools import cards, numbers

DAMAGES = [
    ("lost", "Lost"),
    ("damaged", "Damaged"),
    ("changed", "Name or photo has changed"),
    ("misused", "Used by somebody else"),
]


def _digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


class LibraryMember(models.Model):
    """A person's one card: by what it is found, and how it is replaced.

    See ``docs/decisions/0009-a-lost-card.md``.
    """

    _inherit = "library.member"

    card_issue = fields.Integer(
        string="Which Card", required=True, readonly=True, copy=False, default=1
    )
    card_printed_at = fields.Datetime(string="Card Printed", readonly=True, copy=False)
    card_replacement_ids = fields.One2many(
        comodel_name="library.card.replacement",
        inverse_name="member_id",
        string="Replaced Cards",
        groups="sipuspa_library.group_desk",
    )

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "card_issue", "card_printed_at"}

    @api.model
    def _search_display_name(self, operator, value):
        """Find by a scanned card, too, whoever the reader may see anyway."""
        domain = super()._search_display_name(operator, value)
        if operator == "ilike" and (found_sudo := self._by_card(value)):
            return Domain(domain) | Domain("id", "=", found_sudo.id)
        return domain

    # ------------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------------

    @api.model
    def _by_card(self, code):
        """Return, in superuser mode, the person whose card, whole card number or NISN this is.

        The one way to find a person of another library; parts of a number find nobody, nor does a
        card that was replaced. A number that somebody types always finds its owner.
        """
        typed = self._typed(code)
        if not typed:
            return self.sudo().browse()
        scanned = numbers.scanned(typed)
        number, issue = cards.read(scanned)
        found_sudo = self.sudo().search(
            [
                "|",
                *("|", ("card_number", "in", [scanned, number]), ("card_token", "=", typed)),
                ("nisn", "=", scanned),
            ],
            limit=1,
            order="id",
        )
        by_bars = issue and found_sudo.card_number == number
        return found_sudo.browse() if by_bars and found_sudo.card_issue != issue else found_sudo

    @api.model
    def _typed(self, code):
        """Return a code without what scanners add and PostgreSQL cannot hold."""
        return code.replace("\0", "").strip() if isinstance(code, str) else ""

    @api.model
    def _is_replaced_card(self, code):
        """Tell whether this is a card that was good once: its bars, or its QR code."""
        typed = self._typed(code)
        number, issue = cards.read(numbers.scanned(typed))
        replaced = [("token_digest", "=", _digest(typed))]
        if issue:
            old = [("member_id.card_number", "=", number), ("issue", "=", issue)]
            replaced = ["|", *replaced, "&", *old]
        # a yes or no about whoever holds the card
        return bool(self.env["library.card.replacement"].sudo().search_count(replaced, limit=1))

    @api.model
    def _is_replaced_token(self, code):
        """Tell whether this is the QR code of a card that was good once; numbers can be guessed."""
        replaced = [("token_digest", "=", _digest(self._typed(code)))]
        # a yes or no about whoever holds the card
        return bool(self.env["library.card.replacement"].sudo().search_count(replaced, limit=1))

    # ------------------------------------------------------------------
    # REPLACING
    # ------------------------------------------------------------------

    def _replace_card(self, library, reason, issue):
        """End this person's card; a new one can be printed. The old bars and QR code are dead at once.

        So are those of every other card the person has, from an entry that was merged into this one.
        The caller has checked that the user is a librarian of ``library`` and the person a member.

        :param reason: one of :data:`DAMAGES`
        :param issue: which card is meant: pressed twice, the second finds it replaced already
        :raise UserError: when that card was replaced before
        """
        self.ensure_one()
        # checked by the caller; token and number of a card are nobody's to type
        members_sudo = self._with_merged().sudo()
        ended = [
            {
                "member_id": member.id,
                "library_id": library.id,
                "issue": member.card_issue,
                "token_digest": _digest(member.card_token),
                "reason": reason,
                "replaced_at": fields.Datetime.now(),
                "replaced_by_id": self.env.uid,
            }
            for member in members_sudo
        ]
        if not self.sudo()._end_card(issue):
            raise UserError(self._replaced_sentence(issue))
        for merged_sudo in members_sudo - self:
            merged_sudo._end_card(merged_sudo.card_issue)
        self.env["library.card.replacement"].sudo().create(ended)

    def _end_card(self, issue):
        """Give the person another token and mark, where ``issue`` is the good card still.

        Of two who try at once the later fails here, is retried, and finds it done.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE library_member
                   SET card_issue = card_issue + 1, card_token = %s, card_printed_at = NULL
                 WHERE id = %s AND card_issue = %s
                """,
                *(secrets.token_urlsafe(18), self.id, issue),
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        ended = bool(self.env.cr.rowcount)
        self.invalidate_recordset()
        return ended

    def _replaced_sentence(self, issue):
        replaced_sudo = self.sudo().card_replacement_ids.filtered(lambda row: row.issue == issue)
        return self.env._(
            "This card was replaced already, on %(when)s by %(who)s. Print the new one.",
            when=format_datetime(self.env, replaced_sudo.replaced_at),
            who=replaced_sudo.replaced_by_id.name,
        )


class LibraryCardReplacement(models.Model):
    """A card that is good no more: whose, which, why, who ended it. Written by the act alone."""

    _name = "library.card.replacement"
    _description = "Replaced Card"
    _inherit = ["library.guarded.mixin", "library.personal.mixin", "library.verb.fields.mixin"]
    _order = "id desc"
    _rec_name = "replaced_at"
    _owner_fields = ("library_id", "member_id")
    _verb_fields = None
    _person_export = ("replaced_at", "library_id", "reason")
    _person_forgotten = "unlink"

    library_id = fields.Many2one(string="Replaced in", readonly=True)
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    issue = fields.Integer(string="Which Card", required=True, readonly=True)
    # so that its QR code is told from one that never was, and gives nothing away
    token_digest = fields.Char(required=True, readonly=True, index=True, groups=fields.NO_ACCESS)
    reason = fields.Selection(selection=DAMAGES, required=True, readonly=True)
    replaced_at = fields.Datetime(string="When", required=True, readonly=True)
    replaced_by_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )

    _issue_unique = models.Constraint(
        "UNIQUE (member_id, issue)", "This card was replaced already."
    )
