from odoo import fields, models


class LibraryRoom(models.Model):
    """A room in which visitors are counted apart: reading room, children's corner, computers.

    Read by everybody, as shelves are; kept by the librarians of its library.
    """

    _name = "library.room"
    _description = "Room"
    _inherit = ["library.guarded.mixin"]
    _order = "library_id, sequence, name, id"

    library_id = fields.Many2one(ondelete="cascade")
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(library_id, lower(name))", "This library has a room of this name already."
    )


class LibraryLibrary(models.Model):
    _inherit = "library.library"

    room_ids = fields.One2many(comodel_name="library.room", inverse_name="library_id")
