from unittest import mock

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import config

from ..controllers import limits
from ..tools.rates import PERCENT_KEY
from ..tools.token_bucket import TokenBuckets
from .test_opac_pages import OpacPagesCase


@tagged("post_install", "-at_install")
class TestLimits(OpacPagesCase):
    """Who asks too often waits a little; who shares the line with a machine still gets a turn."""

    def setUp(self):
        super().setUp()
        self.now = 0.0
        few = {
            name: TokenBuckets(2, 30, clock=lambda: self.now)
            for name in ("search", "page", "login", "join")
        }
        self.patch(limits, "BUCKETS", few)
        self.allow("100")

    def allow(self, percent):
        self.env["ir.config_parameter"].set_param(PERCENT_KEY, percent)

    def search(self, **kwargs):
        return self.url_open("/library?q=laskar", allow_redirects=False, **kwargs)

    def statuses(self, count, **kwargs):
        return [self.search(**kwargs).status_code for __ in range(count)]

    def test_a_kind_page_says_how_long(self):
        self.assertEqual(self.statuses(2), [200, 200])
        self.now += 10.5
        answer = self.search()
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(answer.headers["Retry-After"], "20")
        self.assert_slim(answer)
        tree = html.fromstring(answer.content)
        self.assertIn("/library?q=laskar", tree.xpath("//main//a/@href"))
        self.assertIn("20", tree.xpath("//main//strong/text()"))
        self.now += 20
        self.assertEqual(self.statuses(2), [200, 429])

    def test_nothing_asked_is_read_for_who_must_wait(self):
        self.statuses(2)
        with mock.patch.object(
            self.registry["library.opac"], "_find", side_effect=AssertionError("asked")
        ):
            self.assertEqual(self.search().status_code, 429)

    def test_titles_covers_and_libraries_are_not_read_by_a_machine_without_end(self):
        paths = (f"/library/book/{self.book.id}", "/library/at/SEKA", "/library/cover/1")
        for path in paths:
            limits.BUCKETS["page"].clear()
            for expected in (False, False, True):
                answer = self.url_open(path, allow_redirects=False)
                self.assertEqual(answer.status_code == 429, expected, path)

    def test_another_header_is_not_another_address(self):
        self.statuses(2)
        for number in range(3):
            forged = {"X-Forwarded-For": f"192.0.2.{number}", "X-Forwarded-Host": "uji.example"}
            self.assertEqual(self.search(headers=forged).status_code, 429)

    def test_behind_a_proxy_each_line_has_its_own(self):
        with mock.patch.dict(config.options, proxy_mode=True):
            host = self.base_url().partition("//")[2]
            for number in range(3):
                told = {"X-Forwarded-For": f"192.0.2.{number}", "X-Forwarded-Host": host}
                self.assertEqual(self.statuses(3, headers=told), [200, 200, 429])

    def test_who_is_logged_in_is_not_kept_out_by_the_line(self):
        self.statuses(3)
        self.authenticate("librarian_a", "librarian_a")
        self.assertEqual(self.statuses(3), [200, 200, 429])

    def test_an_office_changes_all_rates_by_one_percentage(self):
        for percent, statuses in (
            ("200", [200, 200, 200, 200, 429]),
            ("50", [200, 429]),
            ("1", [200, 429]),
            ("0", [200] * 6),
            ("-5", [200, 200, 429]),
            ("banyak", [200, 200, 429]),
        ):
            self.allow(percent)
            limits.BUCKETS["search"].clear()
            self.assertEqual(self.statuses(len(statuses)), statuses, percent)

    def test_the_percentage_is_a_setting_and_none_at_all_is_kept(self):
        settings = self.env["res.config.settings"]
        settings.create({"library_rate_percent": 0}).execute()
        self.assertEqual(self.statuses(4), [200] * 4)
        with self.assertRaises(ValidationError):
            settings.create({"library_rate_percent": -1})

    def test_a_form_counts_when_it_is_sent(self):
        for __ in range(4):
            self.get("/library/login")
        page = html.fromstring(self.url_open("/library/login").content)
        [token] = page.xpath("//input[@name='csrf_token']/@value")
        form = {"csrf_token": token, "login": "A000000001", "password": "000001"}
        answers = [self.url_open("/library/login", data=form) for __ in range(3)]
        self.assertEqual([answer.status_code for answer in answers], [422, 422, 429])
        self.assertFalse(html.fromstring(answers[-1].content).xpath("//main//a/@href"))
