"""Install, update or uninstall addons in a database; what to do comes as JSON on standard input.

Odoo's own command line can install, but then the asset bundles, the language of users and the commit of
both would each start Odoo again.
"""

import json
import sys

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config


def main():
    work = json.load(sys.stdin)
    config.parse_config(["-d", work["database"], "--log-level", "info"], setup_logging=True)
    if work.get("language"):
        config["load_language"] = work["language"]
    registry = Registry.new(
        work["database"],
        update_module=True,
        install_modules=work.get("install", []),
        upgrade_modules=work.get("update", []),
    )
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        if work.get("uninstall"):
            modules = env["ir.module.module"].search([("name", "in", work["uninstall"])])
            modules.button_immediate_uninstall()
            return
        for name, value in work.get("parameters", {}).items():
            env["ir.config_parameter"].set_param(name, value)
        if work.get("speak"):
            speak(env, work["speak"])
        if work.get("assets"):
            adopt(env, work.get("bundles", []))
            env["ir.qweb"]._pregenerate_assets_bundles()
        cr.commit()


def speak(env, language):
    """Make ``language`` the one of every user, of the public and of all who come later."""
    env["res.lang"]._activate_lang(language)
    env["ir.default"].set("res.partner", "lang", language)
    users = env["res.users"].with_context(active_test=False).search([])
    users.partner_id.write({"lang": language})
    env["res.company"].search([]).partner_id.write({"lang": language})


def adopt(env, bundles):
    """Enter asset bundles whose files are already in the filestore."""
    for name, url, store_fname, checksum, mimetype, size in bundles:
        env.cr.execute(
            """
            INSERT INTO ir_attachment
                   (name, url, store_fname, checksum, mimetype, file_size, type, public, res_model, res_id,
                    create_uid, write_uid, create_date, write_date)
            SELECT %s, %s, %s, %s, %s, %s, 'binary', TRUE, 'ir.ui.view', 0, 1, 1, now(), now()
             WHERE NOT EXISTS (SELECT FROM ir_attachment WHERE url = %s)
            """,
            [name, url, store_fname, checksum, mimetype, size, url],
        )


if __name__ == "__main__":
    main()
