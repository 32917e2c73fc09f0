from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import due_dates, numbers, school_year

LETTER_MARK = "BP"  # bebas pustaka
PURPOSES = [
    ("diploma", "Collecting the diploma"),
    ("transfer", "Moving to another school"),
    ("other", "Another purpose"),
]


class LibraryClearance(models.Model):
    """A numbered letter that a member owed the library nothing on its day (surat bebas pustaka).

    The rows are a register: numbered by year without a gap, revoked with a reason, never changed or
    deleted. A letter is a fact of its day: who borrows again keeps it, and the register shows it. The
    name is read from the person, so that a person who is forgotten leaves number, date and class here.
    """

    _name = "library.clearance"
    _description = "Clearance Letter"
    _inherit = [
        "library.guarded.mixin",
        "library.personal.mixin",
        "library.snapshot.mixin",
        "library.verb.fields.mixin",
    ]
    _order = "letter_year desc, letter_serial desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "person_name"]
    _verb_fields = None
    _person_field = "membership_id.member_id"
    _personal_fields = {
        "membership_id": False,
        "age": False,
        "purpose_words": False,
        "revoked_reason": SQL("left(revoked_reason, 0)"),  # a revoked letter has one
    }
    _person_export = (
        "library_id",
        "number",
        "issued_on",
        "purpose",
        "purpose_words",
        "class_name",
        "age",
        "revoked_at",
        "revoked_reason",
    )

    library_id = fields.Many2one(readonly=True)
    number = fields.Char(required=True, readonly=True)
    letter_year = fields.Integer(required=True, readonly=True)
    letter_serial = fields.Integer(required=True, readonly=True)
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    person_name = fields.Char(
        string="Name", compute="_compute_person", search="_search_person_name"
    )
    card_number = fields.Char(compute="_compute_person")
    age = fields.Integer(readonly=True, aggregator=None, help="In years, on the day of the letter.")
    issued_on = fields.Date(string="Date", required=True, readonly=True)
    issued_by_id = fields.Many2one(
        comodel_name="res.users", string="Issued by", readonly=True, ondelete="restrict"
    )
    school_year = fields.Char(required=True, readonly=True)
    purpose = fields.Selection(selection=PURPOSES, required=True, readonly=True)
    purpose_words = fields.Char(string="Purpose in Words", readonly=True)
    body = fields.Text(
        required=True, readonly=True, help="The wording of its day, without the person."
    )
    has_books = fields.Boolean(compute="_compute_has_books")
    revoked_at = fields.Datetime(string="Revoked", readonly=True)
    revoked_by_id = fields.Many2one(
        comodel_name="res.users", string="Revoked by", readonly=True, ondelete="restrict"
    )
    revoked_reason = fields.Char(string="Why Revoked", readonly=True)

    _letter_unique = models.Constraint(
        "UNIQUE (library_id, letter_year, letter_serial)", "This number is on another letter."
    )
    _one_letter_unique = models.UniqueIndex(
        "(membership_id, school_year, purpose, COALESCE(purpose_words, ''))"
        " WHERE revoked_at IS NULL AND membership_id IS NOT NULL",
        "This member has such a letter already.",
    )
    _library_issued_idx = models.Index("(library_id, issued_on)")
    _revoked_with_reason = models.Constraint(
        "CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))", "Write why it is revoked."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("membership_id.member_id.name", "membership_id.member_id.card_number")
    @api.depends_context("uid")
    def _compute_person(self):
        """Name the person to who may read the letter, after the person has left the library, too.

        Of saved rows only: a client can put any id into a row that is not.
        """
        readable = set((self._origin if self.env.su else self._origin._filtered_access("read")).ids)
        for clearance in self:
            shown = clearance._origin.id in readable
            # asked for above, all at once
            member_sudo = clearance._origin.sudo().membership_id.member_id
            clearance.person_name = shown and member_sudo.name
            clearance.card_number = shown and member_sudo.card_number

    @api.model
    def _search_person_name(self, operator, value):
        # past the wall around persons: which letters are found is bounded by their own rule
        return [("membership_id", "any!", [("member_id", "any!", [("name", operator, value)])])]

    @api.depends("membership_id.loan_ids.returned_at", "membership_id.loan_ids.voided_at")
    def _compute_has_books(self):
        borrowers = self.membership_id._open_loans().membership_id
        for clearance in self:
            clearance.has_books = clearance.membership_id in borrowers

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Letters are kept in the register. Revoke one with a reason."))

    # ------------------------------------------------------------------
    # VERBS
    # ------------------------------------------------------------------

    @api.model
    def _standing_domain(self, purpose, words):
        """Return the domain of the letters that still stand for ``purpose`` in this school year."""
        today = self.env["library.library"]._today()
        return Domain(
            [
                ("purpose", "=", purpose),
                ("purpose_words", "=", words or False),
                ("school_year", "=", school_year.of(today).name),
                ("revoked_at", "=", False),
            ]
        )

    @api.model
    def _enter(self, memberships, purpose, words):
        """Number a letter for each of these members of one library, in the order given.

        In superuser mode, by :meth:`library.membership._clear` only, which has judged them.
        """
        library = memberships.library_id
        today = library._today()
        year, serial = library._next_serial(self, "letter_year", "letter_serial")
        # in the language of who signs for it, also where another program asks
        profile_sudo = library.with_context(lang=self.env.user.lang)._profile_sudo()
        shared = {
            "library_id": library.id,
            "letter_year": year,
            "issued_on": today,
            "issued_by_id": self.env.uid,
            "school_year": school_year.of(today).name,
            "purpose": purpose,
            "purpose_words": words,
            "body": profile_sudo._clearance_words(),
        }
        return self.create(
            [
                {
                    **self.env["library.loan"]._snapshot(membership, today),
                    **shared,
                    "membership_id": membership.id,
                    "age": born and due_dates.age(born, today),
                    "letter_serial": number,
                    "number": numbers.document_number(number, LETTER_MARK, library.code, year),
                }
                for number, membership in enumerate(memberships, serial)
                for born in (membership.member_id.birth_date,)
            ]
        )

    def _revoke(self, reason):
        """Take these letters back; who was revoked before keeps that reason.

        The caller has checked that the user may.
        """
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Write why; it is kept in the register."))
        # every column of a register is an act's; the caller has checked the right to it
        self.sudo().filtered(lambda row: not row.revoked_at).write(
            {
                "revoked_at": fields.Datetime.now(),
                "revoked_by_id": self.env.uid,
                "revoked_reason": reason,
            }
        )


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    clearance_ids = fields.One2many(
        comodel_name="library.clearance",
        inverse_name="membership_id",
        string="Clearance Letters",
        groups="sipuspa_library.group_desk",
    )

    def _clear(self, purpose, words=None):
        """Give each of these members of one library who owes it nothing a clearance letter.

        Who has such a letter of this school year keeps that one. The memberships are written first: a
        lend at the same moment comes before, and is seen here, or after.

        :param purpose: one of :data:`PURPOSES`, with ``words`` where it is another one
        :return: the letters made now
        """
        library = self.library_id
        if len(library) != 1:
            raise UserError(self.env._("Choose members of one library."))
        self.env.user._check_operates(library, "sipuspa_library.group_librarian")
        clearances_sudo = self.env["library.clearance"].sudo()  # a register nobody types in
        members_sudo = self.sudo()._touch()
        waiting = members_sudo - members_sudo._with_letter(purpose, words).membership_id
        owing = {matter.membership.id for matter in waiting._open_matters()}
        clear = waiting.filtered(lambda membership: membership.id not in owing)
        if not clear:
            return clearances_sudo.with_env(self.env)
        clear.member_id.fetch(["name", "birth_date", "sex", "occupation"])
        letters_sudo = clearances_sudo._enter(clear._by_class(), purpose, words)
        self.env.flush_all()
        return letters_sudo.with_env(self.env)

    def _with_letter(self, purpose, words):
        """Return the letters for ``purpose`` that these members have in this school year."""
        letters = self.env["library.clearance"]
        return letters.search(
            letters._standing_domain(purpose, words) & Domain("membership_id", "in", self.ids)
        )
