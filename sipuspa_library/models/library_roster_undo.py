from datetime import timedelta

from odoo import api, fields, models

from .library_roster_match import DATES, MEMBER_FIELDS, MEMBERSHIP_FIELDS

KEPT_DAYS = 30
EMPTIED_AT_ONCE = 20
MADE_FIELDS = {
    "person": (*MEMBER_FIELDS, *MEMBERSHIP_FIELDS, "left_on"),
    "membership": (*MEMBERSHIP_FIELDS, "left_on"),
}
# rows that point at a person without anybody having done anything with them
PASSIVE = ("library.roster.line", "library.enrolment", "library.access.log")


class LibraryRoster(models.Model):
    """Putting a list back, where nobody has acted on it since; and forgetting its rows in time."""

    _inherit = "library.roster"

    def _put_back(self, lines):
        """Undo rows. In superuser mode.

        Who was made goes again, unless something points at them by now or somebody edited them; a
        column gets its old value back, unless it holds another one than the import wrote.
        """
        used = lines._used_since()
        for line in lines:
            line.write(line._undone(line in used))
        gone = lines.filtered(lambda line: line.outcome == "undone" and line.before.get("made"))
        persons = gone.filtered(lambda line: line.before["made"] == "person")
        memberships, members = gone.membership_id, persons.membership_id.member_id
        gone.membership_id = False
        members.unlink()
        (memberships - members.membership_ids).exists().unlink()
        self.env.flush_all()

    @api.autovacuum
    def _gc_lines(self):
        """Delete the rows of old imports: they hold names. Their figures stay."""
        today = self.env["library.library"]._today()
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        aged = [("emptied_on", "=", False), ("write_date", "<", before)]
        old = self.search(aged, limit=EMPTIED_AT_ONCE)
        for row in old:
            row.write({"figures": row._figures(), "emptied_on": today})
        old.line_ids.unlink()
        return len(old), len(old) == EMPTIED_AT_ONCE


class LibraryRosterLine(models.Model):
    _inherit = "library.roster.line"

    def _settle(self, membership, made="", before=None):
        """Note that a row was taken over.

        :param made: ``person`` or ``membership``, where it was made
        :param before: ``{column: value}`` as it was, of what changed
        """
        told = {name: _packed(name, value) for name, value in (before or {}).items()}
        at = fields.Datetime.to_string(self.env.cr.now())
        self.write(
            {
                "outcome": "done",
                "membership_id": membership.id,
                "before": {"made": made, "at": at, "before": told},
            }
        )

    def _note_after(self):
        """Note what the columns hold that were written: a class is not written as it is typed."""
        for line in self:
            before = line.before
            names = {*before["before"], *MADE_FIELDS.get(before["made"], ())}
            after = {name: _packed(name, line._place(name)[name]) for name in names}
            line.before = {**before, "after": after}

    def _place(self, name, membership=None):
        """Return the row that has the column: the person's or the membership."""
        membership = membership or self.membership_id
        return membership.member_id if name in MEMBER_FIELDS else membership

    def _otherwise(self, names):
        """Return those of the columns that hold something else than the import wrote."""
        after = self.before["after"]
        return [name for name in names if _packed(name, self._place(name)[name]) != after[name]]

    def _used_since(self):
        """Return those whose members somebody has lent to, registered, edited … since the import."""
        made = self.filtered(lambda line: line.before.get("made") and line.membership_id)
        persons = {line.membership_id.member_id.id for line in made}
        memberships = set(made.membership_id.ids)
        used = set()
        for model, name, target in self._pointers():
            ids = memberships if target == "library.membership" else persons
            rows = self.env[model].with_context(active_test=False)
            for [row] in rows._read_group([(name, "in", list(ids))], [name]):
                used.add(row)
        return made.filtered(
            lambda line: (
                line.membership_id in used
                or (line.before["made"] == "person" and line._person_is_used(used))
                or line._is_edited()
            )
        )

    def _person_is_used(self, used):
        member = self.membership_id.member_id
        return member in used or member.user_id or len(member.membership_ids) > 1

    def _is_edited(self):
        """Tell whether somebody has written a row that was made, even where it looks the same."""
        at = fields.Datetime.to_datetime(self.before["at"])
        made = self.before["made"]
        rows = [self.membership_id]
        if made == "person":
            rows.append(self.membership_id.member_id)
        later = any(row.write_date.replace(microsecond=0) > at for row in rows)
        return later or bool(self._otherwise(MADE_FIELDS[made]))

    @api.model
    def _pointers(self):
        """Yield ``(model, column, target)`` of every table whose rows point at a member."""
        targets = ("library.member", "library.membership")
        own = ("library.membership", "member_id")  # counted by itself
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto or model._name in PASSIVE:
                continue
            for name, field in model._fields.items():
                linked = field.type == "many2one" and field.store and field.comodel_name in targets
                if linked and (model._name, name) != own:
                    yield model._name, name, field.comodel_name

    def _undone(self, used):
        """Put one row back; return what its line says of it then."""
        if not self.membership_id:
            return {"outcome": "kept", **self._with_problem("gone")}
        if self.before["made"] and used:
            return {"outcome": "kept", **self._with_problem("used")}
        before = self.before["before"]
        kept = self._otherwise(before)
        for row in (self.membership_id.member_id, self.membership_id):
            vals = {
                name: before[name]
                for name in before
                if name not in kept and self._place(name) == row
            }
            if vals:
                row.write(vals)
        if kept:
            return {"outcome": "kept", **self._with_problem("edited", fields=kept)}
        return {"outcome": "undone"}


def _packed(name, value):
    """Return a column's value as JSON holds it."""
    if name in DATES:
        return fields.Date.to_string(value) if value else None
    if isinstance(value, models.BaseModel):
        return value.id or None
    return value or None
