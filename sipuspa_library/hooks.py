def uninstall_hook(env):
    """Drop the functions that ``init()`` made: Odoo drops tables, not functions."""
    env.cr.execute("DROP FUNCTION IF EXISTS public.sipuspa_fold(text) CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS library_event_append_only() CASCADE")
