from odoo import http
from odoo.http import content_disposition, request

from ..tools import receipt_pdf, school_year
from .my_pages import FORM_PAGES, MY_PAGE, MyPages


class MyLibrary(MyPages, http.Controller):
    """The pages of a member, to read: books, card, what is owed, what was read, the family's."""

    @http.route("/my/library", **MY_PAGE)
    def my_library(self, told="", **_unknown):
        self._my()
        return self._home(told=self._told(told))

    def _home(self, status=200, **told):
        my = request.env["library.my"]
        me = my._me()
        values = {
            "greeting": request.env._("Hello, %s!", me.nickname or me.name),
            "card": me and my._card(me),
            "has_pin": request.env.user._is_card_login(),
            "rooms": my._rooms(me),
            "loans": my._loans(me),
            "holds": my._holds(me),
            "owed": my._debts(me),
            "unread": my._unread_count(),
            "children": len(my._children()),
            "seen_by": ", ".join(my._seen_by()),
            **told,
        }
        return self._my_page("opac_my", values, status=status, keep=())

    @http.route("/my/library/card", **MY_PAGE)
    def card(self, **_unknown):
        """The card alone, as large as the screen allows: it is held under a scanner."""
        my = self._my()
        me = my._me()
        return self._my_page("opac_my_card", {"card": me and my._card(me)})

    @http.route("/my/library/charges", **MY_PAGE)
    def charges(self, **_unknown):
        my = self._my()
        debts = my._debts(my._me())
        values = {"debts": debts, "total": my._total(debts), "settlements": my._settlements()}
        return self._my_page("opac_my_charges", values)

    @http.route("/my/library/receipt/<string:number>", **MY_PAGE)
    def receipt(self, number, **_unknown):
        """Download the receipt of an own payment; nobody else's is found."""
        my = self._my()
        lines_sudo = my._receipt(self._number(number))
        if not lines_sudo:
            return self._missing()
        return self._download(receipt_pdf.render(lines_sudo._receipt()), f"{number}.pdf")

    @http.route("/my/library/history", **MY_PAGE)
    def history(self, **_unknown):
        """What was brought back: only where the member has asked to see it here."""
        my = self._my()
        # chosen on this page, by the person whose it is
        shown = my._me().sudo().shows_history
        values = {"is_shown": shown, "returned": my._returned() if shown else []}
        return self._my_page("opac_my_history", values)

    @http.route("/my/library/reading", **MY_PAGE)
    def reading(self, **_unknown):
        """Download the own reading record of this school year; nobody else's can be asked for."""
        my = self._my()
        me = my._me()
        if not me:
            return self._missing()
        if not me.sudo().shows_history:  # as on the page it leads to
            return request.redirect("/my/library/history")
        mine = my._found("library.membership", my._own())
        year = school_year.of(request.env["library.library"]._today())
        # titles and letterhead, which a member has no right to read by themselves; found as the user
        content = mine.sudo()._reading_record(year)
        name = request.env._("Reading Record") + f" {year.name.replace('/', '-')}.pdf"
        return self._download(content, name)

    @http.route("/my/library/family", **MY_PAGE)
    def family(self, told="", **_unknown):
        self._my()
        return self._family(told=self._told(told))

    def _family(self, status=200, **told):
        """The pages of the children whose guardian the member is, one below the other."""
        my = request.env["library.my"]
        children = my._children()
        if not children:
            return self._missing()
        loans, holds, debts = my._loans(children), my._holds(children), my._debts(children)
        rooms = my._rooms(children)
        values = {
            "children": [
                {
                    **my._card(child),
                    "rooms": [room for room in rooms if room["member"] == child.id],
                    "loans": [loan for loan in loans if loan["member"] == child.id],
                    "holds": [hold for hold in holds if hold["member"] == child.id],
                    "debts": [debt for debt in debts if debt["member"] == child.id],
                }
                for child in children
            ],
            **told,
        }
        return self._my_page("opac_my_family", values, status=status)

    @http.route("/my/library/<path:rest>", **MY_PAGE)
    def elsewhere(self, rest, **_unknown):
        """Any other address here: the page of a form, or a light page that says there is none."""
        self._my()
        if rest in FORM_PAGES:
            return request.redirect(f"/my/library{FORM_PAGES[rest]}")
        return self._missing()

    def _download(self, content, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
