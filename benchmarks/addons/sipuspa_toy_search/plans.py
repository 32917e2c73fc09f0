import contextlib
import re

from odoo import models
from odoo.http import request
from odoo.tools import SQL

READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)


@contextlib.contextmanager
def explained(cursor):
    """Note the plan of each statement that reads, as PostgreSQL makes it in this very transaction."""
    execute, plans = cursor.execute, []

    def explain_and_execute(query, params=None, log_exceptions=True):
        sql = query if isinstance(query, SQL) else SQL(query, *(params or ()))
        if READS.match(sql.code):
            execute(SQL("EXPLAIN (FORMAT JSON) %s", sql))
            [(plan,)] = cursor.fetchall()
            plans.append(plan)
        return execute(query, params, log_exceptions)

    cursor.execute = explain_and_execute
    try:
        yield plans
    finally:
        del cursor.execute


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Answer with the plans of what a page asks of the database, where the address wants ``plans``."""
        if "plans" not in request.params:
            return super()._dispatch(endpoint)
        with explained(request.env.cr) as plans:
            super()._dispatch(endpoint)
        return request.make_json_response(plans)
