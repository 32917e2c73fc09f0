import io

from odoo.tools import SQL

from . import roster_files as files
from .common import LibraryCase


class RosterCase(LibraryCase):
    """Lists that the librarian of school A loads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.primary = cls._library("SD Uji", "SDUJ", "sd", cls.district_1)
        cls.librarian = cls._user("librarian_sd", "librarian", operates=cls.primary)

    def load(self, content, user=None, library=None, name="daftar.xlsx"):
        """Load a file as a librarian does, up to the preview."""
        rosters = self.env["library.roster"].with_user(user or self.librarian)
        return rosters._read_file(library or self.primary, io.BytesIO(content), name)

    def apply(self, roster):
        """Take a list over, step by step."""
        roster.action_apply()
        self.run_steps(roster)
        return roster

    def undo(self, roster):
        roster.action_undo()
        self.run_steps(roster)

    def run_steps(self, roster, limit=100):
        for _step in range(200):
            if not roster._batch_left():
                return
            roster._batch_step(limit)
        self.fail("the steps come to no end")

    def lines(self, roster, match):
        return self.env["library.roster.line"].search(
            [("roster_id", "=", roster.id), ("match", "=", match)]
        )

    def counts(self, roster):
        roster.invalidate_recordset()
        kinds = ("new", "changed", "unchanged", "missing", "ambiguous", "rejected")
        return {kind: roster[f"{kind}_count"] for kind in kinds if roster[f"{kind}_count"]}

    def members(self, library=None):
        return self.env["library.membership"].search(
            [("library_id", "=", (library or self.primary).id)]
        )

    def table(self, rows, headings=("Nama", "NISN", "Tanggal Lahir", "Kelas")):
        return files.table(headings, rows)

    def tables_of_people(self):
        """Return every row of persons and memberships, as PostgreSQL holds them."""
        self.env.flush_all()
        found = {}
        for name in ("library_member", "library_membership"):
            rows = SQL("SELECT to_jsonb(t) FROM %s t ORDER BY id", SQL.identifier(name))
            self.env.cr.execute(rows)
            found[name] = self.env.cr.fetchall()
        return found
