from odoo import api, models
from odoo.exceptions import UserError

DONE = {"lend": "lent", "return": "returned"}


class LibraryDesk(models.AbstractModel):
    """One request a scan: what the code means, and what follows from it at this desk."""

    _inherit = "library.desk"

    @api.model
    def act(self, library_id, code, membership_id, device, request_id, reason=None):
        """Do what a scan or typed words mean at this desk; see ``docs/circulation.md`` for the answers.

        A copy is lent to the open member, and taken back where none is open; a card opens its member;
        an ISBN or words search.

        :param membership_id: the member open at the desk, or nothing
        :param reason: words for going on despite what this user may override
        :return: a dict with ``kind``: ``lent``, ``returned`` or ``refused`` with the answer of the ledger;
            ``member``, ``former``, ``visitor``, ``ambiguous``, ``found``, ``replaced`` or ``unknown``
        """
        library, key = self._my_library(library_id), self._key(device, request_id)
        code, reason = self._code(code), self._text(reason)
        membership = membership_id and self._membership(membership_id)
        if membership and membership.library_id != library:
            raise UserError(self.env._("This member is of another library. Scan the card again."))
        if not code:
            return {"kind": "unknown", "code": ""}
        meant = self._meant(code, library)
        if len(meant.copies) + len(meant.memberships) != 1:
            return self._undecided(code, meant, library)
        if meant.memberships:
            return self._opened(meant.memberships)
        if membership:
            [answer] = membership._lend(meant.copies, key, reason)
        else:
            [answer] = self.env["library.loan"]._return(meant.copies, library, key)
        return {
            "kind": DONE.get(answer["outcome"] == "done" and answer["verb"], "refused"),
            **answer,
        }

    def _undecided(self, code, meant, library):
        """Return what there is to choose from, or to be told, where a code means none or several."""
        if meant.copies or meant.memberships:
            return {"kind": "ambiguous", "code": code, **self._choices(meant)}
        if meant.visitor_sudo:
            return {"kind": "visitor", "code": code, "name": meant.visitor_sudo.name}
        if self.env["library.member"]._is_replaced_card(code):
            return {"kind": "replaced", "code": code, "message": self._replaced_sentence()}
        found = self._hits(code, library) if len(code) > 1 else {}
        known = found and (found["titles"] or found["members"])
        return {"kind": "found" if known else "unknown", "code": code, **(found if known else {})}

    def _opened(self, membership):
        """Return what a desk shows of a member of its library.

        Who has left and has nothing of ours is hidden, until the card's owner joins again: the card
        number is told, which ``admit`` takes.
        """
        [card] = self._member_cards(membership)
        member_sudo = membership.member_id.sudo()  # who stands here with the card
        if not member_sudo._readable():
            return {"kind": "former", **card, "code": member_sudo.card_number}
        return {
            "kind": "member",
            **card,
            "nickname": member_sudo.nickname or False,
            "category": membership.category_id.name,
            "valid_until": membership.valid_until and membership.valid_until.isoformat(),
            "suspended_until": membership.suspended_until
            and membership.suspended_until.isoformat(),
            "photo": f"/web/image/library.member/{member_sudo.id}/image_256",
            "loans": self._loan_cards(membership._open_loans().sorted("due_date")),
        }

    def _loan_cards(self, loans):
        loans.copy_id.fetch(["barcode", "book_id"])
        loans.copy_id.book_id.fetch(["name"])
        return [
            {
                "loan_id": loan.id,
                "copy_id": loan.copy_id.id,
                "barcode": loan.copy_id.barcode,
                "title": loan.copy_id.book_id.name,
                "due_date": loan.due_date.isoformat(),
                "days_late": loan.days_late,
                "renewals": loan.renewal_count,
            }
            for loan in loans
        ]
