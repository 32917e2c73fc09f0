from odoo import api, models
from odoo.exceptions import UserError

from ..tools import hold_slips
from ..tools.document import Column

MAX_SLIPS = 500


class LibraryHold(models.Model):
    """The slip in a book on the hold shelf: a number and what the member is called, no more."""

    _name = "library.hold"
    _inherit = ["library.hold", "library.paper.mixin"]
    _papers = {"slips": "_slips_pdf"}

    def action_print_slips(self):
        """Download a slip for each of these that is ready in a library the user works in."""
        self._check_slips()
        return self._paper_action("slips")

    def _check_slips(self):
        self.check_access("read")
        self.env.user._check_operates(self.library_id)
        if len(self) > MAX_SLIPS:
            raise UserError(self.env._("Print at most %s slips at a time.", MAX_SLIPS))
        if any(hold.state != "ready" for hold in self):
            raise UserError(
                self.env._("There is a slip for what stands on the hold shelf. Choose those only.")
            )

    def _slips_pdf(self):
        self._check_slips()  # whoever types the address is asked, too
        env = self.env
        slips = [
            hold_slips.Slip(
                heading=hold.library_id.name,
                big=" · ".join(filter(None, (hold.number, hold.member_id.nickname))),
                lines=(hold.book_id.name, hold.copy_id.barcode),
                foot=env._("Kept until %s", hold.library_id._long_date(hold.expires_on)),
            )
            for hold in self
        ]
        title = env._("Hold Slip")
        return hold_slips.render(slips, title), f"{title}.pdf"


class LibraryCopy(models.Model):
    """The slip in a book that travels: where to, from where, and why."""

    _inherit = "library.copy"

    def action_transit_slips(self):
        """Download a slip for each of these that is to be sent from a library the user works in."""
        self._check_transit_slips()
        return self._paper_action("transit")

    def _check_transit_slips(self):
        self.check_access("read")
        self.env.user._check_operates(self.place_id)
        if len(self) > MAX_SLIPS:
            raise UserError(self.env._("Print at most %s slips at a time.", MAX_SLIPS))
        if any(copy.status != "in_transit" or not copy.place_id for copy in self):
            raise UserError(
                self.env._(
                    "There is a slip for what stands here and belongs elsewhere. Choose those only."
                )
            )

    def _slip_pdf(self):
        """Draw the slip of a book that was just handed in: for the hold shelf, or for its way."""
        self.check_access("read")
        ready_sudo = self._kept().get(self[:1])
        if not ready_sudo or ready_sudo.state != "ready":
            return self[:1]._transit_slips_pdf()
        return ready_sudo.with_env(self.env)._slips_pdf()  # asks who may

    def _transit_slips_pdf(self):
        self._check_transit_slips()  # whoever types the address is asked, too
        env, kept = self.env, self._kept()
        slips = []
        for copy in self:
            hold_sudo = kept.get(copy)  # its number, never whose it is
            to = hold_sudo.library_id if hold_sudo else copy._home()
            why = env._("For reservation %s", hold_sudo.number) if hold_sudo else env._("Goes home")
            slips.append(
                hold_slips.Slip(
                    heading=env._("From %s to", copy.place_id.name),
                    big=to.name,
                    lines=(copy.book_id.name, copy.barcode),
                    foot=f"{why} · {copy.place_id._long_date(copy.place_id._today())}",
                )
            )
        title = env._("Transit Slip")
        return hold_slips.render(slips, title), f"{title}.pdf"


class LibraryLibrary(models.Model):
    """The list to walk along the shelves with."""

    _name = "library.library"
    _inherit = ["library.library", "library.paper.mixin"]
    _papers = {"pull": "_pull_list_pdf"}

    @api.model
    def action_open_pull_list(self):
        """Open the books to fetch in the libraries the user works in."""
        fetch = [row["copy_id"] for mine in self._my_lists() for row in mine["fetch"]]
        return self._pull_action("library_copy_pull_action", fetch)

    @api.model
    def action_open_to_send(self):
        """Open the books that are kept for somebody elsewhere, or whose way is still to be told."""
        rows = [row for mine in self._my_lists() for row in (*mine["send"], *mine["scan"])]
        return self._pull_action("library_copy_send_action", [row["copy_id"] for row in rows])

    @api.model
    def action_print_pull_list(self):
        """Download the pull list of each library the user works in."""
        return self.env.user._operated_libraries()._paper_action("pull")

    def _my_lists(self):
        libraries = self.env.user._operated_libraries()
        return [library._pull_list() for library in libraries]

    def _pull_action(self, name, copy_ids):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"sipuspa_library.{name}")
        return {**action, "domain": [("id", "in", copy_ids)]}

    def _pull_list_pdf(self):
        self.env.user._check_operates(self)
        env = self.env
        title = env._("Books to Fetch")
        document = None
        for library in self:
            if document:
                document.another()
            else:
                document = library._document(title.upper())
            library._draw_pull_list(document)
        return document.render(), f"{title}.pdf"

    def _draw_pull_list(self, document):
        env, lists = self.env, self._pull_list()
        document.meta(
            [
                (env._("Library"), self.name),
                (env._("Date"), self._long_date(self._today())),
            ]
        )
        for heading, rows, pickup in (
            (env._("Fetch these, and scan each as returned"), lists["fetch"], env._("For")),
            (env._("Send these"), lists["send"], env._("Send to")),
            (env._("Scan these as returned: it says where they go"), lists["scan"], None),
        ):
            if rows:
                document.paragraph(heading, bold=True)
                document.table(self._pull_columns(pickup), self._pull_rows(rows, pickup))
        if not any(lists.values()):
            document.paragraph(env._("Nothing is to be fetched. Nobody waits for a book here."))

    def _pull_columns(self, pickup):
        env = self.env
        columns = [
            Column(env._("No."), 9, "right"),
            Column(env._("Shelf"), 24),
            Column(env._("Call Number"), 28),
            Column(env._("Title")),
            Column(env._("Barcode"), 32),
        ]
        return [*columns, Column(pickup, 42)] if pickup else columns

    def _pull_rows(self, rows, pickup):
        return [
            (
                str(at),
                *(row[name] for name in ("shelf", "call_number", "title", "barcode")),
                *([" · ".join(filter(None, (row["library"], row["number"])))] if pickup else []),
            )
            for at, row in enumerate(rows, 1)
        ]
