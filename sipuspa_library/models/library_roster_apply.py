from collections import defaultdict

import psycopg2.errors

from odoo import Command, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from ..tools.roster import match
from .library_roster_match import MEMBER_FIELDS, MEMBERSHIP_FIELDS, unpacked

STEP = 100


class LibraryRoster(models.Model):
    """Taking a list over: rows are judged again, since days may lie between looking and doing."""

    _name = "library.roster"
    _inherit = ["library.roster", "library.batch.mixin"]

    def _start_applying(self):
        """Note which rows nothing is done for; the steps do the others. In superuser mode."""
        if not self._take("preview", "applying"):
            return
        lines = self.env["library.roster.line"]
        own = Domain("roster_id", "=", self.id)
        refused = lines.search(own & Domain("match", "=", "rejected"))
        refused.outcome = "refused"
        idle = lines.search(own & ~lines._to_do_domain() & Domain("match", "!=", "rejected"))
        idle.outcome = "nothing"
        self._settle("applying", "applied")
        self._finish()

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _batch_domain(self):
        """Return the domain of the rows that still wait for their step."""
        waiting = {"applying": False, "undoing": "done"}.get(self.state, "none")
        return [("roster_id", "=", self.id), ("outcome", "=", waiting)]

    def _batch_left(self):
        return self.env["library.roster.line"].sudo().search_count(self._batch_domain())

    def _batch_total(self):
        lines_sudo = self.env["library.roster.line"].sudo()
        passive = ("nothing", "refused")
        return lines_sudo.search_count(
            [("roster_id", "=", self.id), ("outcome", "not in", passive)]
        )

    def _batch_step(self, limit=STEP):
        """Do the next rows: take them over, or put them back."""
        self._check_librarian()
        roster_sudo = self.sudo()  # checked above
        lines_sudo = self.env["library.roster.line"].sudo()
        lines_sudo = lines_sudo.search(self._batch_domain(), order="id", limit=limit)
        if self.state == "applying":
            roster_sudo._apply(lines_sudo)
        elif self.state == "undoing":
            roster_sudo._put_back(lines_sudo)
        roster_sudo._finish()

    def _finish(self):
        """Go on to the next state once no row is left."""
        if not self._batch_left():
            self.state = {"applying": "done", "undoing": "undone"}.get(self.state, self.state)

    # ------------------------------------------------------------------
    # TAKING OVER
    # ------------------------------------------------------------------

    def _apply(self, lines):
        """Take rows over. In superuser mode.

        :raise ConcurrencyError: when another import made one of the persons at the same moment
        """
        leavers = lines.filtered(lambda line: line.decision == "left")
        self._let_leave(leavers)
        rows = [(line, unpacked(line.values)) for line in lines - leavers]
        register = self._register_for([values for __, values in rows])
        kinds = {match.KNOWN: [], match.JOINS: [], match.NEW: []}
        for line, values in rows:
            verdict = self._verdict(register, line, values)
            if verdict.kind in kinds:
                kinds[verdict.kind].append((line, values, verdict.known))
            else:
                line.write({"outcome": "refused", **line._with_problem(verdict.code or "asked")})
        try:
            self._make_persons(kinds[match.NEW])
            self._let_join(kinds[match.JOINS])
            self._change(kinds[match.KNOWN])
            lines.filtered(lambda line: line.outcome == "done")._note_after()
            self.env.flush_all()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("a person was made at the same moment") from error

    def _verdict(self, register, line, values):
        """Return who a row is about by now; what the librarian chose goes before what is guessed."""
        verdict = register.judge(values)
        if verdict.kind != match.AMBIGUOUS:
            return verdict
        for known in verdict.candidates:
            if known.membership_id == line.membership_id.id:
                return match.Verdict(match.KNOWN, known)
        return match.Verdict(match.NEW) if line.decision == "new" else verdict

    def _membership_vals(self, rows):
        """Return the columns of the memberships that rows make."""
        layout = next(layout for layout in self._layouts() if layout.code == self.kind)
        fixed = {
            "category_id": self._default_category(layout).id,
            "library_id": self.library_id.id,
        }
        return [
            {**fixed, **{name: values[name] for name in MEMBERSHIP_FIELDS if values.get(name)}}
            for __, values, __ in rows
        ]

    def _make_persons(self, rows):
        cards = self.env["library.member"]._next_card_numbers(len(rows))
        vals_list = [
            {
                **{name: values[name] for name in MEMBER_FIELDS if values.get(name)},
                "card_number": card,
                "membership_ids": [Command.create(membership_vals)],
            }
            for (__, values, __), card, membership_vals in zip(
                rows, cards, self._membership_vals(rows), strict=True
            )
        ]
        members = self.env["library.member"].create(vals_list)
        for (line, __, __), member in zip(rows, members, strict=True):
            line._settle(member.membership_ids, made="person")

    def _let_join(self, rows):
        """Make persons of the regency members here; what is not known of them yet is filled in."""
        memberships = self.env["library.membership"].create(
            [
                {**vals, "member_id": known.member_id}
                for vals, (__, __, known) in zip(self._membership_vals(rows), rows, strict=True)
            ]
        )
        for (line, values, known), membership in zip(rows, memberships, strict=True):
            filled = {
                name: values[name]
                for name in MEMBER_FIELDS
                if values.get(name) and not known.get(name)
            }
            if filled:
                membership.member_id.write(filled)
            line._settle(membership, made="membership", before=dict.fromkeys(filled))

    def _change(self, rows):
        """Write what the rows say otherwise; who had left is back."""
        memberships = self.env["library.membership"]
        classes = defaultdict(memberships.browse)
        for line, values, known in rows:
            changed = self._changes(values, known)
            membership = memberships.browse(known.membership_id)
            if not changed:
                line.write({"outcome": "nothing", "membership_id": membership.id})
                continue
            before = {name: pair[0] for name, pair in changed.items()}
            if known.left_on:
                before["valid_until"] = known.get("valid_until")
                membership._come_back()
            after = {name: pair[1] for name, pair in changed.items() if name != "left_on"}
            if "class_name" in after:
                classes[after.pop("class_name")] |= membership
            for row in (membership.member_id, membership):
                vals = {name: after[name] for name in after if line._place(name, membership) == row}
                if vals:
                    row.write(vals)
            line._settle(membership, before=before)
        for text, pupils in classes.items():
            pupils.class_name = text

    def _let_leave(self, lines):
        """Note that members who are not in the list have left; what they have at home stays open."""
        staying = lines.filtered(lambda line: line.membership_id and not line.membership_id.left_on)
        (lines - staying).outcome = "nothing"
        for line in staying:
            before = {"left_on": None, "class_name": line.membership_id.class_name}
            line._settle(line.membership_id, before=before)
        staying.membership_id._leave()
