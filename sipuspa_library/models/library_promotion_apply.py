from odoo import models
from odoo.exceptions import UserError

from ..tools.promotion import LEAVING, STAYING


class LibraryPromotion(models.Model):
    """The promotion done and undone: step by step, at most a hundred pupils at a time.

    Each step writes the memberships first, as a lend does: of the two, the later is tried again, and
    nothing else of the promotion waits. What was is kept on the lines, to be put back as it was.
    """

    _inherit = "library.promotion"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_refresh(self):
        """List again who is in which class now; what was decided of the others stays."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "draft":
            self._list_pupils()

    def action_apply(self):
        """Begin, or go on: make the new classes, then move everybody step by step."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "applying":
            return self._batch_action()
        if not self._take("draft", "applied"):
            return None
        if self._list_pupils():
            return self._told_to_look()
        self._check_complete()
        targets = self.line_ids.filtered(lambda line: line.outcome in STAYING).mapped("target_name")
        classes = self.env["library.school.class"]
        classes._named(self.library_id, dict.fromkeys(targets), self.to_year_id)
        self.sudo()._settle("applying", "applied")
        return self._batch_action()

    def action_undo(self):
        """Put everything back as it was, where nobody has gone on from it; a second time does nothing."""
        self.ensure_one()
        self.check_access("write")
        if self.state in ("draft", "undone"):
            return None
        if self.state != "undoing":
            if not self.is_undoable:
                raise UserError(
                    self.env._(
                        "This was done more than 14 days ago. Move pupils or classes instead."
                    )
                )
            self._take(self.state, "undoing")
            self._check_nobody_went_on()
            self.sudo()._settle("undoing", "undone")
        if not self._batch_left():  # begun, but nobody was promoted yet
            self.sudo().state = "undone"
            return None
        return self._batch_action()

    def action_open_pupils(self):
        """Open the list of the pupils with what happens to each."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_promotion_line_action"
        )
        return {**action, "domain": [("promotion_id", "=", self.id)]}

    def _told_to_look(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "Pupils came, left or changed class since this was prepared. Look again, then promote."
                ),
                "type": "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _gone_on(self, now, then):
        if now in ("undoing", "undone"):
            return self.env._("This promotion was undone. Make a new one.")
        return self.env._("Somebody else has this promotion in hand. Open it again.")

    def _check_complete(self):
        if not self.line_ids.filtered("outcome"):
            raise UserError(self.env._("This school has no pupils to promote."))
        lost = self.line_ids.filtered(lambda line: line.outcome in STAYING and not line.target_name)
        if lost:
            raise UserError(self.env._("Write the next class of: %s.", lost._names()))

    def _check_nobody_went_on(self):
        changed = self.line_ids.filtered(lambda line: line.state == "done")._changed_since()
        if changed:
            raise UserError(
                self.env._(
                    "It cannot be undone any more: since then somebody has changed %s. "
                    "Move these pupils or classes by themselves.",
                    changed._names(),
                )
            )

    # ------------------------------------------------------------------
    # STEP BY STEP
    # ------------------------------------------------------------------

    def _batch_state(self):
        """Return the state of the lines that are still to be done."""
        return {"applying": "waiting", "undoing": "done"}.get(self.state)

    def _batch_domain(self, *states):
        return [("promotion_id", "=", self.id), ("state", "in", states)]

    def _batch_total(self):
        states = ("done", "undone") if self.state in ("undoing", "undone") else ("waiting", "done")
        return self.env["library.promotion.line"].search_count(self._batch_domain(*states))

    def _batch_left(self):
        state = self._batch_state()
        if not state:
            return 0
        return self.env["library.promotion.line"].search_count(self._batch_domain(state))

    def _batch_step(self, limit):
        lines = self.env["library.promotion.line"].search(
            self._batch_domain(self._batch_state()), order="id", limit=limit
        )
        lines_sudo = lines.sudo()  # the user may write the promotion, of which these are columns
        if self.state == "applying":
            lines_sudo._promote()
        else:
            lines_sudo._put_back()
        self.env.flush_all()
        if not self._batch_left():
            self.sudo().state = "applied" if self.state == "applying" else "undone"


class LibraryPromotionLine(models.Model):
    """A pupil promoted, and put back. In superuser mode, after the promotion's checks."""

    _inherit = "library.promotion.line"

    def _promote(self):
        """Do what was decided; who is not where the line saw them any more is left as they are."""
        memberships = self.membership_id._touch()
        memberships.invalidate_recordset()
        unchanged = self.filtered(
            lambda line: (
                not line.membership_id.left_on and line.membership_id.class_id == line.class_id
            )
        )
        (self - unchanged).state = "skipped"
        enrolments = memberships._open_enrolments()
        for line in unchanged:
            line.former_enrolment_id = enrolments.get(line.membership_id)
            line.former_valid_until = line.membership_id.valid_until
        decided = unchanged.filtered("outcome")
        decided.membership_id._enrol_in(
            decided._targets(), outcomes={line.membership_id: line.outcome for line in decided}
        )
        decided.filtered(lambda line: line.outcome in LEAVING)._leave()
        decided.filtered(lambda line: line.outcome in STAYING)._stay()
        unchanged.state = "done"

    def _targets(self):
        """Return ``{membership: class}``, no class for those who leave."""
        classes, promotion = self.env["library.school.class"], self.promotion_id
        names = dict.fromkeys(filter(None, self.mapped("target_name")))
        named = classes._named(promotion.library_id, names, promotion.to_year_id)
        return {
            line.membership_id: named[line.target_name] if line.outcome in STAYING else classes
            for line in self
        }

    def _stay(self):
        enrolments = self.membership_id._open_enrolments()
        self.membership_id._renew_until(self.promotion_id.to_year_id.date_to)
        for line in self:
            line.new_enrolment_id = enrolments[line.membership_id]
            line.new_valid_until = line.membership_id.valid_until

    def _leave(self):
        today = self.env["library.library"]._today()
        self.membership_id._leave(today)
        self.write({"left_on": today})
        for line in self:
            line.new_valid_until = line.membership_id.valid_until
        self.env["library.arrival"]._send(self)

    def _changed_since(self):
        """Return with whom somebody has gone on: moved, renewed, taken back, cleared, admitted elsewhere."""
        enrolments = self.membership_id._open_enrolments()
        admitted = self.env["library.arrival"].sudo()._admitted_of(self)
        cleared = self._cleared_since()
        return self.filtered(
            lambda line: (
                line.outcome
                and (
                    enrolments.get(line.membership_id, line.new_enrolment_id.browse())
                    != line.new_enrolment_id
                    or line.membership_id.left_on != line.left_on
                    or line.membership_id.valid_until != line.new_valid_until
                    or line in admitted
                    or line in cleared
                )
            )
        )

    def _cleared_since(self):
        """Return those of these pupils who got a clearance letter since their line was done."""
        letters_sudo = self.env["library.clearance"].sudo()  # of pupils the caller promotes
        latest = {
            letter.membership_id: letter.create_date
            for letter in letters_sudo.search_fetch(
                [("membership_id", "in", self.membership_id.ids), ("revoked_at", "=", False)],
                ["membership_id", "create_date"],
                order="id",
            )
        }
        return self.filtered(
            lambda line: (
                line.membership_id in latest and latest[line.membership_id] >= line.write_date
            )
        )

    def _put_back(self):
        """Put these pupils back as they were; with whom somebody has gone on meanwhile stay so."""
        memberships = self.membership_id._touch()
        memberships.invalidate_recordset()
        changed = self._changed_since()
        changed.state = "skipped"
        back = self - changed
        moved = back.filtered("outcome")
        self.env["library.arrival"]._call_back(moved)
        moved.new_enrolment_id.unlink()
        moved.former_enrolment_id.write({"date_to": False, "outcome": False})
        for line in moved:
            line.membership_id.write(
                {
                    "class_id": line.class_id.id,
                    "left_on": False,
                    "valid_until": line.former_valid_until,
                }
            )
        back.state = "undone"
