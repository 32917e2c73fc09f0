from odoo import Command
from odoo.tests import TransactionCase, new_test_user

MONDAY_TO_SATURDAY = range(6)
# the smallest picture there is, as a client sends it
PHOTO = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


class LibraryCase(TransactionCase):
    """Two schools and a village in one regency, each with an operator, a few books and members.

    Own data and real users: nothing of the demo, nobody is admin. School A and school B stand for
    the wall between libraries; the village belongs to nobody in the tests that does not say so.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
                "no_reset_password": True,
            }
        )
        cls._make_places()
        cls._make_users()
        cls._make_stock()
        cls._make_members()

    # ------------------------------------------------------------------
    # BUILDERS
    # ------------------------------------------------------------------

    @classmethod
    def _make_places(cls):
        region = cls.env["library.region"]
        cls.regency = region.create({"name": "Uji", "code": "98.01", "level": "regency"})
        cls.district_1, cls.district_2 = region.create(
            [
                {
                    "name": f"Kecamatan {number}",
                    "code": f"98.01.0{number}",
                    "level": "district",
                    "parent_id": cls.regency.id,
                }
                for number in (1, 2)
            ]
        )
        cls.school_a = cls._library("Sekolah A", "SEKA", "smp", cls.district_1)
        cls.school_b = cls._library("Sekolah B", "SEKB", "smp", cls.district_2)
        cls.village = cls._library("Desa C", "DESC", "desa", cls.district_1)

    @classmethod
    def _library(cls, name, code, type_code, region, weekdays=MONDAY_TO_SATURDAY, **vals):
        """Make a library that is open 8–14 on ``weekdays`` (Monday is 0)."""
        return cls.env["library.library"].create(
            {
                "name": name,
                "code": code,
                "type_id": cls.env.ref(f"sipuspa_library.library_type_{type_code}").id,
                "region_id": region.id,
                "opening_ids": [
                    Command.create({"weekday": str(day), "hour_from": 8, "hour_to": 14})
                    for day in weekdays
                ],
                **vals,
            }
        )

    @classmethod
    def _user(cls, login, group, operates=None, oversees=None, **vals):
        """Make an internal user of a role, assigned to a library or an area since long."""
        user = new_test_user(
            cls.env,
            login=login,
            groups=f"sipuspa_library.group_{group}" if group else "base.group_user",
            **vals,
        )
        scope = {"library_id": operates.id} if operates else {}
        scope = {"region_id": oversees.id} if oversees else scope
        if scope:
            cls.env["library.assignment"].create(
                {"user_id": user.id, "date_from": "2020-01-01", **scope}
            )
        return user

    @classmethod
    def _make_users(cls):
        cls.desk_a = cls._user("desk_a", "desk", operates=cls.school_a)
        cls.librarian_a = cls._user("librarian_a", "librarian", operates=cls.school_a)
        cls.librarian_b = cls._user("librarian_b", "librarian", operates=cls.school_b)
        cls.cataloguer = cls._user("cataloguer", "cataloguer")
        cls.supervisor = cls._user("supervisor", "supervisor", oversees=cls.regency)
        cls.head = cls._user("head", "head", oversees=cls.regency)
        cls.stakeholder = cls._user("stakeholder", "stakeholder", oversees=cls.district_1)
        cls.library_admin = cls._user("library_admin", "admin")
        cls.employee = cls._user("employee", None)

    @classmethod
    def _make_stock(cls):
        cls.book = cls._book("Laskar Pelangi", "Andrea Hirata", class_number="813")
        cls.copies_a = cls._copies(cls.school_a, cls.book, 3)
        cls.copies_b = cls._copies(cls.school_b, cls.book, 2)

    @classmethod
    def _book(cls, name, author=None, **vals):
        lines = [Command.create({"author_id": cls._author(author).id})] if author else []
        return cls.env["library.book"].create({"name": name, "contributor_ids": lines, **vals})

    @classmethod
    def _author(cls, name):
        authors = cls.env["library.author"]
        return authors.search([("name", "=", name)], limit=1) or authors.create({"name": name})

    @classmethod
    def _subjects(cls, *names):
        return cls.env["library.subject"].union(*cls.env["library.subject"]._named(names).values())

    @classmethod
    def _copies(cls, library, book, count, **vals):
        return cls.env["library.copy"].create(
            [{"library_id": library.id, "book_id": book.id, **vals} for __ in range(count)]
        )

    @classmethod
    def _make_members(cls):
        cls.pupil_a = cls._membership(cls.school_a, "Ni Luh Ayu Uji", class_name="VII-A", sex="f")
        cls.pupil_a2 = cls._membership(cls.school_a, "I Wayan Uji", class_name="VII-A", sex="m")
        cls.pupil_b = cls._membership(cls.school_b, "I Made Uji", class_name="VIII-B", sex="m")

    @classmethod
    def _membership(cls, library, name, category="pupil", sex="f", class_name=None, **vals):
        """Register a person with a first membership, in one nested create."""
        member = cls.env["library.member"].create(
            {
                "name": name,
                "sex": sex,
                "birth_date": "2013-05-17",
                "membership_ids": [
                    Command.create(
                        {
                            "library_id": library.id,
                            "category_id": cls.env.ref(
                                f"sipuspa_library.member_category_{category}"
                            ).id,
                            "class_name": class_name,
                            **vals,
                        }
                    )
                ],
            }
        )
        return member.membership_ids

    @classmethod
    def _arrivals(cls, sender, receiver, members):
        """Let ``members`` of one school be expected in another, as a promotion leaves them."""
        return cls.env["library.arrival"].create(
            [
                {
                    "library_id": receiver.id,
                    "from_library_id": sender.id,
                    "member_id": member.id,
                    "name": member.name,
                    "sent_on": "2026-06-20",
                }
                for member in members
            ]
        )

    # ------------------------------------------------------------------
    # ACTS
    # ------------------------------------------------------------------

    def reserve(self, membership, wanted=None, user=None, request_id=None, **kwargs):
        """Reserve a title, or one copy of it, as ``user`` (the desk of school A); return the answer."""
        wanted = wanted or self.book
        if wanted._name == "library.copy":
            kwargs["copy_id"] = wanted.id
            wanted = wanted.book_id
        return self._desk(user).place_hold(
            membership.id, wanted.id, "test", request_id or self._next_request(), **kwargs
        )

    def lend(self, membership, copies, user=None, request_id=None, device="test", **kwargs):
        """Lend as ``user`` (the desk of school A) through the desk's door; one answer a copy."""
        return self._desk(user).lend(
            membership.id, copies.ids, device, request_id or self._next_request(), **kwargs
        )

    def take_back(self, library, copies, user=None, request_id=None, device="test"):
        return self._desk(user).take_back(
            library.id, copies.ids, device, request_id or self._next_request()
        )

    def renew(self, loans, user=None, request_id=None, device="test", **kwargs):
        return self._desk(user).renew(
            loans.ids, device, request_id or self._next_request(), **kwargs
        )

    def undo(self, library, undone_request_id, user=None, request_id=None, device="test"):
        """Undo a request of ``device`` as ``user``; one answer a copy."""
        return self._desk(user).undo(
            library.id, device, request_id or self._next_request(), undone_request_id
        )

    def _desk(self, user=None):
        return self.env["library.desk"].with_user(user or self.desk_a)

    def _next_request(self):
        self._request_count = getattr(self, "_request_count", 0) + 1
        return f"request-{self._request_count}"

    def codes(self, answer):
        """Return the block codes of one answer."""
        return [block["code"] for block in answer["blocks"]]
