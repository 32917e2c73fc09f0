def uninstall_hook(env):
    """Drop the functions that ``init()`` made: Odoo drops tables, not functions."""
    for name in ("query", "document", "fold"):
        env.cr.execute(f"DROP FUNCTION IF EXISTS public.sipuspa_{name}(text) CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS library_event_append_only() CASCADE")
