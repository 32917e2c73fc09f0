from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import cards, labels


class LibraryCardPrint(models.TransientModel):
    """Print members' cards: whose, on which sheet, from which place of it on, which sides."""

    _name = "library.card.print"
    _description = "Print Cards"
    _inherit = ["library.print.mixin", "library.personal.mixin"]
    _papers = {"cards": "_cards_paper", "calibration": "_calibration_paper"}
    _row_model = "library.membership"
    _uses = ("card", "fold")
    _choice = ("library_id", "membership_ids", "source", "class_id")
    _part = 100
    _drawn_paper_name = "cards"
    _person_field = "membership_ids.member_id"
    _person_forgotten = "unlink"

    membership_ids = fields.Many2many(comodel_name="library.membership", string="Chosen Members")
    is_chosen = fields.Boolean(compute="_compute_is_chosen")
    source = fields.Selection(
        selection=[
            ("new", "Without a card yet"),
            ("class", "A whole class"),
            ("all", "Everybody"),
        ],
        string="Members",
        required=True,
        default="new",
    )
    class_id = fields.Many2one(
        comodel_name="library.school.class",
        ondelete="cascade",
        domain="[('library_id', '=', library_id)]",
    )
    sides = fields.Selection(
        selection=[("both", "Front and back"), ("front", "Fronts only"), ("back", "Backs only")],
        required=True,
        default="both",
    )
    folded = fields.Boolean(compute="_compute_folded")
    printed_count = fields.Integer(compute="_compute_printed_count")

    @api.depends("membership_ids")
    def _compute_is_chosen(self):
        for wizard in self:
            wizard.is_chosen = bool(wizard.membership_ids)

    @api.depends("sheet_id")
    def _compute_folded(self):
        for wizard in self:
            wizard.folded = wizard.sheet_id.use == "fold"

    @api.depends("label_count")
    def _compute_printed_count(self):
        """Tell how many have a card already: printing another does not make the old one bad."""
        for wizard in self:
            rows = wizard._rows() if wizard.library_id else wizard.membership_ids
            wizard.printed_count = len(rows.filtered("card_printed_at"))

    @api.depends("sides", "folded")
    def _compute_counts(self):
        result = super()._compute_counts()
        for wizard in self.filtered(lambda wizard: wizard.sides == "both" and not wizard.folded):
            wizard.page_count *= 2
        return result

    @api.onchange(*_choice)
    def _onchange_choice(self):
        self.row_order = False

    # ------------------------------------------------------------------
    # WHOSE
    # ------------------------------------------------------------------

    def _rows(self):
        """Return the members whose cards are printed; of a list that was chosen, all of it."""
        self.ensure_one()
        memberships = self.env["library.membership"]
        own = Domain("library_id", "=", self.library_id._origin.id)
        chosen = self.row_order or self.membership_ids._origin.ids
        if chosen:
            return memberships.search(own & Domain("id", "in", chosen))
        own &= Domain("standing", "in", ("active", "suspended"))
        if self.source == "new":
            own &= Domain("card_printed_at", "=", False)
        elif self.source == "class":
            own &= Domain("class_id", "in", self.class_id.ids)
        return memberships.search(own)

    def _ordered(self, rows):
        """Return members class by class, by name: as they are handed out."""
        rows.member_id.fetch(["name"])
        return rows.sorted(lambda row: (row.class_name or "", row.member_id.name, row.id))

    # ------------------------------------------------------------------
    # DRAWING
    # ------------------------------------------------------------------

    def _draw(self, rows, sheet, start):
        setting = self.env["library.card.setting"]._of(self.library_id)
        return cards.document(
            sheet,
            rows._cards(setting),
            setting._style(),
            self.sides,
            self.folded,
            start,
            (self.offset_x, self.offset_y),
            self.env._("Member cards"),
        )

    def _note_printed(self, rows):
        if self.sides != "back":
            rows._note_cards_printed()

    def _refuse_none(self):
        raise UserError(
            self.env._("There are no such members in %s. Choose others.", self.library_id.name)
        )

    def _cards_paper(self):
        # a card's number is in no file name: the computer is shared
        name = self.env._("cards") + f"-{self.library_id.code}-{self.drawn}.pdf"
        return labels.joined(self._all_parts()), name

    def action_design(self):
        """Open how the cards of this library look."""
        self.ensure_one()
        self.check_access("read")
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        setting = self.env["library.card.setting"]._kept(self.library_id)
        return {**setting.get_formview_action(), "target": "new", "path": False}
