from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class LibraryPortal(CustomerPortal):
    """The card on ``/my``; and what a card login may not do there.

    Odoo's portal writes name, address and e-mail in superuser mode, past the check in
    ``res.users.write``, so for a card login these pages are closed as a whole.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "library_loan_count" in counters:
            loans = request.env["library.loan"]
            values["library_loan_count"] = (
                loans.search_count(_own_loans_domain(loans._open_domain()))
                if loans.has_access("read")
                else 0
            )
        return values

    def _unless_card_login(self, page, *args, **kwargs):
        if request.env.user._is_card_login():
            return request.redirect("/my/library")
        return page(*args, **kwargs)

    @http.route()
    def home(self, **kwargs):
        return self._unless_card_login(super().home, **kwargs)

    @http.route()
    def account(self, **kwargs):
        return self._unless_card_login(super().account, **kwargs)

    @http.route()
    def my_addresses(self, **kwargs):
        return self._unless_card_login(super().my_addresses, **kwargs)

    @http.route()
    def portal_address(self, **kwargs):
        return self._unless_card_login(super().portal_address, **kwargs)

    @http.route()
    def portal_address_submit(self, **kwargs):
        return self._unless_card_login(super().portal_address_submit, **kwargs)

    @http.route()
    def address_archive(self, partner_id):
        if request.env.user._is_card_login():
            raise AccessError(request.env._("Please ask your library to change this."))
        return super().address_archive(partner_id)

    @http.route()
    def security(self, **kwargs):
        return self._unless_card_login(super().security, **kwargs)

    @http.route()
    def deactivate_account(self, **kwargs):
        return self._unless_card_login(super().deactivate_account, **kwargs)


def _own_loans_domain(domain):
    own = request.env.user._library_access().own_members
    return Domain("member_id", "in", own) & Domain(domain)
