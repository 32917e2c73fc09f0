from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request
from odoo.tools import format_date

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools import qr_code, school_year
from .slim import SlimPages

RETURNED_SHOWN = 10
SOON_DAYS = 2


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


class MyLibrary(SlimPages, http.Controller):
    """The page of a member: the card, where they belong, what they have and by when."""

    @http.route(
        "/my/library",
        type="http",
        auth="library_card",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def my_library(self, **_unknown):
        self._speak()
        return self._my_page()

    def _my_page(self, notice=None, status=200):
        members = request.env["library.member"]
        own = request.env.user._library_access().own_members
        # searched as the user, so that the record rules have their say
        member = members.search([("id", "in", own)]) if members.has_access("read") else members
        values = self._member_values(member) if member else {"member": None}
        response = self._page("opac_my", {**values, "notice": notice}, status=status)
        response.headers["Cache-Control"] = "no-store"  # a school's computers are shared
        return response

    @http.route(
        "/my/library/reading",
        type="http",
        auth="library_card",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def reading(self, **_unknown):
        """Download the own reading record of this school year; nobody else's can be asked for."""
        self._speak()
        mine = request.env["library.membership"]
        if mine.has_access("read"):
            mine = mine.search(
                [("member_id", "in", request.env.user._library_access().own_members)]
            )
        if not mine:
            raise request.not_found()
        year = school_year.of(request.env["library.library"]._today())
        # titles and letterhead, which a member has no right to read by themselves; found as the user
        content = mine.sudo()._reading_record(year)
        name = request.env._("Reading Record") + f" {year.name.replace('/', '-')}.pdf"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )

    @http.route(
        "/my/library/suggest", type="http", auth="library_card", methods=["POST"], sitemap=False
    )
    def suggest(self, membership="", title="", author="", reason="", **_unknown):
        """Note a wish of the member's and go back to the page, which says what became of it."""
        self._speak()
        mine = request.env["library.membership"]
        if mine.has_access("read"):
            own = request.env.user._library_access().own_members
            mine = mine.search([("member_id", "in", own), ("left_on", "=", False)])
        chosen = mine.filtered(lambda row: str(row.id) == membership)
        if not chosen:
            raise request.not_found()
        texts = {"author": self._text(author)[:200], "reason": self._text(reason)[:200]}
        try:
            request.env["library.suggestion"]._suggest(chosen, self._text(title)[:200], **texts)
        except UserError as error:
            return self._my_page(notice=str(error), status=422)
        return request.redirect("/my/library#wishes")

    def _member_values(self, member):
        loans = request.env["library.loan"]
        lent = loans.search(_own_loans_domain(loans._open_domain()), order="due_date, id")
        returned = loans.search(
            _own_loans_domain([("returned_at", "!=", False), ("voided_at", "=", False)]),
            order="returned_at desc, id desc",
            limit=RETURNED_SHOWN,
        )
        today = request.env["library.library"]._today()
        # the token is shown to nobody but the person it belongs to, found above by the user's own id
        qr_size, qr_path = qr_code.svg_path(member.sudo().card_token)
        return {
            "member": {
                "name": member.name,
                "greeting": request.env._("Hello, %s!", member.nickname or member.name),
                "card_number": member.card_number,
                "qr_size": qr_size,
                "qr_path": qr_path,
            },
            "has_pin": request.env.user._is_card_login(),
            "memberships": self._memberships(member),
            "loans": [{**loan, **self._due(loan["due_date"], today)} for loan in self._loans(lent)],
            "returned": self._loans(returned),
            "wishes": self._wishes(),
        }

    def _wishes(self):
        wishes = request.env["library.suggestion"].search(
            [("member_id", "in", request.env.user._library_access().own_members)], limit=10
        )
        labels = dict(wishes._fields["state"]._description_selection(request.env))
        return [
            {
                "title": wish_sudo.name,
                "state": wish_sudo.state,
                "label": labels[wish_sudo.state],
                "answer": wish_sudo.answer,
                "book": wish_sudo.book_id.id,
                "library": wish_sudo.library_id.name,
            }
            # names of titles and libraries only: the wishes themselves were found as the user
            for wish_sudo in wishes.sudo()
        ]

    def _memberships(self, member):
        memberships = request.env["library.membership"].search([("member_id", "=", member.id)])
        labels = dict(memberships._fields["standing"]._description_selection(request.env))
        return [
            {
                "id": membership_sudo.id,
                "library": membership_sudo.library_id.name,
                "category": membership_sudo.category_id.name,
                "class_name": membership_sudo.class_name,
                "standing": membership_sudo.standing,
                "label": labels[membership_sudo.standing],
                "valid_until": self._day(membership_sudo.valid_until),
            }
            # names of library and category, which a portal user has no right to read by themselves
            for membership_sudo in memberships.sudo()
        ]

    def _loans(self, loans):
        return [
            {
                "title": loan_sudo.book_id.name,
                "authors": loan_sudo.book_id.contributor_text,
                "initial": loan_sudo.book_id.name[:1].upper(),
                "tone": loan_sudo.book_id.id % 6,
                "library": loan_sudo.library_id.name,
                "due_date": loan_sudo.due_date,
                "due_on": self._day(loan_sudo.due_date),
                "lent_on": self._local_day(loan_sudo.lent_at),
                "returned_on": self._local_day(loan_sudo.returned_at),
            }
            # names of titles and libraries only: the loans themselves were found as the user
            for loan_sudo in loans.sudo()
        ]

    def _due(self, due_date, today):
        """Say in words how long there is, for a child and for who cannot tell colours apart."""
        env = request.env
        days = (due_date - today).days
        if days < -1:
            return {"state": "late", "words": env._("%s days late", -days)}
        words = {
            -1: env._("1 day late"),
            0: env._("Bring it back today"),
            1: env._("Bring it back tomorrow"),
        }.get(days) or env._("%s days left", days)
        return {
            "state": "late" if days < 0 else "soon" if days <= SOON_DAYS else "fine",
            "words": words,
        }

    def _day(self, day):
        return format_date(request.env, day, date_format="d MMMM y") if day else ""

    def _local_day(self, moment):
        return self._day(moment and request.env["library.library"]._local(moment).date())


def _own_loans_domain(domain):
    own = request.env.user._library_access().own_members
    return Domain("member_id", "in", own) & Domain(domain)
