from odoo import api, fields, models
from odoo.fields import Domain


class LibraryShelf(models.Model):
    """Where copies stand in a library: a shelf, a cupboard, a box of picture books.

    Read by everybody, as copies are; kept by the librarians of its library.
    """

    _name = "library.shelf"
    _description = "Shelf"
    _inherit = ["library.guarded.mixin"]
    _order = "library_id, sequence, room, name, id"
    _rec_names_search = ["name", "room"]

    name = fields.Char(required=True, help="As written on the shelf, e.g. Rak 800.")
    room = fields.Char(help="Where there are several, e.g. Ruang Baca.")
    sequence = fields.Integer(default=10, help="The order in which one walks along the shelves.")
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(library_id, lower(name), lower(COALESCE(room, '')))",
        "This library has a shelf of this name in this room already.",
    )

    @api.depends("name", "room")
    def _compute_display_name(self):
        for shelf in self:
            shelf.display_name = " · ".join(filter(None, (shelf.room, shelf.name)))

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Look in the library the form or the user works in: every library has a "Rak 1"."""
        library_id = (
            self.env.context.get("default_library_id") or self.env.user._only_operated_library().id
        )
        if library_id:
            domain = Domain(domain or Domain.TRUE) & Domain("library_id", "=", library_id)
        return super().name_search(name, domain, operator, limit)
