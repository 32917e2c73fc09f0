from odoo import models
from odoo.tools import SQL

# what a partner may hold of a person beside the name
CONTACT = (
    *("email", "phone", "street", "street2", "city", "zip", "state_id", "country_id"),
    *("function", "website", "vat", "ref", "barcode", "comment"),
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _forget_login(self):
        """Close the logins of forgotten persons, and empty these users and their partners.

        The rows stay, archived: acts and messages point at them. In superuser mode.
        """
        if not self:
            return
        self = self.with_context(active_test=True)  # or Odoo would take the login for open still
        partners = self.partner_id
        addresses = [address for address in partners.mapped("email") if address]
        to_them = ["|", ("recipient_ids", "in", partners.ids), ("email_to", "in", addresses)]
        self.env["mail.mail"].search(to_them).unlink()
        self.env["mail.message"].search([("partner_ids", "in", partners.ids)]).unlink()
        self.env["mail.message"].search([("author_id", "in", partners.ids)]).email_from = False
        tried = self.env["library.login.try"].search([("login", "in", self.mapped("login"))])
        tried.unlink()
        self.env["res.device.log"].search([("user_id", "in", self.ids)]).unlink()
        self.env["res.users.apikeys"].search([("user_id", "in", self.ids)]).unlink()
        self.write({"active": False, "signature": False})
        partners.write({"name": "–", "active": False, **dict.fromkeys(CONTACT, False)})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_users SET login = '–' || id, password = NULL WHERE id IN %s",
                tuple(self.ids),
            )
        )
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_cache()
