from datetime import timedelta

from odoo import Command, models

from .library_demo_stock_life import SCHOOL, VILLAGE

# whose list, heading, why, titles, shown since and until (days from today)
THEMES = (
    (None, "Pejuang dan Pemimpi", "Kisah orang-orang yang berani, untuk dibaca bersama di kelas.",
     ("Bumi Manusia", "Laskar Pelangi", "Habis Gelap Terbitlah Terang", "Bung Karno", "Hatta",
      "Sejarah Klungkung"), -20, 40),
    (SCHOOL, "Pilihan Duta Baca", "Dipilih siswa kelas IX: sekali mulai, sulit berhenti.",
     ("Bumi", "Sang Pemimpi", "Hujan", "Negeri 5 Menara", "Filosofi Teras", "Perahu Kertas"), -9, 60),
    (VILLAGE, "Usaha dari Rumah", "Untuk kelompok PKK: dari dapur, kebun, dan alat tenun.",
     ("Koperasi", "Kewirausahaan", "Bertanam Cabai", "Hidroponik", "Tenun Ikat",
      "Beternak Ayam Kampung"), -30, False),
    (SCHOOL, "Libur Kenaikan Kelas", "", ("Edensor", "Pulang"), -150, -110),
)  # fmt: skip
# the village, not the house
PLACES = {
    "PERPUSDA": (-8.536, 115.403),
    "SDN1KUSAMBA": (-8.561, 115.451),
    "PED": (-8.676, 115.515),
    "SDN1JBATU": (-8.665, 115.444),
}
SERVICES = {
    "kabupaten": "read lend internet children story meeting course loan bali access",
    "smp": "read lend internet homework",
    "sd": "read lend children story",
    "desa": "read lend internet children course meeting",
    "pojok_baca": "read",
}


class LibraryDemoOpac(models.AbstractModel):
    """A part of ``library.demo``: what its public pages recommend and tell."""

    _name = "library.demo.opac"
    _description = "Public Pages of the Demo Regency"

    def _load_public_pages(self, libraries, today):
        for library in libraries:
            names = SERVICES[library.type_id.code].split()
            library.service_ids = [Command.set([self._id(f"service_{name}") for name in names])]
        by_code = {library.code: library for library in libraries}
        for code, (latitude, longitude) in PLACES.items():
            by_code[code].write({"latitude": latitude, "longitude": longitude})
        for code, name, why, titles, since, until in THEMES:
            books = self.env["library.book"].search([("name", "in", titles)]).grouped("name")
            self.env["library.theme"].create(
                {
                    "name": name,
                    "introduction": why,
                    "library_id": by_code[code].id if code else False,
                    "published_from": today + timedelta(days=since),
                    "published_to": until and today + timedelta(days=until),
                    "line_ids": [
                        Command.create({"book_id": books[title][0].id, "sequence": place})
                        for place, title in enumerate(titles)
                        if title in books
                    ],
                }
            )
        self.env["library.popular"]._cron_count()
