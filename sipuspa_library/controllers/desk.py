from odoo import http
from odoo.http import request
from odoo.tools.json import scriptsafe

from .app_page import MODULE, AppPages


class LibraryDeskPage(AppPages, http.Controller):
    """The Desk: a page of its own, light enough for a village line."""

    @http.route("/library/desk", type="http", auth="user", methods=["GET"], readonly=True)
    def desk(self, at="", **_unknown):
        """Open the desk at the library with code ``at``, or at the first the user works in.

        Everything it needs before the first scan comes with the page: figures, classes, words. Who works
        in no library is told so.
        """
        user = request.env.user
        libraries = user._operated_libraries() if user.has_group(f"{MODULE}.group_desk") else None
        if not libraries:
            return self._app_page("desk_closed", {"is_member": user._is_portal()}, status=403)
        library = libraries.filtered(lambda row: row.code == at) or libraries
        first = {
            **request.env["library.desk"].open_desk(library[0].id),
            "libraries": libraries.read(["name", "code"]),
            "user_id": user.id,
            **self._words(),
        }
        return self._app_page("desk_page", {"first": scriptsafe.dumps(first)}, "assets_desk")
