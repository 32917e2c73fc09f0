from datetime import datetime, time, timedelta

from odoo import Command, models

from ..tools import demo_data

AUDIENCES = {"anak": "children", "remaja": "youth", "dewasa": "adult", "umum": "general"}
# libraries whose older books still carry the stickers they had before: two schools count alike
OLD_STICKERS = {"SDN1TUSAN": "{:04d}", "SDN1KUSAMBA": "{:04d}", "KAMASAN": "KMS-{:04d}"}
MISHAPS = {"damaged": 12, "lost": 8, "in_repair": 5, "withdrawn": 5}  # in a thousand copies


class LibraryDemoStock(models.AbstractModel):
    """A part of ``library.demo``: titles, and the copies its libraries have received."""

    _name = "library.demo.stock"
    _description = "Titles and Copies of the Demo Regency"

    def _load_catalogue(self, libraries, today):
        rows = demo_data.table("books")
        books = self._load_books(rows, libraries)
        types = {kind.code: kind.id for kind in self.env["library.collection.type"].search([])}
        for library in libraries:
            self._load_copies(library, rows, books, types, today)

    def _load_books(self, rows, libraries):
        """Enter every title once for all who hold it; what the regency library holds is verified."""
        lines = [demo_data.pairs(row["contributors"], ";", "|") for row in rows]
        authors = self.env["library.author"]._named(
            sorted({name for pairs in lines for name, __ in pairs})
        )
        subjects = self.env["library.subject"]._named(
            sorted({name for row in rows for name in demo_data.names(row["subjects"])})
        )
        makers = {library.type_id.code: library.id for library in reversed(libraries)}
        return self.env["library.book"].create(
            [
                self._book_vals(row, pairs, authors, subjects, makers)
                for row, pairs in zip(rows, lines, strict=True)
            ]
        )

    def _book_vals(self, row, contributors, authors, subjects, makers):
        held = [kind for kind, __ in demo_data.pairs(row["spread"])]
        texts = ("subtitle", "publisher", "place", "year", "edition", "series", "isbn", "grade")
        return {
            "name": row["title"],
            **{name: row[name] or False for name in (*texts, "class_number", "summary")},
            "subject_ids": [
                Command.set([subjects[name].id for name in demo_data.names(row["subjects"])])
            ],
            "language": row["language"],
            "audience": AUDIENCES[row["audience"]],
            "verified": "kabupaten" in held,
            "library_id": makers[held[0]],
            "contributor_ids": [
                Command.create(
                    {"author_id": authors[name].id, "role": role, "sequence": 10 * number}
                )
                for number, (name, role) in enumerate(contributors, 1)
            ],
        }

    def _load_copies(self, library, rows, books, types, today):
        """Receive a library's copies, the oldest first, as their numbers tell."""
        rng = self._random(f"stock-{library.code}")
        kind = library.type_id.code
        receipts = demo_data.receipts(
            rng, {"smp": "school", "sd": "school", "desa": "desa"}.get(kind, "kabupaten"), today
        )
        parcels = []
        for number, (row, book) in enumerate(zip(rows, books, strict=True)):
            count = int(dict(demo_data.pairs(row["spread"])).get(kind, 0))
            # no two schools have quite the same shelves
            if not count or (kind in ("smp", "sd", "desa") and rng.random() < 0.2):
                continue
            later = [receipt for receipt in receipts if receipt.on.year >= int(row["year"])]
            receipt = rng.choice(later or receipts[-1:])
            parcels += [(receipt.on, number, receipt, row, book)] * count
        parcels.sort(key=lambda parcel: parcel[:2])
        newest = receipts[-1]
        shelves = self._load_shelves(library, rows)
        vals_list = []
        for number, (on, __, receipt, row, book) in enumerate(parcels, 1):
            vals = {
                "library_id": library.id,
                "book_id": book.id,
                "collection_type_id": types[row["collection"]],
                "received_on": on,
                "shelf_id": shelves[row["class_number"][0]],
                "manual_state": self._mishap(rng, on, today),
            }
            if receipt == newest and number % 3:
                vals["manual_state"] = "in_processing"
            if vals["manual_state"] != "in_processing":
                vals["printed_at"] = library._utc(datetime.combine(on, time(13)))
            if library.code in OLD_STICKERS and on < today - timedelta(days=3 * 365):
                vals.update(self._old_sticker(rng, library, number, on, book))
            vals_list.append(vals)
        copies = self.env["library.copy"].create(vals_list)
        self.env["library.copy.acquisition"].create(
            [
                {
                    "library_id": library.id,
                    "copy_id": copy.id,
                    "received_on": on,
                    "fund_source": receipt.fund,
                    "source_name": receipt.source,
                    "invoice": receipt.invoice or False,
                    "price": demo_data.price(rng, row["collection"], receipt.fund),
                }
                for copy, (on, __, receipt, row, __) in zip(copies, parcels, strict=True)
            ]
        )

    def _load_shelves(self, library, rows):
        """Give the library a shelf for each of the ten classes it could have; return their ids."""
        classes = sorted({row["class_number"][0] for row in rows})
        shelves = self.env["library.shelf"].create(
            [
                {"library_id": library.id, "name": f"Rak {first}00", "sequence": 10 * place}
                for place, first in enumerate(classes, 1)
            ]
        )
        return dict(zip(classes, shelves.ids, strict=True))

    def _mishap(self, rng, on, today):
        """Return what befell a copy, for the few that something befell in more than a year."""
        if on > today - timedelta(days=400):
            return False
        luck = rng.randrange(1000)
        for state, share in MISHAPS.items():
            if luck < share:
                return state
            luck -= share
        return False

    def _old_sticker(self, rng, library, number, on, book):
        """Return numbers as the library gave them by hand, and often a spine label of its own."""
        vals = {
            "barcode": OLD_STICKERS[library.code].format(number),
            "accession_number": f"{number:03d}/{library.code}/{on.year}",
        }
        if rng.random() < 0.5 and book.call_number:
            vals["own_call_number"] = book.call_number.replace(" ", "/")
        return vals
