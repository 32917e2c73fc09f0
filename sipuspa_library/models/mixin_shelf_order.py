from odoo import models
from odoo.tools import SQL


class LibraryShelfOrderMixin(models.AbstractModel):
    """Rows that are listed as they stand on a shelf (:mod:`..tools.class_number`).

    Ordering by a class or call number orders by its sort key, so a click on the column does, too.
    """

    _name = "library.shelf.order.mixin"
    _description = "Shelf Order"
    _shelf_order = {}  # the column people read: the column it is ordered by

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        field_name = self._shelf_order.get(field_name, field_name)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _order_by_bytes(self):
        """Give the keys the collation they are made for, whatever the database sorts by."""
        for column in self._shelf_order.values():
            [[collation]] = self.env.execute_query(
                SQL(
                    "SELECT attcollation::regcollation::text FROM pg_attribute "
                    "WHERE attrelid = %s::regclass AND attname = %s",
                    self._table,
                    column,
                )
            )
            if collation != '"C"':
                self.env.cr.execute(
                    SQL(
                        'ALTER TABLE %s ALTER COLUMN %s TYPE varchar COLLATE "C"',
                        SQL.identifier(self._table),
                        SQL.identifier(column),
                    )
                )
