import re

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import class_number, labels

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class LibraryCopy(models.Model):
    """What a copy's label says, and that it has one."""

    _inherit = "library.copy"

    # printed_at is about the number, which the register or a book card may show before any label
    labelled_at = fields.Datetime(
        string="First Label",
        readonly=True,
        copy=False,
        help="When a label was first printed for it.",
    )

    def _label_action(self):
        """Return the action that opens the printing of labels for these copies."""
        if len(self.library_id) != 1:
            raise UserError(
                self.env._("Labels are printed for one library at a time: choose its copies only.")
            )
        wizard = self.env["library.label.print"].create(
            {"library_id": self.library_id.id, "copy_ids": [Command.set(self.ids)]}
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_label_print_action"
        )
        return {**action, "res_id": wizard.id}

    def _labels(self, with_colour):
        """Return a :class:`~..tools.labels.Label` for each copy, in the order of this recordset."""
        self.fetch(["barcode", "call_number", "library_id", "book_id"])
        self.book_id.fetch(["name"])
        colours = self._label_colours() if with_colour else {}
        return [
            labels.Label(
                number=copy.barcode,
                title=copy.book_id.name,
                spine=labels.spine_lines(copy.call_number),
                library=copy.library_id.name,
                colour=colours.get(copy._main_class()),
            )
            for copy in self
        ]

    @api.model
    def _label_colours(self):
        """Return the colours of the main classes that can be printed: an import may hold any text."""
        colours = self.env["library.classification"]._colours()
        return {name: colour for name, colour in colours.items() if COLOUR.fullmatch(colour or "")}

    def _main_class(self):
        """Return the main class a copy stands in, by its own spine where it has one."""
        spine = self._behind(self.library_id.call_number_prefix, self.call_number or "")
        return class_number.main_class(spine)

    def _note_printed(self):
        """Note that labels of these copies went on paper; when they first did is kept.

        The caller has checked that the user works in their library.
        """
        copies_sudo = self.sudo()  # checked by the caller
        copies_sudo._mark_printed()
        copies_sudo.filtered(lambda copy: not copy.labelled_at).labelled_at = fields.Datetime.now()
        for library, copies in self.grouped("library_id").items():
            self.env["library.event"]._note("print", library, copies)
