from odoo import http
from odoo.http import content_disposition, request

from ..tools.roster.rows import MAX_FILE
from .upload import FORM, XLSX, answer_upload

DESK = "sipuspa_library.group_desk"


class LibraryVisitSheet(http.Controller):
    """Where workbooks of visits come in, and where the empty one is handed out."""

    @http.route(
        "/library/visits/read",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MAX_FILE + FORM,
    )
    def read_sheet(self, library_id="", file=None, **_unknown):
        """Read a workbook into a sheet to be looked at; answer with its id, or with a sentence."""

        def read(library, upload):
            entries = request.env["library.visit.entry"]
            return {"entry_id": entries._read_file(library, upload.stream, upload.filename).id}

        return answer_upload(library_id, file, read, DESK)

    @http.route(
        "/library/visits/template", type="http", auth="user", methods=["GET"], readonly=True
    )
    def template(self, month="", **_unknown):
        """Download the workbook of a month to fill in."""
        if not request.env.user.has_group(DESK):
            raise request.not_found()
        content, name = request.env["library.visit.entry"]._template(month)
        return request.make_response(
            content,
            headers=[("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))],
        )
