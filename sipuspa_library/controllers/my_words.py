from odoo import http
from odoo.http import request

from .my_pages import MY_ACT, MY_PAGE, MyPages

LONGEST = 1000  # signs of what somebody writes


class MyWords(MyPages, http.Controller):
    """What a member wishes for and writes to the library, and the answers."""

    @http.route("/my/library/wishes", **MY_PAGE)
    def wishes(self, title="", **_unknown):
        """The own wishes, and the form; who found nothing comes with the words of the search."""
        self._my()
        return self._wishes_page(asked=self._text(title)[:200])

    def _wishes_page(self, asked="", status=200, notice=None):
        my = request.env["library.my"]
        values = {
            "wishes": my._wishes(),
            "rooms": my._rooms(my._me()),
            "asked": asked,
            "notice": notice,
        }
        return self._my_page("opac_my_wishes", values, status=status)

    @http.route("/my/library/suggest", **MY_ACT)
    def suggest(self, membership="", title="", author="", reason="", **_unknown):
        """Note a wish of the member's and go back to the page, which says what became of it."""
        my = self._my()
        chosen = my._my_membership(self._number(membership))
        if not chosen:
            return self._missing()
        texts = {"author": self._line(author), "reason": self._line(reason)}
        title = self._line(title)
        suggestions = request.env["library.suggestion"]
        refusal = self._act(lambda: suggestions._suggest(chosen, title, **texts))
        if refusal:
            return self._wishes_page(title, 422, refusal)
        return request.redirect("/my/library/wishes")

    @http.route("/my/library/messages", **{**MY_PAGE, "readonly": False})
    def messages(self, **_unknown):
        """The own messages; that their answers were seen is noted, so that nobody is told of them again."""
        my = self._my()
        page = self._messages_page()
        my._own_messages()._note_read()
        return page

    def _messages_page(self, text="", status=200, notice=None):
        my = request.env["library.my"]
        values = {
            "messages": my._messages(),
            "rooms": my._rooms(my._me()),
            "text": text,
            "notice": notice,
        }
        return self._my_page("opac_my_messages", values, status=status)

    @http.route("/my/library/say", **MY_ACT)
    def say(self, membership="", text="", **_unknown):
        """Note what the member writes to a library; the same sent twice is once."""
        my = self._my()
        chosen = my._my_membership(self._number(membership))
        if not chosen:
            return self._missing()
        text = self._text(text).replace("\0", " ").replace("\r\n", "\n")[:LONGEST]
        feedback = request.env["library.feedback"]
        refusal = self._act(lambda: feedback._say(chosen, text))
        if refusal:
            return self._messages_page(text, 422, refusal)
        return request.redirect("/my/library/messages")

    def _line(self, text):
        return self._text(text).replace("\0", " ")[:200]
