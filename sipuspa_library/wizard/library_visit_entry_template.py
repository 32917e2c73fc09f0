import calendar
import re
from datetime import date, timedelta

from odoo import api, models

from ..tools.workbook_to_fill import columns_of, workbook

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
LONGEST_LIST = 255  # letters of a list in a cell that Excel takes
VISITORS = (
    *("day", "time", "code", "sex", "occupation", "purpose", "group_name", "men", "women"),
    "computers",
)
WIDER = dict.fromkeys(("purpose", "group_name", "occupation"), 24)
DAILY = (
    *("day", "men", "women", "member_heads", "guest_heads", "group_heads", "computers", "books"),
)


class LibraryVisitEntry(models.TransientModel):
    """The workbook to fill in, with the days of a month."""

    _inherit = "library.visit.entry"

    @api.model
    def _template(self, month=""):
        """Return ``(content, file name)`` of the workbook of a month, ``2026-05``; by default this one."""
        env, found = self.env, MONTH.fullmatch(month)
        today = env["library.library"]._today()
        first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
        days = calendar.monthrange(first.year, first.month)[1]
        rows = [[(first + timedelta(at)).strftime("%d/%m/%Y")] for at in range(days)]
        content = workbook(
            env._("A Line a Visitor"),
            self._columns(VISITORS),
            more=[(env._("A Line a Day"), self._columns(DAILY), rows)],
            help_name=env._("Help"),
            help_lines=self._help_lines(),
        )
        title = env._("Visits")
        return content, f"{title} {first:%Y-%m}.xlsx"

    def _columns(self, names):
        # pylint: disable=no-search-all  # a few rows of the office's own lists
        choices = {
            "sex": ("L", "P"),
            "purpose": tuple(self.env["library.visit.purpose"].search([]).mapped("name")),
            "occupation": tuple(self.env["library.occupation"].search([]).mapped("name")),
        }
        choices = {
            name: told for name, told in choices.items() if len(",".join(told)) < LONGEST_LIST
        }
        widths = {**dict.fromkeys(names, 15), **WIDER}
        return columns_of(names, self._headings(), self._hints(), choices, widths, needed="day")

    def _headings(self):
        """Return the headings by which the workbook is read again (:mod:`..tools.visit_sheet`)."""
        env = self.env
        return {
            "day": env._("Date"),
            "time": env._("Time"),
            "code": env._("Member Number"),
            "sex": env._("L/P"),
            "occupation": env._("Occupation"),
            "purpose": env._("Purpose"),
            "group_name": env._("Class or Group"),
            "men": env._("Men"),
            "women": env._("Women"),
            "member_heads": env._("Members"),
            "guest_heads": env._("Guests"),
            "group_heads": env._("In Groups"),
            "computers": env._("Computers"),
            "books": env._("Books Read Here"),
        }

    def _hints(self):
        env = self.env
        return {
            "day": env._("For example 17/05/2026."),
            "time": env._("For example 9.30. May stay empty."),
            "code": env._("Of the card, the old card, NIPD or NISN. Of a guest it stays empty."),
            "sex": env._("L for male, P for female. Of a member it is known."),
            "purpose": env._("As in the list of purposes. May stay empty."),
            "group_name": env._("For example VII-A. Then write how many L and P came."),
            "men": env._("How many: of a group, or of the whole day."),
            "women": env._("How many: of a group, or of the whole day."),
            "member_heads": env._("How many of them are members."),
            "guest_heads": env._("How many of them are not."),
            "group_heads": env._("How many of them came in a group."),
            "computers": env._("How many used a computer; 1 for one person."),
            "books": env._("How many books were read here and not lent."),
        }

    def _help_lines(self):
        env, headings, hints = self.env, self._headings(), self._hints()
        return [
            (env._("How to Fill in the Sheets"),),
            (
                "1",
                env._(
                    "Write each visitor in the first sheet, or only a count a day in the second."
                ),
            ),
            (
                "2",
                env._("A member is written with the number of the card: nothing else is needed."),
            ),
            ("3", env._("Leave a day empty on which nobody came.")),
            ("4", env._("Loading the same workbook twice counts nothing the second time.")),
            ("",),
            (env._("The Columns"),),
            *((headings[name], hints[name]) for name in headings if name in hints),
        ]
