import psycopg2

from odoo.exceptions import UserError
from odoo.modules.db import has_trigram


def pre_init_hook(env):
    """Have ``pg_trgm``, or say what is missing: names are searched by any part, which needs its indexes.

    Odoo reads once, as it loads, whether the extension is there, and silently leaves such indexes out
    where it is not; so it is told when the extension is made here.
    """
    if env.registry.has_trigram:
        return
    try:
        with env.cr.savepoint():
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except psycopg2.Error as error:
        raise UserError(
            env._(
                "PostgreSQL's extension pg_trgm is missing. Ask the administrator of the database to "
                "run: CREATE EXTENSION pg_trgm; then install again."
            )
        ) from error
    env.registry.has_trigram = has_trigram(env.cr)


def uninstall_hook(env):
    """Drop the functions that ``init()`` made: Odoo drops tables, not functions."""
    for name in ("keys", "query", "document", "stemmed", "initials", "bare", "fold"):
        env.cr.execute(f"DROP FUNCTION IF EXISTS public.sipuspa_{name}(text) CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS public.sipuspa_stems(text[]) CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS public.sipuspa_words(tsvector) CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS library_book_count_words() CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS library_event_append_only() CASCADE")
