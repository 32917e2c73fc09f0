import hashlib
import re

from odoo import api, models

from .library_event import ActKey

DEVICE = "portal"
BOOK = re.compile(r"\.book([0-9]+)\.")  # in the name of a request to reserve


class LibraryMy(models.AbstractModel):
    """What a member does on their own pages: through the verbs of the desk, once a request.

    The request's name is made in the form, and hashed with the login's number: nobody can use up or
    read a request of somebody else's, and the ledger, which forgets who acted, does not tell it by the
    name. Rows are searched as the user: what is not the member's own, or a child's whose guardian they
    are, is not there.
    """

    _inherit = "library.my"

    def _key(self, request):
        return ActKey(DEVICE, hashlib.sha256(f"{self.env.uid}.{request}".encode()).hexdigest())

    def _reach(self):
        """Return the domain of rows that are the member's own or their children's."""
        access = self.env.user._library_access()
        return [("member_id", "in", [*access.own_members, *access.family_members])]

    @api.model
    def _my_loan(self, loan_id):
        """Return a loan the user may renew, or nothing."""
        return self._found("library.loan", [("id", "=", loan_id), *self._reach()])

    @api.model
    def _my_hold(self, hold_id):
        """Return a reservation the user may cancel, or nothing."""
        return self._found("library.hold", [("id", "=", hold_id), *self._reach()])

    @api.model
    def _my_membership(self, membership_id, with_family=False):
        """Return a membership the user may act for, not left; or nothing.

        :param with_family: a child's, too
        """
        whose = self._reach() if with_family else self._own()
        domain = [("id", "=", membership_id), ("left_on", "=", False), *whose]
        return self._found("library.membership", domain)

    def _renew(self, loan, request):
        """Renew one loan found by :meth:`_my_loan`; why not is told by :meth:`_told`."""
        loan._renew(self._key(request), by_member=True)

    def _renew_all(self, member, request):
        """Renew all a person has at home, each library's by a request of its own."""
        loans = self.env["library.loan"]
        for membership in self._found("library.membership", [("member_id", "=", member.id)]):
            key = self._key(f"{request}.{membership.id}")
            loans._renew_all(membership, key, by_member=True)

    def _cancel(self, hold, request):
        """Cancel a reservation found by :meth:`_my_hold`."""
        hold._cancel(self._key(request))

    def _reserve(self, membership, book, request):
        """Reserve a title, to be fetched in the library of a membership found by :meth:`_my_membership`."""
        holds = self.env["library.hold"]
        holds._place(membership, book, membership.library_id, self._key(request))

    @api.model
    def _told(self, request):
        """Return what became of an own request, a dict a line, from the ledger; nothing if there is none."""
        mine = self._found("library.membership", self._reach())
        parts = ("", *(f".{row_id}" for row_id in mine.ids))
        requests = [self._key(f"{request}{part}").request_id for part in parts]
        # found by the name of the user's own request
        events_sudo = self.env["library.event"].sudo()
        domain = [("device", "=", DEVICE), ("request_id", "in", requests)]
        asked = self._asked_title(request)
        return [
            {
                "title": event_sudo.copy_id.book_id.name
                or event_sudo.hold_id.book_id.name
                or asked,
                "is_done": event_sudo.outcome == "done",
                "words": event_sudo._member_sentences(),
            }
            for event_sudo in events_sudo.search(domain, order="id")
        ]

    def _asked_title(self, request):
        """Return the title a request was to reserve: the ledger has none of a reservation refused."""
        found = BOOK.search(request)
        # shown to everybody in the public catalogue
        return self._public_book(int(found[1])).sudo().name if found else False

    @api.model
    def _public_book(self, book_id):
        """Return a title that the public catalogue shows; nothing for a hidden one."""
        opac = self.env["library.opac"]
        return self.env["library.book"].browse(opac._shown_id(book_id, opac._libraries()) or [])

    def _nearest_first(self, book, rooms):
        """Return :meth:`_rooms` with those whose library has the title at the head: one is chosen there."""
        # which library has a title is public
        held_sudo = self.env["library.holding"].sudo().search([("book_id", "=", book.id)])
        held = set(held_sudo.library_id.ids)
        return sorted(rooms, key=lambda room: room["library_id"] not in held)

    def _reserved_title(self, book):
        """Return what is shown of a title that somebody is about to reserve."""
        book_sudo = book.sudo()  # found as a public title
        holds_sudo = self.env["library.hold"].sudo()  # how many wait, not who
        waiting = [("book_id", "=", book.id), ("is_active", "=", True), ("copy_id", "=", False)]
        return {**self._title(book_sudo), "waiting": holds_sudo.search_count(waiting)}
