import io
from datetime import datetime, time, timedelta

from odoo import models

from ..tools import demo_data
from .library_notice_find import MATTERS

SCHOOL = "SMPN1SMR"
RULES = (
    "Kartu ini hanya untuk pemiliknya.\n"
    "Tunjukkan setiap kali berkunjung, meminjam, dan mengembalikan.\n"
    "Rawat buku baik-baik; yang hilang atau rusak diganti.\n"
    "Kartu hilang? Segera beri tahu pustakawan."
)
WITHDRAWN_IN = "IX-A"  # a class in which a parent takes a consent back
CARDED = ("VII-A", "IX-A")
LOGGED_IN = "VII-A"
LISTED = "VII-B"
EXPECTED_FROM = ("SDN1SMRTGH", 4)
BREACH = {
    "name": "Daftar pinjaman tertinggal di meja ruang baca",
    "person_count": 9,
    "who": "Murid kelas VIII-B yang bukunya terlambat.",
    "disclosed": "Nama, kelas, dan judul buku yang dipinjam.",
    "course": "Daftar tercetak tertinggal di meja ruang baca selama satu jam pelajaran.",
    "handling": "Daftar diambil dan dihancurkan. Petugas kini mencetaknya hanya di ruang kerja.",
}


class LibraryDemoPeopleLife(models.AbstractModel):
    """A part of ``library.demo``: a school's year with its pupils, by the ordinary verbs of its librarian.

    A consent taken back, cards, logins, letters, a list taken over, whom to expect.
    """

    _name = "library.demo.people.life"
    _description = "Cards, Logins and Letters of the Demo Regency"

    def _load_people_life(self, today):
        people = demo_data.People(self._random("people life"), demo_data.table("names"))
        school = self._at(SCHOOL)
        self._load_withdrawal(school)
        self._load_cards(school)
        self._load_logins(school)
        self._load_letters(school, today)
        self._load_roster(school, people, today)
        self._load_arrivals(school, today)
        self._load_breach(school, today)
        self._load_notices()

    def _pupils(self, school, class_name):
        """Return the pupils of a class, by name, as the librarian sees them."""
        return (
            school.env["library.membership"]
            .search(
                [
                    ("library_id", "=", school.id),
                    ("class_name", "=", class_name),
                    ("pending", "=", False),
                ]
            )
            .sorted("display_name")
        )

    # ------------------------------------------------------------------
    # A CONSENT TAKEN BACK
    # ------------------------------------------------------------------

    def _load_withdrawal(self, school):
        """Let a parent take back the consent to a photo, on the sheet of the class."""
        action = self._pupils(school, WITHDRAWN_IN).action_consents()
        sheet = school.env[action["res_model"]].browse(action["res_id"])
        photo = school.env.ref("sipuspa_library.consent_scope_photo")
        line = sheet.line_ids.filtered(lambda line: photo in line.scope_ids)[0]
        line.scope_ids -= photo
        sheet.action_save()
        sheet.withdrawn_by = "Ibu dari murid"
        sheet.withdrawal_reason = "Tidak ingin foto anak dipakai di kartu"
        sheet.action_withdraw()

    # ------------------------------------------------------------------
    # CARDS AND LOGINS
    # ------------------------------------------------------------------

    def _load_cards(self, school):
        """Write the rules on the back of the cards, and print those of two classes."""
        school.env["library.card.setting"]._kept(school).rules = RULES
        for class_name in CARDED:
            action = self._pupils(school, class_name).action_print_cards()
            wizard = school.env[action["res_model"]].browse(action["res_id"])
            while not wizard.action_draw()["action"]:
                pass

    def _load_logins(self, school):
        """Draw PINs for a class whose parents agreed; nobody has changed theirs yet."""
        pupils = self._pupils(school, LOGGED_IN)
        allowed = pupils.member_id._with_consent("portal")
        pupils.filtered(lambda row: row.member_id in allowed)._open_portals()

    # ------------------------------------------------------------------
    # COMING AND GOING
    # ------------------------------------------------------------------

    def _load_letters(self, school, today):
        """Give last June's leavers their letters, where June is in this calendar year on its day."""
        leavers = school.env["library.membership"].search(
            [("library_id", "=", school.id), ("left_on", "!=", False)], order="id"
        )
        letters_sudo = leavers._clear("diploma").sudo()
        day = leavers[0].left_on
        if day.year == today.year:
            last_year = self.env["library.school.year"]._of(day)
            letters_sudo.write({"issued_on": day, "school_year": last_year.name})
        for letter_sudo in letters_sudo:
            letter_sudo.class_name = letter_sudo.membership_id.enrolment_ids[:1].class_id.name

    def _load_roster(self, school, people, today):
        """Take over the list of one class: a name that was written otherwise, and two who are new."""
        pupils = self._pupils(school, LISTED)
        rows = [
            (row.member_id.name, row.sex, row.member_id.nisn, row.member_id.birth_date, LISTED)
            for row in pupils
        ]
        name, *others = rows[0]
        rows[0] = (f"{name} Putra" if others[0] == "m" else f"{name} Putri", *others)
        for serial in (1, 2):
            person = people.person(12, 12, today)
            nisn = f"98{int(school.barcode_prefix):04d}{serial:04d}"
            rows.append((person["name"], person["sex"], nisn, person["birth_date"], LISTED))
        lines = ["Nama;JK;NISN;Tanggal Lahir;Kelas"]
        for name, sex, nisn, born, class_name in rows:
            letter = {"f": "P", "m": "L"}[sex]
            lines.append(f"{name};{letter};{nisn or ''};{born:%d/%m/%Y};{class_name}")
        content = io.BytesIO("\n".join(lines).encode())
        roster = school.env["library.roster"]._read_file(school, content, "kelas-vii-b.csv")
        roster.action_apply()
        while roster.run_batch()["left"]:
            pass

    def _load_arrivals(self, school, today):
        """Expect some of the leavers of a primary school, as its promotion would have sent them."""
        code, count = EXPECTED_FROM
        leavers = self.env["library.membership"].search(
            [("library_id.code", "=", code), ("left_on", "!=", False)], order="id", limit=count
        )
        self.env["library.arrival"].create(
            [
                {
                    "library_id": school.id,
                    "member_id": leaver.member_id.id,
                    "name": leaver.member_id.name,
                    "sex": leaver.sex,
                    "from_library_id": leaver.library_id.id,
                    "from_class_name": leaver.enrolment_ids[:1].class_id.name,
                    "sent_on": leaver.left_on,
                }
                for leaver in leavers
            ]
        )

    # ------------------------------------------------------------------
    # WHAT WENT WRONG
    # ------------------------------------------------------------------

    def _load_breach(self, school, today):
        """Report a list that was left on a table; the head of the office settles it in two days."""
        breach = school.env["library.breach"].create({**BREACH, "library_id": school.id})
        breach = self._seen_by(self._user("kepala"), breach)
        breach.action_handle()
        day = datetime.combine(today - timedelta(days=60), time(3))
        discovered = {"discovered_at": day}
        told = dict.fromkeys(("agency_told_at", "persons_told_at"), day + timedelta(days=2))
        breach.write({**discovered, **told})
        breach.action_close()
        self._date_back(breach, today, handled_at=60, closed_at=57)

    # ------------------------------------------------------------------
    # WHAT MEMBERS ARE TOLD
    # ------------------------------------------------------------------

    def _load_notices(self):
        """Write the telephones of most who have a book, and find what is to be told."""
        loans = self.env["library.loan"]
        readers = loans.search(loans._open_domain(), order="id").member_id
        for number, reader in enumerate(readers, 1000):
            if number % 3:
                reader.phone = f"0800 0000 {number}"
        notices = self.env["library.notice"]
        for kind, find in notices._finders().items():
            rows = self.env[MATTERS.get(kind, "library.loan")]
            notices._claim(kind, [(rows.browse(row_id), level) for row_id, level in find(0)])
