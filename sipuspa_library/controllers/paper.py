import mimetypes

from odoo import http
from odoo.http import content_disposition, request


class LibraryPaper(http.Controller):
    """The one door through which everything printed leaves the house."""

    @http.route(
        "/library/paper/<string:model>/<string:paper>/<string:ids>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def paper(self, model, paper, ids, **_kwargs):
        """Download a paper of records the user may read; what is not there is not found."""
        records = self._records(model, paper, ids)
        if not records:
            raise request.not_found()
        content, name = records._paper(paper)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )

    def _records(self, model, paper, ids):
        numbers = ids.split(",")
        if model not in request.env or not all(map(str.isdecimal, numbers)):
            return None
        records = request.env[model]
        if paper not in getattr(records, "_papers", ()):
            return None
        return records.browse(map(int, numbers)).exists()
