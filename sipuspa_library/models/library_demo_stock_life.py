from datetime import datetime, time, timedelta

from odoo import models

SCHOOL, VILLAGE, REGENCY, CORNER = "SMPN1SMR", "PAKSEBALI", "PERPUSDA", "POJOK-KSB"
# what came in lately: library, days ago, title, collection, pieces, fund, source, price, on the shelf already
RECEIPTS = (
    (SCHOOL, 19, "Atomic Habits", "umum", 4, "bos", "CV Widya Media", 108000, True),
    (SCHOOL, 6, "Kosmos", "umum", 3, "bos_kinerja", "CV Pustaka Tirta", 120000, True),
    (SCHOOL, 0, "Sejarah Singkat Waktu", "umum", 5, "bos", "CV Pustaka Tirta", 85000, False),
    (VILLAGE, 12, "Membuat Kompos", "umum", 2, "dana_desa", "UD Aksara Bali", 48000, True),
    (VILLAGE, 0, "Mustika Rasa", "umum", 2, "dana_desa", "UD Aksara Bali", 215000, False),
)
# typed 40 for 4, taken back, and received rightly
MISTAKE = ("Mata dan Nyala Api Purba", 40, 4)
# what befell copies since, and what was written down with it
MISHAPS = (
    (SCHOOL, "damaged", 3, "Beberapa halaman sobek"),
    (SCHOOL, "in_repair", 2, "Punggung lepas, dijilid ulang"),
    (VILLAGE, "damaged", 1, "Sampul lembap"),
    (VILLAGE, "in_repair", 1, "Dijilid ulang"),
)
WEEDED = "Rusak dan tidak dapat diperbaiki; kertas bekasnya dijual untuk kas perpustakaan."
PACKAGE = (
    ("Hidroponik", 52000),
    ("Budi Daya Lele Dumbo secara Intensif", 46000),
    ("100 Cerita Rakyat Nusantara", 98000),
    ("Atlas Tumbuhan Obat Indonesia", 89000),
    ("Kitab Masakan", 95000),
    ("Filosofi Teras", 98000),
)
PACKAGED = ("KAMASAN", "TIHINGAN", VILLAGE, "PED")


class LibraryDemoStockLife(models.AbstractModel):
    """A part of ``library.demo``: what lately happened to copies, by the ordinary verbs of those who did it.

    What is told of earlier days is done now and dated back, but for the ledger, which nobody dates.
    """

    _name = "library.demo.stock.life"
    _description = "Receipts, Transfers and Counts of the Demo Regency"

    def _load_stock_life(self, today):
        self._load_receipts(today)
        self._load_mishaps()
        self._load_boxes(today)
        self._load_package(today)
        self._load_strays()
        self._load_counts(today)
        self._load_weeding(today)

    # ------------------------------------------------------------------
    # WHO AND WHAT
    # ------------------------------------------------------------------

    def _user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def _at(self, code):
        """Return a library as who works there sees it: its librarian, or else the administrator."""
        library = self.env["library.library"].search([("code", "=", code)])
        return self._seen_by(self._librarian_of(library) or self._user("administrator"), library)

    def _seen_by(self, user, records):
        return records.with_user(user).with_context(lang=user.lang, tz=user.tz)

    def _title(self, name):
        return self.env["library.book"].search([("name", "=", name)], order="id", limit=1)

    def _type(self, code):
        return self.env["library.collection.type"].search([("code", "=", code)]).id

    def _on_shelf(self, library, count, *domain):
        """Return some of the copies that stand on the shelves of ``library``, as its librarian."""
        copies = library.env["library.copy"].search(
            [
                ("library_id", "=", library.id),
                ("place_id", "=", library.id),
                ("status", "=", "available"),
                *domain,
            ],
            order="id",
        )
        rng = self._random(f"shelf-{library.code}-{count}-{domain}")
        return copies.browse(rng.sample(copies.ids, min(count, len(copies))))

    def _date_back(self, record, today, **days):
        """Set each field so many days before ``today``, at ten in the morning."""
        record.sudo().write(
            {
                name: record.library_id._utc(datetime.combine(today - timedelta(ago), time(10)))
                for name, ago in days.items()
            }
        )

    # ------------------------------------------------------------------
    # RECEIPTS
    # ------------------------------------------------------------------

    def _load_receipts(self, today):
        for code, ago, title, kind, count, fund, source, price, finished in RECEIPTS:
            on = today - timedelta(days=ago)
            self._receive(
                self._at(code),
                self._title(title),
                count,
                kind,
                received_on=on,
                finished=finished,
                fund_source=fund,
                source_name=source,
                invoice=f"{120 + ago:03d}/{on.month:02d}/{on.year}",
                price=price,
            )
        school, [title, wrong, right] = self._at(SCHOOL), MISTAKE
        common = {"fund_source": "bos", "source_name": "CV Widya Media", "price": 79000}
        book = self._title(title)
        self._receive(school, book, wrong, "anak", finished=False, **common).action_undo()
        self._receive(school, book, right, "anak", finished=False, **common)

    def _receive(self, library, book, count, kind, **vals):
        """Receive copies as the librarian does, on the shelf of their class."""
        shelf = self.env["library.shelf"].search(
            [
                ("library_id", "=", library.id),
                ("name", "=", f"Rak {(book.class_number or '0')[0]}00"),
            ]
        )
        return library.env["library.receipt"]._receive(
            library, book, count, collection_type_id=self._type(kind), shelf_id=shelf.id, **vals
        )

    def _load_mishaps(self):
        for code, state, count, reason in MISHAPS:
            self._on_shelf(self._at(code), count)._set_state(state, reason)

    # ------------------------------------------------------------------
    # TRANSFERS
    # ------------------------------------------------------------------

    def _load_boxes(self, today):
        """Two book boxes of the regency library: one in a village, one overdue at the harbour."""
        soon, children = today + timedelta(days=1), ("collection_type_id.code", "=", "anak")
        fiction = ("collection_type_id.code", "=", "fiksi")
        for code, kind, sent, due, note in (
            (CORNER, fiction, 37, -6, "Kotak buku untuk ruang tunggu pelabuhan"),
            (VILLAGE, children, 16, 14, "Kotak buku untuk bale baca"),
        ):
            sender, receiver = self._at(REGENCY), self._at(code)
            box = sender.env["library.transfer"].create(
                {
                    "library_id": sender.id,
                    "to_library_id": receiver.id,
                    "kind": "box",
                    "due_back": soon,
                    "carried_by": "Mobil perpustakaan keliling",
                    "note": note,
                }
            )
            box._add(self._on_shelf(sender, 12, kind))
            box.action_send()
            box.with_env(receiver.env).action_receive_all()
            box.due_back = today + timedelta(days=due)
            self._date_back(box, today, sent_at=sent, received_at=sent - 1)

    def _load_package(self, today):
        """One package each for four villages: arrived, short, still on its way, not sent yet."""
        sender = self._at(REGENCY)
        distribution = sender.env["library.distribution"].create(
            {
                "library_id": sender.id,
                "name": f"Paket BBB {today.year}",
                "fund_source": "bbb",
                "source_name": "Perpustakaan Nasional RI",
                "to_library_ids": [self._at(code).id for code in PACKAGED],
                "line_ids": [
                    (0, 0, {"book_id": self._title(name).id, "pieces": 2, "price": price})
                    for name, price in PACKAGE
                ],
            }
        )
        distribution.action_make_transfers()
        made = {package.to_library_id.code: package for package in distribution.transfer_ids}
        whole, short, waiting, _draft = (made[code] for code in PACKAGED)
        (whole | short | waiting).action_send()
        whole.with_env(self._at(whole.to_library_id.code).env).action_receive_all()
        lines = short.with_env(self._at(short.to_library_id.code).env).line_ids
        lines[2:].action_tick()
        lines[1].action_one_more()
        lines[1].receipt_note = "Satu eksemplar tidak ada di dus"
        lines.transfer_id.action_receive()
        for package in (whole, short):
            self._date_back(package, today, sent_at=8, received_at=5)
        self._date_back(waiting, today, sent_at=1)

    def _load_strays(self):
        """Books of the regency library that were handed in at a school wait there to be sent home."""
        school = self._at(SCHOOL)
        strays = self._on_shelf(self._at(REGENCY), 3, ("collection_type_id.code", "=", "umum"))
        strays_sudo = strays.sudo()  # as they would lie there after a return long before
        strays_sudo.place_id = school
        strays_sudo._settle_status()
        school.env["library.transfer"].action_send_strays_home()

    # ------------------------------------------------------------------
    # COUNTS
    # ------------------------------------------------------------------

    def _load_counts(self, today):
        """A count confirmed half a year ago, and one that two people are in the middle of."""
        earlier = self._open_count("Rak 900")
        barcodes = self._waiting_barcodes(earlier)
        earlier.scan(barcodes[:-2])
        earlier.action_close()
        earlier.action_apply()
        ago = 170
        self._date_back(earlier, today, opened_at=ago, closed_at=ago - 2, applied_at=ago - 3)

        count = self._open_count("Rak 800")
        barcodes = self._waiting_barcodes(count)
        half = len(barcodes) // 3
        for codes in (barcodes[: half - 3], ["1998-0231"], barcodes[half - 3 : half]):
            count.scan(codes)
        stranger = self._on_shelf(self._at(SCHOOL), 1, ("shelf_id.name", "=", "Rak 200"))
        helper = self._seen_by(self._user("petugas"), count)
        helper.scan([*barcodes[half : 2 * half], stranger.barcode])

    def _load_weeding(self, today):
        """What the school would take out of its stock, handed in and not decided yet."""
        library = self._at(SCHOOL)
        weeding = library.env["library.weeding"].create(
            {"library_id": library.id, "is_damaged": True, "reason": WEEDED}
        )
        weeding.action_find()
        weeding.action_propose()
        self._date_back(weeding, today, proposed_at=4)

    def _open_count(self, shelf):
        library = self._at(SCHOOL)
        shelves = library.env["library.shelf"].search(
            [("library_id", "=", library.id), ("name", "=", shelf)]
        )
        count = library.env["library.stocktake"].create(
            {"library_id": library.id, "name": shelf, "shelf_ids": shelves.ids}
        )
        count.action_open()
        return count

    def _waiting_barcodes(self, count):
        lines = count.line_ids.filtered(lambda line: line.result == "waiting")
        return lines.copy_id.sorted("call_sort").mapped("barcode")
