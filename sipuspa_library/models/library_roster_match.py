from odoo import fields, models
from odoo.fields import Domain

from ..tools import due_dates
from ..tools.class_names import parse as parse_class
from ..tools.clerk_titles import fold
from ..tools.roster import match

ADULT = 18
MEMBER_FIELDS = ("name", "nisn", "birth_date", "sex", "phone", "address", "occupation")
MEMBERSHIP_FIELDS = ("nipd", "local_number", "class_name", "category_id", "valid_until")
OF_ADULTS = ("address", "occupation")
DATES = ("birth_date", "valid_until", "left_on")
SCHOOLS = ("sd", "smp")


class LibraryRoster(models.Model):
    """What the rows of a list are, held against the members of the library and the NISN of the regency.

    Judged twice: for the preview, and again by the step that takes a row over.
    """

    _inherit = "library.roster"

    def _write_lines(self, found):
        """Write a line for every row of a file, and one for every member it does not name."""
        categories, default = self._categories(), self._default_category(found.layout)
        rows = []
        for row in found.rows:
            problems, notes = list(row.problems), list(row.notes)
            values = self._complete(row.values, problems, notes, categories, default)
            rows.append((row, values, problems, notes))
        register = self._register_for([row[1] for row in rows if not row[2]])
        vals_list, met = [], {}
        for row, values, problems, notes in rows:
            vals = self._line_vals(register, values, problems, met, row.number)
            vals["told"]["notes"] = notes
            if vals["match"] == "rejected":
                vals["values"] = row.given
            vals_list.append({"number": row.number, **vals})
        vals_list += self._missing_vals(found, met, vals_list)
        own = {"roster_id": self.id, "library_id": self.library_id.id}
        self.env["library.roster.line"].create([{**own, **vals} for vals in vals_list])

    # ------------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------------

    def _default_category(self, layout):
        """Return what a new member is where the list does not say."""
        code = layout.defaults.get("category")
        if not code:
            code = "pupil" if self.library_id.type_id.code in SCHOOLS else "villager"
        return self.env["library.member.category"].search([("code", "=", code)], limit=1)

    def _complete(self, given, problems, notes, categories, default):
        """Return the values of a row as this database names them; what is not right is told.

        Of a child neither address nor occupation is kept, whatever a list says.
        """
        values = {name: value for name, value in given.items() if name != "category"}
        category = default
        if text := given.get("category"):
            if fold(text) in categories:
                category = categories[fold(text)]
                values["category_id"] = category.id
            else:
                problems.append(("category", {"text": text}))
        if self._is_child(values.get("birth_date"), category):
            dropped = [name for name in OF_ADULTS if values.pop(name, None)]
            if dropped:
                notes.append(("of_a_child", {"fields": dropped}))
        return values

    def _categories(self):
        """Return ``{folded name or code: category}``, in every language of the office."""
        found = {}
        categories = self.env["library.member.category"].search(Domain.TRUE)
        for lang, __ in self.env["res.lang"].get_installed():
            for category in categories.with_context(lang=lang):
                found.setdefault(fold(category.name), category)
        return {**found, **{fold(category.code): category for category in categories}}

    def _is_child(self, born, category):
        if born:
            return due_dates.age(born, self.library_id._today()) < ADULT
        return category.has_class

    # ------------------------------------------------------------------
    # JUDGING
    # ------------------------------------------------------------------

    def _register_for(self, values_list):
        """Return the :class:`~..tools.roster.match.Register` to hold these rows against.

        The members of this library who have a name or number of the rows; of the rest of the regency
        only who has the very NISN, by which a desk would find them too. In superuser mode: the
        caller has checked that the user works in this library, and of others nothing is shown.
        """
        memberships_sudo = self.env["library.membership"].sudo()
        own = [("library_id", "=", self.library_id.id)]
        numbers = [
            *(("local_number", "in", _all(values_list, "local_number")),),
            *(("nipd", "in", _all(values_list, "nipd")),),
            *(("member_id.nisn", "in", _all(values_list, "nisn")),),
            *(("member_id", "in", self._namesakes(values_list)),),
        ]
        # a list goes on naming a person by the entry that was given up when two became one
        with_merged_sudo = memberships_sudo.with_context(active_test=False)
        found_sudo = with_merged_sudo.search(
            [*own, "|", "|", "|", *numbers], order="active DESC, id"
        )
        persons_sudo = (
            self.env["library.member"].sudo().search([("nisn", "in", _all(values_list, "nisn"))])
        )
        others_sudo = persons_sudo - found_sudo.member_id
        return match.Register(
            [self._known(row.member_id, row) for row in found_sudo]
            + [self._known(person, memberships_sudo) for person in others_sudo]
        )

    def _namesakes(self, values_list):
        """Return the ids of this library's persons whose name is one of the rows'."""
        wanted = {fold(values["name"]) for values in values_list}
        persons_sudo = (
            self.env["library.member"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch([("membership_ids.library_id", "=", self.library_id.id)], ["name"])
        )
        return [person.id for person in persons_sudo if fold(person.name) in wanted]

    def _known(self, person, entry):
        """Return a person as the list is held against: of a merged one, by the name given up."""
        membership = entry._in_force()
        kept = membership.member_id or person
        values = {name: kept[name] for name in MEMBER_FIELDS}
        values |= {name: membership[name] for name in MEMBERSHIP_FIELDS}
        values["category_id"] = membership.category_id.id
        if entry != membership:
            values["name"] = person.name
            values["local_number"] = entry.local_number or membership.local_number
        return match.Known(kept.id, membership.id, values, membership.left_on or None)

    def _line_vals(self, register, values, problems, met, number):
        """Return the columns of a row's line.

        :param met: ``{membership id: row number}`` of those the rows before were about
        """
        told = {"problems": problems}
        vals = {"told": told, "values": _packed(values), **_columns(values)}
        if problems:
            return {**vals, "match": "rejected"}
        verdict = register.judge(values)
        known = verdict.known
        if known and known.membership_id in met and known.membership_id:
            problems.append(("repeated", {"row": met[known.membership_id]}))
            return {**vals, "match": "rejected"}
        if verdict.kind == match.REJECTED:
            problems.append((verdict.code, {}))
            return {**vals, "match": "rejected"}
        if verdict.kind == match.AMBIGUOUS:
            ids = [candidate.membership_id for candidate in verdict.candidates]
            return {**vals, "match": "ambiguous", "candidates": ids}
        if verdict.kind == match.KNOWN:
            met[known.membership_id] = number
            changed = self._changes(values, known)
            told["changes"] = {name: _told(name, pair) for name, pair in changed.items()}
            kind = "changed" if changed else "unchanged"
            return {**vals, "match": kind, "membership_id": known.membership_id}
        return {**vals, "match": "new"}

    def _changes(self, values, known):
        """Return ``{column: (before, after)}`` of a member of this library."""
        changed = match.changes(values, known, (*MEMBER_FIELDS, *MEMBERSHIP_FIELDS))
        # may be known by the name of an entry that was given up; read with the register
        person_sudo = self.env["library.member"].sudo().browse(known.member_id)
        if fold(values["name"]) == fold(person_sudo.name):
            changed.pop("name", None)
        if known.left_on:
            changed["left_on"] = (known.left_on, None)
        return changed

    def _missing_vals(self, found, met, vals_list):
        """Return lines for the pupils of the school, or of the classes in the file, it does not name."""
        asked = {row_id for vals in vals_list for row_id in vals.get("candidates") or ()}
        pupils_sudo = self.env[
            "library.membership"
        ].sudo()  # of this library, checked by the caller
        pupils_sudo = pupils_sudo.search(
            [
                ("library_id", "=", self.library_id.id),
                ("category_id.has_class", "=", True),
                ("left_on", "=", False),
                ("id", "not in", [*met, *asked]),
            ],
            order="class_name, id",
        )
        if not found.layout.whole:
            keys = {
                parse_class(row.values["class_name"]).key
                for row in found.rows
                if row.values.get("class_name")
            }
            pupils_sudo = pupils_sudo.filtered(
                lambda row: row.class_name and parse_class(row.class_name).key in keys
            )
        return [
            {
                **_columns({**self._known(row.member_id, row).values}),
                "match": "missing",
                "membership_id": row.id,
                "told": {},
            }
            for row in pupils_sudo
        ]


def _all(values_list, name):
    return list({values[name] for values in values_list if values.get(name)})


def _columns(values):
    names = ("name", "class_name", "nisn", "nipd", "birth_date")
    return {name: values.get(name) or False for name in names}


def _packed(values):
    """Return values as JSON holds them."""
    return {
        name: fields.Date.to_string(value) if name in DATES else value
        for name, value in values.items()
        if value
    }


def unpacked(values):
    """Return values as they were before they were packed."""
    return {
        name: fields.Date.to_date(value) if name in DATES else value
        for name, value in (values or {}).items()
    }


def _told(name, pair):
    return [fields.Date.to_string(value) or None if name in DATES else value for value in pair]
