from odoo import api, fields, models
from odoo.tools import SQL

from .merge_rows import Place

# what was done and who looked stays with the entry it was about
LEDGERS = frozenset({"library.event", "library.access.log", "library.merge"})


class LibraryMember(models.Model):
    """Two entries of one person become one: with memberships, loans, visits, and whatever else is theirs.

    Every card goes on scanning, the one of the entry that was given up, too. See
    ``docs/decisions/0010-one-person-entered-twice.md``.
    """

    _name = "library.member"
    _inherit = ["library.member", "library.merge.mixin"]
    _merge_fields = (
        "name",
        "nickname",
        "birth_date",
        "sex",
        "nisn",
        "phone",
        "address",
        "occupation",
        "image_1920",
    )
    _merge_apart = LEDGERS | {"library.person.duplicate"}

    active = fields.Boolean(default=True, readonly=True, copy=False)
    merged_into_id = fields.Many2one(
        comodel_name="library.member",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "active", "merged_into_id"}

    def _with_merged(self):
        """Return these persons with the entries that went into them."""
        # the same persons: whoever may ask for them may ask for these
        every_sudo = self.sudo().with_context(active_test=False)
        return self | self.browse(every_sudo.search([("merged_into_id", "in", self.ids)]).ids)

    @api.model
    def _by_card(self, code):
        """Find the person by the card of an entry that went into theirs, too."""
        found_sudo = super(LibraryMember, self.with_context(active_test=False))._by_card(code)
        return (found_sudo.merged_into_id or found_sudo).with_env(self.sudo().env)

    def unlink(self):
        """Delete the entries that went into these persons with them."""
        merged_sudo = (
            self._with_merged() - self
        ).sudo()  # who may delete the person may delete all
        return super(LibraryMember, merged_sudo).unlink() and super().unlink()

    def _forget_persons(self):
        """Forget the entries that went into these persons with them."""
        return super(LibraryMember, self._with_merged())._forget_persons()

    # ------------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------------

    def _locked_ids(self):
        """Return the ids of those who belong to a library this user does not operate, or to none."""
        access = self.env.user._library_access()
        if access.everywhere:
            return set()
        # where somebody belongs, for a yes or no; an entry given up is judged by the one it went into
        persons_sudo = {member: member.merged_into_id or member for member in self.sudo()}
        memberships_sudo = (
            self.env["library.membership"]
            .sudo()
            .search([("member_id", "in", [person.id for person in persons_sudo.values()])])
        )
        places = {person: set() for person in persons_sudo.values()}
        for membership in memberships_sudo:
            places[membership.member_id].add(membership.library_id.id)
        return {
            member.id
            for member, person in persons_sudo.items()
            if not places[person] or not places[person] <= set(access.operated)
        }

    def _check_may_merge(self):
        self.browse().check_access("write")
        # an entry given up before is in no list any more, and comes back by the undo
        self.browse(self.sudo().filtered("active").ids).check_access("write")
        if self._locked_ids():
            self._refuse_elsewhere()

    # ------------------------------------------------------------------
    # WHAT BELONGS TO THEM
    # ------------------------------------------------------------------

    def _merge_memberships(self):
        """Return the memberships of these persons, those given up before, too."""
        memberships = self.env["library.membership"].with_context(active_test=False)
        return memberships.search([("member_id", "in", self.ids)], order="id")

    def _merge_touch(self):
        self._merge_memberships()._touch()

    def _merge_pointers(self, cursor):
        memberships = self._merge_memberships()
        return super()._merge_pointers(cursor) | (
            memberships._merge_pointers(cursor) if memberships else set()
        )

    def _merge_places(self):
        memberships = self._merge_memberships()
        held = tuple(memberships.ids) or (0,)
        users = self.with_context(active_test=False).user_id
        return [
            *super()._merge_places(),
            Place("res_users", SQL("id IN %s", tuple(users.ids) or (0,))),
            *(
                Place(model._table, SQL("%s IN %s", SQL.identifier(name), held))
                for model, name in memberships._merge_references()
            ),
        ]

    def _merge_kept_ids(self):
        return {
            **super()._merge_kept_ids(),
            "library_membership": self._merge_memberships().ids,
        }

    def _merge_libraries(self):
        return self._merge_memberships().library_id

    # ------------------------------------------------------------------
    # MOVING
    # ------------------------------------------------------------------

    def _merge_take_in(self, losers, choices):
        """Make one membership of two in a library, move what is left, keep one login and one NISN."""
        self.env["library.person.duplicate"]._close(self, losers)
        self.env["library.visit"]._stand_for_one(self, losers)
        wanted = choices.get("nisn") or (not self.nisn and losers.filtered("nisn")[:1].id)
        known = losers.filtered(lambda member: member.id == wanted).nisn or self.nisn
        for rows in (self | losers).membership_ids.grouped("library_id").values():
            kept = rows.filtered(lambda row: row.member_id == self) or rows.sorted("id")[:1]
            if rows - kept:
                kept._merge_take_in(rows - kept, {})
        told = {name: value for name, value in choices.items() if name != "nisn"}
        result = super()._merge_take_in(losers, told)
        losers.nisn = False  # an entry that is in no list any more keeps nobody from having it
        losers.flush_recordset()
        self.nisn = known
        self._merge_login(losers)
        self._merge_consents()
        self._stop_all_without_consent()  # the birth date or the login of an adult was taken over
        self.env["res.users"]._drop_library_access()
        return result

    def _merge_login(self, losers):
        """Keep this person's login, or take one over; the others are closed."""
        donor = losers.filtered("user_id")[:1]
        if donor and not self.user_id:
            user = donor.user_id
            donor.user_id = False
            donor.flush_recordset()
            self.user_id = user
        losers._card_users().active = False

    def _merge_consents(self):
        """Let a consent count no longer that was taken back later, though under the other entry."""
        consents = self.env["library.consent"].search([("member_id", "=", self.id)])
        for standing in consents.filtered("is_standing"):
            scope, library = standing.scope_id, standing.library_id
            later = consents.filtered(
                lambda row, standing=standing: (
                    row.withdrawn_on and row.withdrawn_on > standing.given_on
                )
            ).filtered(
                lambda row, scope=scope, library=library: (
                    row.scope_id == scope and (not scope.per_library or row.library_id == library)
                )
            )[:1]
            if later:
                names = ("withdrawn_on", "withdrawn_library_id", "withdrawal_recorded_by_id")
                standing.write(
                    {
                        name: standing._fields[name].convert_to_write(later[name], later)
                        for name in names
                    }
                )
                self._stop_without_consent(scope)

    def _merge_undone(self, losers):
        self.env["library.person.duplicate"]._reopen(self, losers)
        self.env["res.users"]._drop_library_access()
        self.env.registry.clear_cache()  # a login that is open again, past its model

    # ------------------------------------------------------------------
    # TOLD
    # ------------------------------------------------------------------

    def _merge_weight(self):
        """Keep whom most is known of: a login, loans, a photo."""
        loans = self.env["library.loan"].search_count([("member_id", "=", self.id)])
        return (bool(self.user_id), loans, *super()._merge_weight())

    def _merge_about(self):
        return " · ".join(filter(None, (self.card_number, self._told_places().get(self))))

    def _merge_picture(self):
        return self.image_512

    def _merge_name(self):
        return f"{self.name} ({self.card_number})"


class LibraryMembership(models.Model):
    """Two memberships of one person in one library become one; what the other had is counted with it."""

    _name = "library.membership"
    _inherit = ["library.membership", "library.merge.mixin"]
    _merge_apart = LEDGERS

    active = fields.Boolean(default=True, readonly=True, copy=False)
    merged_into_id = fields.Many2one(
        comodel_name="library.membership",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "active", "merged_into_id"}

    def _in_force(self):
        """Return the memberships into which these went, or these."""
        return self.browse(row.sudo().merged_into_id.id or row.id for row in self)

    def _check_may_merge(self):
        """Refuse: memberships become one when their persons do."""
        self.member_id._refuse_elsewhere()

    def _merge_movable(self, model, name, losers):
        """Leave where it is what cannot point at the kept person, either: a visit counted twice."""
        ids = super()._merge_movable(model, name, losers)
        for other, column in self.member_id._merge_references():
            if other._name == model._name:
                people = self.member_id._merge_movable(model, column, losers.member_id)
                ids = [row_id for row_id in ids if row_id in set(people)]
        return ids

    def _merge_take_in(self, losers, choices):
        """Keep the longer of two spans, whatever was ruled, and every number that scans."""
        vals = self._merge_spans(losers)
        donor = not self.local_number and losers.filtered("local_number")[:1]
        if donor:
            vals["local_number"] = donor.local_number
            donor.local_number = False
        in_class = losers.filtered("class_id")
        if self.class_id:
            in_class._enrol(self.env["library.school.class"], outcome="moved")
        elif in_class:
            vals["class_id"] = in_class[0].class_id.id
            in_class[1:]._enrol(self.env["library.school.class"], outcome="moved")
            in_class[0].class_id = False
        losers.flush_recordset()
        result = super()._merge_take_in(losers, choices)
        self.write(vals)
        return result

    def _merge_spans(self, losers):
        rows = self | losers
        suspended = rows.filtered("suspended_until").sorted("suspended_until")[-1:]
        return {
            "joined_on": min(rows.mapped("joined_on")),
            "valid_until": all(rows.mapped("valid_until")) and max(rows.mapped("valid_until")),
            "left_on": all(rows.mapped("left_on")) and max(rows.mapped("left_on")),
            "pending": all(rows.mapped("pending")),
            "suspended_until": suspended.suspended_until,
            "suspension_reason": suspended.suspension_reason or self.suspension_reason,
        }


class LibraryVisit(models.Model):
    _inherit = "library.visit"

    @api.model_create_multi
    def create(self, vals_list):
        """Record visits; who is known under another entry meanwhile has visited under that one."""
        named = [vals for vals in vals_list if vals.get("membership_id")]
        rows = self.env["library.membership"].browse(vals["membership_id"] for vals in named)
        in_force = {row.id: row._in_force().id for row in rows.exists()}
        for vals in named:
            vals["membership_id"] = in_force.get(vals["membership_id"], vals["membership_id"])
        return super().create(vals_list)
