from odoo import models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

MAX_LETTERS = 300


class LibraryNotice(models.Model):
    """Letters to parents, a page each, and the way from the list of notices to the lists of classes."""

    _name = "library.notice"
    _inherit = ["library.notice", "library.paper.mixin"]
    _papers = {"letters": "_letters_pdf"}

    def _chosen_or_waiting(self, channel):
        """Return these notices of one channel, or all that wait where none is chosen."""
        rows = self.filtered(lambda row: row.channel == channel)
        if not self:
            mine = self.env.user._library_access().operated
            rows = self.search(
                [
                    ("library_id", "in", list(mine)),
                    ("channel", "=", channel),
                    ("state", "=", "waiting"),
                ]
            )
        rows = rows._true_now()
        if not rows:
            raise UserError(self.env._("There is nothing of this kind to print now."))
        return rows

    def action_print_lists(self):
        """Download the lists for the teachers of the classes concerned, and note them as told."""
        self._check_may_tell()
        rows = self._chosen_or_waiting("class_list")
        together = self.search(
            [
                ("class_id", "in", rows.class_id.ids),
                ("channel", "=", "class_list"),
                ("state", "=", "waiting"),
            ]
        )
        # outcomes nobody types; the right to tell was checked for these classes' library
        together.sudo()._note_sent()
        return rows.class_id.action_print_overdue()

    def action_print_letters(self):
        """Download the letters, a page a member, and note them as sent."""
        self._check_may_tell()
        rows = self._chosen_or_waiting("letter")
        rows = rows.filtered(lambda row: row.membership_id in rows.membership_id[:MAX_LETTERS])
        self.env.user._check_operates(rows.library_id, "sipuspa_library.group_librarian")
        # as in action_print_lists
        rows.sudo().filtered(lambda row: row.state in ("waiting", "failed"))._note_sent()
        return rows._paper_action("letters")

    def _letters_pdf(self):
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        papers = [
            rows.membership_id._draw_letters(library)
            for library, rows in self.grouped("library_id").items()
        ]
        papers = list(filter(None, papers))
        if not papers:
            raise UserError(self.env._("All these books have been brought back."))
        content = papers[0] if len(papers) == 1 else merge_pdf(papers)
        return content, self.env._("Letters") + ".pdf"
