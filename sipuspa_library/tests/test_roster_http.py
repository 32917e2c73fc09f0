import hashlib
import io
import zipfile
from pathlib import Path

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from . import roster_files as files
from .roster_case import RosterCase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
class TestRosterRoutes(RosterCase, HttpCase):
    """Lists come in by a route that keeps nothing of what it is not allowed to keep."""

    def post(self, content, user="librarian_sd", library=None, route="read", **values):
        self.authenticate(user, user)
        form = {
            "csrf_token": http.Request.csrf_token(self),
            "library_id": str((library or self.primary).id),
            **values,
        }
        upload = {"file": ("daftar.xlsx", content, XLSX)} if content is not None else {}
        return self.url_open(f"/library/roster/{route}", data=form, files=upload)

    def filestore(self):
        """Return ``{path: digest}`` of all files Odoo keeps for this database."""
        root = Path(self.env["ir.attachment"]._filestore())
        return {
            path: hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
            for path in root.rglob("*")
            if path.is_file()
        }

    def whole_database(self):
        """Yield the name and all rows, as text, of every table."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"
        )
        for [table] in self.env.cr.fetchall():
            output = io.StringIO()
            self.env.cr.copy_expert(f"COPY {table} TO STDOUT", output)
            yield table, output.getvalue()

    def test_nothing_of_dapodik_that_is_not_allowed_is_anywhere_afterwards(self):
        before = self.filestore()
        pupils = files.pupils(30)
        # one row is refused, and handed back to be mended
        pupils[0]["nisn"] = "12"
        response = self.post(files.dapodik(pupils))
        self.assertEqual(response.status_code, 200, response.text)
        roster = self.env["library.roster"].browse(response.json()["roster_id"])
        self.assertEqual(self.counts(roster), {"new": 29, "rejected": 1})
        self.apply(roster.with_user(self.librarian))
        self.assertEqual(len(self.members()), 29)
        refused, __ = roster.with_user(self.librarian)._paper("refused")
        with zipfile.ZipFile(io.BytesIO(refused)) as opened:
            handed_back = b"".join(map(opened.read, opened.namelist())).decode(errors="replace")
        found = set()
        kept = pupils[1]["name"]
        for table, text in self.whole_database():
            if kept in text:
                found.add(table)
            for mark in files.FORBIDDEN.values():
                self.assertNotIn(mark, text, f"in table {table}")
                self.assertNotIn(mark, handed_back)
        self.assertEqual(found, {"library_member", "library_roster_line"})
        after = self.filestore()
        for path in after.keys() - before.keys():
            content = path.read_bytes()
            for mark in files.FORBIDDEN.values():
                self.assertNotIn(mark.encode(), content)
            self.assertFalse(content.startswith(b"PK"), "no workbook is kept")

    def test_a_file_that_is_no_list_gets_a_sentence_and_leaves_nothing(self):
        rosters = self.env["library.roster"].search_count([])
        for content in (b"", b"%PDF", b"<html>", files.table(("Judul",), [("x",)]), None):
            response = self.post(content)
            self.assertEqual(response.status_code, 422)
            self.assertGreater(len(response.json()["error"]), 15)
        self.assertEqual(self.env["library.roster"].search_count([]), rosters)

    @mute_logger("odoo.http")
    def test_who_may_not_load_a_list(self):
        content = files.dapodik(files.pupils(1))
        for user, library in (
            ("librarian_b", self.primary),
            ("desk_a", self.school_a),
            ("supervisor", self.school_a),
            ("employee", self.school_a),
        ):
            with self.subTest(user=user):
                self.assertEqual(self.post(content, user, library).status_code, 403)
        for value in ("", "x", "1,2", "99999999", "-1"):
            self.assertEqual(self.post(content, library_id=value).status_code, 403)
        self.assertFalse(self.members())

    @mute_logger("odoo.http")
    def test_a_form_of_another_site_is_refused(self):
        content = files.dapodik(files.pupils(1))
        self.assertEqual(self.post(content, csrf_token="x").status_code, 400)

    @mute_logger("odoo.http")
    def test_a_file_that_is_too_large_is_not_taken_in(self):
        self.assertEqual(self.post(b"x" * 21_000_000).status_code, 413)

    def test_the_template_is_downloaded_by_librarians(self):
        self.authenticate("librarian_sd", "librarian_sd")
        response = self.url_open("/library/roster/template")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"PK"))
        with mute_logger("odoo.http"):
            self.authenticate("desk_a", "desk_a")
            self.assertEqual(self.url_open("/library/roster/template").status_code, 404)

    def test_photos_come_in_the_same_way(self):
        response = self.post(files.photos({"1": files.photo()}), route="photos")
        self.assertEqual(response.status_code, 200)
        [answer] = response.json()["photos"]
        self.assertEqual(answer["code"], "nobody")
        self.assertEqual(self.post(b"no zip", route="photos").status_code, 422)
