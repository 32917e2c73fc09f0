from datetime import datetime, time

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from ..tools import visit_sheet
from ..tools.numbers import scanned

NOON = time(12)
UNTOLD = "-"  # stands in a set of parts of the day for a sheet that tells the day only


class LibraryVisit(models.Model):
    """What was written on paper and is counted later: once, whatever else has counted it."""

    _inherit = "library.visit"

    sheet_key = fields.Char(
        readonly=True, copy=False, help="Equal for a line of a file that is loaded again."
    )
    sheet = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The sheet or workbook it came with: if that was a wrong one, all its visits are found by it.",
    )

    _sheet_line_once = models.UniqueIndex(
        "(library_id, sheet_key) WHERE sheet_key IS NOT NULL",
        "This line of the file is counted already.",
    )

    @api.model
    def _outcomes(self):
        return super()._outcomes() | {"sheet_key", "sheet"}

    @api.model
    def _entry_days(self):
        """Return how many days back a sheet of paper may be entered."""
        # a setting, for everybody
        text = self.env["ir.config_parameter"].sudo().get_param(visit_sheet.DAYS_KEY)
        return int(text) if text and text.isdecimal() else visit_sheet.DAYS

    @api.model
    def _members_meant(self, library, codes):
        """Return ``{number as it was typed: memberships}`` of a library, read at once.

        By card number, the number of an old card, the school's number or NISN. The caller has checked
        that the user works there.
        """
        wanted = {scanned(code): code for code in codes if code}
        numbers = list(wanted)
        memberships_sudo = self.env["library.membership"].sudo().with_context(active_test=False)
        found_sudo = memberships_sudo.search(
            Domain("library_id", "=", library.id)
            & (
                Domain("local_number", "in", numbers)
                | Domain("nipd", "in", numbers)
                | Domain("member_id.card_number", "in", numbers)
                | Domain("member_id.nisn", "in", numbers)
            )
        )
        found_sudo.member_id.fetch(["card_number", "nisn", "name"])
        meant = {}  # a card of an entry that was given up when two became one goes on counting
        for row in found_sudo:
            own = (row.member_id.card_number, row.local_number, row.member_id.nisn, row.nipd)
            for number in {*filter(None, own)} & wanted.keys():
                meant[number] = meant.get(number, found_sudo.browse()) | row._in_force()
        return {code: meant.get(scanned(code), found_sudo.browse()) for code in codes}

    @api.model
    def _sheet_moment(self, library, line):
        """Return ``(time in UTC, whether the hour is known)`` of a line; noon stands for a day."""
        at = visit_sheet.clock(line.time) if line.kind != "day" else None
        return library._utc(datetime.combine(line.day, at or NOON)), at is not None

    @api.model
    def _known_of_days(self, library, days, memberships):
        """Return what is counted of these days at a library, read at once: an :class:`Known`."""
        known = Known()
        domain = Domain([("library_id", "=", library.id), ("local_date", "in", days)])
        rows = self._read_group(
            domain & Domain("member_id", "in", memberships.member_id.ids),
            ["member_id", "local_date:day", "day_part_id"],
        )
        for member, day, part in rows:
            known.parts.setdefault((member.id, day), set()).add(part.id or UNTOLD)
        for visit in self.search(domain & Domain([("kind", "=", "day"), ("room_id", "=", False)])):
            known.days[visit.local_date] = tuple(visit[name] for name in DAY_HEADS)
        one_by_one = domain & Domain("kind", "!=", "day")
        known.heads = dict(self._read_group(one_by_one, ["local_date:day"], ["visitor_count:sum"]))
        return known

    @api.model
    def _enter_sheet(self, vals_list):
        """Count the visits of a sheet, all or none; who is counted at the same moment is judged again.

        In superuser mode: the door a visit came by is not typed.
        """
        try:
            visits = self.create(vals_list)
            visits.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(
                "somebody of this sheet was counted at the same moment"
            ) from error
        return visits


DAY_HEADS = (
    *("female_count", "male_count", "member_heads", "guest_heads", "group_heads"),
    *("computer_heads", "books_read"),
)


class Known:
    """What is counted of some days already."""

    def __init__(self):
        self.parts, self.days = {}, {}  # (member, day): parts of it; day: the counts of that day
        self.heads = {}  # day: visitors who are counted one by one, or as a group

    def counts(self, member_id, day, part_id):
        """Tell whether this member is counted, and count them from now on."""
        part = part_id or UNTOLD
        parts = self.parts.setdefault((member_id, day), set())
        counted = bool(parts) if part == UNTOLD else bool(parts & {part, UNTOLD})
        parts.add(part)
        return counted
