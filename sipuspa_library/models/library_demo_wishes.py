from datetime import timedelta

from odoo import Command, fields, models

from ..tools import demo_data
from .library_demo_stock_life import SCHOOL, VILLAGE

# what members wish for: title, author, why, days ago, status, answer
WISHES = {
    SCHOOL: (
        ("Nebula", "Tere Liye", "Lanjutan Selena, sudah ditunggu satu kelas", 41, "ordered",
         "Sudah dipesan dengan dana BOS, datang bulan depan."),
        ("Guru Aini", "Andrea Hirata", "", 33, "considered",
         "Bagus. Kami bahas dalam rapat guru bulan ini."),
        ("Atomic Habits", "James Clear", "Untuk proyek kebiasaan baik", 52, "arrived",
         "Sudah ada di Rak 100. Selamat membaca!"),
        ("One Piece 100", "Eiichiro Oda", "", 24, "declined",
         "Komik berseri belum dapat dibeli dengan dana BOS."),
        ("Selena", "Tere Liye", "", 3, "new", False),
    ),
    VILLAGE: (
        ("Kiat Beternak Babi Ramah Lingkungan", "", "Untuk kelompok ternak", 20, "considered",
         "Kami tanyakan ke perpustakaan kabupaten."),
        ("Merajut untuk Pemula", "", "Kegiatan PKK", 4, "new", False),
    ),
}  # fmt: skip
PUPIL_WISH = ("Matahari Minor", "Tere Liye", "Melanjutkan seri Bumi", 9, "considered",
              "Terima kasih, Citra. Kami usulkan pada pembelian berikutnya.")  # fmt: skip
# what the pupil has written to the school's library: text, days ago, days until the answer, answer
MESSAGES = (
    ("Boleh membaca komik di perpustakaan saat istirahat?", 16, 2,
     "Boleh, Citra. Komik ada di rak dekat jendela, dibaca di tempat ya."),
    ("Lampu di pojok baca mati.", 3, 0, ""),
)  # fmt: skip
STAFF_WISH = ("Ensiklopedia Sains untuk Pelajar", "", "Referensi kelas IX sudah usang")
# donor, is an organisation, days ago, books with pieces, thanked already
GIFTS = {
    SCHOOL: (
        ("Ikatan Alumni SMPN 1 Semarapura", True, 27, {"Filosofi Teras": 3, "Sapiens": 2}, True),
        (None, False, 2, {"Hujan": 1, "Kumpulan soal olimpiade IPA": 4}, False),
    ),
    VILLAGE: (
        ("LPD Desa Adat Paksebali", True, 45, {"Koperasi": 2}, True),
        (None, False, 5, {"Resep jaje Bali, tulisan tangan": 1}, False),
    ),
}
# name, publisher, frequency, days between issues, how many, fund, where it lies
PERIODICALS = {
    SCHOOL: (
        ("Bali Post", "PT Bali Post", "daily", 1, 45, "bos", "Meja baca"),
        ("Bobo", "Gramedia", "weekly", 7, 13, "bos", "Rak majalah"),
        ("Widya Smara", "OSIS SMP Negeri 1 Semarapura", "quarterly", 91, 4, "other", "Rak majalah"),
    ),
    VILLAGE: (
        ("Bali Post", "PT Bali Post", "daily", 1, 30, "dana_desa", "Bale baca"),
        ("Trubus", "PT Trubus Swadaya", "monthly", 30, 5, "dana_desa", "Bale baca"),
    ),
}


class LibraryDemoWishes(models.AbstractModel):
    """A part of ``library.demo``: what people wish for and give, and the papers that arrive."""

    _name = "library.demo.wishes"
    _description = "Suggestions, Donations and Periodicals of the Demo Regency"

    def _load_wishes(self, people, today):
        for code in (SCHOOL, VILLAGE):
            library = self._at(code)
            self._load_suggestions(library, today)
            self._load_donations(library, people, today)
            self._load_periodicals(library, today)
        self._load_family(self._at(SCHOOL))
        self._load_label_sheet()

    # ------------------------------------------------------------------
    # SUGGESTIONS
    # ------------------------------------------------------------------

    def _load_suggestions(self, library, today):
        readers = self.env["library.membership"].search(
            [("library_id", "=", library.id), ("standing", "=", "active")], order="id"
        )
        pupil = readers.filtered(lambda reader: reader.card_number == demo_data.PUPIL_CARD)
        wishes = WISHES[library.code]
        asking = self._random(f"wishes-{library.code}").sample((readers - pupil).ids, len(wishes))
        for reader_id, wish in zip(asking, wishes, strict=True):
            self._wish(library, readers.browse(reader_id), today, *wish)
        if pupil:
            self._wish(library, pupil, today, *PUPIL_WISH)
            title, author, reason = STAFF_WISH
            library.env["library.suggestion"].create(
                {"library_id": library.id, "name": title, "author": author, "reason": reason}
            )

    def _wish(self, library, reader, today, title, author, reason, ago, state, answer):
        """Note what a member wishes, and what the librarian has answered."""
        suggestions = library.env["library.suggestion"]
        wish = suggestions._suggest(reader, title, author=author, reason=reason)
        wish.with_env(library.env).write(
            {
                "asked_on": today - timedelta(days=ago),
                "state": state,
                "answer": answer,
                "book_id": self._title(title).id if state == "arrived" else False,
            }
        )

    # ------------------------------------------------------------------
    # THE PUPIL'S OWN PAGE
    # ------------------------------------------------------------------

    def _load_family(self, school):
        """The pupil writes to the library; a mother with a card of the village sees the pupil's books."""
        pupil = self.env["library.membership"].search(
            [("library_id", "=", school.id), ("card_number", "=", demo_data.PUPIL_CARD)]
        )
        now = fields.Datetime.now()
        for text, ago, until, answer in MESSAGES if pupil else ():
            message_sudo = self.env["library.feedback"]._say(pupil, text)
            message_sudo.asked_at = now - timedelta(days=ago)
            if answer:
                message = message_sudo.with_env(school.env)
                message.answer = answer
                message.action_answer()
                message_sudo.answered_at = now - timedelta(days=ago - until)
        if pupil:
            child = pupil.member_id.with_env(school.env)
            child._link_guardian(demo_data.MOTHER_CARD, "mother")

    # ------------------------------------------------------------------
    # DONATIONS
    # ------------------------------------------------------------------

    def _load_donations(self, library, people, today):
        donors, donations = library.env["library.donor"], library.env["library.donation"]
        for name, is_body, ago, gifts, is_thanked in GIFTS[library.code]:
            donor = donors.create(
                {
                    "library_id": library.id,
                    "name": name or people.person(35, 70, today)["name"],
                    "is_body": is_body,
                }
            )
            donation = donations.create(
                {
                    "library_id": library.id,
                    "donor_id": donor.id,
                    "donated_on": today - timedelta(days=ago),
                    "line_ids": [
                        Command.create(
                            {
                                "name": title,
                                "book_id": self._title(title).id,
                                "piece_count": count,
                            }
                        )
                        for title, count in gifts.items()
                    ],
                }
            )
            if is_thanked:
                donation.line_ids.action_receive()
                donation.action_thank()
                donation.sudo().thanked_on = donation.donated_on + timedelta(days=3)

    # ------------------------------------------------------------------
    # PERIODICALS AND LABELS
    # ------------------------------------------------------------------

    def _load_periodicals(self, library, today):
        for name, publisher, frequency, step, count, fund, place in PERIODICALS[library.code]:
            periodical = library.env["library.periodical"].create(
                {
                    "library_id": library.id,
                    "name": name,
                    "publisher": publisher,
                    "frequency": frequency,
                    "fund_source": fund,
                    "place_text": place,
                }
            )
            days = [today - timedelta(days=step * number + 1) for number in range(count)][::-1]
            library.env["library.periodical.issue"].create(
                [
                    {
                        "periodical_id": periodical.id,
                        "number": f"No. {number}" if step > 30 else False,
                        "issue_date": day,
                        "arrived_on": day + timedelta(days=step > 1),
                    }
                    for number, day in enumerate(days, 1)
                ]
            )

    def _load_label_sheet(self):
        """The school prints on the sheets its shop sells, and has begun one."""
        library = self._at(SCHOOL)
        sheet = self.env.ref("sipuspa_library.label_sheet_tj_121")
        library.env["library.label.setting"]._remember(
            library, sheet, {"kind": "spine_barcode", "with_colour": True, "next_position": 7}
        )
