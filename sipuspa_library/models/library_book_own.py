from odoo import api, fields, models


class LibraryBook(models.Model):
    """What the user's own library shows of a title, and where it may propose a change."""

    _inherit = "library.book"

    local_ids = fields.One2many(
        comodel_name="library.book.local", inverse_name="book_id", string="Own Versions", copy=False
    )
    local_note = fields.Char(string="In Our Library", compute="_compute_local")
    local_cover = fields.Image(string="Our Cover", compute="_compute_local")

    def _own_version(self):
        """Return the version of each title that this user's library has, where it works in one."""
        library = self.env.user._only_operated_library()
        domain = [("library_id", "=", library.id), ("book_id", "in", self.ids)]
        return self.env["library.book.local"].search(domain)

    @api.depends_context("uid")
    def _compute_local(self):
        own = {local.book_id: local for local in self._own_version()}
        for book in self:
            local = own.get(book)
            book.local_note = local and book._told(local)
            book.local_cover = local and local.cover

    def _told(self, local):
        """Say what is different in the own library, and what became of what it proposed."""
        env = self.env
        sentences = {
            "open": lambda: env._(
                "Proposed: %s. We show it so already; the cataloguer has not answered yet.",
                local.changes,
            ),
            "declined": lambda: env._("The cataloguer left the title as it is: %s", local.answer),
            "accepted": lambda: env._("What we proposed has been accepted. Thank you!"),
        }
        told = [sentences[local.state]()] if local.state in sentences else []
        if local.call_number:
            told.append(env._("Our call number: %s.", local.call_number))
        if local.summary:
            told.append(env._("We have a summary of our own."))
        return " ".join(told)

    def action_open_own(self):
        """Open the own library's version of this title, a new one where there is none."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_book_local_action_own"
        )
        return {
            **action,
            "res_id": self._own_version().id,
            "context": {"default_book_id": self.id},
        }
