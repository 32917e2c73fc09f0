from uuid import uuid4

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .library_event import OFFICE, ActKey


class LibraryTextbookSet(models.Model):
    """Collecting: what is still out, of whom, and where that pupil is now; and both acts step by step."""

    _inherit = "library.textbook.set"

    # ------------------------------------------------------------------
    # WHAT IS OUT
    # ------------------------------------------------------------------

    def _missing_domain(self):
        """Return the domain of what is to be collected here.

        What was given out in this set, wherever the pupil is now; and what pupils who are in the class
        now brought along from another: textbooks follow the pupil.
        """
        brought = Domain("set_id", "!=", False) & Domain(
            "membership_id.class_id", "in", self.class_id.ids
        )
        opened = Domain(self.env["library.loan"]._open_domain())
        return opened & (Domain("set_id", "in", self.ids) | brought)

    def _missing(self):
        """Return ``{pupil: open loans}`` of what is to be collected here, class by class, by name."""
        loans = self.env["library.loan"].search(self._missing_domain(), order="book_id, id")
        by_pupil = loans.grouped("membership_id")
        return {pupil: by_pupil[pupil] for pupil in loans.membership_id._by_class()}

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_give(self):
        """Open the screen on which copies are scanned for pupil after pupil."""
        return self._open_scan("out")

    def action_collect(self):
        """Open the screen on which anything that comes back is scanned."""
        return self._open_scan("in")

    def _open_scan(self, direction):
        self.ensure_one()
        self.env.user._check_operates(self.library_id)
        scan = self.env["library.textbook.scan"].create({"set_id": self.id, "direction": direction})
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": scan._name,
            "res_id": scan.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_open_missing(self):
        """Open the list of what is still out, to note there what came back or is replaced."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_textbook_loan_action"
        )
        return {**action, "domain": list(self._missing_domain())}

    def action_collect_rest(self):
        """Note everything of this set that is still out, and not lost, as come back."""
        self.ensure_one()
        self.check_access("write")
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        if not self._rest():
            raise UserError(self.env._("Nothing of this set is out any more."))
        return self._begin("collect")

    # ------------------------------------------------------------------
    # STEP BY STEP
    # ------------------------------------------------------------------

    def _begin(self, act):
        self.sudo().batch_act = act  # which act is under way is nobody's to type
        return self._batch_action()

    def _batch_total(self):
        return self.pupil_count * self.title_count

    def _batch_left(self):
        set_sudo = self.sudo()  # when and what was begun is in no view
        if not set_sudo.batch_at:
            return 0
        return len(self._rest() if set_sudo.batch_act == "collect" else self._ready())

    def _batch_step(self, limit):
        if self.sudo().batch_act == "collect":
            self._collect_some(limit)
        else:
            self._assign_some(limit)

    def _rest(self):
        """Return what of this set is still out and not declared lost."""
        loans = self.env["library.loan"]
        mine = Domain("set_id", "=", self.id) & Domain("lost_at", "=", False)
        return loans.search(mine & Domain(loans._open_domain()), order="id")

    def _collect_some(self, limit):
        loans = self._rest()[:limit]
        loans._come_back(None, ActKey(OFFICE, str(uuid4())))
