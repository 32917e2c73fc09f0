from odoo import models
from odoo.tools import SQL


class LibraryTouchMixin(models.AbstractModel):
    """Rows that an act writes before it changes what is counted or told from them.

    A lock alone would not do: the later of two acts reads an older snapshot, and both would commit. A
    row that both have written makes the later one fail; Odoo retries it, and it sees what the first did.
    """

    _name = "library.touch.mixin"
    _description = "Written First by Acts"
    _touch_field = None  # the integer column that only makes two acts meet

    def _touch(self):
        """Write these rows, so that a concurrent act on one of them fails and is retried.

        Always in the order of ids: two acts on the same rows wait for each other, never in a ring.

        :return: these rows
        """
        column, table = SQL.identifier(self._touch_field), SQL.identifier(self._table)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s SET %(column)s = COALESCE(%(column)s, 0) + 1
                 WHERE id IN (SELECT id FROM %(table)s WHERE id IN %(ids)s
                               ORDER BY id FOR NO KEY UPDATE)
                """,
                table=table,
                column=column,
                ids=tuple(self.ids) or (0,),
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        self.invalidate_recordset([self._touch_field], flush=False)
        return self
