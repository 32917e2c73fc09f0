from collections import defaultdict

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain

from ..tools import class_names


class LibrarySchoolClass(models.Model):
    """A class (rombel) of a school in one school year. However its name is typed, it is one class."""

    _name = "library.school.class"
    _description = "Class"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "library_id, year_id, grade, name, id"
    _owner_fields = ("library_id", "year_id")

    library_id = fields.Many2one(string="School")
    year_id = fields.Many2one(
        comodel_name="library.school.year",
        string="School Year",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_year(),
    )
    name = fields.Char(
        required=True, help="“Kelas 7 A”, “VII A” and “7a” are one class: it is written VII-A."
    )
    key = fields.Char(compute="_compute_key", store=True, help="Equal for all spellings.")
    grade = fields.Integer(
        compute="_compute_key", store=True, aggregator=None, help="0 where the name tells none."
    )
    section = fields.Char(compute="_compute_key", store=True)
    teacher_name = fields.Char(string="Homeroom Teacher")
    teacher_phone = fields.Char(string="Teacher's Phone")
    membership_ids = fields.One2many(
        comodel_name="library.membership", inverse_name="class_id", string="Pupils"
    )
    enrolment_ids = fields.One2many(comodel_name="library.enrolment", inverse_name="class_id")
    pupil_count = fields.Integer(string="Pupils Now", compute="_compute_pupil_count")

    _library_year_key_unique = models.Constraint(
        "UNIQUE (library_id, year_id, key)", "This school has that class in this year already."
    )

    @api.model
    def _default_year(self):
        library = self.env.user._only_operated_library()
        return library._school_years()[library] if library else False

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("name")
    def _compute_key(self):
        for school_class in self:
            parsed = class_names.parse(school_class.name)
            school_class.key, school_class.grade = parsed.key, parsed.grade
            school_class.section = parsed.section

    @api.depends("membership_ids")
    def _compute_pupil_count(self):
        counts = dict(
            self.env["library.membership"]._read_group(
                [("class_id", "in", self.ids)], ["class_id"], ["__count"]
            )
        )
        for school_class in self:
            school_class.pupil_count = counts.get(school_class, 0)

    @api.model
    def _search_display_name(self, operator, value):
        """Find a class in every spelling, and all classes of a grade: "vii" or "kelas 7a"."""
        domain = super()._search_display_name(operator, value)
        if operator != "ilike" or not isinstance(value, str):
            return domain
        key = class_names.parse(value).key
        alike = Domain("key", "=", key) | Domain("key", "=like", f"{key} %")
        return domain | alike if key else domain

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcomes(vals_list)
        return super().create([self._written(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._written(vals))

    @api.model
    def _written(self, vals):
        """Write the name as schools do, whatever spelling was typed."""
        if not vals.get("name"):
            return vals
        return {**vals, "name": self._checked(vals["name"]).name}

    @api.model
    def _checked(self, text):
        """Return the :class:`~..tools.class_names.ClassName` of what somebody typed.

        :raise UserError: when it is too long for a class
        """
        parsed = class_names.parse(str(text))
        if len(parsed.name) > class_names.LENGTH:
            raise UserError(
                self.env._(
                    "“%s…” is too long for a class. Write it as on the door, e.g. VII-A.",
                    parsed.name[: class_names.LENGTH],
                )
            )
        return parsed

    @api.constrains("library_id")
    def _check_is_school(self):
        for library in self.library_id:
            library._check_has_classes()

    @api.ondelete(at_uninstall=False)
    def _unlink_if_never_used(self):
        if self.sudo().enrolment_ids:
            raise UserError(
                self.env._("A class that has or had pupils is kept: their years stand in it.")
            )

    def _outcome_to(self, other):
        """Return what going on from this class to ``other``, or to none, means for a pupil."""
        if not other:
            return "left"
        if other.year_id.date_from <= self.year_id.date_from:
            return "moved"
        return "repeated" if other.grade <= self.grade and self.grade else "promoted"

    # ------------------------------------------------------------------
    # FINDING AND MAKING
    # ------------------------------------------------------------------

    @api.model
    def _named(self, library, names, year=None):
        """Return the classes of ``library`` that ``names`` mean; those that are missing are made.

        The caller has checked that the user may.

        :param names: texts as typed; the empty ones are left out
        :param year: the school year, by default the one the library is in
        :return: ``{text: class}``
        :raise UserError: where the library has no classes, or a text is too long for one
        :raise ConcurrencyError: when somebody makes the same class at the same moment
        """
        parsed = {text: self._checked(text) for text in names if text}
        parsed = {text: name for text, name in parsed.items() if name.key}
        if not parsed:
            return {}
        library._check_has_classes()
        year = year or library._school_years()[library]
        keys = {name.key: name for name in parsed.values()}
        own = [("library_id", "=", library.id), ("year_id", "=", year.id)]
        classes_sudo = self.sudo().search_fetch([*own, ("key", "in", list(keys))], ["key"])
        found = {school_class.key: school_class for school_class in classes_sudo}
        missing = [name for key, name in keys.items() if key not in found]
        for made_sudo in self.sudo()._make(library, year, missing):
            found[made_sudo.key] = made_sudo
        return {text: found[name.key].with_env(self.env) for text, name in parsed.items()}

    @api.model
    def _make(self, library, year, names):
        own = {"library_id": library.id, "year_id": year.id}
        try:
            return self.create([{**own, "name": name.name} for name in names])
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("a class was made at the same moment") from error

    @api.model
    def name_create(self, name):
        """Make the class typed into a form, or take the one that is there in another spelling."""
        context = self.env.context
        library_id, year_id = context.get("default_library_id"), context.get("default_year_id")
        library = self.env["library.library"].browse(library_id or ()).exists()
        library = library or self.env.user._only_operated_library()
        self.env.user._check_operates(library, "sipuspa_library.group_librarian")
        year = self.env["library.school.year"].browse(year_id or ()).exists()
        for school_class in self._named(library, [name], year).values():
            return school_class.id, school_class.display_name
        raise UserError(self.env._("Write the name of the class, e.g. VII-A."))


class LibraryLibrary(models.Model):
    """Which libraries have classes, and the school year each of them is in."""

    _inherit = "library.library"

    def _check_has_classes(self):
        """Raise :class:`UserError` unless this is a school's library."""
        self.ensure_one()
        if not self.type_id.is_school:
            raise UserError(
                self.env._("%s is not a school: its members have no class.", self.display_name)
            )

    def _school_years(self):
        """Return ``{library: school year}``: this year, or the next where its pupils are promoted.

        Schools promote in June, before the year of the calendar begins.
        """
        current = self.env["library.school.year"]._of(self._today())
        # which years a school has classes in tells nothing of a person
        ahead = defaultdict(lambda: current)
        rows = (
            self.env["library.school.class"]
            .sudo()
            ._read_group(
                [
                    ("library_id", "in", self.ids),
                    ("year_id.date_from", ">", current.date_from),
                    ("membership_ids", "!=", False),
                ],
                ["library_id", "year_id"],
            )
        )
        for library, year in rows:
            if year.date_from > ahead[library.id].date_from:
                ahead[library.id] = year.with_env(self.env)
        return {library: ahead[library.id] for library in self}
