from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import transfer as rules
from .library_transfer import ARRIVED, LIBRARIAN

SHOWN = 10


class LibraryTransfer(models.Model):
    """The sender's side: fill the list, send it, call it off."""

    _inherit = "library.transfer"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_scan(self, code, _request_id=None):
        """Act on a scanned number: into the list of a draft, or counted as arrived.

        Safe to send twice: a copy stands in a list once, and counts once.

        :return: a dict of ``tone`` and ``message`` for the scan field
        """
        self.ensure_one()
        self.check_access("read")
        code = self.env["library.desk"]._code(code)
        if self.state == "sent":
            return self._scan_arrived(code)
        self._check_draft()
        return self._scan_into(code)

    def action_send(self):
        """Send drafts: their copies are on their way from now on."""
        self.env.user._check_operates(self.library_id, LIBRARIAN)
        self.sudo()._send()

    def action_cancel(self):
        """Call off a draft, or what is on its way as long as nothing has arrived."""
        self.env.user._check_operates(self.library_id, LIBRARIAN)
        self.sudo()._cancel()

    # ------------------------------------------------------------------
    # LIST
    # ------------------------------------------------------------------

    def _scan_into(self, code):
        copies = self.env["library.copy"]._scan(code, self.library_id)
        here = copies.filtered(lambda copy: copy.place_id == self.library_id)
        copy = copies if len(copies) == 1 else here
        if len(copy) > 1:  # an old sticker of ours and its like in a box
            copy -= copy.concat(*self._problems(copy))
        if len(copy) != 1:
            return self._answer("refused", self.env._("Nothing here has the number %s.", code))
        if copy in self.line_ids.copy_id:
            return self._answer("info", self.env._("In the list already."), copy)
        problems = self._problems(copy)
        if problems:
            return self._answer("refused", problems[copy])
        self._add(copy)
        return self._answer("done", self.env._("Added."), copy)

    def _add(self, copies):
        """Put copies into the list of a draft, each once; as the user, whose rights decide."""
        new = copies - self.line_ids.copy_id
        self.env["library.transfer.line"].create(
            [{"transfer_id": self.id, "copy_id": copy.id} for copy in new]
        )
        return new

    def _answer(self, tone, message, copy=None):
        title = copy.book_id.name if copy else ""
        return {"tone": tone, "message": " · ".join(filter(None, (title, message)))}

    def _problems(self, copies):
        """Return ``{copy: sentence}`` for those of ``copies`` that cannot travel in this transfer."""
        # whose loan it is does not matter and is not told
        lent_sudo = self.env["library.loan"].sudo()._open_of(copies)
        lent = lent_sudo.copy_id.ids
        copies.sudo().fetch(["library_id", "station_id", "place_id", "manual_state", "barcode"])
        problems = {}
        for copy in copies:
            code = rules.obstacle(
                self.kind,
                self.library_id,
                self.to_library_id,
                rules.Whereabouts(
                    copy.library_id,
                    copy.station_id or None,
                    copy.place_id or None,
                    copy.id in lent,
                    copy.manual_state,
                ),
            )
            if code:
                problems[copy] = self._obstacle_text(code, copy)
        return problems

    def _obstacle_text(self, code, copy):
        env = self.env
        sentences = {
            "withdrawn": lambda: env._("%s is withdrawn.", copy.display_name),
            "lost": lambda: env._("%s is marked as lost. Set it right first.", copy.display_name),
            "on_loan": lambda: env._("%s is lent. Take it back first.", copy.display_name),
            "on_its_way": lambda: env._(
                "%s is on its way. Scan it as returned here first.", copy.display_name
            ),
            "not_here": lambda: env._(
                "%(copy)s is in %(library)s. Scan it as returned here first.",
                copy=copy.display_name,
                library=copy.place_id.name,
            ),
            "at_home": lambda: env._("%s belongs here.", copy.display_name),
            "not_theirs": lambda: env._(
                "%(copy)s belongs in %(library)s.",
                copy=copy.display_name,
                library=copy._home().name,
            ),
            "not_ours": lambda: env._(
                "%(copy)s is owned by %(library)s. Send it back there.",
                copy=copy.display_name,
                library=copy.library_id.name,
            ),
            "in_a_box": lambda: env._("%s belongs to a book box elsewhere.", copy.display_name),
        }
        return sentences[code]()

    # ------------------------------------------------------------------
    # SEND AND CANCEL
    # ------------------------------------------------------------------

    def _send(self):
        """Send these drafts; what was sent already stays as it is. In superuser mode."""
        self.line_ids.copy_id._touch()
        self._touch()
        for transfer in self:
            if transfer.state == "draft":
                transfer._send_draft()
            elif transfer.state == "cancelled":
                raise UserError(self.env._("This transfer was cancelled. Make a new one."))
        self.env.flush_all()

    def _send_draft(self):
        copies, lines = self.line_ids.copy_id, self.line_ids
        self._check_sendable(copies)
        for line in lines.filtered("copy_id"):
            line.barcode = line.copy_id.barcode
            line.accession_number = line.copy_id.accession_number
        lines.state = "open"
        copies.place_id = False
        _principal, head = self.library_id._signatures()
        self.write(
            {
                **self._take_number(),
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "sent_by_id": self.env.uid,
                "sender_name": head.name,
                "sender_nip": head.number,
            }
        )
        copies._settle_status()
        self.env["library.event"]._note("send", self.library_id, copies, reason=self.number)

    def _check_sendable(self, copies):
        if not self.line_ids:
            raise UserError(self.env._("Nothing is in the list yet. Scan the copies first."))
        if not self.to_library_id.active:
            raise UserError(
                self.env._("%s is closed, so nobody can receive there.", self.to_library_id.name)
            )
        if self.kind == "box" and (not self.due_back or self.due_back < self.library_id._today()):
            raise UserError(self.env._("Enter the day the box is expected back."))
        problems = list(self._problems(copies).values())
        if problems:
            more = len(problems) - SHOWN
            shown = problems[:SHOWN]
            if more > 0:
                shown.append(self.env._("And %s more.", more))
            raise UserError("\n".join(shown))

    def _cancel(self):
        """Take these transfers back, twice as once. In superuser mode."""
        copies = self.line_ids.copy_id
        copies._touch()
        self._touch()
        late = self.filtered(
            lambda transfer: (
                transfer.state in ARRIVED or any(transfer.line_ids.mapped("arrived_at"))
            )
        )[:1]
        if late:
            raise UserError(
                self.env._(
                    "%(number)s has arrived in %(library)s, so it is not cancelled any more. "
                    "Send the books back with a return.",
                    number=late.number,
                    library=late.to_library_id.name,
                )
            )
        for transfer in self.filtered(lambda transfer: transfer.state == "sent"):
            back = transfer.line_ids.filtered(lambda line: line.state == "open").copy_id
            back.place_id = transfer.library_id
            self.env["library.event"]._note(
                "receive", transfer.library_id, back, reason=transfer.number
            )
        waiting = self.line_ids.filtered(lambda line: line.state in ("draft", "open"))
        waiting.state = "cancelled"
        self.state = "cancelled"
        copies._settle_status()
        self.env.flush_all()
