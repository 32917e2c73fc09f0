from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import roster

KINDS = [("dapodik", "Dapodik"), ("template", "Own Template")]
STATES = [
    ("preview", "To Be Checked"),
    ("applying", "Being Taken Over"),
    ("done", "Taken Over"),
    ("undoing", "Being Undone"),
    ("undone", "Undone"),
]
COUNTED = ("new", "changed", "unchanged", "missing", "ambiguous", "rejected")
FILE_NAME_LENGTH = 100
NAMES_SHOWN = 15


class LibraryRoster(models.Model):
    """A list of members that was read from a file: what it would change, what it changed, and its undo.

    The file itself is never kept, and of a row only what a library may have of a person
    (:mod:`..tools.roster`). It is read, looked at, taken over in steps and, where nobody has acted on it
    since, undone; after some weeks its rows are deleted and the figures stay.
    """

    _name = "library.roster"
    _description = "Import of Members"
    _inherit = [
        "library.guarded.mixin",
        "library.verb.fields.mixin",
        "library.stages.mixin",
        "library.paper.mixin",
    ]
    _order = "id desc"
    _rec_name = "file_name"
    _verb_fields = None
    _papers = {"refused": "_refused_workbook"}

    file_name = fields.Char(string="File", readonly=True)
    kind = fields.Selection(selection=KINDS, string="Kind of List", required=True, readonly=True)
    state = fields.Selection(
        selection=STATES, required=True, readonly=True, default="preview", index=True
    )
    field_names = fields.Json(
        string="Columns", readonly=True, help="Which columns the file has of those that are read."
    )
    applied_at = fields.Datetime(string="Taken Over On", readonly=True)
    applied_by_id = fields.Many2one(
        comodel_name="res.users", string="Taken Over by", readonly=True, ondelete="restrict"
    )
    undone_at = fields.Datetime(string="Undone On", readonly=True)
    undone_by_id = fields.Many2one(
        comodel_name="res.users", string="Undone by", readonly=True, ondelete="restrict"
    )
    line_ids = fields.One2many(comodel_name="library.roster.line", inverse_name="roster_id")
    emptied_on = fields.Date(string="Rows Deleted On", readonly=True)
    figures = fields.Json(readonly=True, help="What is left of the rows once they are deleted.")
    new_count = fields.Integer(string="New", compute="_compute_counts")
    changed_count = fields.Integer(string="Changed", compute="_compute_counts")
    unchanged_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    missing_count = fields.Integer(string="Not in the File", compute="_compute_counts")
    ambiguous_count = fields.Integer(string="To Be Decided", compute="_compute_counts")
    rejected_count = fields.Integer(string="Refused", compute="_compute_counts")
    done_count = fields.Integer(string="Rows Done", compute="_compute_counts")
    kept_count = fields.Integer(string="Not Undone", compute="_compute_counts")
    to_do_count = fields.Integer(string="Rows to Take Over", compute="_compute_counts")
    owing_words = fields.Char(compute="_compute_owing_words")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends(
        "line_ids.match", "line_ids.outcome", "line_ids.decision", "line_ids.membership_id"
    )
    def _compute_counts(self):
        for roster_row in self:
            figures = roster_row.figures or roster_row._figures()
            for name in (*COUNTED, "done", "kept", "to_do"):
                roster_row[f"{name}_count"] = figures.get(name, 0)

    @api.depends("line_ids.decision", "state")
    def _compute_owing_words(self):
        """Name those about to be marked as left who have not brought everything back."""
        for roster_row in self:
            leaving = roster_row.line_ids.filtered(lambda line: line.decision == "left")
            owing = [line.name for line in leaving._owed()]
            names = ", ".join(owing[:NAMES_SHOWN]) + (" …" if len(owing) > NAMES_SHOWN else "")
            roster_row.owing_words = bool(owing) and self.env._(
                "%(count)s are marked as left and have something open here: %(names)s. "
                "They are found until everything is back.",
                count=len(owing),
                names=names,
            )

    def _figures(self):
        """Return how many rows there are of each kind."""
        lines = self.env["library.roster.line"]
        own = [("roster_id", "=", self.id)]
        by_match = lines._read_group(own, ["match"], ["__count"])
        by_outcome = dict(lines._read_group(own, ["outcome"], ["__count"]))
        return {
            **dict(by_match),
            "done": by_outcome.get("done", 0),
            "kept": by_outcome.get("kept", 0),
            "to_do": lines.search_count([*own, *lines._to_do_domain()]),
        }

    @api.model
    def _outcomes(self):
        """Say that everything follows from acts; that it keeps its owner is the mixin's to see to."""
        return set(self._fields) - {*self._owner_fields}

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    @api.model
    def _layouts(self):
        """Return the kinds of lists that are read, the first that fits; other addons add theirs.

        Each is a :class:`~..tools.roster.Layout` whose code is a value of ``kind``.
        """
        return roster.LAYOUTS

    @api.model
    def _read_file(self, library, stream, file_name):
        """Read a file into a new import of ``library``, ready to be looked at.

        :param stream: the upload, a binary file; the caller closes it, and nothing else keeps it
        :raise UserError: in one sentence, when the file is no list we read; nothing is written then
        """
        self.env.user._check_operates(library, "sipuspa_library.group_librarian")
        try:
            found = roster.read(stream, library._today(), self._layouts())
        except roster.Refused as refused:
            raise UserError(self._refusal(refused.code, refused.about)) from refused
        # every column is an act's, so it is written in superuser mode; the right was checked above
        made_sudo = self.sudo().create(
            {
                "library_id": library.id,
                "file_name": self._plain_name(file_name),
                "kind": found.layout.code,
                "field_names": found.fields,
            }
        )
        made_sudo._write_lines(found)
        return made_sudo.sudo(False)

    @api.model
    def _plain_name(self, file_name):
        name = "".join(letter for letter in file_name or "" if letter.isprintable()).strip()
        return name[-FILE_NAME_LENGTH:] or self.env._("List")

    # ------------------------------------------------------------------
    # ACTS
    # ------------------------------------------------------------------

    def _check_librarian(self):
        self.ensure_one()
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")

    def _check_has_rows(self):
        if self.emptied_on:
            raise UserError(
                self.env._(
                    "The rows of this import have been deleted meanwhile. Load the file again."
                )
            )

    def _gone_on(self, now, then):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._("This import is “%s” now.", labels.get(now, now))

    def action_apply(self):
        """Take over what was looked at, in steps that can be left and gone on with."""
        self._check_librarian()
        self._check_has_rows()
        if self.state == "preview":
            self.sudo()._start_applying()  # checked above
        return self._batch_action()

    def action_undo(self):
        """Put back what was changed and delete what was made, where nobody has acted on it since."""
        self._check_librarian()
        self._check_has_rows()
        if self.state == "done" and self.sudo()._take("done", "undoing"):  # checked above
            self.sudo()._settle("undoing", "undone")
            self.sudo()._finish()
        return self._batch_action()

    def action_refused(self):
        """Download the rows that were not taken over, to mend them and load them again."""
        self.ensure_one()
        self.check_access("read")
        if not self._refused_lines():
            raise UserError(self.env._("No row was refused."))
        return self._paper_action("refused")

    def action_open_lines(self):
        """Open the rows, of one kind where the button says which."""
        self.ensure_one()
        self.check_access("read")
        match = self.env.context.get("roster_match")
        labels = dict(self.line_ids._fields["match"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels.get(match) or self.display_name,
            "res_model": "library.roster.line",
            "views": [(False, "list"), (False, "kanban")],
            "mobile_view_mode": "kanban",
            "domain": [("roster_id", "=", self.id)],
            "context": {f"search_default_{match}": 1} if match in labels else {},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_if_nothing_was_taken_over(self):
        if any(row.state not in ("preview", "undone") for row in self):
            raise UserError(
                self.env._("What was taken over is undone first. Its rows go by themselves later.")
            )
