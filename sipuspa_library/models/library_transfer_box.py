from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import transfer as rules
from .library_transfer import ARRIVED, LIBRARIAN

# what a box waits for: of what is lost or withdrawn nothing comes back
WAITED_FOR = Domain("state", "=", "arrived") & Domain(
    "copy_id", "any", [("manual_state", "not in", ("lost", "withdrawn"))]
)


class LibraryTransfer(models.Model):
    """What has to come back: book boxes, and copies that were handed in elsewhere."""

    _inherit = "library.transfer"

    is_out = fields.Boolean(
        string="Box Not Back", compute="_compute_is_out", search="_search_is_out"
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_out", search="_search_is_overdue"
    )
    staying_copy_ids = fields.Many2many(
        comodel_name="library.copy",
        string="Stay for Now",
        compute="_compute_staying_copy_ids",
        help="Of the same box, but lent or elsewhere: they are sent back later.",
    )

    @api.depends("kind", "state", "due_back", "line_ids.state", "line_ids.copy_id.manual_state")
    def _compute_is_out(self):
        today = self.env["library.library"]._today()
        out = self.filtered_domain([("kind", "=", "box"), ("state", "in", ARRIVED)])
        standing = dict(
            self.env["library.transfer.line"]._read_group(
                Domain("transfer_id", "in", out.ids) & WAITED_FOR,
                ["transfer_id"],
                ["__count"],
            )
        )
        for transfer in self:
            transfer.is_out = bool(standing.get(transfer))
            transfer.is_overdue = bool(
                transfer.is_out and transfer.due_back and transfer.due_back < today
            )

    @api.model
    def _search_is_out(self, operator, value):
        if operator != "in":
            return NotImplemented
        out = Domain("kind", "=", "box") & Domain("line_ids", "any", WAITED_FOR)
        return out if True in value else ~out

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["library.library"]._today()
        overdue = Domain("is_out", "=", True) & Domain("due_back", "<", today)
        return overdue if True in value else ~overdue

    @api.depends("box_id", "line_ids.copy_id")
    def _compute_staying_copy_ids(self):
        for transfer in self:
            standing = transfer.box_id._standing()
            transfer.staying_copy_ids = standing - transfer.line_ids.copy_id

    def _standing(self):
        """Return the copies of these boxes that belong where the box was sent to."""
        lines = self.line_ids.filtered_domain(WAITED_FOR)
        return lines.filtered(lambda line: line.copy_id.station_id == line.to_library_id).copy_id

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_return_box(self):
        """Make the return of what still stands where the box is; what is lent stays for now.

        Pressed twice, the draft there is opens.
        """
        self.ensure_one()
        self.check_access("read")
        self.env.user._check_operates(self.to_library_id, LIBRARIAN)
        draft = self.return_ids.filtered(lambda transfer: transfer.state == "draft")[:1]
        return (draft or self._return_box())._open()

    def _return_box(self):
        copies = self._standing().filtered(
            lambda copy: copy.place_id == self.to_library_id and copy.status != "on_loan"
        )
        if not self.is_out or not copies:
            raise UserError(
                self.env._(
                    "Nothing of this box stands in %s now: all is lent, on its way or back.",
                    self.to_library_id.name,
                )
            )
        transfer = self.create(
            {
                "library_id": self.to_library_id.id,
                "to_library_id": self.library_id.id,
                "kind": "return",
            }
        )
        transfer.sudo().box_id = self  # an outcome, nobody types it; the transfer is the user's own
        transfer._add(copies)
        return transfer

    def action_box_back(self):
        """Note that these boxes are back at the sender's, carried home without a return on paper.

        What is lent there, or on its way, is still waited for.
        """
        self.env.user._check_operates(self.library_id, LIBRARIAN)
        self.sudo()._end_boxes()

    def _end_boxes(self):
        """Take what stands at the receivers' home, twice as once. In superuser mode."""
        boxes = self.filtered(lambda transfer: transfer.kind == "box")
        boxes.line_ids.copy_id._touch()
        boxes._touch()
        for box in boxes:
            standing = box._standing().filtered("place_id")
            held = standing._held_back()
            back = standing.filtered(lambda copy, held=held: copy.id not in held)
            back.write({"place_id": box.library_id.id, "station_id": False})
            back._settle_status()
            lines = box.line_ids.filtered(lambda line, back=back: line.copy_id in back)
            lines.state = "returned"
            self.env["library.event"]._note("receive", box.library_id, back, reason=box.number)
        self.env.flush_all()

    @api.model
    def action_send_strays_home(self):
        """Put every copy that stands here and belongs elsewhere into a return, one a destination.

        Pressed twice, nothing is listed twice: what waits in a draft is left there.
        """
        libraries = self.env.user._operated_libraries()
        self.env.user._check_operates(libraries, LIBRARIAN)
        strays = self._strays(libraries)
        if not strays:
            raise UserError(self.env._("No stray copies: everything here belongs here."))
        ways = strays.grouped(lambda copy: (copy.place_id, self._way_home(copy)))
        drafts = self.browse()
        for (place, home), copies in ways.items():
            draft = self.search(
                [
                    ("library_id", "=", place.id),
                    ("to_library_id", "=", home.id),
                    ("kind", "=", "return"),
                    ("state", "=", "draft"),
                    ("box_id", "=", False),
                ],
                limit=1,
            )
            draft = draft or self.create(
                {"library_id": place.id, "to_library_id": home.id, "kind": "return"}
            )
            draft._add(copies)
            drafts |= draft
        return drafts._open()

    def _strays(self, libraries):
        """Return the copies standing in ``libraries`` that belong elsewhere and wait in no draft."""
        on_its_way = self.env["library.copy"].search(
            [("place_id", "in", libraries.ids), ("status", "=", "in_transit")]
        )
        waiting = self.env["library.transfer.line"].search(
            [("copy_id", "in", on_its_way.ids), ("state", "=", "draft"), ("kind", "=", "return")]
        )
        return on_its_way - waiting.copy_id

    @api.model
    def _way_home(self, copy):
        return rules.way_home(rules.Whereabouts(copy.library_id, copy.station_id, copy.place_id))

    def _open(self):
        """Return the action that shows these transfers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_transfer_action"
        )
        action = {**action, "context": {}}
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")], "path": False}
        return {**action, "domain": [("id", "in", self.ids)]}
