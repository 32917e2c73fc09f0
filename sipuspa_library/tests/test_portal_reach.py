import json

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_case import OURS
from .access_samples import SampleCase
from .common import PHOTO

MARK = "Zamrud"
PIN = "sandi-panjang"


@tagged("post_install", "-at_install")
class TestPortalReach(SampleCase, HttpCase):
    """A pupil reaches nobody else's card, loans, record or export, by any route or id.

    The other one sits in the same class; every model has a row about them, and every word of theirs
    says so.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.pupil_a.member_id
        agreed = (cls.pupil_a, cls.env.ref("sipuspa_library.consent_scope_photo"), {})
        cls.env["library.consent"]._give([agreed], "paper", cls.school_a._today())
        cls.other.write(
            {
                **{name: f"{name} {MARK}" for name in ("name", "nickname", "phone", "address")},
                "image_1920": PHOTO,
            }
        )
        cls.secrets = (MARK, cls.other.card_number, cls.other.sudo().card_token)
        cls.env.flush_all()

    def ids(self):
        """Return the ids of all that is about the other one, as a client would try them."""
        rows = {model: samples[0].row for model, samples in self.samples.items() if samples}
        rows.update({"library.member": self.other, "library.membership": self.pupil_a})
        loans = self.env["library.loan"].search([("member_id", "=", self.other.id)])
        self.assertTrue(loans)
        return {**{model: row.ids for model, row in rows.items()}, "library.loan": loans.ids}

    def log_in(self):
        self.authenticate(self.classmate.login, PIN)

    def assertTellsNothing(self, answer):
        for secret in self.secrets:
            self.assertNotIn(secret, answer.text)

    # ------------------------------------------------------------------
    # BY ROUTE
    # ------------------------------------------------------------------

    def our_addresses(self):
        """Return every address of ours, with ids of the other one in its path and after it."""
        routes = self.env["ir.http"]
        installed = sorted(self.env.registry._init_modules)
        rules = routes._generate_routing_rules(installed, routes._get_converters())
        query = "&".join(
            f"{name}={value}"
            for name, value in {
                **dict.fromkeys(("member_id", "member", "person"), self.other.id),
                **dict.fromkeys(("membership_id", "membership", "id", "ids"), self.pupil_a.id),
                **dict.fromkeys(("card", "card_number"), self.other.card_number),
            }.items()
        )
        for route, endpoint in rules:
            if not endpoint.__module__.startswith(OURS):
                continue
            methods = endpoint.routing.get("methods") or ["GET"]
            for value in (self.other.id, self.pupil_a.id, self.other.card_number, "pdf", "json"):
                path = "/".join(
                    str(value) if part.startswith("<") else part for part in route.split("/")
                )
                yield f"{path}?{query}", methods

    @mute_logger("odoo.http")
    def test_no_route_of_ours_tells_of_another(self):
        self.log_in()
        count = 0
        for address, methods in self.our_addresses():
            with self.subTest(address=address):
                if "GET" in methods:
                    self.assertTellsNothing(self.url_open(address))
                if "POST" in methods:
                    form = {"csrf_token": http.Request.csrf_token(self)}
                    self.assertTellsNothing(self.url_open(address, data=form))
            count += 1
        self.assertGreater(count, 50)

    def test_no_paper_is_handed_out(self):
        self.log_in()
        tried = 0
        for model, ids in self.ids().items():
            for paper in getattr(self.env[model], "_papers", ()):
                with self.subTest(model=model, paper=paper):
                    path = f"/library/paper/{model}/{paper}/{','.join(map(str, ids))}"
                    self.assertGreaterEqual(self.url_open(path).status_code, 400)
                    tried += 1
        self.assertGreater(tried, 5)

    def test_no_picture_and_no_file_by_its_id(self):
        self.authenticate(None, None)  # what a stranger is shown in place of a photo
        images = ("image_128", "image_1920", "avatar_128")
        instead = {
            field: self.url_open(f"/web/image/library.member/{self.other.id}/{field}").content
            for field in images
        }
        self.log_in()
        for field in images:
            answer = self.url_open(f"/web/image/library.member/{self.other.id}/{field}")
            self.assertEqual(answer.content, instead[field])
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=like", "library.%"),
                ("res_field", "!=", "cover"),
                ("public", "=", False),
            ]
        )
        for file in files:
            answer = self.url_open(f"/web/content/{file.id}")
            self.assertNotEqual(answer.content, file.raw)

    @mute_logger("odoo.http")
    def test_no_page_of_odoos_leads_to_another(self):
        self.log_in()
        seen = set()
        for model, ids in self.ids().items():
            for address in (
                f"/odoo/{model}/{ids[0]}",
                f"/mail/view?model={model}&res_id={ids[0]}",
                f"/web/content/{model}/{ids[0]}/name",
                f"/web/content?model={model}&id={ids[0]}&field=display_name",
                f"/json/1/{model}/{ids[0]}",
            ):
                with self.subTest(address=address):
                    self.follow(address, seen)

    def follow(self, address, seen):
        """Open an address and where it leads to: each page once, since most lead to the same."""
        while address and address not in seen:
            seen.add(address)
            answer = self.url_open(address, allow_redirects=False)
            self.assertTellsNothing(answer)
            address = answer.headers.get("Location")

    # ------------------------------------------------------------------
    # BY ID
    # ------------------------------------------------------------------

    def call(self, model, method, *args, **kwargs):
        body = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"jsonrpc": "2.0", "params": body}),
            headers={"Content-Type": "application/json"},
        )

    @mute_logger("odoo.http")
    def test_no_row_about_another_is_read_by_its_id(self):
        self.log_in()
        for model, ids in self.ids().items():
            domain, names = [("id", "in", ids)], ["display_name"]
            fields = [name for name in ("member_id", "name") if name in self.env[model]._fields]
            named = {"display_name": {}, **{name: {} for name in fields}}
            for method, *args in (
                ("read", ids, names + fields),
                ("web_read", ids, named),
                ("search_read", domain, names + fields),
                ("web_search_read", domain, named),
                ("export_data", ids, names),
                ("copy", ids),
                ("name_search", MARK),
                ("formatted_read_group", domain, fields[:1], ["__count"]),
                ("get_metadata", ids),
                ("onchange", ids, {}, [], named),
            ):
                with self.subTest(model=model, method=method):
                    self.assertTellsNothing(self.call(model, method, *args))

    @mute_logger("odoo.http")
    def test_no_export_and_no_thread(self):
        self.log_in()
        for model, ids in self.ids().items():
            fields = [{"name": "display_name", "label": "x", "type": "char"}]
            data = {"model": model, "fields": fields, "ids": ids, "domain": [], "groupby": []}
            form = {
                "data": json.dumps({**data, "import_compat": False}),
                "csrf_token": http.Request.csrf_token(self),
            }
            with self.subTest(model=model):
                self.assertTellsNothing(self.url_open("/web/export/csv", data=form))
                thread = {"thread_model": model, "thread_id": ids[0], "fetch_params": {}}
                answer = self.url_open(
                    "/mail/thread/messages",
                    data=json.dumps({"jsonrpc": "2.0", "params": thread}),
                    headers={"Content-Type": "application/json"},
                )
                self.assertTellsNothing(answer)

    def test_their_own_librarian_reads_what_is_tried_here(self):
        """Else all the others would pass on nothing."""
        self.authenticate("librarian_a", "librarian_a")
        seen = [
            model
            for model, ids in self.ids().items()
            if MARK in self.call(model, "read", ids, ["display_name"]).text
        ]
        self.assertIn("library.member", seen)
        self.assertIn("library.membership", seen)
