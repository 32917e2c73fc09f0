from odoo import http
from odoo.http import content_disposition, request

from ..tools.roster.photos import MAX_ZIP
from ..tools.roster.rows import MAX_FILE
from .upload import FORM, XLSX, answer_upload


class LibraryRoster(http.Controller):
    """Where lists and photos of members come in.

    An upload is read where it arrives and closed: a binary field would write a whole list of children,
    their parents' income included, into the database before anybody could drop what is not allowed.
    """

    @http.route(
        "/library/roster/read",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MAX_FILE + FORM,
    )
    def read_list(self, library_id="", file=None, **_unknown):
        """Read a list into a new import; answer with its id, or with a sentence."""
        return answer_upload(library_id, file, self._read_list)

    def _read_list(self, library, upload):
        made = request.env["library.roster"]._read_file(library, upload.stream, upload.filename)
        return {"roster_id": made.id}

    @http.route(
        "/library/roster/photos",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MAX_ZIP + FORM,
    )
    def load_photos(self, library_id="", file=None, store="", **_unknown):
        """Tell whose photos are in a ZIP; with ``store``, keep those that may be kept."""

        def load(library, upload):
            photos = request.env["library.roster.photo"]
            return {"photos": photos._load(library, upload.stream, store=bool(store))}

        return answer_upload(library_id, file, load)

    @http.route(
        "/library/roster/template", type="http", auth="user", methods=["GET"], readonly=True
    )
    def template(self, **_unknown):
        """Download the list to fill in."""
        user = request.env.user
        if not user.has_group("sipuspa_library.group_librarian"):
            raise request.not_found()
        content, name = request.env["library.roster"]._template()
        return request.make_response(
            content,
            headers=[("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))],
        )
