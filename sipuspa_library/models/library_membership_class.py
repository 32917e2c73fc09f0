from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import school_year


class LibraryMembership(models.Model):
    """The class a pupil is in: typed in any spelling, kept as enrolments from a day to a day.

    Loans and textbooks hang on the membership, so they follow a pupil into another class; what was
    counted under the old class stays there by its snapshot.
    """

    _inherit = "library.membership"

    class_id = fields.Many2one(
        comodel_name="library.school.class",
        string="Present Class",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    class_name = fields.Char(
        string="Class",
        compute="_compute_class_name",
        store=True,
        readonly=False,
        copy=False,
        index=True,
        help="E.g. VII-A. A class that is not there yet is made.",
    )
    enrolment_ids = fields.One2many(
        comodel_name="library.enrolment",
        inverse_name="membership_id",
        string="Classes So Far",
        groups="sipuspa_library.group_desk",
    )

    @api.depends("class_id.name")
    def _compute_class_name(self):
        for membership in self:
            membership.class_name = membership.class_id.name

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Join persons to a library and put pupils into the classes typed, all at once."""
        texts = [vals.get("class_name") for vals in vals_list]
        memberships = super().create([self._without_class(vals) for vals in vals_list])
        if any(texts):
            memberships._enter_classes(texts)
        return memberships

    def write(self, vals):
        """Put pupils into the class typed; who leaves the library leaves the class."""
        result = super().write(self._without_class(vals))
        if "class_name" in vals:
            self.check_access("write")
            self._enter_classes([vals["class_name"]] * len(self))
        elif vals.get("left_on"):
            self._leave_classes()
        return result

    @api.model
    def _without_class(self, vals):
        return {name: value for name, value in vals.items() if name != "class_name"}

    # ------------------------------------------------------------------
    # CLASSES
    # ------------------------------------------------------------------

    def _enrol(self, school_class, on=None, outcome=None):
        """Put these pupils into one class of their school, or, with none, out of the one they are in.

        :param on: the day, by default today
        :param outcome: how their enrolment until now ended; by default told from the two classes
        """
        outcomes = dict.fromkeys(self, outcome) if outcome else None
        self._enrol_in(dict.fromkeys(self, school_class), on, outcomes)

    def _enrol_in(self, targets, on=None, outcomes=None):
        """Put each pupil into a class: the one act by which anybody's class changes.

        Who is in that class already stays there untouched. The caller has checked that the user may
        write these memberships. They are written first, so that a lend at the same moment and this
        act are done one after the other.

        :param targets: ``{membership: class}``, an empty class for none
        :param on: the day, by default today, of leavers the day they left
        :param outcomes: ``{membership: outcome}`` of the enrolments until now, where it is known better
            than the two classes tell
        """
        enrolments_sudo = self.env["library.enrolment"].sudo()  # nobody's to write but this act's
        memberships_sudo = self.sudo()._touch()
        current = memberships_sudo._open_enrolments()
        today = self.env["library.library"]._today()
        closed, opened = defaultdict(enrolments_sudo.browse), []
        moved = defaultdict(memberships_sudo.browse)
        for membership in memberships_sudo:
            target, now = targets[membership], current.get(membership, enrolments_sudo)
            if now.class_id == target:
                continue
            membership._check_own_class(target)
            day = on or membership.left_on or today
            if now:
                outcome = (outcomes or {}).get(membership) or now.class_id._outcome_to(target)
                closed[max(day, now.date_from), outcome] |= now
            if target:
                own = {"library_id": membership.library_id.id, "membership_id": membership.id}
                opened.append({**own, "class_id": target.id, "date_from": day})
            moved[target.id] |= membership
        for (day, outcome), ended_sudo in closed.items():
            ended_sudo.write({"date_to": day, "outcome": outcome})
        enrolments_sudo.flush_model()  # ended before the next one begins
        enrolments_sudo.create(opened)
        for class_id, pupils_sudo in moved.items():
            pupils_sudo.class_id = class_id

    def _open_enrolments(self):
        """Return ``{membership: enrolment}`` of those who are in a class, read anew, in superuser mode."""
        enrolments_sudo = self.env["library.enrolment"].sudo()  # of memberships the caller may read
        return {
            enrolment.membership_id: enrolment
            for enrolment in enrolments_sudo.search_fetch(
                [("membership_id", "in", self.ids), ("date_to", "=", False)],
                ["membership_id", "class_id", "date_from"],
            )
        }

    def _check_own_class(self, school_class):
        self.ensure_one()
        if school_class and school_class.sudo().library_id != self.library_id:
            raise UserError(
                self.env._(
                    "%(class)s is not a class of %(library)s.",
                    **{"class": school_class.sudo().name, "library": self.library_id.name},
                )
            )

    def _class_told(self):
        """Return the name of the class this member is in, or, having left, was in at last."""
        self.ensure_one()
        if self.class_name or not self.left_on:
            return self.class_name
        return self.sudo().enrolment_ids[:1].class_id.name  # a name on a paper, not the row

    def _enter_classes(self, texts):
        """Put each of these pupils into the class that its text means; no text: into none.

        Who has left is noted as having been in it until that day.
        """
        none = self.env["library.school.class"]
        targets = self.sudo()._classes_meant(texts) if any(texts) else dict.fromkeys(self, none)
        self._enrol_in(targets)
        self._leave_classes()

    def _classes_meant(self, texts):
        """Return ``{membership: class}``: found or made in the year the school, or the leaver, was in."""
        classes, years = self.env["library.school.class"], self.env["library.school.year"]
        now = self.library_id._school_years()
        left = {school_year.of(row.left_on) for row in self if row.left_on}
        then = {year: years._at(year) for year in left}
        typed = defaultdict(dict)
        for membership, text in zip(self, texts, strict=True):
            year = now[membership.library_id]
            if membership.left_on:
                year = then[school_year.of(membership.left_on)]
            typed[membership.library_id, year][membership] = str(text or "")
        meant = {}
        for (library, year), rows in typed.items():
            named = classes._named(library, dict.fromkeys(rows.values()), year)
            meant.update(
                (membership, named.get(text, classes)) for membership, text in rows.items()
            )
        return meant

    def _leave_classes(self):
        """Take those who have left the library out of their classes."""
        left = self.sudo().filtered(lambda row: row.left_on and row.class_id)
        if left:
            left._enrol(self.env["library.school.class"], outcome="left")
