from collections import Counter
from datetime import timedelta

from odoo import Command, models
from odoo.tools import groupby

from ..tools import demo_data, demo_year, policy
from .library_event import ActKey

SCHOOLS = {"smp": ("VII-A", "VII-B", "VIII-A", "VIII-B", "IX-A", "IX-B"), "sd": tuple("123456")}
FIRST_AGE = {"smp": 12, "sd": 6}
PUPILS_A_CLASS = {"smp": 10, "sd": 7}
HABITS = {
    "smp": {"guests": 0.2, "groups": 0.3, "computers": 0.05},
    "sd": {"guests": 0.1, "groups": 0.35},
    "desa": {"guests": 1.2, "groups": 0.0, "computers": 0.1},
    "kabupaten": {"guests": 4.0, "groups": 0.1, "computers": 0.15},
    "pojok_baca": {"guests": 2.5},
}
YEAR = timedelta(days=365)


class LibraryDemoPeople(models.AbstractModel):
    """A part of ``library.demo``: the fictitious members of the demo regency and their year of reading."""

    _name = "library.demo.people"
    _description = "Members and Loans of the Demo Regency"

    # ------------------------------------------------------------------
    # MEMBERS
    # ------------------------------------------------------------------

    def _load_members(self, libraries, people, today):
        vals_list = [self._login_pupil(libraries, today)]
        for library in libraries:
            kind = library.type_id.code
            if kind in SCHOOLS:
                vals_list += self._school(library, kind, people, today)
            elif kind in ("desa", "kabupaten"):
                vals_list += self._villagers(library, people, today)
        for number, vals in enumerate(vals_list, 1):
            vals["card_number"] = demo_data.card_number(number)
        vals_list.append(self._login_mother(libraries, today))
        typed = [vals["membership_ids"][0][2].pop("class_name", None) for vals in vals_list]
        members = self.env["library.member"].create(vals_list)
        in_class = [row for row in zip(members.membership_ids, typed, strict=True) if row[1]]
        for school, rows in groupby(in_class, key=lambda row: row[0].library_id):
            self._enrol_pupils(school, dict(rows), today)
        self._join_regency_library(libraries, members, today)

    def _enrol_pupils(self, school, typed, today):
        """Put a school's pupils into their classes: last year's, and in July the next; leavers graduated.

        :param typed: ``{membership: class name}`` of now, or on the day the pupil left
        """
        start = demo_data.school_year_start(today)
        last_start = demo_data.school_year_start(start - timedelta(days=1))
        here = [row for row in typed if not row.left_on]
        gone = [row for row in typed if row.left_on]
        before = {
            row: demo_data.class_on(typed[row], last_start, today)
            for row in here
            if row.joined_on <= last_start
        }
        before.update((row, typed[row]) for row in gone)
        self._enrol_on(school, before, last_start)
        self.env["library.membership"].union(*gone)._enrol(
            self.env["library.school.class"], outcome="graduated"
        )
        self._enrol_on(school, {row: typed[row] for row in here}, start)

    def _enrol_on(self, school, typed, day):
        """Put pupils into the classes of the school year that begins on ``day``, each with its teacher."""
        year = self.env["library.school.year"]._of(day)
        classes = self.env["library.school.class"]._named(
            school, dict.fromkeys(typed.values()), year
        )
        teachers = demo_data.People(
            self._random(f"homeroom-{school.code}-{year.name}"), demo_data.table("names")
        )
        for position, school_class in enumerate(classes.values(), 1):
            school_class.teacher_name = teachers.named("fm"[position % 2])
            school_class.teacher_phone = demo_data.phone(
                int(school.barcode_prefix) * 100 + position
            )
        self.env["library.membership"].union(*typed)._enrol_in(
            {row: classes[text] for row, text in typed.items()}, on=day
        )

    def _member(self, library, category, person, joined_on, **vals):
        """Return the values of a person with the membership of ``library``."""
        own = {name: vals.pop(name) for name in ("nisn", "address", "occupation") if name in vals}
        membership = {
            "library_id": library.id,
            "category_id": self._id(f"member_category_{category}"),
            "joined_on": joined_on,
            **vals,
        }
        return {**person, **own, "membership_ids": [Command.create(membership)]}

    def _login_mother(self, libraries, today):
        """Return the mother of the pupil with a login, who has a card of her village."""
        [row] = [row for row in demo_data.table("logins") if row["role"] == "orang tua"]
        village = libraries.filtered(lambda library: library.code == row["scope"])
        person = {
            "name": row["name"],
            "sex": "f",
            "birth_date": today - 39 * YEAR,
            "occupation": "Pedagang",
            "card_number": demo_data.MOTHER_CARD,
        }
        return self._member(village, "villager", person, today - YEAR, valid_until=today + YEAR)

    def _login_pupil(self, libraries, today):
        [row] = [row for row in demo_data.table("logins") if row["role"] == "siswa"]
        person = {
            "name": row["name"],
            "nickname": row["name"].split()[-2],
            "sex": "f",
            "birth_date": today - 13 * YEAR,
        }
        school = libraries.filtered(lambda library: library.code == row["scope"])
        return self._member(
            school,
            "pupil",
            person,
            demo_data.school_year_start(today) - YEAR,
            class_name="VIII-A",
            nisn="9900000000",
        )

    def _school(self, library, kind, people, today):
        """Return a school's pupils, last year's leavers, teachers and a clerk."""
        start = demo_data.school_year_start(today)
        found = []
        for position, grade_class in enumerate(SCHOOLS[kind]):
            grade = position // 2 if kind == "smp" else position
            age = FIRST_AGE[kind] + grade
            for number in range(PUPILS_A_CLASS[kind]):
                # numbers no child has: they would belong to one born in 1999
                serial = int(library.barcode_prefix) * 1000 + len(found) + 1
                vals = {"nisn": f"99{serial:08d}"} if number % 4 else {}
                if number == 3 and grade_class in ("VII-A", "2"):
                    vals["pending"] = True
                if number == 5 and grade_class == "VIII-B":
                    vals.update(
                        suspended_until=today + timedelta(days=9),
                        suspension_reason="Mencoret-coret buku",
                    )
                person = people.person(age, age, today)
                joined = start if "pending" in vals else start - grade * YEAR
                found.append(
                    self._member(library, "pupil", person, joined, class_name=grade_class, **vals)
                )
        last_class, age = SCHOOLS[kind][-1], age + 1
        found += [
            self._member(
                library,
                "pupil",
                people.person(age, age, today),
                start - 3 * YEAR,
                class_name=last_class,
                left_on=start.replace(month=6, day=15),
            )
            for __ in range(6)
        ]
        found += [
            self._member(library, "teacher", people.person(26, 57, today), start - 4 * YEAR)
            for __ in range(7 if kind == "smp" else 4)
        ]
        found.append(self._member(library, "staff", people.person(24, 50, today), start - 2 * YEAR))
        return found

    def _villagers(self, library, people, today):
        """Return a village's members; one card in twenty has run out."""
        rng = self._random(f"members-{library.code}")
        village = library.region_id.name
        found = []
        for number in range(40 if library.type_id.code == "desa" else 26):
            child = number % 4 == 0
            joined = today - timedelta(days=rng.randint(20, 1100))
            vals = {
                "occupation": "Pelajar" if child else people.pick("occupation"),
                "valid_until": joined + 4 * YEAR,
            }
            if not child:
                vals["address"] = f"{people.pick('banjar')}, {village}"
            if number % 20 == 7:
                joined = today - timedelta(days=760)
                vals["valid_until"] = today - timedelta(days=30)
            if library.code == "KAMASAN" and number < 12:
                vals["local_number"] = f"KMS/{number + 1:03d}"
            ages = (8, 16) if child else (18, 68)
            found.append(
                self._member(library, "villager", people.person(*ages, today), joined, **vals)
            )
        return found

    def _join_regency_library(self, libraries, members, today):
        """Let some pupils and villagers use their card in the regency library, too."""
        rng = self._random("second membership")
        regency = libraries.filtered(lambda library: library.type_id.code == "kabupaten")
        elsewhere = members.filtered(
            lambda member: (
                member.membership_ids.library_id.type_id.code in ("smp", "desa")
                and member.membership_ids.standing == "active"
            )
        )
        self.env["library.membership"].create(
            [
                {
                    "member_id": member.id,
                    "library_id": regency.id,
                    "category_id": member.membership_ids.category_id.id,
                    "joined_on": today - timedelta(days=rng.randint(30, 500)),
                }
                for member in rng.sample(elsewhere, 24)
            ]
        )

    # ------------------------------------------------------------------
    # A YEAR
    # ------------------------------------------------------------------

    def _load_year(self, library, today):
        """Play a library's last year and enter what happened, as an import would."""
        first, last = today - YEAR, today - timedelta(days=1)
        rng = self._random(f"year-{library.code}")
        calendar = library._calendar(first)
        rules = self.env["library.policy"]._rules_for(library)
        readers = self._readers(library, rng, rules, calendar, today)
        items = self._items(library, rng, rules)
        habits = demo_year.Habits(
            **HABITS[library.type_id.code],
            group_names=[f"Kelas {name}" for name in SCHOOLS.get(library.type_id.code, ())]
            or ["Rombongan PAUD", "Rombongan SD"],
        )
        hours = {
            int(line.weekday): (line.hour_from, line.hour_to)
            for line in (library.opening_ids or library.parent_id.opening_ids)
        }
        year = demo_year.Year(rng, hours, calendar, rules, readers, items, habits)
        year.play(first, last)
        self._enter_lendings(library, year.lendings, today)
        self._enter_visits(library, year.entries, today)

    def _readers(self, library, rng, rules, calendar, today):
        """Return who may come: most now and then, a few nearly every day, some never."""
        zeal = {"pupil": 0.018, "teacher": 0.012, "staff": 0.008, "villager": 0.012}
        readers = []
        for membership in self.env["library.membership"].search(
            [("library_id", "=", library.id)], order="id"
        ):
            chance = min(zeal[membership.category_id.code] * rng.lognormvariate(0, 0.8), 0.5)
            idle = rng.random() < 0.1 or membership.standing in ("pending", "suspended")
            keeps = ()
            if membership.card_number == demo_data.PUPIL_CARD:
                [rule, *__] = policy.ranked(rules, membership.category_id.id, None)
                keeps, idle = demo_year.story(today, rule.loan_days, calendar), False
            readers.append(
                demo_year.Reader(
                    key=membership,
                    category_id=membership.category_id.id,
                    zeal=0 if idle else chance,
                    since=membership.joined_on,
                    until=membership.left_on or membership.valid_until or None,
                    keeps=keeps,
                )
            )
        return readers

    def _items(self, library, rng, rules):
        """Return the copies that can be lent; a title that many libraries bought is asked for more."""
        copies = self.env["library.copy"].search(
            [("library_id", "=", library.id), ("status", "=", "available")], order="id"
        )
        lendable = {
            kind
            for kind in copies.collection_type_id
            if (ranked := policy.ranked(rules, None, kind.id)) and ranked[0].loan_days
        }
        favour = {"fiksi": 3.0, "anak": 3.0, "paket": 0.05}
        total = Counter()
        for book, count in self.env["library.holding"]._read_group(
            [("book_id", "in", copies.book_id.ids)], ["book_id"], ["copy_count:sum"]
        ):
            total[book.id] = count
        taste = {book: rng.lognormvariate(0, 0.9) for book in copies.book_id}
        return [
            demo_year.Item(
                key=copy,
                title=copy.book_id,
                collection_type_id=copy.collection_type_id.id,
                weight=favour.get(copy.collection_type_id.code, 1.0)
                * total[copy.book_id.id] ** 0.5
                * taste[copy.book_id],
                since=copy.received_on,
                apart=copy.collection_type_id.counts_apart,
            )
            for copy in copies
            if copy.collection_type_id in lendable
        ]

    def _enter_lendings(self, library, lendings, today):
        """Insert the loans with all facts, then settle the status of what is still out."""
        loans = self.env["library.loan"]
        librarian = self._librarian_of(library)
        vals_list = []
        for lending in lendings:
            membership, day = lending.reader.key, lending.lent_at.date()
            returned_at = lending.returned_at and library._utc(lending.returned_at)
            vals_list.append(
                {
                    **self._as_on(membership, day, today),
                    "library_id": library.id,
                    "copy_id": lending.item.key.id,
                    "book_id": lending.item.title.id,
                    "membership_id": membership.id,
                    "member_id": membership.member_id.id,
                    "lent_at": library._utc(lending.lent_at),
                    "lent_by_id": librarian.id,
                    "due_date": lending.due,
                    "renewal_count": lending.renewals,
                    "returned_at": returned_at,
                    "returned_by_id": returned_at and librarian.id,
                    "return_library_id": returned_at and library.id,
                    "policy_id": lending.rule.id,
                    **loans._judged(lending.item.collection_type_id, lending.limits),
                    "due_moved_days": lending.moved_days,
                }
            )
        loans.create(vals_list).filtered("is_open").copy_id._settle_status()

    def _as_on(self, membership, day, today):
        """Return the snapshot of a member on a past ``day``: in the class they were in then."""
        snapshot = self.env["library.loan"]._snapshot(membership, day)
        if snapshot["class_name"] and not membership.left_on:
            snapshot["class_name"] = demo_data.class_on(snapshot["class_name"], day, today)
        return snapshot

    # ------------------------------------------------------------------
    # TODAY
    # ------------------------------------------------------------------

    def _load_today(self, libraries, today):
        """Lend, renew and take back at the desks that have a login, if they are open today."""
        for library in libraries:
            librarian = self._librarian_of(library)
            if librarian and library._calendar(today).is_open(today):
                self._work(library, librarian, libraries[0])

    def _work(self, library, librarian, regency):
        """Let ``librarian`` do a few acts by the ordinary verbs, so that the ledger has its first lines."""
        key = iter(ActKey("demo", f"{library.code}-{number}") for number in range(100))
        loans = (
            self.env["library.loan"]
            .search(
                [
                    ("library_id", "=", library.id),
                    ("is_open", "=", True),
                    ("is_overdue", "=", False),
                    ("member_id.card_number", "!=", demo_data.PUPIL_CARD),
                ],
                order="id",
                limit=5,
            )
            .with_user(librarian)
        )
        for loan in loans[:3]:
            loan._return(loan.copy_id, loan.library_id, next(key))
        for loan in loans[3:4]:
            loan._renew(next(key))
        for loan in loans[4:]:
            # handed in at the regency library, so it is on its way home
            self.env["library.loan"]._return(loan.copy_id.with_env(self.env), regency, next(key))
        copies = self.env["library.copy"].with_user(librarian)
        shelf = [("library_id", "=", library.id), ("status", "=", "available")]
        reference = ("collection_type_id.code", "=", "referensi")
        lendable = copies.search([*shelf, "!", reference], order="id desc", limit=3)
        for loan, copy in zip(loans, lendable, strict=False):
            loan.membership_id._lend(copy, next(key))
        if loans:
            loans[0].membership_id._lend(copies.search([*shelf, reference], limit=1), next(key))
