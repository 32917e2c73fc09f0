import base64
import io
import json
import zipfile

from odoo import Command, http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_isolation import MARK, IsolationCase


@tagged("post_install", "-at_install")
class TestIsolationHttp(IsolationCase, HttpCase):
    """The same by hand-made addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.image_bytes = cls.secret.member_id.image_128
        cls.image = cls.env["ir.attachment"].search(
            [
                ("res_model", "=", "library.member"),
                ("res_id", "=", cls.secret.member_id.id),
                ("res_field", "=", "image_128"),
            ]
        )

    def log_in(self, reader):
        """Open a session; the public user is nobody."""
        if reader == self.env.ref("base.public_user"):
            self.authenticate(None, None)
        else:
            portal = reader in (self.portal_a, self.portal_b)
            self.authenticate(reader.login, "sandi-panjang" if portal else reader.login)

    def addresses(self):
        person, photo = self.secret.member_id.id, self.image.id
        return [
            f"/web/image/library.member/{person}/image_128",
            f"/web/image/library.member/{person}/image_1920/60x60",
            f"/web/image?model=library.member&id={person}&field=image_1920",
            f"/web/image/{photo}",
            f"/web/content/{photo}",
            f"/web/content/library.member/{person}/image_1920",
            f"/web/content?model=library.member&id={person}&field=image_1920&download=1",
            f"/web/content?model=library.member&id={person}&field=name",
            f"/odoo/library.member/{person}",
            f"/odoo/m-library.member/{person}",
            f"/mail/view?model=library.member&res_id={person}",
            f"/my/library?member_id={person}",
        ]

    def test_no_address_gives_the_photo_or_the_name(self):
        raw = base64.b64decode(self.image_bytes)
        public = self.env.ref("base.public_user")
        for reader in (self.librarian_a, self.supervisor, self.portal_b, public):
            self.log_in(reader)
            for address in self.addresses():
                with self.subTest(reader=reader.login, address=address):
                    response = self.url_open(address)
                    self.assertNotEqual(response.content, raw)
                    self.assertNotIn(b"Zamrud", response.content)
        self.log_in(self.librarian_b)
        response = self.url_open(self.addresses()[0])
        self.assertEqual(response.content, raw, "their own librarian sees the photo")

    def call(self, model, method, *args, **kwargs):
        return self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                }
            ),
            headers={"Content-Type": "application/json"},
        ).text

    @mute_logger("odoo.sql_db")
    def test_a_text_that_cannot_be_kept_is_refused_in_a_sentence(self):
        self.log_in(self.librarian_a)
        for model, method, text in (
            ("library.author", "create", {"name": "Andrea\0"}),
            ("library.membership.act", "create", {"act": "suspend", "reason": "\0"}),
            ("library.author", "search", [("name", "=", "Andrea\0")]),
        ):
            with self.subTest(model=model, method=method):
                self.assertIn("odoo.exceptions.UserError", self.call(model, method, text))

    @mute_logger("odoo.http")
    def test_no_refusal_names_a_secret_in_debug_mode_either(self):
        """In debug mode Odoo adds to a refusal the names of the rows, read in superuser mode."""
        for reader in (self.librarian_a, self.supervisor, self.portal_b):
            self.log_in(reader)
            self.url_open("/odoo?debug=1")
            for model, rows in self.secrets().items():
                with self.subTest(reader=reader.login, model=model):
                    for method, *args in (
                        ("read", rows.ids, ["create_date"]),
                        ("write", rows.ids, {}),
                        ("unlink", rows.ids),
                        ("web_read", rows.ids, {"display_name": {}}),
                    ):
                        answer = self.call(model, method, *args)
                        self.assertIn('"error"', answer)
                        self.assertNotIn(MARK, answer.lower())

    def exported(self, kind, data):
        """Return the file of an export as text, a workbook's sheets and words too."""
        form = {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)}
        response = self.url_open(f"/web/export/{kind}", data=form)
        if response.content[:2] != b"PK":
            return response.text
        with zipfile.ZipFile(io.BytesIO(response.content)) as book:
            return "".join(book.read(name).decode(errors="replace") for name in book.namelist())

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_no_file_of_an_export_holds_a_secret(self):
        self.log_in(self.librarian_a)
        for kind in ("csv", "xlsx"):
            for model, rows in self.secrets().items():
                fields = [{"name": "display_name", "label": "Name", "type": "char"}]
                data = {
                    "model": model,
                    "fields": fields,
                    "ids": rows.ids,
                    "domain": [],
                    "import_compat": False,
                    "groupby": [],
                }
                with self.subTest(kind=kind, model=model):
                    self.assertNotIn("Zamrud", self.exported(kind, data))
        self.log_in(self.librarian_b)
        self.assertIn(
            "Zamrud",
            self.exported(
                "csv", {**data, "model": "library.member", "ids": self.secret.member_id.ids}
            ),
            "their own librarian may",
        )

    @mute_logger("odoo.http")
    def test_a_hand_made_command_over_rpc_is_refused(self):
        self.log_in(self.librarian_a)
        line = [Command.create({"library_id": self.school_b.id})]
        answer = self.call("library.member", "create", [{"name": "Baru", "membership_ids": line}])
        self.assertIn('"error"', answer)
        answer = self.call("library.membership", "_lend", self.secret.ids, [], [])
        self.assertIn("_lend", answer)
        self.assertIn('"error"', answer)
