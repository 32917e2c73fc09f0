from itertools import count

from odoo import models

from ..tools import demo_data
from .library_demo_stock_life import SCHOOL, VILLAGE

FINE, CAP = 500, 5000
CARD, DAMAGE = 5000, 15000


class LibraryDemoService(models.AbstractModel):
    """A part of ``library.demo``: what members owe, pay and wait for, done today at two desks."""

    _name = "library.demo.service"
    _description = "Charges and Reservations of the Demo Regency"

    def _load_service(self):
        keys = (("demo", f"service-{number}") for number in count())
        self._load_fines(self._at(VILLAGE), keys)
        self._load_losses(self._at(SCHOOL), keys)
        for code in (SCHOOL, VILLAGE):
            self._load_holds(self._at(code), keys)

    def _one_loan_each(self, library, number, *domain):
        """Return open loans of ordinary books of ``number`` members, one each; what is late comes last."""
        loans = library.env["library.loan"].search(
            [
                ("library_id", "=", library.id),
                ("is_open", "=", True),
                ("counted_apart", "=", False),
                ("member_id.card_number", "!=", demo_data.PUPIL_CARD),
                *domain,
            ],
            order="due_date, id",
        )
        one_each = {loan.membership_id: loan for loan in reversed(loans)}
        found = [loan for loan in loans if one_each[loan.membership_id] == loan]
        return sorted(found, key=lambda loan: loan.is_overdue)[:number]

    # ------------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------------

    def _load_fines(self, library, keys):
        """Late books come back to a library that fines; of three new cards one is paid, one waived."""
        cells = library.env["library.policy.cell"]._fill(library)
        villager = self._id("member_category_villager")
        cells.filtered(
            lambda cell: cell.category_id.id == villager and not cell.collection_type_id
        ).write({"fine_per_day": FINE, "fine_cap": CAP})
        desk = library.env["library.desk"]
        late = self._one_loan_each(library, 2, ("is_overdue", "=", True))
        for loan in late:
            desk.take_back(library.id, [loan.copy_id.id], *next(keys))
        for member in [loan.membership_id for loan in late if loan.membership_id.balance][:1]:
            desk.pay(member.id, *next(keys))
        active = [("library_id", "=", library.id), ("standing", "=", "active")]
        members = library.env["library.membership"].search(active, order="id desc", limit=3)
        for member in members:
            words = "Kartu hilang, dicetak ulang"
            desk.charge(member.id, "card", CARD, *next(keys), words=words)
        desk.pay(members[0].id, *next(keys))
        desk.waive(members[1].id, "Kartu lama salah cetak", *next(keys), amount=CARD)

    def _load_losses(self, library, keys):
        """Books that are lost, replaced, damaged and paid in part, and said to have been brought back."""
        loans = self._one_loan_each(library, 4)
        if len(loans) < 4:  # in a long holiday nearly everything is back
            return
        lost, replaced, damaged, claimed = loans
        desk = library.env["library.desk"]
        desk.declare_lost(lost.id, *next(keys), words="Tertinggal di angkot")
        desk.declare_lost(replaced.id, *next(keys), words="Kehujanan, tidak terbaca")
        receipt = self._receive(
            library,
            replaced.book_id,
            1,
            replaced.collection_type_id.code,
            source_name="Ganti buku dari siswa",
        )
        [debt] = replaced.membership_id._debts().filtered(lambda debt: debt.reason == "lost")
        desk.settle_in_kind(debt.id, receipt.copy_ids.id, *next(keys))
        desk.take_back(library.id, [damaged.copy_id.id], *next(keys))
        desk.report_damage(damaged.id, *next(keys), amount=DAMAGE, words="Sampul sobek")
        desk.pay(damaged.membership_id.id, *next(keys), amount=DAMAGE // 3)
        desk.claim_returned(claimed.id, *next(keys), words="Kata siswa sudah ditaruh di meja")

    # ------------------------------------------------------------------
    # RESERVATIONS
    # ------------------------------------------------------------------

    def _load_holds(self, library, keys):
        """Two wait for a book that is lent, one book is to be fetched, one stands on the hold shelf."""
        desk, books = library.env["library.desk"], library.env["library.book"]
        copies = library.env["library.copy"].search(
            [("library_id", "=", library.id), ("collection_type_id.counts_apart", "=", False)],
            order="id",
        )
        by_book = copies.grouped("book_id")
        out = books.concat(
            *(
                book
                for book, own in by_book.items()
                if "on_loan" in own.mapped("status") and "available" not in own.mapped("status")
            )
        )
        there = self._on_shelf(library, 2, ("collection_type_id.code", "in", ("fiksi", "anak")))
        wanted = [*out[:2], *there.book_id]
        readers = library.env["library.membership"].search(
            [
                ("library_id", "=", library.id),
                ("standing", "=", "active"),
                ("balance", "=", 0),
                ("loan_ids", "not any", [("is_open", "=", True)]),
            ],
            order="id",
            limit=len(wanted),
        )
        for reader, book in zip(readers, wanted, strict=False):
            desk.place_hold(reader.id, book.id, *next(keys))
        desk.take_back(library.id, there[:1].ids, *next(keys))
