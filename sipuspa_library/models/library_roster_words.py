from odoo import api, models
from odoo.tools import format_date

from .library_roster_match import DATES


class LibraryRoster(models.Model):
    """Why a file is not read, in a sentence that says what to do."""

    _inherit = "library.roster"

    @api.model
    def _refusal(self, code, about):
        """Return the sentence for a code of :class:`~..tools.roster.Refused`."""
        env = self.env
        sentences = {
            "too_large": env._(
                "This file is larger than %(most)s MB. A list of members is much smaller: "
                "is it the right file?"
            ),
            "too_large_inside": env._(
                "This file is much larger inside than it looks. It was not opened."
            ),
            "too_many_rows": env._(
                "This list has more than %(most)s rows. Divide it into several files."
            ),
            "empty": env._("There is nothing in this file."),
            "no_headings": env._(
                "No headings were found. The list needs a row with “Nama” and at least one of NISN, "
                "NIPD, JK, Tanggal Lahir and Kelas. Download the template and copy your list into it."
            ),
            "no_rows": env._("There are headings in this file, and nobody below them."),
            "old_workbook": env._(
                "This is an old Excel file (.xls). Open it, choose Save As, Excel Workbook (.xlsx), "
                "and load that one."
            ),
            "password": env._(
                "This file is protected by a password. Open it, save it without, and load it again."
            ),
            "macros": env._(
                "This workbook has macros, which may do harm. Save it as Excel Workbook (.xlsx), "
                "without macros, and load that one."
            ),
            "web_page": env._(
                "This is a web page with the name of a workbook. Open it in Excel, choose Save As, "
                "Excel Workbook (.xlsx), and load that one."
            ),
            "not_a_workbook": env._(
                "This is no Excel workbook we can read. Save the list as Excel Workbook (.xlsx)."
            ),
            "not_a_list": env._(
                "This is no list. Load an Excel workbook (.xlsx) or a CSV file with one row a person."
            ),
            "broken": env._(
                "This file is damaged. Open it in Excel, save it again, and load that one."
            ),
            "quotes": env._(
                "Around row %(row)s a quotation mark is opened and not closed. Save the list as Excel "
                "Workbook (.xlsx) instead."
            ),
        }
        return sentences[code] % about


class LibraryRosterLine(models.Model):
    """What is said of a row, in the reader's language."""

    _inherit = "library.roster.line"

    def _with_problem(self, code, **about):
        """Return the column that says why a row was not done, to be written."""
        return {"told": {**(self.told or {}), "problems": [(code, about)]}}

    def _remarks(self):
        """Return all there is to say: why it is refused, else what changes, and what was mended."""
        told = self.told or {}
        problems = [self._problem(code, about) for code, about in told.get("problems", ())]
        notes = [self._note(code, about) for code, about in told.get("notes", ())]
        changes = [self._change_words(*change) for change in told.get("changes", {}).items()]
        decided = dict(self._fields["decision"]._description_selection(self.env))
        words = [decided[self.decision]] if self.decision and not self.outcome else []
        if self.match == "ambiguous" and not (problems or words or self.choice_id):
            words.append(self.env._("Choose who it is, or say that it is a new person."))
        return [*words, *problems, *changes, *notes]

    def _field_name(self, name):
        """Return what a column is called on this library's screens."""
        for model in ("library.member", "library.membership"):
            if field := self.env[model]._fields.get(name):
                return field.get_description(self.env, ["string"])["string"]
        return self.env._("Category")

    def _field_names(self, names):
        return ", ".join(self._field_name(name) for name in names)

    def _value_words(self, name, value):
        if not value:
            return self.env._("nothing")
        if name in DATES:
            return format_date(self.env, value)
        if name == "category_id":
            return self.env["library.member.category"].browse(value).name
        if name == "sex":
            labels = self.env["library.member"]._fields["sex"]._description_selection(self.env)
            return dict(labels)[value]
        return str(value)

    def _change_words(self, name, pair):
        if name == "left_on":
            return self.env._("Is back")
        return self.env._(
            "%(field)s: %(before)s → %(after)s",
            field=self._field_name(name),
            before=self._value_words(name, pair[0]),
            after=self._value_words(name, pair[1]),
        )

    def _note(self, code, about):
        env = self.env
        if code == "of_a_child":
            return env._("Not kept of a child: %s", self._field_names(about["fields"]))
        sentences = {
            "nisn_padded": env._("The noughts in front of the NISN were put back: %(text)s."),
            "phone_padded": env._("The nought in front of the phone was put back: %(text)s."),
        }
        return sentences[code] % about

    def _problem(self, code, about):
        """Return the sentence for why a row is not taken over."""
        env = self.env
        known = {
            **about,
            "field": self._field_name(about["field"]) if "field" in about else "",
            "fields": self._field_names(about.get("fields", ())),
        }
        sentences = {
            "formula": env._("%(field)s is a formula. Type the value itself."),
            "error": env._("%(field)s shows an error of Excel. Type the value itself."),
            "rounded": env._(
                "%(field)s was shortened by Excel, as in 1,23E+09. Format the column as Text and "
                "type the number again."
            ),
            "nisn": env._("A NISN has ten digits; here stands “%(text)s”."),
            "date": env._(
                "%(field)s: “%(text)s” is no date. Write it as 17/05/2012 or 17 Mei 2012."
            ),
            "short_year": env._("%(field)s: write the year of “%(text)s” with four digits."),
            "date_to_come": env._("%(field)s: “%(text)s” is still to come."),
            "sex": env._("Sex: write L or P; here stands “%(text)s”."),
            "no_name": env._("There is no name."),
            "name": env._("“%(text)s” is no name."),
            "only_name": env._(
                "There is only a name. Add the NISN, the birth date, the class or something else."
            ),
            "too_long": env._("%(field)s: “%(text)s” is longer than %(most)s letters."),
            "phone": env._("“%(text)s” is no phone number."),
            "repeated": env._("The same person stands in row %(row)s already."),
            "category": env._(
                "“%(text)s” is no member category here. Choose one of the list in the template."
            ),
            "nisn_elsewhere": env._(
                "This NISN belongs to somebody else in the regency: name, birth date or sex differ. "
                "Check it; if it is right, admit the child at the desk with the NISN."
            ),
            "nisn_twice": env._(
                "This child is a member here without a NISN, and the NISN belongs to a person of "
                "another library. Ask the library office to merge the two."
            ),
            "asked": env._("It was not decided who this is."),
            "gone": env._("The member has been deleted meanwhile."),
            "used": env._("Not undone: somebody has worked with this member since."),
            "edited": env._("Not undone, since it was changed again: %(fields)s."),
        }
        return sentences[code] % known
