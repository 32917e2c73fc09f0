from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import due_dates

OLDEST = timedelta(days=14)  # without a line; an older time is a clock that is wrong
THANKS = {"kind": "thanks"}


class LibraryKiosk(models.Model):
    """Visits recorded at the door: a member by card or number, a guest, a class or another group."""

    _inherit = "library.kiosk"

    def _visit(self, values, request_id, seconds_ago=0):
        """Record who came, once a request; a member once a part of the day. In superuser mode.

        A number is answered alike whether somebody has it or not: it can be typed by anybody. Only the
        code inside a card's QR is greeted.

        :param values: ``kind`` (``member``, ``guest`` or ``group``) and, as it needs, ``code``, ``sex``,
            ``age_band``, ``guest_name``, ``class_id``, ``institution``, ``teacher``, ``female_count``,
            ``male_count``, ``occupation_id``, ``education``, ``purpose_id``
        :param seconds_ago: how long the device has kept it, by its own clock
        :return: a dict with ``kind``: ``thanks``, ``greeted`` with ``name``, or ``replaced``
        """
        self.ensure_one()
        vals, answer = self._wanted(values if isinstance(values, dict) else {})
        if not vals:
            return answer
        at = self._moment(seconds_ago)
        key = self.env["library.desk"]._key(f"kiosk-{self.public_id}", request_id)
        [event], fresh = self.env["library.event"]._claim(
            key._replace(device_time=at),
            "visit",
            self.library_id,
            [self.env["library.copy"]],
            [vals],
        )
        if fresh:
            event._settle(
                outcome="done",
                membership_id=vals.get("membership_id"),
                details={"counted": self._count(vals, at)},
            )
        return answer

    @api.model
    def _moment(self, seconds_ago):
        """Return when it was: the device's clock may be wrong, how long it waited is told by it all the
        same.
        """
        now = fields.Datetime.now()
        ago = timedelta(seconds=seconds_ago) if type(seconds_ago) is int else timedelta()
        return now - ago if timedelta() <= ago <= OLDEST else now

    def _count(self, vals, at):
        """Record a visit and return how many persons it counts: none where the member is counted."""
        place = {
            "library_id": self.library_id.id,
            "room_id": self.room_id.id,
            "channel": "kiosk",
            "visited_at": at,
        }
        return self.env["library.visit"]._record({**vals, **place}).visitor_count

    # ------------------------------------------------------------------
    # WHO CAME
    # ------------------------------------------------------------------

    def _wanted(self, values):
        """Return ``(values of the visit, answer)``, checked; no values where nobody is counted."""
        kinds = {
            "member": self._member_wanted,
            "guest": self._guest_wanted,
            "group": self._group_wanted,
        }
        kind = values.get("kind")
        if not isinstance(kind, str) or kind not in kinds:
            raise UserError(self.env._("Please say who came."))
        vals, answer = kinds[kind](values)
        return vals and {**vals, **self._listed(values, "purpose_id")}, answer

    def _member_wanted(self, values):
        """Find who has this card or number; who is a member elsewhere is a guest here."""
        desk, members = self.env["library.desk"], self.env["library.member"]
        code = desk._code(values.get("code"))
        membership, visitor = desk._local_member(code, self.library_id), members
        if not membership:
            membership, visitor = desk._by_card(code, self.library_id)
        member = membership.member_id or visitor
        if not member:
            dead = members._is_replaced_token(code)
            return None, {"kind": "replaced"} if dead else THANKS
        answer = THANKS
        if member.card_token == code:
            answer = {"kind": "greeted", "name": member.nickname or ""}
        if membership:
            return {"kind": "member", "membership_id": membership.id}, answer
        today = self.library_id._today()
        return {
            "kind": "guest",
            "sex": member.sex,
            "age_band": due_dates.age_band(member.birth_date, today),
        }, answer

    def _guest_wanted(self, values):
        vals = {
            "kind": "guest",
            "sex": self._one_of("sex", values),
            "age_band": self._one_of("age_band", values),
            "guest_name": self._words(values, "guest_name"),
            **self._listed(values, "occupation_id"),
        }
        return vals, THANKS

    def _group_wanted(self, values):
        heads = self.env["library.desk"]._heads(values)
        if not any(heads.values()):
            raise UserError(self.env._("Say how many people came with the group."))
        known = self.env["library.desk"]._classes(self.library_id)
        school_class = known.filtered(lambda row: row.id == values.get("class_id"))
        vals = {
            "kind": "group",
            **heads,
            "class_id": school_class.id,
            "group_name": school_class.name or self._words(values, "group_name"),
            "institution": self._words(values, "institution"),
            "teacher": self._words(values, "teacher") or school_class.teacher_name,
            "education": self._one_of("education", values),
            **self._listed(values, "occupation_id"),
        }
        return vals, THANKS

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    def _words(self, values, name):
        return self.env["library.desk"]._text(values.get(name))

    def _one_of(self, name, values):
        """Return what was chosen of a selection of visits; what is none of it is not said."""
        options = self.env["library.visit"]._fields[name].get_values(self.env)
        return values.get(name) if values.get(name) in options else False

    def _listed(self, values, name):
        """Return the row chosen from an office's list, nothing where it is not there any more."""
        chosen = values.get(name)
        rows = self.env[self.env["library.visit"]._fields[name].comodel_name]
        found = rows.browse(chosen if type(chosen) is int else None).exists()
        return {name: found.id} if found else {}
