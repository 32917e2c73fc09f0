from collections import Counter
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.library_visit_sheet import DAY_HEADS
from ..tools import visit_sheet
from ..tools.clerk_titles import fold

SAID = (
    *("day", "time", "code", "sex", "occupation", "purpose", "group_name"),
    *visit_sheet.COUNTS,
)
BLANK = visit_sheet.Line(0)


@dataclass
class Verdict:
    """What a line comes to: what is wrong with it, or the visit it is, and whether that counts already."""

    line: visit_sheet.Line
    problems: list
    vals: dict = field(default_factory=dict)
    counted_before: bool = False
    name: str = ""


class LibraryVisitEntryLine(models.TransientModel):
    """A line of a sheet: a member by number, a guest, a group with heads, or a whole day.

    Sex, purpose and occupation are typed, not chosen: a list to choose from loses what is typed faster
    than it opens.
    """

    _name = "library.visit.entry.line"
    _description = "Line of a Sheet of Visits"
    _inherit = ["library.verb.fields.mixin"]
    _order = "sequence, id"
    _rec_name = "day"
    _verb_fields = frozenset({"sheet_key"})

    entry_id = fields.Many2one(
        comodel_name="library.visit.entry", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    day = fields.Date(string="Date")
    somebody = fields.Boolean(help="Stands by name in a workbook, from which no names are read.")
    whole_day = fields.Boolean(help="Stands in a sheet of a workbook with a line a day.")
    time = fields.Char(help="e.g. 9.30. Empty where the sheet tells the day only.")
    code = fields.Char(string="Member Number", help="Of the card, the old card, NIPD or NISN.")
    sex = fields.Char(string="L/P")
    occupation = fields.Char()
    purpose = fields.Char(help="Some letters of it are enough.")
    group_name = fields.Char(string="Class or Group")
    women = fields.Integer(string="How Many P")
    men = fields.Integer(string="How Many L")
    member_heads = fields.Integer(string="Members")
    guest_heads = fields.Integer(string="Guests")
    group_heads = fields.Integer(string="In Groups")
    computers = fields.Integer(string="At Computers")
    books = fields.Integer(string="Books Read Here")
    unread = fields.Json(readonly=True, help="What the file says and nobody could read.")
    sheet_key = fields.Char(readonly=True)
    told = fields.Text(string="Is", compute="_compute_told")  # wraps in its cell, to be read whole
    problem = fields.Char(string="To Mend", compute="_compute_told")

    @api.model_create_multi
    def create(self, vals_list):
        """Write lines down; the key of a file's line is not typed."""
        self._refuse_outcomes(vals_list)
        return super().create(vals_list)

    @api.depends(
        *SAID,
        *("whole_day", "somebody", "unread"),
        *("entry_id.library_id", "entry_id.layout", "entry_id.done"),
    )
    def _compute_told(self):
        """Say of each line what it counts, or what is to be mended."""
        env = self.env
        for entry, lines in self.grouped("entry_id").items():
            operated = entry.library_id in env.user._operated_libraries()
            judged = lines._judged() if operated else {}
            for line in lines:
                verdict = judged.get(line)
                line.problem = line.told = False
                if verdict and verdict.problems:
                    line.problem = line.told = " ".join(map(self._sentence, verdict.problems))
                elif verdict:
                    before = not entry.done and verdict.counted_before
                    purpose = env["library.visit.purpose"].browse(verdict.vals.get("purpose_id"))
                    words = (verdict.name, purpose.name, before and env._("counted already"))
                    line.told = " · ".join(filter(None, words))

    # ------------------------------------------------------------------
    # JUDGING
    # ------------------------------------------------------------------

    def _line(self, number):
        """Return this line as the pure rules see it."""
        values = {name: self[name] or getattr(BLANK, name) for name in SAID}
        # what was typed since stands for what the file could not say
        unread = [(code, about) for code, about in self.unread or () if not self[about["field"]]]
        try:
            values["sex"] = visit_sheet.sex(self.sex)
        except visit_sheet.Bad as bad:
            values["sex"] = ""
            unread.append((bad.code, bad.about))
        return visit_sheet.Line(
            number,
            **values,
            somebody=self.somebody,
            whole_day=self.whole_day or self.entry_id.layout == "days",
            unread=unread,
        )

    def _judged(self):
        """Return ``{line: Verdict}`` of lines of one sheet, with a bounded number of queries.

        The caller has checked that the user works in the library of the sheet.
        """
        env, visits = self.env, self.env["library.visit"]
        library = self.entry_id.library_id
        bounds = visit_sheet.Bounds(library._today(), visits._entry_days())
        lines = {record: record._line(at) for at, record in enumerate(self, 1)}
        meant = visits._members_meant(library, [line.code for line in lines.values() if line.code])
        members = env["library.membership"].sudo().concat(*meant.values())
        known = visits._known_of_days(
            library, list({line.day for line in lines.values() if line.day}), members
        )
        keys = self._keys_counted(library)
        purposes = self._purposes() if any(line.purpose for line in lines.values()) else {}
        judged = {}
        for record, line in lines.items():
            purpose = visit_sheet.meant_by(fold(line.purpose), purposes)
            problems = visit_sheet.problems(line, bounds)
            if line.purpose and not purpose:
                problems.append(("purpose", {"text": line.purpose, "names": self._purpose_names()}))
            verdict = record._verdict(line, problems, meant.get(line.code), known, keys)
            if verdict.vals:
                verdict.vals["purpose_id"] = purpose
            judged[record] = verdict
        self._tell_others_of_days(judged.values(), known)
        return judged

    def _tell_others_of_days(self, verdicts, known):
        """Say beside the count of a day who else is counted that day: it must not hold them again."""
        others = Counter(known.heads)
        for verdict in verdicts:
            if verdict.line.kind != "day" and not (verdict.problems or verdict.counted_before):
                others[verdict.line.day] += verdict.line.heads
        for verdict in verdicts:
            if verdict.line.kind == "day" and not verdict.problems and others[verdict.line.day]:
                heads = others[verdict.line.day]
                words = self.env._("besides %s who are counted one by one", heads)
                verdict.name = f"{verdict.name} · {words}"

    def _keys_counted(self, library):
        keys = [line.sheet_key for line in self if line.sheet_key]
        found = keys and self.env["library.visit"].search_fetch(
            [("library_id", "=", library.id), ("sheet_key", "in", keys)], ["sheet_key"]
        )
        return set(found.mapped("sheet_key")) if found else set()

    def _verdict(self, line, problems, meant, known, keys):
        """Return what one line comes to; what it counts is known of the lines after it."""
        if line.kind == "nobody" and not problems:
            return Verdict(line, [])
        if line.code and len(meant) != 1:
            code = "several_members" if meant else "no_member"
            problems.append((code, {"code": line.code}))
        if problems:
            return Verdict(line, problems)
        verdict = Verdict(line, [], self._vals(line), name=self._kind_words(line))
        if line.kind == "member":
            self._judge_member(verdict, meant, known)
        elif line.kind == "day":
            self._judge_day(verdict, known)
        elif self.sheet_key:
            verdict.counted_before = self.sheet_key in keys
            verdict.vals["sheet_key"] = self.sheet_key
        return verdict

    def _judge_member(self, verdict, meant, known):
        library = self.entry_id.library_id
        verdict.vals["membership_id"] = meant.id
        verdict.name = meant.display_name
        part = None
        if verdict.vals["hour_known"]:
            part = library._day_part_at(library._local(verdict.vals["visited_at"]))
        verdict.counted_before = known.counts(meant.member_id.id, verdict.line.day, part)

    def _judge_day(self, verdict, known):
        """Hold the count of a day against the one that is there: the same again, or another one."""
        heads = tuple(verdict.vals[name] for name in DAY_HEADS)
        before = known.days.setdefault(verdict.line.day, None)
        if before is None:
            known.days[verdict.line.day] = heads
        elif before == heads:
            verdict.counted_before = True
        else:
            verdict.problems.append(
                ("day_differs", {"heads": max(sum(before[:2]), sum(before[2:5]))})
            )

    def _vals(self, line):
        """Return the values of the visit that ``line`` is."""
        library = self.entry_id.library_id
        visited_at, hour_known = self.env["library.visit"]._sheet_moment(library, line)
        vals = {
            "kind": line.kind,
            "library_id": library.id,
            "visited_at": visited_at,
            "hour_known": hour_known,
            "used_computer": bool(line.computers),
        }
        if line.kind == "guest":
            occupation = self.env["library.occupation"]._meant_by(line.occupation)
            return {**vals, "sex": line.guest_sex, "occupation_id": occupation}
        if line.kind == "member":
            return vals
        heads = (line.women, line.men, line.member_heads, line.guest_heads, line.group_heads)
        vals |= dict(zip(DAY_HEADS, (*heads, line.computers, line.books), strict=True))
        return {**vals, "group_name": line.group_name} if line.kind == "group" else vals

    # ------------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------------

    def _kind_words(self, line):
        env = self.env
        if line.kind == "guest":
            return env._("Guest")
        if line.kind == "group":
            return env._("Group of %s", line.heads)
        words = (env._("Day with %s visitors", line.heads), env._("%s books read here", line.books))
        return " · ".join(words if line.books else words[:1])

    @api.model
    def _sentence(self, problem):
        """Return what is wrong with a line, in words that say what to do."""
        code, about = problem
        env = self.env
        sentences = {
            "no_day": lambda: env._("Write the date."),
            "day_to_come": lambda: env._("This day is still to come."),
            "too_old": lambda: env._("Only the last %(days)s days can be entered.", **about),
            "time": lambda: env._("“%(text)s” is no time. Write it as 9.30.", **about),
            "number": lambda: env._("“%(text)s” is no number.", **about),
            "date": lambda: env._("“%(text)s” is no date. Write it as 17/05/2026.", **about),
            "sex": lambda: env._("Write L or P, not “%(text)s”.", **about),
            "purpose": lambda: env._(
                "There is no purpose “%(text)s” here. Write one of: %(names)s.", **about
            ),
            "count": lambda: env._("Count again: between 0 and %(most)s of each.", **about),
            "computers": lambda: env._(
                "More at computers than the %(heads)s who came. Count again.", **about
            ),
            "no_heads": lambda: env._("Say how many people came with the group."),
            "heads_differ": lambda: env._(
                "L and P together are %(by_sex)s; members, guests and groups together are "
                "%(by_kind)s. They must be as many.",
                **about,
            ),
            "member_and_heads": lambda: env._(
                "A line with a member number counts one person. Write the group on a line of its own."
            ),
            "no_member": lambda: env._(
                "Nobody here has the number %(code)s. Of a guest it stays empty.", **about
            ),
            "several_members": lambda: env._(
                "More than one person here has the number %(code)s. Use the card number.", **about
            ),
            "day_differs": lambda: env._(
                "This day is entered already, with %(heads)s visitors. Change it in the list of visits.",
                **about,
            ),
        }
        if code in sentences:
            return sentences[code]()
        return env._("“%(text)s” cannot be read. Type it in again.", text=about.get("text", ""))

    # ------------------------------------------------------------------
    # FROM A FILE
    # ------------------------------------------------------------------

    @api.model
    def _vals_of_file(self, entry, lines):
        """Return the values of lines read from a file, each with its key."""
        return [
            {
                "entry_id": entry.id,
                "sequence": at,
                **{name: getattr(line, name) for name in SAID},
                "sex": visit_sheet.SEX_LETTERS.get(line.sex),
                "whole_day": line.whole_day,
                "somebody": line.somebody,
                "unread": line.unread or False,
                "sheet_key": key,
            }
            for at, (line, key) in enumerate(zip(lines, visit_sheet.keys(lines), strict=True))
        ]

    @api.model
    def _purpose_names(self):
        # pylint: disable=no-search-all  # a few rows of the office's own list
        return ", ".join(self.env["library.visit.purpose"].search([]).mapped("name"))

    @api.model
    def _purposes(self):
        """Return ``{folded name or code: id}`` in every language of the office."""
        purposes, found = self.env["library.visit.purpose"], {}
        for lang, __ in self.env["res.lang"].get_installed():
            # pylint: disable=no-search-all  # a few rows of the office's own list
            for purpose in purposes.with_context(lang=lang).search([]):
                found.setdefault(fold(purpose.name), purpose.id)
                found.setdefault(fold(purpose.code), purpose.id)
        return found

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_counted(self):
        if self.entry_id.filtered("done"):
            raise UserError(self.env._("This sheet is counted. Begin a new one."))
