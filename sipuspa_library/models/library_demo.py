import random
from datetime import timedelta

from odoo import Command, api, models

from ..tools import demo_data

SEED = 5105  # of Klungkung
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}
GROUPS = {
    "petugas": "desk",
    "pustakawan": "librarian",
    "pustakawan desa": "librarian",
    "pengatalog": "cataloguer",
    "pembina": "supervisor",
    "kepala dinas": "head",
    "stakeholder": "stakeholder",
    "administrator": "admin",
}
WITH_KIOSK = ("SMPN1SMR", "PAKSEBALI")  # a school and a village with a tablet at the door


class LibraryDemo(models.AbstractModel):
    """The demo regency: real places and titles, fictitious persons, a year of their reading.

    Made by one call when demo data is installed, relative to that day and the same for the same day.
    """

    _name = "library.demo"
    _inherit = [
        "library.demo.stock",
        "library.demo.people",
        "library.demo.people.life",
        "library.demo.stock.life",
        "library.demo.catalogue.life",
        "library.demo.wishes",
        "library.demo.consent",
        "library.demo.textbook",
        "library.demo.service",
        "library.demo.opac",
    ]
    _description = "Demo Regency"

    @api.model
    def _load(self):
        """Make the demo regency, once: where one of its libraries is there, nothing is done.

        :return: whether it was made now
        """
        self = self.with_context(**QUIET)
        codes = [row["code"] for row in demo_data.table("libraries")]
        if (
            self.env["library.library"]
            .with_context(active_test=False)
            .search_count([("code", "in", codes)], limit=1)
        ):
            return False
        today = self.env["library.library"]._today()
        people = demo_data.People(self._random("people"), demo_data.table("names"))
        self._load_office()
        libraries = self._load_libraries(people, today)
        self._load_holidays(libraries, today)
        self._load_users(libraries)
        self._load_catalogue(libraries, today)
        self._load_members(libraries, people, today)
        self._load_consents(libraries, today)
        self._load_portal()
        self._load_data_requests()
        for library in libraries:
            self._load_year(library, today)
        self._load_today(libraries, today)
        self._load_catalogue_life(today - timedelta(days=9))
        self._load_stock_life(today)
        self._load_people_life(today)
        self._load_textbooks(today)
        self._load_service()
        self._load_wishes(people, today)
        self._load_public_pages(libraries, today)
        self._load_what_search_keeps()
        self.env["library.check"].search([])._check()  # pylint: disable=no-search-all
        return True

    def _load_what_search_keeps(self):
        """Do what scheduled actions do within a day, so that a slip is mended from the first search on."""
        while self.env["library.search.word"]._fold():
            pass
        books = self.env["library.book"]
        books._write_popularity(books._changed_popularity())

    def _random(self, name):
        """Return a source of chance of its own for each part, so that no part disturbs another."""
        return random.Random(f"{SEED}-{name}")

    def _id(self, name):
        return self.env.ref(f"sipuspa_library.{name}").id

    # ------------------------------------------------------------------
    # PLACES
    # ------------------------------------------------------------------

    def _load_office(self):
        """Name the company, which is the letterhead, after the office; prices are in rupiah."""
        self.env.ref("base.IDR").active = True
        # Odoo switches English off where it is installed in another language
        for code in ("id_ID", "en_US"):
            self.env["res.lang"]._activate_lang(code)
        self.env.ref("base.main_company").write(
            {
                "name": "Dinas Kearsipan dan Perpustakaan Kabupaten Klungkung",
                "currency_id": self.env.ref("base.IDR").id,
                "country_id": self.env.ref("base.id").id,
                "city": "Semarapura",
            }
        )

    def _load_libraries(self, people, today):
        self.env["library.region"]._load_table(demo_data.FOLDER / "regions.csv")
        regions = {region.code: region.id for region in self.env["library.region"].search([])}
        libraries = self.env["library.library"]
        made = {}
        for row in demo_data.table("libraries"):
            made[row["code"]] = library = libraries.create(
                {
                    "code": row["code"],
                    "name": row["name"],
                    "type_id": self._id(f"library_type_{row['type']}"),
                    "ownership": "private" if row["status"] == "swasta" else "public",
                    "region_id": regions[row["region"]],
                    "parent_id": made[row["parent"]].id if row["parent"] else False,
                    "npsn": row["npsn"] or False,
                    "npp": row["npp"] or False,
                    "address": row["address"],
                    "self_registration": row["type"] == "desa",
                    "barcode_prefix": row["prefix"],
                    "opening_ids": [
                        Command.create({"weekday": str(day), "hour_from": start, "hour_to": end})
                        for day, (start, end) in demo_data.HOURS[row["opening_pattern"]].items()
                    ],
                }
            )
            libraries |= library
        doors = [{"name": "Pintu utama", "library_id": made[code].id} for code in WITH_KIOSK]
        self.env["library.kiosk"].create(doors)
        self._load_profiles(libraries, people, today)
        return libraries

    def _load_profiles(self, libraries, people, today):
        rng = self._random("profiles")
        population = {"kabupaten": 223723}
        area = {"kabupaten": 640, "smp": 84, "sd": 56}
        computers = {"kabupaten": 14, "pojok_baca": 0}
        for profile in self.env["library.profile"].search([("library_id", "in", libraries.ids)]):
            kind = profile.library_id.type_id.code
            classes = {"smp": rng.randint(15, 24), "sd": rng.choice((6, 12))}.get(kind, 0)
            village = rng.randint(2200, 5200) if kind == "desa" else 0
            profile.write(
                {
                    "head_name": people.person(30, 55, today)["name"],
                    "principal_name": people.person(40, 58, today)["name"],
                    "class_count": classes,
                    "pupil_count": classes * rng.randint(24, 31),
                    "teacher_count": classes * 2 + rng.randint(3, 9) if classes else 0,
                    "population": population.get(kind, village),
                    "floor_area": area.get(kind, rng.randint(12, 48)),
                    "computer_count": computers.get(kind, rng.randint(0, 4)),
                    "has_internet": kind != "pojok_baca" and rng.random() < 0.85,
                }
            )

    def _load_holidays(self, libraries, today):
        """Close the regency on its holidays and the schools between semesters, last year and next."""
        first, last = today - timedelta(days=400), today + timedelta(days=365)
        regency = libraries[0].region_id
        while regency.level != "regency":
            regency = regency.parent_id
        closures = [
            {"region_id": regency.id, "date_from": start, "date_to": end, "name": name}
            for start, end, name in demo_data.public_holidays(first, last)
        ]
        closures += [
            {
                "region_id": regency.id,
                "schools_only": True,
                "date_from": start,
                "date_to": end,
                "name": name,
            }
            for start, end, name in demo_data.school_holidays(first, last)
        ]
        village = libraries.filtered(lambda library: library.type_id.code == "desa")[:1]
        piodalan = today - timedelta(days=100)
        closures.append(
            {
                "library_id": village.id,
                "date_from": piodalan,
                "date_to": piodalan + timedelta(days=1),
                "name": "Piodalan Pura Desa",
            }
        )
        self.env["library.closure"].create(closures)

    # ------------------------------------------------------------------
    # USERS
    # ------------------------------------------------------------------

    def _load_users(self, libraries):
        """Make a login for every role; its scope is a library to work in or an area to oversee."""
        places = {library.code: {"library_id": library.id} for library in libraries}
        for region in self.env["library.region"].search([("level", "!=", "village")]):
            places[region.code] = {"region_id": region.id}
        rows = [row for row in demo_data.table("logins") if row["role"] in GROUPS]
        users = self.env["res.users"].create(
            [
                {
                    "name": row["name"],
                    "login": row["login"],
                    "password": row["password"],
                    "lang": "id_ID",
                    "tz": "Asia/Makassar",
                    "group_ids": [
                        Command.set(
                            self.env.ref(f"sipuspa_library.group_{GROUPS[row['role']]}").ids
                        )
                    ],
                }
                for row in rows
            ]
        )
        since = self.env["library.library"]._today() - timedelta(days=500)
        self.env["library.assignment"].create(
            [
                {"user_id": user.id, "date_from": since, **places[row["scope"]]}
                for user, row in zip(users, rows, strict=True)
            ]
        )

    def _load_portal(self):
        """Give those of logins.csv who have a card a login with it: a pupil, and the pupil's mother."""
        for row in demo_data.table("logins"):
            if row["role"] in demo_data.CARD_ROLES:
                member = self.env["library.member"].search([("card_number", "=", row["login"])])
                user = member._open_portal(row["password"])
                user.write({"lang": "id_ID", "tz": "Asia/Makassar"})

    def _librarian_of(self, library):
        """Return the demo login that works in ``library`` as a librarian, if any."""
        return library.assignment_ids.user_id.filtered(
            lambda user: (
                user.has_group("sipuspa_library.group_librarian")
                and not user.has_group("sipuspa_library.group_admin")
            )
        )[:1]
