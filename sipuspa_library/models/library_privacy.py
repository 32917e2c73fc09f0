from odoo import api, fields, models

OFFICE_KEY = "sipuspa_library.privacy_office"
CONTACT_KEY = "sipuspa_library.privacy_contact"


class LibraryPrivacy(models.AbstractModel):
    """What the privacy notices tell: who answers for the data, and how it is kept."""

    _name = "library.privacy"
    _description = "Privacy Notice"

    @api.model
    def _notice(self):
        """Return the values of both notices; everything in them is meant for the public."""
        office, contact = self._controller()
        loans, persons = self.env["library.retention"]._months()
        scopes_sudo = self.env["library.consent.scope"].sudo()._asked()
        return {
            "office": office,
            "contact": contact,
            "loan_months": loans,
            "person_months": persons,
            "scopes": [
                {
                    "name": scope_sudo.name,
                    "explanation": scope_sudo.explanation,
                    "child_explanation": scope_sudo.child_explanation,
                }
                for scope_sudo in scopes_sudo
            ],
        }

    @api.model
    def _controller(self):
        """Return who answers for the data of all libraries, and how to reach them."""
        get_param = self.env["ir.config_parameter"].sudo().get_param  # printed on a public page
        office = get_param(OFFICE_KEY) or self.env.ref("base.main_company").sudo().name
        return office, get_param(CONTACT_KEY) or ""


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    library_privacy_office = fields.Char(
        string="Who Answers for the Data", config_parameter=OFFICE_KEY
    )
    library_privacy_contact = fields.Char(string="How to Reach Them", config_parameter=CONTACT_KEY)
