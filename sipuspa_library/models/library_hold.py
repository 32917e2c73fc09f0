from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

STATES = [
    ("waiting", "Waiting"),
    ("in_transit", "On its way"),
    ("ready", "Ready"),
    ("fulfilled", "Lent"),
    ("cancelled", "Cancelled"),
    ("expired", "Not fetched"),
]
FIRST, IN_TURN = 0, 1


class LibraryHold(models.Model):
    """A place in the queue for a title, or for one copy of it; ``library_id`` is where it is picked up.

    ``copy_id`` is the copy that serves it. Where that stands follows from facts: it is on its way until it
    is handed in at the pickup library, then it waits on the hold shelf there up to ``expires_on``. Written by
    the verbs only; see ``docs/decisions/0015-who-is-served-by-a-copy.md``.
    """

    _name = "library.hold"
    _description = "Reservation"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "is_active desc, priority, placed_at, id"
    _rec_names_search = ["book_id.name", "member_id"]
    _verb_fields = None
    _personal_fields = {"membership_id": False, "member_id": False}
    _person_export = (
        *("library_id", "book_id", "placed_at", "ready_at", "expires_on"),
        *("fulfilled_at", "cancelled_at", "expired_at"),
    )
    _person_ended = ("fulfilled_at", "cancelled_at", "expired_at")

    library_id = fields.Many2one(string="Picked up in", readonly=True)
    book_id = fields.Many2one(
        comodel_name="library.book",
        string="Title",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    wanted_copy_id = fields.Many2one(
        comodel_name="library.copy",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Only this copy will do. Empty: any copy of the title.",
    )
    membership_id = fields.Many2one(
        comodel_name="library.membership", readonly=True, index=True, ondelete="restrict"
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    priority = fields.Integer(
        required=True, readonly=True, default=IN_TURN, help="The lowest is served first."
    )
    placed_at = fields.Datetime(string="Reserved", required=True, readonly=True)
    placed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    queued_at = fields.Datetime(
        string="In the Queue Since",
        required=True,
        readonly=True,
        help="Since when it waits in its place, without having been passed over because the member "
        "could not borrow.",
    )
    copy_id = fields.Many2one(
        comodel_name="library.copy",
        string="Served by Copy",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    captured_at = fields.Datetime(string="Copy Found", readonly=True)
    ready_at = fields.Datetime(string="On the Hold Shelf Since", readonly=True)
    expires_on = fields.Date(
        string="Kept Until", readonly=True, help="The last day it is kept on the hold shelf."
    )
    fulfilled_at = fields.Datetime(string="Lent", readonly=True)
    loan_id = fields.Many2one(
        comodel_name="library.loan", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    cancelled_at = fields.Datetime(string="Cancelled", readonly=True)
    expired_at = fields.Datetime(string="Not Fetched", readonly=True)
    is_active = fields.Boolean(
        string="Open", compute="_compute_is_active", store=True, precompute=True
    )
    state = fields.Selection(
        selection=STATES, string="Status", compute="_compute_state", search="_search_state"
    )
    position = fields.Integer(
        string="Place in the Queue", compute="_compute_position", help="1 is served next."
    )
    number = fields.Char(
        string="Slip", compute="_compute_number", help="It stands on the slip in the book."
    )

    _active_unique = models.UniqueIndex(
        "(member_id, book_id) WHERE is_active", "This member has reserved this title already."
    )
    _captured_unique = models.UniqueIndex(
        "(copy_id) WHERE is_active", "This copy is kept for somebody already."
    )
    _waiting_idx = models.Index("(book_id) WHERE is_active AND copy_id IS NULL")
    _shelf_idx = models.Index("(library_id, expires_on) WHERE is_active AND ready_at IS NOT NULL")
    _ended_once = models.Constraint(
        "CHECK (num_nonnulls(fulfilled_at, cancelled_at, expired_at) <= 1 AND COALESCE(is_active, "
        "FALSE) = (num_nonnulls(fulfilled_at, cancelled_at, expired_at) = 0))",
        "A reservation ends once.",
    )
    _member_while_active = models.Constraint(
        "CHECK (NOT is_active OR (member_id IS NOT NULL AND membership_id IS NOT NULL))",
        "An open reservation keeps its member.",
    )
    _shelf_after_capture = models.Constraint(
        "CHECK ((copy_id IS NULL) = (captured_at IS NULL) AND (ready_at IS NULL) = (expires_on IS NULL) "
        "AND (ready_at IS NULL OR captured_at IS NOT NULL))",
        "A copy is found first, then kept on the hold shelf.",
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("fulfilled_at", "cancelled_at", "expired_at")
    def _compute_is_active(self):
        for hold in self:
            hold.is_active = not (hold.fulfilled_at or hold.cancelled_at or hold.expired_at)

    @api.depends("is_active", "captured_at", "ready_at")
    def _compute_state(self):
        for hold in self:
            if hold.is_active:
                served = "ready" if hold.ready_at else "in_transit"
                hold.state = served if hold.captured_at else "waiting"
            elif hold.fulfilled_at:
                hold.state = "fulfilled"
            else:
                hold.state = "cancelled" if hold.cancelled_at else "expired"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        active, captured = Domain("is_active", "=", True), Domain("captured_at", "!=", False)
        ready = Domain("ready_at", "!=", False)
        domains = {
            "waiting": active & ~captured,
            "in_transit": active & captured & ~ready,
            "ready": active & ready,
            "fulfilled": Domain("fulfilled_at", "!=", False),
            "cancelled": Domain("cancelled_at", "!=", False),
            "expired": Domain("expired_at", "!=", False),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("is_active", "captured_at", "priority")
    def _compute_position(self):
        """Count who waits for the same title, in every library, up to this one; 0 once it is served."""
        self.flush_model()
        positions = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT hold.id, (SELECT count(*) FROM library_hold other
                                      WHERE other.book_id = hold.book_id
                                        AND other.is_active AND other.copy_id IS NULL
                                        AND (other.priority, other.placed_at, other.id)
                                         <= (hold.priority, hold.placed_at, hold.id))
                      FROM library_hold hold
                     WHERE hold.id IN %s AND hold.is_active AND hold.copy_id IS NULL
                    """,
                    tuple(self.ids) or (0,),
                )
            )
        )
        for hold in self:
            hold.position = positions.get(hold.id, 0)

    def _compute_number(self):
        for hold in self:
            hold.number = f"R{hold.id}"

    @api.depends("book_id.name")
    def _compute_display_name(self):
        for hold in self:
            # titles are no secret, and a member has no right to read them as rows
            hold.display_name = f"{hold.number} · {hold.sudo().book_id.name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Reservations are kept. Cancel this one instead."))

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    @api.model
    def _search_active(self, domain):
        """Return the open reservations within ``domain``, each queue in order, in one query."""
        return self.search_fetch(
            [*domain, ("is_active", "=", True)],
            [
                *("library_id", "book_id", "wanted_copy_id", "membership_id", "member_id"),
                *("priority", "placed_at", "copy_id", "ready_at", "expires_on"),
            ],
            order="priority, placed_at, id",
        )

    @api.model
    def _waiting(self, domain):
        """Return the open reservations within ``domain`` that no copy serves yet, in order."""
        return self._search_active([*domain, ("copy_id", "=", False)])
