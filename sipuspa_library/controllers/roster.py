from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..tools.roster.photos import MAX_ZIP
from ..tools.roster.rows import MAX_FILE

FORM = 100_000  # what the other parts of the form may weigh
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        return self._answer(library_id, file, self._read_list)

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

        return self._answer(library_id, file, load)

    def _answer(self, library_id, upload, act):
        libraries = request.env["library.library"]
        library = libraries.browse(int(library_id) if str(library_id).isdecimal() else ())
        request.env.user._check_operates(library, "sipuspa_library.group_librarian")
        if not hasattr(upload, "stream"):
            return self._refuse(request.env._("Choose a file first."))
        try:
            answer = act(library, upload)
        except UserError as error:
            return self._refuse(str(error))
        finally:
            upload.close()
        return request.make_json_response(answer, headers=[("Cache-Control", "no-store")])

    def _refuse(self, sentence):
        request.env.cr.rollback()  # nothing half-written
        return request.make_json_response({"error": sentence}, status=422)

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
