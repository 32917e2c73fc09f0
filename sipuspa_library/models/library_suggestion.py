from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import escape_psql

from ..tools import isbn

OPEN_STATES = ("new", "considered", "ordered")
OPEN_LIMIT = 5


class LibrarySuggestion(models.Model):
    """A book somebody wishes the library had: a member from the own page, or the staff."""

    _name = "library.suggestion"
    _description = "Purchase Suggestion"
    _inherit = ["library.guarded.mixin", "library.personal.mixin", "library.verb.fields.mixin"]
    _order = "asked_on desc, id desc"
    _rec_names_search = ["name", "author"]
    _owner_fields = ("library_id", "membership_id", "member_id")
    _verb_fields = frozenset({"member_id"})
    _personal_fields = {
        "membership_id": False,
        "member_id": False,
        "reason": False,
        "answer": False,
    }
    # answered or not: what a child once wished for tells of the child
    _person_ended = ("asked_on",)
    _person_export = ("library_id", "asked_on", "name", "author", "reason", "state", "answer")

    name = fields.Char(string="Title", required=True)
    author = fields.Char()
    publisher = fields.Char()
    year = fields.Char()
    isbn = fields.Char(string="ISBN")
    reason = fields.Char(string="Why", help="What it is wanted for: a lesson, a hobby, a course.")
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Asked by",
        index="btree_not_null",
        ondelete="set null",
        domain="[('library_id', '=', library_id)]",
        help="Empty when the staff thought of it.",
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        related="membership_id.member_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    asked_on = fields.Date(
        string="Asked", required=True, default=lambda self: self.env["library.library"]._today()
    )
    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("considered", "Considered"),
            ("ordered", "Ordered"),
            ("arrived", "Arrived"),
            ("declined", "Declined"),
        ],
        string="Status",
        required=True,
        default="new",
        index=True,
    )
    answer = fields.Char(help="What the member reads, in a kind sentence.")
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title in the Catalogue",
        index="btree_not_null",
        ondelete="set null",
        help="Where it can be found now that it is here.",
    )

    _asked_once = models.UniqueIndex(
        "(membership_id, lower(name)) WHERE membership_id IS NOT NULL AND state = 'new'",
        "This member has asked for this book already.",
    )
    _library_state_idx = models.Index("(library_id, state, asked_on DESC)")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise(vals))

    @api.model
    def _normalise(self, vals):
        if not vals.get("isbn"):
            return vals
        return {**vals, "isbn": isbn.normalised(vals["isbn"])[0]}

    @api.constrains("membership_id", "library_id")
    def _check_membership(self):
        wishes_sudo = self.sudo().filtered("membership_id")  # names nobody, compares two ids
        if any(wish.membership_id.library_id != wish.library_id for wish in wishes_sudo):
            raise ValidationError(self.env._("This person is no member of this library."))

    @api.onchange("book_id")
    def _onchange_book_id(self):
        """What is in the catalogue has arrived."""
        if self.book_id:
            self.state = "arrived"

    @api.model
    def _suggest(self, membership, title, **details):
        """Note a member's wish, once: the same title asked again while it is new is the same wish.

        The caller has checked that the membership is the asker's own.

        :param details: ``author``, ``reason``
        :return: the suggestion, in superuser mode
        :raise UserError: without a title, or when too many wishes are open already
        """
        title = " ".join((title or "").split())
        if not title:
            raise UserError(self.env._("Write the title of the book you wish for."))
        membership._touch()  # two wishes at once count each other
        mine = [("membership_id", "=", membership.id)]
        mine_sudo = self.sudo().search([*mine, ("state", "in", OPEN_STATES)])
        # asked of the database, whose index knows other small letters than Python
        same = [*mine, ("state", "=", "new"), ("name", "=ilike", escape_psql(title))]
        if same_sudo := mine_sudo.search(same, limit=1):
            return same_sudo
        if len(mine_sudo) >= OPEN_LIMIT:
            raise UserError(
                self.env._(
                    "You have %s wishes open. Wait until your library has answered one.", OPEN_LIMIT
                )
            )
        # a member has no right to write; whose wish it is was checked by the caller
        return mine_sudo.create(
            {
                "name": title,
                "library_id": membership.library_id.id,
                "membership_id": membership.id,
                **details,
            }
        )
