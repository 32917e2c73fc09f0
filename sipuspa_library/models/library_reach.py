from odoo import api, fields, models


class LibraryLibrary(models.Model):
    """What the reader has to do with a library: what views show, filter and open by."""

    _inherit = "library.library"

    is_operated = fields.Boolean(
        string="I Work Here", compute="_compute_is_operated", search="_search_is_operated"
    )
    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_operated",
        search="_search_is_mine",
        help="I work here or oversee it: its figures are shown to me.",
    )
    is_editable = fields.Boolean(compute="_compute_is_editable")

    @api.depends_context("uid")
    def _compute_is_operated(self):
        access = self.env.user._library_access()
        operated, overseen = set(access.operated), set(access.overseen)
        for library in self:
            library.is_operated = library.id in operated
            library.is_mine = library.id in operated | overseen

    @api.model
    def _search_is_operated(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = self.env.user._library_access().operated
        return [("id", "in" if True in value else "not in", ids)]

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        access = self.env.user._library_access()
        ids = sorted({*access.operated, *access.overseen})
        return [("id", "in" if True in value else "not in", ids)]

    @api.depends_context("uid")
    def _compute_is_editable(self):
        editable = self._filtered_access("write")
        for library in self:
            library.is_editable = library in editable

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    @api.model
    def action_open_mine(self):
        """Open the library the user works in; a list where there are several."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_library_action"
        )
        operated = self.env.user._operated_libraries()
        if len(operated) == 1:
            return {**action, "views": [(False, "form")], "res_id": operated.id, "path": False}
        return {**action, "domain": [("is_operated", "=", True)]}

    def action_open_titles(self):
        """Open the titles this library holds."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_book_action"
        )
        held = [("library_id", "=", self.id), ("copy_count", ">", 0)]
        return {**action, "domain": [("holding_ids", "any", held)]}

    def action_open_profile(self):
        """Open staff and figures of this library; the profile's own rules say who may."""
        self.ensure_one()
        profile = self.env["library.profile"].search([("library_id", "=", self.id)], limit=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Profile"),
            "res_model": "library.profile",
            "res_id": profile.id,
            "views": [(False, "form")],
        }

    def _librarians(self, also=None):
        """Return the librarians who work in this library now, to be told what waits for them.

        :param also: users who may work here without an assignment
        """
        self.ensure_one()
        assignments_sudo = self.env["library.assignment"].sudo()  # whom to tell, not who is what
        users_sudo = assignments_sudo.search([("library_id", "parent_of", self.id)]).user_id
        if also:
            users_sudo |= also.sudo()
        return users_sudo.filtered(
            lambda user: (
                user.active
                and user.has_group("sipuspa_library.group_librarian")
                and self.id in user._library_access().operated
            )
        ).sudo(False)
