from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.roster import FIELDS
from ..tools.workbook_to_fill import Column, columns_of, workbook
from .library_roster_match import DATES

WIDTHS = {"name": 34, "address": 30, "occupation": 22, "sex": 8, "nipd": 14}


class LibraryRoster(models.Model):
    """Workbooks to fill in: the template, and the rows that were refused."""

    _inherit = "library.roster"

    @api.model
    def _template(self):
        """Return ``(content, file name)`` of the template to fill in."""
        env = self.env
        content = workbook(
            env._("List"),
            self._columns(FIELDS),
            help_name=env._("Help"),
            help_lines=self._help_lines(),
        )
        return content, env._("List of Members") + ".xlsx"

    def _columns(self, names):
        choices = {
            "sex": ("L", "P"),
            "category": tuple(
                self.env["library.member.category"].search(Domain.TRUE).mapped("name")
            ),
        }
        return columns_of(names, self._headings(), self._hints(), choices, WIDTHS, needed="name")

    def _headings(self):
        """Return the headings the template is read by again (:mod:`..tools.roster.layout`)."""
        env = self.env
        return {
            "name": env._("Full Name"),
            "nipd": env._("NIPD"),
            "sex": env._("L/P"),
            "nisn": env._("NISN"),
            "birth_date": env._("Birth Date"),
            "class_name": env._("Class"),
            "category": env._("Member Category"),
            "phone": env._("Phone"),
            "address": env._("Banjar or Address"),
            "occupation": env._("Occupation"),
            "local_number": env._("Number on the Old Card"),
            "valid_until": env._("Valid Until"),
        }

    def _hints(self):
        env = self.env
        return {
            "name": env._("As the person writes it, without titles."),
            "nipd": env._("The pupil's number in the school's own books. May stay empty."),
            "sex": env._("L for male, P for female."),
            "nisn": env._("Ten digits, with the noughts in front. May stay empty."),
            "birth_date": env._("For example 17/05/2012 or 17 Mei 2012."),
            "class_name": env._("For example 6C or VII-A. Empty for adults."),
            "category": env._("Empty: pupils in a school, villagers in a village."),
            "phone": env._("Of an adult, or of a child's guardian."),
            "address": env._("Of adults only; of a child it is not kept."),
            "occupation": env._("Of adults only; of a child it is not kept."),
            "local_number": env._("So that a card given out before goes on scanning."),
            "valid_until": env._("Last day of the membership. Empty: no end."),
        }

    def _help_lines(self):
        env, headings, hints = self.env, self._headings(), self._hints()
        return [
            (env._("How to Fill in the List"),),
            ("1", env._("One row a person, in the first sheet. Only the name is always needed.")),
            ("2", env._("Besides the name, at least one more column must be filled in.")),
            ("3", env._("You may leave columns out or change their order, not their headings.")),
            ("4", env._("Paste as values, so that the columns stay formatted as text.")),
            ("5", env._("An empty cell changes nothing of a person who is known already.")),
            ("6", env._("Loading the same list twice changes nothing the second time.")),
            ("",),
            (env._("What Is Never Kept"),),
            (
                "",
                env._(
                    "NIK, religion, parents, income, health. Such columns are not even read; you "
                    "need not delete them."
                ),
            ),
            ("",),
            (env._("The Columns"),),
            *((headings[name], hints[name]) for name in FIELDS),
        ]

    # ------------------------------------------------------------------
    # ROWS TO MEND
    # ------------------------------------------------------------------

    def _refused_lines(self):
        """Return the rows that were not taken over, or will not be."""
        refused = [("roster_id", "in", self.ids), "|"]
        refused += [("match", "=", "rejected"), ("outcome", "=", "refused")]
        return self.env["library.roster.line"].search(refused, order="roster_id, number")

    def _refused_workbook(self):
        """Return ``(content, file name)`` of the refused rows, with the reason beside each."""
        env = self.env
        lines_sudo = self._refused_lines().sudo()  # the values of rows the user has just found
        used = {name for line in lines_sudo for name in self._mendable(line)}
        names = [name for name in FIELDS if name in used]
        columns = [*self._columns(names), Column(env._("Reason"), 80), Column(env._("Row"), 8)]
        rows = []
        for line in lines_sudo:
            given = self._mendable(line)
            texts = (given.get(name, "") for name in names)
            rows.append([*texts, line.remark or "", str(line.number)])
        content = workbook(env._("List"), columns, rows)
        return content, env._("Rows to Mend") + ".xlsx"

    def _mendable(self, line):
        """Return the texts of a row, as they stood in the file or would be written into one."""
        values = dict(line.values or {})
        if category_id := values.pop("category_id", None):
            values["category"] = self.env["library.member.category"].browse(category_id).name
        if line.match == "rejected":
            return values
        if values.get("sex"):
            values["sex"] = {"m": "L", "f": "P"}[values["sex"]]
        return {
            name: fields.Date.to_date(value).strftime("%d/%m/%Y") if name in DATES else str(value)
            for name, value in values.items()
        }
