import re
import secrets

from odoo.exceptions import UserError
from odoo.http import request

from .slim import LARGEST_FORM, LARGEST_ID, SlimPages

REQUEST = re.compile(r"[A-Za-z0-9_-]{22}")
TOLD = re.compile(r"[A-Za-z0-9_-]{22}\.[a-z]{1,8}[0-9]{0,10}(\.[0-9]{1,10})?")

MY_PAGE = {
    "type": "http",
    "auth": "library_card",
    "methods": ["GET"],
    "readonly": True,
    "sitemap": False,
}
MY_ACT = {
    "type": "http",
    "auth": "library_card",
    "methods": ["POST"],
    "sitemap": False,
    "max_content_length": LARGEST_FORM,
}


# whoever comes to the address of a form without the form, as after logging in anew or with another
# language, is led to the page on which it stands
FORM_PAGES = {
    "renew": "",
    "cancel": "",
    "reserve": "",
    "suggest": "/wishes",
    "say": "/messages",
    "history/show": "/history",
    "data/ask": "/data",
}


class MyPages(SlimPages):
    """What the pages of a member have in common: whose they are, and that no browser keeps them."""

    def _my(self):
        """Return the door to what the member may read, in the member's language."""
        self._speak()
        return request.env["library.my"]

    def _my_page(self, template, values, status=200, **options):
        """Render a page of the member's; who has no card reads how to get one."""
        my = request.env["library.my"]
        shown = my._me()
        values = {
            "has_card": bool(shown),
            "notice": None,
            "told": [],
            # the name of what is asked next: the same however often the button is pressed
            "request_name": secrets.token_urlsafe(16),
            **(values if shown else {}),
        }
        template = template if shown else "opac_my_nobody"
        response = self._page(template, values, status=status, **options)
        response.headers["Cache-Control"] = "no-store"  # a school's computers are shared
        return response

    def _number(self, text):
        """Return a parameter as the number of a row, 0 where it cannot be one."""
        text = self._text(text)
        number = int(text) if re.fullmatch(r"[1-9][0-9]{0,9}", text) else 0
        return number if number <= LARGEST_ID else 0

    def _request_name(self, text):
        """Return the name a form was sent with; a new one for who made it up."""
        text = self._text(text)
        return text if REQUEST.fullmatch(text) else secrets.token_urlsafe(16)

    def _told(self, told):
        """Return what became of the request named in the address."""
        told = self._text(told)
        return request.env["library.my"]._told(told) if TOLD.fullmatch(told) else []

    def _act(self, act, *args):
        """Do an act; return the sentence of a refusal, nothing where it was done or judged."""
        try:
            with request.env.cr.savepoint():  # refused, nothing of it stays
                act(*args)
        except UserError as refusal:
            return str(refusal)
        return None
