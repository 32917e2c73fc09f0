import re

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError

from ..tools import cards
from ..tools.document import fonts

COLOUR = "#0b5c6b"
COLOUR_FORMAT = re.compile(r"#[0-9A-Fa-f]{6}")
SIGNERS = [
    ("head", "Head of library"),
    ("principal", "Principal or village head"),
    ("none", "Nobody"),
]


class LibraryCardSetting(models.Model):
    """How the members' cards of a library look; what is left empty follows from its profile."""

    _name = "library.card.setting"
    _description = "Member Card Design"
    _inherit = ["library.guarded.mixin", "library.paper.mixin"]
    _rec_name = "library_id"
    _papers = {"sample": "_sample_paper"}

    library_id = fields.Many2one(ondelete="cascade")
    colour = fields.Char(
        required=True, default=COLOUR, help="Of the band and the back, e.g. #0b5c6b."
    )
    header = fields.Char(
        string="First Line", help="Over the library's name. Empty: as on your letters."
    )
    rules = fields.Text(help="On the back, a rule a line. Empty: the usual ones.")
    place = fields.Char(help="Before the date. Empty: where the library is.")
    signer = fields.Selection(selection=SIGNERS, string="Signed by", required=True, default="head")
    with_photo = fields.Boolean(
        string="Photo", default=True, help="Where there is one, and a child's parents agreed."
    )
    with_address = fields.Boolean(
        string="Address of Adults", help="A child's card never has an address."
    )

    _library_unique = models.Constraint("UNIQUE (library_id)", "This library has a design already.")

    @api.constrains("colour")
    def _check_colour(self):
        if not all(COLOUR_FORMAT.fullmatch(setting.colour) for setting in self):
            raise ValidationError(self.env._("Choose a colour like #0b5c6b."))

    @api.model
    def _of(self, library):
        """Return the design of ``library``; where it has none yet, one that is not kept."""
        kept = self.search([("library_id", "=", library.id)])
        return kept or self.new({**self.default_get([*self._fields]), "library_id": library.id})

    @api.model
    def _kept(self, library):
        """Return the design of ``library``, made where there is none, for its librarian to change."""
        setting = self.search([("library_id", "=", library.id)])
        if setting:
            return setting
        try:
            setting = self.create({"library_id": library.id})
            setting.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("somebody opened this design at the same moment") from error
        return setting

    def _usual_rules(self):
        """Return the rules on the back of a card, in the reader's language."""
        return self.env._(
            "This card is yours alone. Do not lend it to others.\n"
            "Show it whenever you visit, borrow or return.\n"
            "Take good care of the books. What is lost or damaged is replaced.\n"
            "Is the card lost? Tell the library at once: it stops working, and you get a new one."
        )

    def _style(self):
        """Return the :class:`~..tools.cards.Style` of this library's cards, as of today."""
        self.ensure_one()
        env, library = self.env, self.library_id
        letterhead = library._letterhead()
        today = library._today()
        when = f"{self.place}, {library._long_date(today)}" if self.place else None
        rules = (self.rules or self._usual_rules()).splitlines()
        face = fonts()
        return cards.Style(
            face=cards.Face(face.normal, face.bold),
            library=library.name,
            above=self.header or next(iter(letterhead.above), ""),
            contact=" · ".join(letterhead.below),
            colour=self.colour,
            rules=tuple(rule.strip() for rule in rules if rule.strip()),
            signer=self._signer(when or library._place_and_date(today)),
            words=cards.Words(
                card=env._("Member card"),
                rules=env._("Rules"),
                found=env._("Found this card? Please bring it to"),
                number=env._("NIP"),
            ),
        )

    def _signer(self, place_and_date):
        if self.signer == "none":
            return cards.Signer(place_and_date)
        principal, head = self.library_id._signatures()
        signs = head if self.signer == "head" else principal
        return cards.Signer(place_and_date, signs.role, signs.name, signs.number)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    @api.model
    def action_open_mine(self):
        """Open the design of the library the user works in; a list where there are several."""
        self.browse().check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sipuspa_library.library_card_setting_action"
        )
        library = self.env.user._only_operated_library()
        if not library:
            return action
        setting = self._kept(library)
        return {**action, "views": [(False, "form")], "res_id": setting.id, "path": False}

    def action_sample(self):
        """Download a card of nobody, as it looks now."""
        self.ensure_one()
        self.check_access("read")
        return self._paper_action("sample")

    def _sample_paper(self):
        self.ensure_one()
        env = self.env
        pupil = cards.Card(
            name="Anak Agung Istri Agung Ratih Maheswari Dewi",
            number="A000000000",
            code="A000000000",
            token=env._("This is a sample"),
            category=env._("Pupil"),
            class_name="VII-A",
            validity=env["library.membership"]._validity(self.library_id, self.library_id._today()),
        )
        sheet = env.ref("sipuspa_library.card_sheet_single")._sheet()
        pdf = cards.document(sheet, [pupil], self._style(), title=env._("Member card"))
        return pdf, env._("sample") + ".pdf"
