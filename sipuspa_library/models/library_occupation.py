from odoo import api, fields, models
from odoo.tools import ormcache

from ..tools import occupations

OTHER = "other"


class LibraryOccupation(models.Model):
    """What visitors and readers do for a living, as statistics tell them apart.

    A member says it in their own words, which are theirs and are forgotten with them. Figures hold the
    entry of this list that those words mean.
    """

    _name = "library.occupation"
    _description = "Occupation"
    _inherit = ["library.cached.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    words = fields.Char(
        string="Also Written", help="Other words for it, with commas between, e.g. PNS, ASN."
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "This occupation exists already.")

    @api.model
    def _meant_by(self, text):
        """Return the id of the occupation that a person's own ``text`` means, ``False`` where it is empty."""
        return occupations.meant_by(text, self._known(), self._other())

    @api.model
    @ormcache()
    def _known(self):
        """Return ``{folded word: id}``: names in every language, codes, and what is written as well."""
        rows_sudo = self.sudo().search([])  # pylint: disable=no-search-all  # the office's own short list
        known = {}
        for lang, __ in self.env["res.lang"].get_installed():
            for row in rows_sudo.with_context(lang=lang):
                for word in (row.name, row.code, *(row.words or "").split(",")):
                    known.setdefault(occupations.fold(word), row.id)
        return known

    @api.model
    @ormcache()
    def _other(self):
        return self.sudo().search([("code", "=", OTHER)]).id
