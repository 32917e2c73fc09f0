from odoo import fields, models

REPLACEMENTS = [
    ("book", "Bring the same or an equal book"),
    ("price", "Pay its price"),
    ("none", "Nothing"),
]


class LibraryPolicyValuesMixin(models.AbstractModel):
    """What one complete row of loan rules says: the columns named in :data:`..tools.policy.VALUES`.

    No list adds them up: a sum of days or limits says nothing.
    """

    _name = "library.policy.values.mixin"
    _description = "Values of a Loan Rule"

    # lending
    loan_days = fields.Integer(aggregator=None, required=True, default=7, help="0: not for loan.")
    due_on = fields.Date(
        string="Due on a Fixed Day",
        help="E.g. the end of the semester. Until that day has passed everything lent is due then, "
        "whatever the loan days; on the open day before, when it is closed.",
    )
    loan_limit = fields.Integer(
        aggregator=None,
        string="Books at Once",
        required=True,
        default=3,
        help="How many a member may have from this library. A rule for a collection type counts the "
        "books of that type; the rule without one counts all books together. 0: not for loan.",
    )
    # renewing
    renewal_limit = fields.Integer(
        aggregator=None,
        string="Renewals",
        required=True,
        default=1,
        help="How often a loan is renewed. 0: never.",
    )
    auto_renew = fields.Boolean(
        string="Renewed by Itself",
        help="On the day it is due, unless somebody waits for it or something stands in the way.",
    )
    portal_renewal = fields.Boolean(
        string="Members Renew Themselves", default=True, help="On their own page, from a phone."
    )
    # late
    grace_days = fields.Integer(
        aggregator=None,
        required=True,
        default=0,
        help="Days after the due day before a book counts as late, for blocks and fines.",
    )
    block_overdue = fields.Boolean(
        string="Overdue Books Block",
        default=True,
        help="Nothing more is lent while a book is late.",
    )
    fine_per_day = fields.Integer(
        aggregator=None,
        required=True,
        default=0,
        help="Rupiah for each day late that the library is open. 0: none.",
    )
    fine_cap = fields.Integer(
        aggregator=None,
        string="Highest Fine",
        required=True,
        default=0,
        help="Rupiah at most for one book. 0: no bound.",
    )
    suspension_days = fields.Integer(
        aggregator=None,
        string="Suspended per Day Late",
        required=True,
        default=0,
        help="Days without borrowing for each day late. 0: none.",
    )
    suspension_cap = fields.Integer(
        aggregator=None,
        string="Longest Suspension",
        required=True,
        default=0,
        help="Days at most for one book. 0: no bound.",
    )
    debt_limit = fields.Integer(
        aggregator=None,
        string="Debt That Blocks",
        required=True,
        default=0,
        help="Rupiah owed from which nothing more is lent. 0: debts never block.",
    )
    replace_lost = fields.Selection(
        selection=REPLACEMENTS,
        string="Lost Book",
        required=True,
        default="book",
        help="What a member owes who loses a book.",
    )
    # holds
    hold_limit = fields.Integer(
        aggregator=None,
        string="Reservations at Once",
        required=True,
        default=2,
        help="0: no reservations.",
    )
    hold_shelf_days = fields.Integer(
        aggregator=None,
        string="Days on the Hold Shelf",
        required=True,
        default=3,
        help="Open days a reserved book waits to be fetched.",
    )
