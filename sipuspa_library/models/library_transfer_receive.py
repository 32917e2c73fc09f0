from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import isbn, numbers
from .library_transfer import ARRIVED, LIBRARIAN
from .library_transfer_line import HOLDING


class LibraryTransfer(models.Model):
    """The receiver's side: count what arrived, confirm it; what is missing is not forgotten."""

    _inherit = "library.transfer"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_receive(self):
        """Confirm the receipt: what is counted has arrived, the rest is missing."""
        self._check_receives()
        self.sudo()._confirm()

    def action_receive_all(self):
        """Confirm that everything has arrived."""
        self._check_receives()
        self.sudo()._confirm(everything=True)

    def _check_receives(self):
        self.env.user._check_operates(self.to_library_id, LIBRARIAN)

    def action_open_missing(self):
        """Open what did not arrive in these transfers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_transfer_line_missing_action"
        )
        return {**action, "domain": [("transfer_id", "in", self.ids), ("state", "=", "missing")]}

    def action_open_lines(self):
        """Open the list by itself, where it can be searched."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_transfer_line_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [("transfer_id", "=", self.id)],
            "context": {"default_transfer_id": self.id},
        }

    def action_open_copies(self):
        """Open the copies of these transfers: those that were sent, or those a package has become."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_copy_action"
        )
        copies = self.line_ids.copy_id | self.line_ids.made_copy_ids
        return {**action, "domain": [("id", "in", copies.ids)], "context": {}}

    # ------------------------------------------------------------------
    # COUNT
    # ------------------------------------------------------------------

    def _scan_arrived(self, code):
        """Count the line a scanned number means: a copy by its numbers, a title by its ISBN."""
        self.env.user._check_operates(self.to_library_id)
        number, (title_number, _valid) = numbers.scanned(code), isbn.normalised(code)
        line = self.line_ids.filtered(
            lambda line: number and number in (line.barcode, line.accession_number)
        )[:1]
        titles = self.line_ids.filtered(
            lambda line: not line.copy_id and number and line.book_id.isbn == title_number
        )
        line = line or titles.filtered(lambda line: line.arrived_pieces < line.pieces)[:1]
        if not line and titles:
            return self._answer("warning", self.env._("All of this title are counted."), titles[0])
        if not line:
            return self._answer(
                "refused", self.env._("%s is not in this list. Scan it as returned instead.", code)
            )
        if line.arrived_pieces == line.pieces:
            return self._answer("info", self.env._("Counted already."), line)
        line.action_one_more()
        left = sum(self.line_ids.mapped("pieces")) - sum(self.line_ids.mapped("arrived_pieces"))
        return self._answer("done", self.env._("Arrived. %s to go.", left), line)

    # ------------------------------------------------------------------
    # CONFIRM
    # ------------------------------------------------------------------

    def _confirm(self, everything=False):
        """Book in what was counted, note the rest as missing; confirmed already, nothing happens.

        In superuser mode.
        """
        self.line_ids.copy_id._touch()
        self._touch()
        for transfer in self:
            if transfer.state == "sent":
                transfer._confirm_sent(everything)
            elif transfer.state not in ARRIVED:
                raise UserError(
                    self.env._(
                        "%(library)s has not sent this, or has cancelled it. Please ask there.",
                        library=transfer.library_id.name,
                    )
                )
        self.env.flush_all()

    def _confirm_sent(self, everything):
        waiting = self.line_ids.filtered(lambda line: line.state == "open")
        if everything:
            for pieces, lines in waiting.grouped("pieces").items():
                lines.arrived_pieces = pieces
        if not any(self.line_ids.mapped("arrived_pieces")):
            raise UserError(
                self.env._(
                    "Nothing is counted yet. Scan or tick what arrived, or press All Arrived. If "
                    "nothing came, ask %s to cancel.",
                    self.library_id.name,
                )
            )
        waiting._book_in()
        self._settle_receipt()

    def _settle_receipt(self):
        """Close the transfers of which nothing is on its way any more. In superuser mode."""
        for transfer in self.filtered(lambda transfer: transfer.state in ("sent", *ARRIVED)):
            lines = transfer.line_ids
            if "open" in lines.mapped("state"):
                continue
            whole = all(line.arrived_pieces == line.pieces for line in lines)
            vals = {"state": "received" if whole else "short"}
            if transfer.state == "sent":
                _principal, head = transfer.to_library_id._signatures()
                vals |= {
                    "received_at": fields.Datetime.now(),
                    "received_by_id": self.env.uid,
                    "receiver_name": head.name,
                    "receiver_nip": head.number,
                }
            transfer.write(vals)


class LibraryTransferLine(models.Model):
    """What happens to the books of a line that arrives, is missed, or turns up elsewhere."""

    _inherit = "library.transfer.line"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_found(self):
        """Book in one piece of each of these lines, which was missing and has been found."""
        self.env.user._check_operates(self.to_library_id, LIBRARIAN)
        self.sudo()._find()

    def action_came_back(self):
        """Note that what was missing has turned up at the sender's."""
        self.env.user._check_operates(self.library_id, LIBRARIAN)
        self.sudo()._come_back()

    # ------------------------------------------------------------------
    # VERBS, in superuser mode; the copies' rows first, then the transfers'
    # ------------------------------------------------------------------

    def _find(self):
        self._touch()
        missing = self.filtered(lambda line: line.state == "missing")
        for line in missing:
            line.arrived_pieces += 1
        missing._book_in()
        missing.transfer_id._settle_receipt()
        self.env.flush_all()

    def _come_back(self):
        self._touch()
        missing = self.filtered(lambda line: line.state == "missing")
        missing.state = "returned"
        for library, lines in missing.grouped("library_id").items():
            copies = lines.copy_id
            copies.place_id = library
            copies._settle_status()
            self.env["library.event"]._note("receive", library, copies)
        self.env.flush_all()

    def _touch(self):
        self.copy_id._touch()
        self.transfer_id._touch()
        self.invalidate_recordset()

    def _handed_in(self, copies, library):
        """Settle the lines of ``copies`` that were on their way and have been handed in at ``library``.

        At the receiver's they have arrived; anywhere else they have come back. The caller has
        touched the copies, writes their place and settles their status.
        """
        lines = self.search([("copy_id", "in", copies.ids), ("state", "in", HOLDING)])
        lines.transfer_id._touch()
        here = lines.filtered(lambda line: line.to_library_id == library)
        (lines - here).write({"state": "returned", "arrived_pieces": 0})
        here.arrived_pieces = 1
        here._book_in()
        lines.transfer_id._settle_receipt()

    def _book_in(self):
        """Do what a receipt does to what was counted of these lines; what was not is missing."""
        now = fields.Datetime.now()
        for kind, lines in self.grouped("kind").items():
            for library, here in lines.grouped("to_library_id").items():
                copies = here.filtered("arrived_pieces").copy_id
                getattr(here, f"_book_in_{kind}")(copies, library)
                copies._settle_status()
                self.env["library.event"]._note("receive", library, copies)
                lost = here.filtered(lambda line: not line.arrived_pieces).copy_id
                self.env["library.event"]._note("missing", library, lost)
        self.filtered("arrived_pieces").arrived_at = now
        whole = self.filtered(lambda line: line.arrived_pieces == line.pieces)
        whole.state = "arrived"
        (self - whole).state = "missing"

    def _book_in_box(self, copies, library):
        copies.write({"place_id": library.id, "station_id": library.id})

    def _book_in_return(self, copies, library):
        """Back on the shelf; where that is the owner's, the box it came from is over for it."""
        copies.place_id = library
        home = copies.filtered(lambda copy: copy.library_id == library)
        home.station_id = False
        boxes = self.search(
            [("copy_id", "in", home.ids), ("kind", "=", "box"), ("state", "=", "arrived")]
        )
        boxes.state = "returned"

    def _book_in_ownership(self, copies, library):
        copies._hand_over(library, self)

    def _book_in_package(self, _copies, library):
        """Receive the pieces that arrived and are no copies yet; a receipt a title, as everywhere."""
        fresh = self.filtered(lambda line: line.arrived_pieces > line.made_count)
        self.env["library.receipt"]._receive_package(
            library,
            [
                {
                    **line._origin_vals(),
                    "transfer_line_id": line.id,
                    "book_id": line.book_id.id,
                    "copy_count": line.arrived_pieces - line.made_count,
                }
                for line in fresh
            ],
        )
        for line in fresh:
            line.made_count = line.arrived_pieces

    def _origin_vals(self):
        """Return how what a line brought in stands in the receiver's register."""
        transfer = self.transfer_id
        given = transfer.kind == "ownership"
        return {
            "fund_source": transfer.fund_source or ("donation" if given else False),
            "source_name": transfer.source_name or transfer.library_id.name,
            "invoice": transfer.number,
            "price": self.price,
        }
