from odoo import api, fields, models
from odoo.exceptions import UserError

from .library_cataloguing_request import OPEN_STATES, PHOTOS


class LibraryBook(models.Model):
    """A title nobody in the village could describe: it serves under a provisional name meanwhile."""

    _inherit = "library.book"

    provisional = fields.Boolean(
        readonly=True,
        copy=False,
        help="Waits for the regency's cataloguer. Its copies are labelled and lent meanwhile.",
    )
    request_id = fields.Many2one(
        comodel_name="library.cataloguing.request",
        string="Cataloguing Request",
        compute="_compute_request_id",
    )
    # the photos of the open request, to describe the title by
    photo_title_page = fields.Binary(compute="_compute_photos", attachment=False)
    photo_title_verso = fields.Binary(
        string="Back of the Title Page", compute="_compute_photos", attachment=False
    )
    photo_cover = fields.Binary(
        string="Photo of the Cover", compute="_compute_photos", attachment=False
    )
    photo_other = fields.Binary(string="Another Page", compute="_compute_photos", attachment=False)

    @api.depends_context("uid")
    def _compute_request_id(self):
        """Find the open requests by one query, as the user: another library's stay unseen."""
        requests = self.env["library.cataloguing.request"]
        waiting = requests
        if requests.has_access("read"):
            waiting = requests._waiting_for(self).sorted("is_mine")  # the own one goes before
        by_book = {request.book_id.id: request for request in waiting}
        for book in self:
            book.request_id = by_book.get(book.id, requests)

    @api.depends_context("uid")
    def _compute_photos(self):
        for book in self:
            for name in PHOTOS:
                book[name] = book.request_id[name]

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "provisional"}

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_requested(self):
        # whose request it is does not matter and is not told
        requests_sudo = self.env["library.cataloguing.request"].sudo()
        if requests_sudo.search_count(
            [("book_id", "in", self.ids), ("state", "in", OPEN_STATES)], limit=1
        ):
            raise UserError(
                self.env._("This title waits for the cataloguer. Withdraw the request first.")
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_verify(self):
        """Mark titles as checked: they are provisional no more, and who asked for them is told."""
        result = super().action_verify()  # which has decided who may
        self.sudo().filtered("provisional").provisional = False
        self.env["library.cataloguing.request"].sudo()._waiting_for(self)._close("done")
        return result

    def action_described(self):
        """Finish the request this title was described for, and go on with the next.

        Who may is decided by the request.
        """
        self.ensure_one()
        if not self.request_id:
            raise UserError(self.env._("No request of yours waits for this title."))
        self.request_id.action_done()
        queue = "sipuspa_library.library_cataloguing_request_action"
        return {**self.env["ir.actions.act_window"]._for_xml_id(queue), "target": "main"}
