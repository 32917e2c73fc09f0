"""How an upload is taken in: read where it arrives, closed, and answered with a sentence at worst."""

from odoo.exceptions import UserError
from odoo.http import request

FORM = 100_000  # what the other parts of the form may weigh
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer_upload(library_id, upload, act, group="sipuspa_library.group_librarian"):
    """Let ``act(library, upload)`` read a file for a library the user works in; answer in JSON.

    Where the file is refused, nothing of it stays.
    """
    libraries = request.env["library.library"]
    library = libraries.browse(int(library_id) if str(library_id).isdecimal() else ())
    request.env.user._check_operates(library, group)
    if not hasattr(upload, "stream"):
        return _refuse(request.env._("Choose a file first."))
    try:
        answer = act(library, upload)
    except UserError as error:
        return _refuse(str(error))
    finally:
        upload.close()
    return request.make_json_response(answer, headers=[("Cache-Control", "no-store")])


def _refuse(sentence):
    request.env.cr.rollback()  # nothing half-written
    return request.make_json_response({"error": sentence}, status=422)
