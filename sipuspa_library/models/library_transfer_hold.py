from odoo import api, models


class LibraryTransfer(models.Model):
    """What is kept for somebody travels by itself, with a slip: no transfer holds it."""

    _inherit = "library.transfer"

    def _problems(self, copies):
        kept_sudo = copies.sudo()._kept()  # that it is kept, and its number; never for whom
        return super()._problems(copies) | {
            copy.with_env(self.env): self.env._(
                "%(copy)s is reserved (%(number)s). Send it with its slip.",
                copy=copy.display_name,
                number=hold_sudo.number,
            )
            for copy, hold_sudo in kept_sudo.items()
        }

    @api.model
    def _strays(self, libraries):
        strays = super()._strays(libraries)
        kept_sudo = strays.sudo()._kept()  # as above
        return strays.filtered(lambda copy: copy not in kept_sudo)
