"""What the races are run in: two libraries, their desks, members and copies, made over RPC."""

import contextlib
import itertools

import psycopg2

from .client import Client, Refused

LIMIT = 100  # for all but the races about the limit


class World:
    def __init__(self, url, database):
        self.url, self.database = url, database
        self.admin = Client(url, database, "admin", "admin")
        self.numbers = itertools.count(1)
        self.admin.call(
            "res.users",
            "write",
            [self.admin.uid],
            {"group_ids": [(4, self.ref("sipuspa_library", "group_admin"))]},
        )
        region = self.create(
            "library.region", {"name": "Lomba", "code": "97.01", "level": "regency"}
        )
        self.library, self.other = self.create(
            "library.library",
            *(
                {
                    "name": name,
                    "code": code,
                    "type_id": self.ref("sipuspa_library", "library_type_smp"),
                    "region_id": region,
                    "opening_ids": [
                        (0, 0, {"weekday": str(day), "hour_from": 0, "hour_to": 24})
                        for day in range(7)
                    ],
                }
                for name, code in (("Sekolah Lomba", "LOMBA1"), ("Sekolah Sebelah", "LOMBA2"))
            ),
        )
        self.create(
            "library.policy",
            *(
                {"library_id": library, "loan_days": 7, "loan_limit": LIMIT, "renewal_limit": LIMIT}
                for library in (self.library, self.other)
            ),
        )
        self.book = self.create("library.book", {"name": "Lomba"})

    # -- over RPC

    def create(self, model, *rows):
        """Create ``rows``; one id for one row, a list for more."""
        ids = self.admin.call(model, "create", list(rows))
        return ids[0] if len(rows) == 1 else ids

    def merge(self, model, kept, other):
        """Merge ``other`` into ``kept`` as the form does; return what came of it in a word."""
        form = self.create(
            "library.merge.form", {"model": model, "kept_id": kept, "other_id": other}
        )
        try:
            self.admin.call("library.merge.form", "action_merge", [form])
        except Refused as refusal:
            assert refusal.name == "odoo.exceptions.UserError"
            assert "already" in str(refusal)
            return "refused"
        return "merged"

    def ref(self, module, name):
        [row] = self.admin.call(
            "ir.model.data",
            "search_read",
            [("module", "=", module), ("name", "=", name)],
            ["res_id"],
        )
        return row["res_id"]

    def user(self, group):
        """Make a user of one of our groups; return (client, id of the user)."""
        login = f"lomba{next(self.numbers)}"
        user = self.create(
            "res.users",
            {
                "name": login,
                "login": login,
                "password": login,
                "group_ids": [(4, self.ref("sipuspa_library", group))],
            },
        )
        return Client(self.url, self.database, login, login), user

    def desk(self, library=None):
        """Make a desk officer of ``library``; return (client, id of the assignment)."""
        client, user = self.user("group_desk")
        assignment = self.create(
            "library.assignment",
            {
                "user_id": user,
                "library_id": library or self.library,
                "date_from": "2020-01-01",
            },
        )
        return client, assignment

    def copies(self, count, library=None):
        row = {"library_id": library or self.library, "book_id": self.book}
        ids = self.create("library.copy", *[row] * count)
        return [ids] if count == 1 else ids

    def memberships(self, count, library=None):
        """Register ``count`` persons; their names would be seen in an answer that tells too much."""
        members = [
            self.create(
                "library.member",
                {
                    "name": f"Rahasia {next(self.numbers)}",
                    "membership_ids": [(0, 0, {"library_id": library or self.library})],
                },
            )
            for _each in range(count)
        ]
        rows = self.admin.call(
            "library.membership", "search_read", [("member_id", "in", members)], ["id"]
        )
        return [row["id"] for row in rows]

    def lend(self, membership, copies, device="lomba", request=None, client=None):
        return (client or self.admin).call(
            "library.desk",
            "lend",
            membership,
            copies,
            device,
            request or f"lend-{next(self.numbers)}",
        )

    def take_back(self, copies, library=None, device="lomba", request=None, client=None):
        return (client or self.admin).call(
            "library.desk",
            "take_back",
            library or self.library,
            copies,
            device,
            request or f"return-{next(self.numbers)}",
        )

    def act(self, code, membership=False, request=None, device="lomba"):
        """Send a scan at the library, with the member open there, if any."""
        return self.admin.call(
            "library.desk",
            "act",
            self.library,
            code,
            membership,
            device,
            request or f"act-{next(self.numbers)}",
        )

    def undo(self, undone, device="lomba", request=None):
        """Undo a request of ``device`` at the library."""
        return self.admin.call(
            "library.desk",
            "undo",
            self.library,
            device,
            request or f"undo-{next(self.numbers)}",
            undone,
        )

    def hold(self, membership, copy=None, book=None, request=None, client=None):
        """Reserve the title, or one copy of it; return the answer."""
        return (client or self.admin).call(
            "library.desk",
            "place_hold",
            membership,
            book or self.book,
            "lomba",
            request or f"hold-{next(self.numbers)}",
            copy,
        )

    def cancel_hold(self, hold, client=None, request=None):
        request = request or f"cancel-{next(self.numbers)}"
        [answer] = (client or self.admin).call(
            "library.desk", "cancel_hold", [hold], "lomba", request
        )
        return answer

    def holds(self, *ids):
        """Return ``{id: (copy, still open)}`` of reservations."""
        rows = self.sql(
            "SELECT id, copy_id, is_active FROM library_hold WHERE id IN %s", tuple(ids)
        )
        return {number: tuple(rest) for number, *rest in rows}

    def renew(self, loans, device="lomba", request=None, client=None):
        return (client or self.admin).call(
            "library.desk", "renew", loans, device, request or f"renew-{next(self.numbers)}"
        )

    # -- what was written

    @contextlib.contextmanager
    def transaction(self):
        """A transaction of one's own on the server's database, committed at the end of the block."""
        with contextlib.closing(psycopg2.connect(dbname=self.database)) as connection:
            with connection, connection.cursor() as cursor:
                yield cursor

    def sql(self, statement, *parameters):
        with self.transaction() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall()

    def open_loans(self, copies):
        """Return ``{copy: membership}`` of the open loans of ``copies``; each copy once, or it fails."""
        rows = self.sql(
            "SELECT copy_id, membership_id FROM library_loan WHERE copy_id IN %s "
            "AND returned_at IS NULL AND voided_at IS NULL",
            tuple(copies),
        )
        assert len(rows) == len(dict(rows))
        return dict(rows)

    def checks(self):
        """Run the nightly checks now; return the names of those that found something."""
        ids = self.admin.call("library.check", "search", [])
        self.admin.call("library.check", "action_check", ids)
        rows = self.admin.call("library.check", "read", ids, ["name", "state"])
        return [row["name"] for row in rows if row["state"] != "green"]
