from odoo import models


class LibraryMember(models.Model):
    """How one library forgets a person who stays known in others."""

    _inherit = "library.member"

    def _forget_in(self, library):
        """Forget this person in ``library`` only; nothing of it is open, and the caller may.

        In superuser mode. The card, and what other libraries hold, stay: the person goes on
        borrowing there.
        """
        self.ensure_one()
        self.membership_ids.filtered(lambda row: row.library_id == library)._leave()
        for model in self._personal_models():
            place = model._fields.get("library_id")
            if place and place.store:
                rows = model.with_env(self.env).with_context(active_test=False)
                domain = [*model._person_domain(self), ("library_id", "=", library.id)]
                found = rows.search(domain)
                self._forget_papers(found)
                found._forget()
