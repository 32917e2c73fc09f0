from odoo import http
from odoo.http import request

from .my_library import MyLibrary
from .my_pages import MY_ACT, MY_PAGE


class MyActs(MyLibrary):
    """What a member does on their own pages. Every form is sent once or twice, and happens once."""

    @http.route("/my/library/renew", **MY_ACT)
    def renew(self, loan="", name="", **_unknown):
        """Renew one book, the member's own or a child's, or with ``all`` every book of the member's."""
        my = self._my()
        name = self._request_name(name)
        if self._text(loan) == "all":
            me = my._me()
            return self._back(me, f"{name}.all", self._act(my._renew_all, me, f"{name}.all"))
        loan = my._my_loan(self._number(loan))
        if not loan:
            return self._missing()
        name = f"{name}.loan{loan.id}"
        return self._back(loan.member_id, name, self._act(my._renew, loan, name))

    @http.route("/my/library/cancel", **MY_ACT)
    def cancel(self, hold="", name="", **_unknown):
        """Give up a reservation, the member's own or a child's."""
        my = self._my()
        number = self._number(hold)
        name = f"{self._request_name(name)}.hold{number}"
        hold = my._my_hold(number)
        if hold:
            return self._back(hold.member_id, name, self._act(my._cancel, hold, name))
        # a parent who presses twice does not see any more what was given up; only what became of it
        return self._back(None, name) if my._told(name) else self._missing()

    @http.route("/my/library/reserve/<string:book>", **MY_PAGE)
    def reserving(self, book, **_unknown):
        """Ask for whom, and where it is fetched."""
        my = self._my()
        book = my._public_book(self._number(book))
        return self._reserving(book) if book else self._missing()

    def _reserving(self, book, status=200, notice=None):
        my = request.env["library.my"]
        members = my._me() | my._children()
        values = {
            "book": my._reserved_title(book),
            "rooms": my._nearest_first(book, my._rooms(members)),
            "is_family": len(members) > 1,
            "notice": notice,
        }
        return self._my_page("opac_my_reserve", values, status=status)

    @http.route("/my/library/reserve", **MY_ACT)
    def reserve(self, book="", membership="", name="", **_unknown):
        my = self._my()
        book = my._public_book(self._number(book))
        membership = my._my_membership(self._number(membership), with_family=True)
        if not (book and membership):
            return self._missing()
        name = f"{self._request_name(name)}.book{book.id}.{membership.id}"
        refusal = self._act(my._reserve, membership, book, name)
        if refusal:
            return self._reserving(book, status=422, notice=refusal)
        return self._back(membership.member_id, name)

    def _back(self, whose, name, refusal=None):
        """Go back to the page of the person it was about, which tells what became of it."""
        is_mine = whose == request.env["library.my"]._me()
        if refusal:
            page = self._home if is_mine else self._family
            return page(status=422, notice=refusal)
        return request.redirect(f"/my/library{'' if is_mine else '/family'}?told={name}#told")

    @http.route("/my/library/history/show", **MY_ACT)
    def choose_history(self, shown="", **_unknown):
        """Show on the own page what was brought back, or not any more."""
        me = self._my()._me()
        if not me:
            return self._missing()
        me._show_history(self._text(shown) == "1")
        return request.redirect("/my/library/history")
