from odoo import api, models
from odoo.exceptions import UserError

MOST = 999
NUMBERS = ("female_count", "male_count")


class LibraryDesk(models.AbstractModel):
    """Visits recorded at the desk: a member by one key, a guest by two, a class in three taps."""

    _inherit = "library.desk"

    @api.model
    def visit(self, library_id, values, device, request_id):
        """Record who came, once a request; a member once a part of the day.

        :param values: ``kind`` (``member``, ``guest`` or ``group``) and, as it needs, ``membership_id``,
            ``sex``, ``group_name``, ``female_count``, ``male_count``, ``purpose_id``
        :return: a dict with ``counted`` (persons, 0 where this member was counted before), ``name`` and
            ``message``
        """
        library, key = self._my_library(library_id), self._key(device, request_id)
        vals = self._visit_wanted(values if isinstance(values, dict) else {}, library)
        no_copy = self.env["library.copy"]
        [event_sudo], fresh = self.env["library.event"]._claim(
            key, "visit", library, [no_copy], [vals]
        )
        if not fresh:
            return self._visit_told(vals, event_sudo.details["counted"])
        counted = self.env["library.visit"]._record(vals).visitor_count
        event_sudo._settle(
            outcome="done",
            membership_id=vals.get("membership_id"),
            details={"counted": counted},
        )
        return self._visit_told(vals, counted)

    def _visit_wanted(self, values, library):
        """Return what was sent about a visit, checked; only what its kind has."""
        kind = values.get("kind")
        if kind not in ("member", "guest", "group"):
            raise UserError(self.env._("Please say who came."))
        vals = {"kind": kind, "library_id": library.id}
        if values.get("purpose_id"):
            purposes = self.env["library.visit.purpose"]
            vals["purpose_id"] = purposes.browse(self._distinct([values["purpose_id"]])).exists().id
        if kind == "member":
            membership = self._membership(values.get("membership_id"))
            return {**vals, "membership_id": membership.id}
        if kind == "guest":
            sex = values.get("sex")
            return {**vals, "sex": sex if sex in ("f", "m") else False}
        return {**vals, **self._heads(values), "group_name": self._text(values.get("group_name"))}

    def _heads(self, values):
        """Return the head counts that were sent of a group, checked."""
        heads = {name: values.get(name) or 0 for name in NUMBERS}
        if any(type(count) is not int or not 0 <= count <= MOST for count in heads.values()):
            raise UserError(self.env._("Count the group again: at most %s of each.", MOST))
        return heads

    def _visit_told(self, vals, counted):
        env = self.env
        names = {
            "member": lambda: env["library.membership"].browse(vals["membership_id"]).display_name,
            "guest": lambda: env._("Guest"),
            "group": lambda: vals["group_name"] or env._("Group"),
        }
        if not counted:
            message = env._("Is counted already for this part of the day.")
        elif counted == 1:
            message = env._("Visit recorded.")
        else:
            message = env._("Visit of %s persons recorded.", counted)
        return {"name": names[vals["kind"]](), "counted": counted, "message": message}
