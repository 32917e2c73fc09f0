from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from .slim import LARGEST_FORM, SlimPages

LONGEST = 1000  # signs of what somebody writes
FILES = {"pdf": "application/pdf", "json": "application/json"}


class MyData(SlimPages, http.Controller):
    """A member's own data: to read, to take along, and to ask about."""

    @http.route(
        "/my/library/data",
        type="http",
        auth="library_card",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def my_data(self, **_unknown):
        self._speak()
        return self._data_page()

    @http.route(
        "/my/library/data/<any(pdf,json):kind>",
        type="http",
        auth="library_card",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def my_file(self, kind, **_unknown):
        """Download all that any library holds of the person whose login this is."""
        self._speak()
        member = self._member()
        if not member:
            return self._missing()
        member_sudo = member.sudo()  # everything of the own, found above as the user
        if kind == "json":
            content = member_sudo._export_json()
        else:
            content = member_sudo._export_pdf(member_sudo.membership_ids[:1].library_id)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", FILES[kind]),
                ("Content-Disposition", content_disposition(f"{member.card_number}.{kind}")),
                ("Cache-Control", "no-store"),
            ],
        )

    @http.route(
        "/my/library/data/ask",
        type="http",
        auth="library_card",
        methods=["POST"],
        sitemap=False,
        max_content_length=LARGEST_FORM,
    )
    def ask(self, membership="", kind="", details="", **_unknown):
        """Note what the member asks, and go back to the page, which says what became of it."""
        self._speak()
        chosen = self._memberships(self._member()).filtered(lambda row: str(row.id) == membership)
        if not chosen:
            return self._missing()
        details = self._text(details).replace("\0", " ")[:LONGEST]
        try:
            with request.env.cr.savepoint():  # refused, nothing of it stays
                request.env["library.data.request"]._ask(chosen, self._text(kind), details)
        except UserError as error:
            return self._data_page(notice=str(error), status=422)
        return request.redirect("/my/library/data#asked")

    # ------------------------------------------------------------------
    # PAGE
    # ------------------------------------------------------------------

    def _data_page(self, notice=None, status=200):
        member = self._member()
        env = request.env
        memberships = self._memberships(member)
        requests = env["library.data.request"]
        kinds = requests._fields["kind"]._description_selection(env)
        values = {
            "member": bool(member),
            "notice": notice,
            "memberships": [
                # the name of the library, which a portal user has no right to read by itself
                {"id": row.id, "library": row.sudo().library_id.name}
                for row in memberships
            ],
            "kinds": [kind for kind in kinds if kind[0] != "access"],
            "asked": self._asked(member, dict(kinds)),
        }
        response = self._page("my_data", values, status=status)
        response.headers["Cache-Control"] = "no-store"  # a school's computers are shared
        return response

    def _asked(self, member, kinds):
        requests = request.env["library.data.request"]
        states = dict(requests._fields["state"]._description_selection(request.env))
        mine = requests.search([("member_id", "=", member.id)], limit=20) if member else requests
        return [
            {
                "kind": kinds[row_sudo.kind],
                "state": row_sudo.state,
                "label": states[row_sudo.state],
                "library": row_sudo.library_id.name,
                "answer": row_sudo.answer,
            }
            # names of libraries only: the requests themselves were found as the user
            for row_sudo in mine.sudo()
        ]

    def _member(self):
        """Return the person whose login this is, searched as the user, so that the rules have their say."""
        members = request.env["library.member"]
        own = request.env.user._library_access().own_members
        return (
            members.search([("id", "in", own)], limit=1) if members.has_access("read") else members
        )

    def _memberships(self, member):
        memberships = request.env["library.membership"]
        return memberships.search([("member_id", "=", member.id)]) if member else memberships
