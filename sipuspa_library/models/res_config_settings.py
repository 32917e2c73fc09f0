from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import call_number, retention
from ..tools.retention import LOANS_KEY, PERSONS_KEY
from .library_book_call_number import ARTICLES_KEY, PATTERN_KEY
from .library_calendar import DEFAULT_TIMEZONE


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    library_timezone = fields.Selection(
        selection=[
            ("Asia/Jakarta", "Western Indonesia (WIB)"),
            ("Asia/Makassar", "Central Indonesia (WITA)"),
            ("Asia/Jayapura", "Eastern Indonesia (WIT)"),
        ],
        string="Time Zone of the Regency",
        required=True,
        default=DEFAULT_TIMEZONE,
        config_parameter="sipuspa_library.timezone",
    )
    library_call_number_pattern = fields.Char(
        string="Call Number",
        required=True,
        default=call_number.PATTERN,
        config_parameter=PATTERN_KEY,
    )
    library_call_number_articles = fields.Char(
        string="Words That Do Not Count",
        config_parameter=ARTICLES_KEY,
    )
    library_call_number_example = fields.Char(
        string="Example", compute="_compute_library_call_number_example"
    )
    library_rewrite_call_numbers = fields.Boolean(
        string="Rewrite What Was Proposed Before",
        help="In the background. Call numbers typed by hand stay, and so do those of copies that "
        "have been printed: their spines stay right.",
    )
    library_call_numbers_waiting = fields.Integer(
        string="Titles Still to Be Rewritten", compute="_compute_library_call_numbers_waiting"
    )

    library_retention_loan_months = fields.Integer(
        string="Loans and Visits, Months",
        required=True,
        default=retention.LOANS,
        config_parameter=LOANS_KEY,
    )
    library_retention_person_months = fields.Integer(
        string="Persons, Months",
        required=True,
        default=retention.PERSONS,
        config_parameter=PERSONS_KEY,
    )

    @api.depends("library_call_number_pattern", "library_call_number_articles")
    def _compute_library_call_number_example(self):
        for settings in self:
            settings.library_call_number_example = call_number.call_number(
                "899.221 3",
                "Hirata, Andrea",
                "Sang Pemimpi",
                settings.library_call_number_pattern or "",
                call_number.articles_of(settings.library_call_number_articles),
            )

    @api.depends_context("uid")
    def _compute_library_call_numbers_waiting(self):
        titles = self.env["library.book"].with_context(active_test=False)
        self.library_call_numbers_waiting = titles.search_count(titles._to_rewrite())

    @api.constrains("library_call_number_pattern")
    def _check_library_call_number_pattern(self):
        for settings in self:
            try:
                call_number.check_pattern(settings.library_call_number_pattern)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "This pattern of call numbers cannot be used: it needs {class} and {author}, "
                        "and may hold {title}, each letter count behind a colon, e.g. {author:3}."
                    )
                ) from error

    @api.constrains("library_retention_loan_months", "library_retention_person_months")
    def _check_library_retention_months(self):
        for settings in self:
            typed = (
                settings.library_retention_loan_months,
                settings.library_retention_person_months,
            )
            if retention.months(*typed) != typed:
                raise ValidationError(
                    self.env._(
                        "Remember for %(shortest)s to %(longest)s months: acts are undone and figures "
                        "reported within that time.",
                        shortest=retention.SHORTEST,
                        longest=retention.LONGEST,
                    )
                )

    def set_values(self):
        """Save; on request, start to rewrite the proposed call numbers by what has just been saved."""
        result = super().set_values()
        self._keep_zeros()
        if self.library_rewrite_call_numbers:
            self.env["library.book"]._start_rewriting_call_numbers()
        return result

    def _keep_zeros(self):
        """Store what was set to 0, "never": Odoo drops it, and it would count as usual again."""
        set_param = self.env["ir.config_parameter"].set_param
        for name, field in self._fields.items():
            key = getattr(field, "config_parameter", None)
            if name.startswith("library_") and field.type == "integer" and key and not self[name]:
                set_param(key, "0")
