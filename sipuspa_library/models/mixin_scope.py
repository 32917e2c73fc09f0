from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import class_number

AFTER_DIGITS = "~"  # sorts behind all that may follow a number in a shelf order key


class LibraryScopeMixin(models.AbstractModel):
    """A part of a library's stock, as a librarian points at it. Nothing chosen is all of it."""

    _name = "library.scope.mixin"
    _description = "Part of a Stock"
    _scope_fields = ("room", "shelf_ids", "collection_type_ids", "class_from", "class_to")

    room = fields.Char(help="Every shelf in this room. Write it as it stands on the shelves.")
    shelf_ids = fields.Many2many(
        comodel_name="library.shelf", string="Shelves", help="Empty for all of them."
    )
    collection_type_ids = fields.Many2many(
        comodel_name="library.collection.type", help="Empty for all of them."
    )
    class_from = fields.Char(help="First class number of the part, e.g. 800.")
    class_to = fields.Char(
        help="Last class number of the part, with everything that begins with it, e.g. 899."
    )

    @api.constrains("class_from", "class_to")
    def _check_class_range(self):
        for record in self:
            first, last = record._class_bounds()
            if first and last and first > last:
                raise ValidationError(
                    self.env._(
                        "Class %(first)s stands behind %(last)s on the shelf. Exchange the two.",
                        first=record.class_from,
                        last=record.class_to,
                    )
                )

    @api.constrains("shelf_ids", "room", "library_id")
    def _check_shelves(self):
        for record in self:
            if any(shelf.library_id != record.library_id for shelf in record.shelf_ids):
                raise ValidationError(self.env._("Choose shelves of this library."))
            if record.room and not self.env["library.shelf"].search_count(
                record._room_domain(), limit=1
            ):
                raise ValidationError(
                    self.env._("No shelf of this library stands in the room “%s”.", record.room)
                )

    def _room_domain(self):
        return Domain([("library_id", "=", self.library_id.id), ("room", "=ilike", self.room)])

    def _class_bounds(self):
        """Return the shelf order keys between which the classes lie, nothing for an open end."""
        first, last = (
            class_number.sort_key(text).rstrip() if (text or "").strip() else ""
            for text in (self.class_from, self.class_to)
        )
        return first, last and last + AFTER_DIGITS

    def _scope_domain(self):
        """Return the domain of the copies in this part, whatever their library and state."""
        self.ensure_one()
        domain = Domain.TRUE
        if self.room:
            domain &= Domain("shelf_id", "any", self._room_domain())
        if self.shelf_ids:
            domain &= Domain("shelf_id", "in", self.shelf_ids.ids)
        if self.collection_type_ids:
            domain &= Domain("collection_type_id", "in", self.collection_type_ids.ids)
        return domain & self._class_domain()

    def _class_domain(self):
        """Return the domain of the class range: by the spine's own call number, where it has one."""
        first, last = self._class_bounds()
        own, titles = Domain("own_call_number", "!=", False), Domain("own_call_number", "=", False)
        if first:
            own &= Domain("call_sort", ">=", first)
            titles &= Domain("book_id.class_sort", ">=", first)
        if last:
            own &= Domain("call_sort", "<=", last)
            titles &= Domain("book_id.class_sort", "<=", last)
        return own | titles if first or last else Domain.TRUE

    def _scope_words(self):
        """Return the part in words, for papers and screens."""
        self.ensure_one()
        env = self.env
        words = [
            self.room,
            ", ".join(self.shelf_ids.mapped("display_name")),
            ", ".join(self.collection_type_ids.mapped("name")),
        ]
        if self.class_from or self.class_to:
            ends = {"first": self.class_from or "000", "last": self.class_to or "999"}
            words.append(env._("class %(first)s to %(last)s", **ends))
        return " · ".join(filter(None, words)) or env._("the whole library")
