from odoo import api, models
from odoo.exceptions import UserError

from ..tools import numbers
from .library_event import ActKey

KEY_LENGTH = 64
TEXT_LENGTH = 500


class LibraryDesk(models.AbstractModel):
    """What a desk may ask: each method checks who calls, finds the rows and calls the verb.

    These are the doors of circulation for the backend form, devices and RPC. Every answer is plain
    data. An act carries a ``device`` and a ``request_id`` made on the device: sent twice, it happens once.
    """

    _name = "library.desk"
    _description = "Desk"

    @api.model
    def scan(self, library_id, code):
        """Tell what a scanned or typed ``code`` is at this library.

        What is this library's own goes first, so that a foreign person never stands between the desk
        and a book of its own.

        :return: a dict with ``kind``: ``member`` (of this library), ``visitor`` (a person of another
            library, found by the whole card number, code or NISN: the name only),
            ``copy``, ``ambiguous`` (several have this number: ``copies`` and ``members``),
            ``replaced`` (a card that was good once: nobody is named) or ``unknown``
        """
        library = self._my_library(library_id)
        code = self._code(code)
        if not code:
            return {"kind": "unknown", "code": ""}
        meant = self._meant(code, library)
        if len(meant.copies) + len(meant.memberships) > 1:
            return {"kind": "ambiguous", **self._choices(meant)}
        if meant.memberships:
            return {"kind": "member", **self._member_cards(meant.memberships)[0]}
        if meant.copies:
            return {"kind": "copy", **self._copy_cards(meant.copies)[0]}
        if meant.visitor_sudo:
            return {"kind": "visitor", "name": meant.visitor_sudo.name}
        replaced = self.env["library.member"]._is_replaced_card(code)
        return {"kind": "replaced" if replaced else "unknown", "code": numbers.scanned(code)}

    def _choices(self, meant):
        """Return what a number can mean that several have: who stands here knows which."""
        return {
            "copies": self._copy_cards(meant.copies),
            "members": self._member_cards(meant.memberships),
        }

    def _copy_cards(self, copies):
        return [
            {
                "copy_id": copy.id,
                "barcode": copy.barcode,
                "title": copy.book_id.name,
                "library": copy.library_id.name,
                "status": copy.status,
            }
            for copy in copies
        ]

    def _member_cards(self, memberships):
        """Return what a desk is told of members at a glance, a dict each."""
        loans = memberships._open_loans().grouped("membership_id")
        return [
            {
                "membership_id": membership.id,
                # who left without open loans is hidden from lists, but stands here with the card
                "name": membership.member_id.sudo().name,
                "class_name": membership.class_name or False,
                "standing": membership.standing,
                "open_loans": len(loans.get(membership, ())),
            }
            for membership in memberships
        ]

    @api.model
    def lend(self, membership_id, copy_ids, device, request_id, reason=None):
        """Lend copies to a member of a library the user works in. See :meth:`library.membership._lend`."""
        return self._membership(membership_id)._lend(
            self._copies(copy_ids), self._key(device, request_id), self._text(reason)
        )

    @api.model
    def take_back(self, library_id, copy_ids, device, request_id):
        """Take copies back at a library the user works in. See :meth:`library.loan._return`."""
        library = self._my_library(library_id)
        return self.env["library.loan"]._return(
            self._copies(copy_ids), library, self._key(device, request_id)
        )

    @api.model
    def renew(self, loan_ids, device, request_id, reason=None):
        """Renew loans of one library the user works in. See :meth:`library.loan._renew`."""
        loans = self.env["library.loan"].browse(self._distinct(loan_ids)).exists()
        loans.check_access("read")
        if len(loans.library_id) != 1:
            raise UserError(self.env._("Renew the loans of one library at a time."))
        self.env.user._check_operates(loans.library_id)
        return loans._renew(self._key(device, request_id), self._text(reason))

    @api.model
    def renew_all(self, membership_id, device, request_id, reason=None):
        """Renew all a member has of a library the user works in, what can be; a line a loan."""
        membership = self._membership(membership_id)
        return self.env["library.loan"]._renew_all(
            membership, self._key(device, request_id), self._text(reason)
        )

    @api.model
    def admit(self, library_id, code, category_id=None, class_name=None):
        """Make a person of another library a member of this one, by the whole card number or NISN.

        :return: the membership's id; the one there is, when there is one: who has left is back then,
            in the category and class given
        """
        library = self._my_library(library_id)
        code = self._code(code)
        member_sudo = self.env["library.member"]._by_card(code)
        if not member_sudo and self.env["library.member"]._is_replaced_card(code):
            raise UserError(self._replaced_sentence())
        if not member_sudo:
            raise UserError(
                self.env._("Nobody has this card. Scan it again, or register the person.")
            )
        membership_sudo = member_sudo.membership_ids.filtered(lambda row: row.library_id == library)
        vals = {"class_name": self._text(class_name)} if class_name else {}
        if category_id:
            categories = self.env["library.member.category"]
            category = categories.browse(self._distinct([category_id])).exists()
            if not category:
                raise UserError(self.env._("Choose the member category first."))
            vals["category_id"] = category.id
        if membership_sudo:
            membership_sudo.filtered("left_on").write({"left_on": False, **vals})
            return membership_sudo.id
        vals.update(member_id=member_sudo.id, library_id=library.id)
        return membership_sudo.create(vals).id

    def _replaced_sentence(self):
        return self.env._(
            "This card was replaced by a new one. Ask for the new card, or type the number."
        )

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    def _my_library(self, library_id):
        library = self.env["library.library"].browse(self._distinct([library_id]))
        self.env.user._check_operates(library)  # only libraries that are there are operated
        return library

    def _membership(self, membership_id, group="sipuspa_library.group_desk"):
        membership = self._rows("library.membership", [membership_id])
        if not membership:
            raise UserError(self.env._("This membership is not there any more."))
        self.env.user._check_operates(membership.library_id, group)
        return membership

    def _rows(self, model, ids):
        """Return the rows with these ids, in their order, read by one statement.

        :raise AccessError: for one that the user may not read
        """
        ids = self._distinct(ids)
        rows = self.env[model].with_context(active_test=False)
        found = set(rows.search_fetch([("id", "in", ids)], order="id").ids)
        if len(found) < len(ids):
            rows.browse(ids).exists().check_access("read")
        return self.env[model].browse(row_id for row_id in ids if row_id in found)

    def _code(self, code):
        """Return a scanned code without what scanners add and PostgreSQL cannot hold."""
        if not isinstance(code, str):
            raise UserError(self.env._("Please scan again."))
        return self._printable(code)[:TEXT_LENGTH].strip()

    def _text(self, text):
        """Return words somebody typed, ``False`` for none."""
        if text and not isinstance(text, str):
            raise UserError(self.env._("Please write this in words."))
        return self._printable(text or "")[:TEXT_LENGTH].strip() or False

    def _printable(self, text):
        return "".join(letter if letter.isprintable() else " " for letter in text)

    def _copies(self, copy_ids):
        copies = self._rows("library.copy", copy_ids)
        if not copies or len(copies) != len(set(copy_ids)):
            raise UserError(self.env._("One of these copies is not there any more. Scan again."))
        return copies

    def _distinct(self, ids):
        if not isinstance(ids, list) or not all(type(row_id) is int for row_id in ids):
            raise UserError(self.env._("Please scan again."))
        return list(dict.fromkeys(ids))

    def _key(self, device, request_id):
        """Return the act's key. Too long a name is refused, not cut: two acts could become one."""
        for name in (device, request_id):
            fits = isinstance(name, str) and 0 < len(name) <= KEY_LENGTH
            if not fits or not name.isprintable():
                raise UserError(self.env._("This device sent no request number. Reload the page."))
        return ActKey(device, request_id)
