import json

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..tools.document import Column

FORMAT = "sipuspa-person-1"  # docs/person-export.md
FIRST = ("library.membership", "library.loan", "library.visit", "library.consent")
TRAIL = ("library.event", "library.grant", "library.access.log")  # who did what with it: at the end
WIDE = 6  # columns that need a page on its side


class LibraryMember(models.Model):
    """Everything that is known of a person, to take along: as a paper to read, as a file for programs.

    What belongs in it is declared by each model (:class:`library.personal.mixin`) and bounded by who
    asks: a librarian hands out what the own library holds, the administrator everything, and a person
    gets everything of the own.
    """

    _inherit = "library.member"

    def _own_data(self):
        """Return ``[(model, rows)]`` of all that the current user may see of this person, in order."""
        self.ensure_one()
        found = []
        for model in sorted(self._personal_models(), key=self._export_place):
            exported = model._person_export and model._name != self._name
            if exported and not model._transient and model.browse().has_access("read"):
                found.append((model, model.search(model._person_domain(self))))
        return found

    @api.model
    def _export_place(self, model):
        name = model._name
        if name in FIRST:
            return 0, FIRST.index(name), name
        return (2, TRAIL.index(name), name) if name in TRAIL else (1, 0, name)

    # ------------------------------------------------------------------
    # FOR PROGRAMS
    # ------------------------------------------------------------------

    def _export_json(self):
        """Return the file: names of models and fields as they are, times in UTC."""
        data = {
            "format": FORMAT,
            "exported_at": self._plain(fields.Datetime.now()),
            "person": self._plain_row(self),
            **{
                model._name: [self._plain_row(row) for row in rows]
                for model, rows in self._own_data()
            },
        }
        return json.dumps(data, ensure_ascii=False, indent=1).encode()

    @api.model
    def _plain_row(self, row):
        return {name: self._plain_value(row, name) for name in row._person_export}

    @api.model
    def _plain_value(self, row, name):
        value = row[name]
        if row._fields[name].relational:
            # the names of libraries, titles and colleagues in a row the user may read
            return ", ".join(value.sudo().mapped("display_name")) or None
        if value is False and row._fields[name].type != "boolean":
            return None
        return self._plain(value)

    @api.model
    def _plain(self, value):
        if hasattr(value, "isoformat"):
            return value.isoformat() + ("Z" if hasattr(value, "hour") else "")
        return value

    # ------------------------------------------------------------------
    # TO READ
    # ------------------------------------------------------------------

    def _export_pdf(self, library):
        """Return the paper, under the letterhead of ``library``."""
        env = self.env
        paper = library._document(env._("What We Know of You").upper(), landscape=True)
        labels = self.fields_get(self._person_export, ["string"])
        paper.meta(
            [(labels[name]["string"], self._told_value(self, name)) for name in self._person_export]
        )
        nothing = []
        for model, rows in self._own_data():
            title = env["ir.model"].sudo()._get(model._name).name
            if rows:
                paper.paragraph(f"{title} ({len(rows)})", bold=True)
                self._export_table(paper, rows)
            else:
                nothing.append(title)
        if nothing:
            paper.paragraph(env._("Nothing is kept under: %s.", ", ".join(nothing)))
        paper.paragraph(
            env._(
                "Put together on %s. Ask your library if something is wrong, or shall be forgotten.",
                library._long_date(library._today()),
            )
        )
        return paper.render()

    @api.model
    def _export_table(self, paper, rows):
        labels = rows.fields_get(rows._person_export, ["string"])
        columns = [Column(labels[name]["string"]) for name in rows._person_export]
        paper.table(
            columns,
            [[self._told_value(row, name) for name in rows._person_export] for row in rows],
            size=7.5 if len(columns) > WIDE else 8.5,
        )

    @api.model
    def _told_value(self, row, name):
        """Return a value as one reads it."""
        env, value, field = self.env, row[name], row._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(env)).get(value, "")
        if field.type == "datetime":
            local = value and env["library.library"]._local(value)
            return format_datetime(env, local, tz="UTC", dt_format="d MMM y HH:mm") if value else ""
        if field.type == "date":
            return format_date(env, value, date_format="d MMM y") if value else ""
        if field.type == "boolean":
            return env._("Yes") if value else env._("No")
        plain = self._plain_value(row, name)
        return "" if plain is None else str(plain)
