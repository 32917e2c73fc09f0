import secrets

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools import registration
from .limits import waiting_time
from .slim import LARGEST_FORM, SlimPages

FIELDS = ("name", "sex", "birth_date", "phone", "address", "guardian", "agreed")
KEY_LENGTH = 22


class Join(SlimPages, http.Controller):
    """Villagers register by themselves; the desk sees them before they borrow.

    Whatever is sent is answered alike: nobody learns here who is a member already.
    """

    @http.route(
        "/library/join",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        readonly=False,
        sitemap=False,
        max_content_length=LARGEST_FORM,
    )
    def join(self, **form):
        """Show the form and keep what is sent; then say where to come."""
        self._speak()
        libraries = request.env["library.library"]._open_to_visitors()
        library = libraries.filtered(lambda row: row.code == self._at())
        if request.httprequest.method == "GET":
            if "done" in form and library:
                return self._page("opac_joined", {"library": library.name}, keep=("at", "done"))
            return self._form(libraries, library)
        written = {field: self._text(form.get(field)) for field in FIELDS}
        if self._text(form.get("website")):  # a field nobody sees: only machines fill it in
            return self._done(library or libraries[:1])
        today = request.env["library.library"]._today()
        visitor, problems = registration.read(written, today)
        problems = [*(["library"] if not library else []), *problems]
        if problems:
            return self._form(libraries, library, written, self._sentences(problems), 422)
        if waiting_time("join"):  # in the form, so that nothing has to be written again
            busy = request.env._("Many register from here just now. Please try again in a minute.")
            return self._form(libraries, library, written, [busy], 429)
        try:
            library._register_visitor(visitor, self._key(form))
        except UserError as refusal:
            return self._form(libraries, library, written, [str(refusal)], 422)
        return self._done(library)

    def _key(self, form):
        """Return the key the form was sent with; a new one for who made it up."""
        key = self._text(form.get("key"))
        fits = len(key) == KEY_LENGTH and key.isascii() and key.isprintable()
        return key if fits else secrets.token_urlsafe(16)

    def _form(self, libraries, library, written=None, problems=(), status=200):
        values = {
            "open_libraries": [{"code": row.code, "name": row.name} for row in libraries],
            "chosen": library.code,
            "written": written or {},
            "problems": problems,
            "key": secrets.token_urlsafe(16),
        }
        response = self._page("opac_join", values, status=status, keep=("at",))
        response.headers["Cache-Control"] = "no-store"
        return response

    def _done(self, library):
        return request.redirect(f"/library/join?done=1&at={library.code or ''}")

    def _sentences(self, problems):
        env = request.env
        sentences = {
            "name": env._("Write your name, as on your identity card."),
            "sex": env._("Choose female or male."),
            "birth_date": env._("Enter your day of birth."),
            "phone": env._("Enter a phone number: 8 to 15 digits."),
            "address": env._("Write your banjar or address."),
            "guardian": env._(
                "You are under 18: write who comes with you, your parent or guardian."
            ),
            "agreed": env._("Tick that you have read what we keep about you."),
            "library": env._("Choose a library."),
        }
        return [sentences[problem] for problem in problems]
