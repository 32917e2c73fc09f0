from odoo import Command, models

from ..tools import demo_picture
from .library_demo_stock_life import SCHOOL, VILLAGE

# what could not be described: library, title as read, author, imprint, what the library wrote
ASKED = {
    "new": (
        VILLAGE,
        "Geguritan Ki Carik",
        "I Nyoman Kertha",
        "Banjar Bucu\nPaksebali",
        "Stensilan beraksara Bali, 64 halaman, tanpa tahun. Sumbangan dari griya.",
    ),
    "new too": (
        SCHOOL,
        "Kumpulan Cerpen\nSiswa Smara",
        "",
        "OSIS SMP Negeri 1\nSemarapura",
        "Jilid spiral, dicetak sekolah. Apakah diberi kelas 808.83?",
    ),
    "question": (
        VILLAGE,
        "Babad Desa\nPaksebali",
        "Ida Bagus Oka",
        "Paksebali",
        "Fotokopi naskah ketikan, dijilid.",
    ),
    "done": (
        VILLAGE,
        "Tuntunan Ngunying",
        "I Ketut Rawi",
        "Sekaa Teruna\nPaksebali 2019",
        "Halaman 3 dan 4 tidak ada.",
    ),
}
QUESTION = "Tolong foto balik halaman judul: apakah ada nama penerbit dan tahun?"
# typed by clerks though the catalogue has them: library, title, author, publisher, year
TYPED = (
    (VILLAGE, "Soekreni Gadis Bali", "A.A. Panji Tisna", "Balai Pustaka", "2010"),
    (VILLAGE, "Budi Daya Rumput Laut", "Aslan, Laode M.", "Kanisius", "1998"),
    (SCHOOL, "Kamus Inggris Indonesia", "John M. Echols dan Hassan Shadily", "Gramedia", "1975"),
    (SCHOOL, "Siti Noerbaja", "Marah Roesli", "Balai Pustaka", "2008"),
)
MERGED = ("TIHINGAN", "Lajar Terkembang", "S. Takdir Alisjahbana", "Balai Pustaka", "2009")
KEPT = ("Layar Terkembang", "Sutan Takdir Alisjahbana")
# library, title, what it shows for itself or proposes for all
OWN = (
    (SCHOOL, "Kamus Besar Bahasa Indonesia", {"call_number": "R 499.221 KBBI"}),
    (
        SCHOOL,
        "Sukreni Gadis Bali",
        {"summary": "Dibaca kelas VIII pada semester gasal; lembar kerjanya ada di meja petugas."},
    ),
    (
        SCHOOL,
        "Hujan Bulan Juni",
        {"subtitle": "pilihan sajak", "reason": "Tertulis pada halaman judul."},
    ),
    (
        VILLAGE,
        "Membudidayakan Sapi Bali",
        {"edition": "Cet. 2", "reason": "Tertulis di balik halaman judul."},
    ),
)
DECLINED = (SCHOOL, "Mahabharata", {"class_number": "398.2", "reason": "Ini cerita rakyat."})
ANSWER = "Epos dan kitab suci Hindu diberi 294.592 di seluruh kabupaten."


class LibraryDemoCatalogueLife(models.AbstractModel):
    """A part of ``library.demo``: what libraries ask the cataloguer, and what was described twice."""

    _name = "library.demo.catalogue.life"
    _description = "Work of the Demo Regency's Cataloguer"

    def _load_catalogue_life(self, day):
        """Enter it all; the books themselves came in on ``day``."""
        self._load_requests(day)
        self._load_duplicates(day)
        self._load_proposals()

    def _by_cataloguer(self, records):
        return self._seen_by(self._user("pengatalog"), records)

    # ------------------------------------------------------------------
    # REQUESTS
    # ------------------------------------------------------------------

    def _load_requests(self, day):
        asked = {name: self._ask(day, *facts) for name, facts in ASKED.items()}
        for request in (asked["question"], asked["done"]):
            self._by_cataloguer(request).action_take()
        question = self._by_cataloguer(asked["question"])
        question.question = QUESTION
        question.action_ask()
        done = self._by_cataloguer(asked["done"])
        done.book_id.write(
            {
                "name": "Tuntunan Ngunying",
                "publisher": "Sekaa Teruna Paksebali",
                "place": "Klungkung",
                "year": "2019",
                "class_number": "793.3",
                "language": "ban",
            }
        )
        done.action_done()

    def _ask(self, day, code, title, author, imprint, note):
        """Ask for a description, with a photo of the title page, and receive the copies meanwhile."""
        library, name = self._at(code), title.replace("\n", " ")
        request = library.env["library.cataloguing.request"].create(
            {
                "library_id": library.id,
                "name": name,
                "author": author or False,
                "note": note,
                "photo_title_page": demo_picture.title_page(title, author, imprint),
            }
        )
        self._receive(library, request.book_id, 1, "umum", received_on=day, fund_source="donation")
        return request

    # ------------------------------------------------------------------
    # DUPLICATES
    # ------------------------------------------------------------------

    def _load_duplicates(self, day):
        """Type titles twice, merge one of them and its author, and let the finder find the rest."""
        books = self.env["library.book"]
        for facts in TYPED:
            books |= self._type_title(day, *facts)
        twice = self._by_cataloguer(self._type_title(day, *MERGED))
        author = twice.contributor_ids.author_id
        self._by_cataloguer(self._title(KEPT[0]))._merge(twice)
        self._by_cataloguer(author._named([KEPT[1]])[KEPT[1]])._merge(author)
        self.env["library.duplicate"]._find(books.ids)

    def _type_title(self, day, code, name, author, publisher, year):
        """Enter a title as a clerk types it who has not looked for it, and receive a copy."""
        library = self._at(code)
        author = library.env["library.author"]._named([author])[author]
        book = library.env["library.book"].create(
            {
                "name": name,
                "publisher": publisher,
                "year": year,
                "library_id": library.id,
                "contributor_ids": [Command.create({"author_id": author.id})],
            }
        )
        self._receive(
            library,
            book,
            1,
            "umum",
            received_on=day,
            fund_source="donation",
            source_name="Warga",
        )
        return book

    # ------------------------------------------------------------------
    # PROPOSALS
    # ------------------------------------------------------------------

    def _load_proposals(self):
        for code, title, vals in OWN:
            self._propose(code, title, vals)
        self._by_cataloguer(self._propose(*DECLINED))._decline(ANSWER)

    def _propose(self, code, title, vals):
        library = self._at(code)
        return library.env["library.book.local"].create(
            {"library_id": library.id, "book_id": self._title(title).id, **vals}
        )
