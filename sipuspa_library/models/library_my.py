from odoo import api, models
from odoo.tools import format_date

from ..tools import charges, qr_code
from .library_member_consent import ADULT

SOON_DAYS = 2
LINES_SHOWN = 60  # of what was brought back, or paid
WISHES_SHOWN = 30


class LibraryMy(models.AbstractModel):
    """What a member reads on their own pages, and on those of a child whose guardian they are.

    Persons, loans, reservations, charges, wishes and messages are searched as the user, so that the record
    rules have their say; only the names of titles and libraries are read beyond. Plain values, and a
    fixed number of queries, whatever there is. Everything is private: nothing here is for RPC.
    """

    _name = "library.my"
    _description = "Own Page of a Member"

    # ------------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------------

    @api.model
    def _me(self):
        """Return the person whose login this is; nobody for a login without a card."""
        return self._found("library.member", self._own("id"), limit=1)

    @api.model
    def _children(self):
        """Return the children whose guardian this user is today."""
        family = self.env.user._library_access().family_members
        return self._found("library.member", [("id", "in", family)], order="name, id")

    @api.model
    def _own(self, column="member_id"):
        return [(column, "in", self.env.user._library_access().own_members)]

    def _found(self, model, domain, **options):
        """Search as the user; nothing for whom the model is closed, as a colleague without a library."""
        rows = self.env[model]
        return rows.search(domain, **options) if rows.has_access("read") else rows

    def _memberships(self, members):
        """Return the memberships of these persons that they have not left."""
        domain = [("member_id", "in", members.ids), ("left_on", "=", False)]
        return self._found("library.membership", domain, order="member_id, id")

    def _rooms(self, members):
        """Return where these persons belong, a dict each."""
        memberships = self._memberships(members)
        labels = dict(memberships._fields["standing"]._description_selection(self.env))
        return [
            {
                "id": membership_sudo.id,
                "member": membership_sudo.member_id.id,
                "person": membership_sudo.member_id.nickname or membership_sudo.member_id.name,
                "library": membership_sudo.library_id.name,
                "library_id": membership_sudo.library_id.id,
                "category": membership_sudo.category_id.name,
                "class_name": membership_sudo.class_name,
                "standing": membership_sudo.standing,
                "label": labels[membership_sudo.standing],
                "valid_until": self._day(membership_sudo.valid_until),
            }
            # names of library and category, which a portal user has no right to read by themselves
            for membership_sudo in memberships.sudo()
        ]

    def _card(self, member):
        """Return a card as it is shown: the token is in the picture only."""
        # shown to nobody but the person it belongs to, or their guardian: found as the user
        size, path = qr_code.svg_path(member.sudo().card_token)
        return {
            "member": member.id,
            "name": member.name,
            "card_number": member.card_number,
            "qr_size": size,
            "qr_path": path,
        }

    def _seen_by(self):
        """Return who of the family sees this page, by name."""
        rows = self._found("library.guardian", [*self._own(), ("ended_at", "=", False)])
        # those who see, not those who could: with 18 years nobody does
        return rows.mapped("guardian_name") if rows.member_id._under(ADULT) else []

    # ------------------------------------------------------------------
    # LOANS
    # ------------------------------------------------------------------

    def _loans(self, members):
        """Return what these persons have at home, what is due first at the head."""
        loans = self.env["library.loan"]
        domain = [("member_id", "in", members.ids), *loans._open_domain()]
        today = self.env["library.library"]._today()
        return [
            {**self._loan(loan_sudo), **self._due(loan_sudo, today)}
            # names of titles and libraries only: the loans were found as the user
            for loan_sudo in self._found("library.loan", domain, order="due_date, id").sudo()
        ]

    def _returned(self):
        """Return what the member has brought back, the last first: where they want to see it."""
        domain = [*self._own(), ("returned_at", "!=", False), ("voided_at", "=", False)]
        order = "returned_at desc, id desc"
        found = self._found("library.loan", domain, order=order, limit=LINES_SHOWN)
        return [self._loan(loan_sudo) for loan_sudo in found.sudo()]  # as in _loans

    def _loan(self, loan):
        return {
            "id": loan.id,
            "member": loan.member_id.id,
            **self._title(loan.book_id),
            "library": loan.library_id.name,
            "due_date": loan.due_date,
            "due_on": self._day(loan.due_date),
            "returned_on": self._local_day(loan.returned_at),
        }

    def _title(self, book):
        return {
            "book": book.id,
            "title": book.name,
            "authors": book.contributor_text,
            "initial": book.name[:1].upper(),
            "tone": book.id % 6,
        }

    def _due(self, loan, today):
        """Say in words how long there is, for a child and for who cannot tell colours apart."""
        env = self.env
        days = (loan.due_date - today).days
        if loan.lost_at or loan.claimed_at:
            words = env._("Lost") if loan.lost_at else env._("Your library looks for it")
            return {"state": "late" if loan.lost_at else "soon", "words": words, "is_kept": False}
        words = {
            -1: env._("1 day late"),
            0: env._("Bring it back today"),
            1: env._("Bring it back tomorrow"),
        }.get(days) or (env._("%s days late", -days) if days < 0 else env._("%s days left", days))
        state = "late" if days < 0 else "soon" if days <= SOON_DAYS else "fine"
        return {"state": state, "words": words, "is_kept": True}

    # ------------------------------------------------------------------
    # RESERVATIONS
    # ------------------------------------------------------------------

    def _holds(self, members):
        """Return what these persons have reserved: what is ready first."""
        domain = [("member_id", "in", members.ids), ("is_active", "=", True)]
        holds = self._found("library.hold", domain, order="placed_at, id")
        return [
            {
                "id": hold_sudo.id,
                "member": hold_sudo.member_id.id,
                **self._title(hold_sudo.book_id),
                "state": hold_sudo.state,
                "number": hold_sudo.number,
                "words": self._where_it_is(hold_sudo),
                "library": hold_sudo.library_id.name,
            }
            # names of titles and libraries, and how many wait before: the holds were found as the user
            for hold_sudo in holds.sudo().sorted(lambda hold: not hold.ready_at)
        ]

    def _where_it_is(self, hold):
        env = self.env
        if hold.state == "ready":
            return env._("It is there for you. Fetch it by %s", self._day(hold.expires_on))
        if hold.state == "in_transit":
            return env._("It is on its way to your library")
        if hold.position == 1:
            return env._("You are next in the queue")
        return env._("You are number %s in the queue", hold.position)

    # ------------------------------------------------------------------
    # CHARGES
    # ------------------------------------------------------------------

    def _debts(self, members):
        """Return what these persons owe, and why."""
        lines = self.env["library.charge"]
        domain = [("member_id", "in", members.ids), *lines._open_domain()]
        return [
            {
                **self._charge(line_sudo),
                "amount": charges.rupiah(line_sudo.open_amount),
                "rupiah": line_sudo.open_amount,
                "in_kind": line_sudo.in_kind,
                "paid": line_sudo.amount - line_sudo.open_amount
                and charges.rupiah(line_sudo.amount - line_sudo.open_amount),
            }
            # names of titles and libraries only: the lines were found as the user
            for line_sudo in self._found("library.charge", domain, order="id").sudo()
        ]

    def _settlements(self):
        """Return what the member has paid, brought or was let off, the last first."""
        domain = [*self._own(), ("kind", "!=", charges.CHARGED)]
        lines = self._found("library.charge", domain, limit=LINES_SHOWN)
        labels = dict(lines._fields["kind"]._description_selection(self.env))
        return [
            {
                **self._charge(line_sudo),
                "kind": labels[line_sudo.kind],
                "amount": charges.rupiah(line_sudo.amount) if line_sudo.amount else "",
                "receipt": line_sudo.receipt_number,
            }
            for line_sudo in lines.sudo()  # as in _debts
        ]

    def _charge(self, line):
        return {
            "member": line.member_id.id,
            "about": line._about(),
            "words": line.words,
            "library": line.library_id.name,
            "on": self._local_day(line.acted_at),
            "late_days": line.late_days,
        }

    def _total(self, debts):
        return charges.rupiah(sum(debt["rupiah"] for debt in debts))

    def _receipt(self, number):
        """Return the lines of one own receipt, in superuser mode; none of anybody else's."""
        # 0 would be every line without a receipt
        domain = [*self._own(), ("receipt_number", "in", [number] if number else [])]
        # names of titles, libraries and who received it: the lines were found as the user
        return self._found("library.charge", domain, order="id").sudo()

    # ------------------------------------------------------------------
    # WISHES AND MESSAGES
    # ------------------------------------------------------------------

    def _wishes(self):
        """Return the member's suggestions with what became of them."""
        wishes = self._found("library.suggestion", self._own(), limit=WISHES_SHOWN)
        labels = dict(wishes._fields["state"]._description_selection(self.env))
        return [
            {
                "title": wish_sudo.name,
                "author": wish_sudo.author,
                "asked_on": self._day(wish_sudo.asked_on),
                "state": wish_sudo.state,
                "label": labels[wish_sudo.state],
                "answer": wish_sudo.answer,
                "book": wish_sudo.book_id.id,
                "library": wish_sudo.library_id.name,
            }
            # names of titles and libraries only: the wishes themselves were found as the user
            for wish_sudo in wishes.sudo()
        ]

    def _own_messages(self):
        return self._found("library.feedback", self._own(), limit=WISHES_SHOWN)

    def _messages(self):
        """Return what the member has written, with the answers."""
        messages = self._own_messages()
        labels = dict(messages._fields["state"]._description_selection(self.env))
        return [
            {
                "text": message_sudo.text,
                "asked_on": self._local_day(message_sudo.asked_at),
                "state": message_sudo.state,
                "label": labels[message_sudo.state],
                "answer": message_sudo.answer if message_sudo.state == "answered" else "",
                "library": message_sudo.library_id.name,
            }
            for message_sudo in messages.sudo()  # as in _wishes; an answer in the making is not shown
        ]

    def _unread_count(self):
        """Return how many answers the member has not seen yet."""
        return len(
            self._own_messages().filtered(lambda row: row.state == "answered" and not row.read_at)
        )

    # ------------------------------------------------------------------
    # DAYS
    # ------------------------------------------------------------------

    def _day(self, day):
        return format_date(self.env, day, date_format="d MMMM y") if day else ""

    def _local_day(self, moment):
        return self._day(moment and self.env["library.library"]._local(moment).date())
