from urllib.parse import quote

from lxml import html

from odoo.tests import HttpCase, tagged

from ..tools.rates import PERCENT_KEY
from .common import LibraryCase

STYLESHEET_LIMIT = 25_000
PAGE_LIMIT = 100_000
HOSTILE = (
    *("", "\x00", "a" * 5000, "😀", "<script>alert(1)</script>", "'; DROP TABLE library_book; --"),
    *("-1", "0", "51", "abc", "1e9", "9" * 40, "١", "&|!:*()<->", '"', "\\", "%", "{{7*7}}"),
    *("../../etc/passwd", "\r\nSet-Cookie: x=1", "\u202e", "or or or"),
)


class OpacPagesCase(HttpCase, LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a test asks faster than a school; test_limits.py is about that
        cls.env["ir.config_parameter"].set_param(PERCENT_KEY, "0")

    def get(self, path, status=200, **kwargs):
        """Open a slim page, without following redirects, and return its tree."""
        response = self.url_open(path, allow_redirects=False, **kwargs)
        self.assertEqual(response.status_code, status, path)
        if status in (301, 303):
            return response.headers["Location"]
        self.assert_slim(response)
        return html.fromstring(response.content)

    def assert_slim(self, response):
        self.assertLessEqual(len(response.content), PAGE_LIMIT)
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
        tree = html.fromstring(response.content)
        # data for machines, and files of our own
        scripts = tree.xpath("//script[not(@type='application/ld+json') and not(@src)]")
        self.assertFalse(scripts + tree.xpath("//*[@style] | //*[starts-with(name(@*), 'on')]"))
        self.assertEqual(len(tree.xpath("//link[@rel='stylesheet']")), 1)
        for address in tree.xpath("//*/@src | //link[@rel!='canonical']/@href"):
            self.assertTrue(address.startswith(("/", "data:")), "no asset from elsewhere")
        self.assertEqual(len(tree.xpath("//h1")), 1)
        self.assertEqual(tree.xpath("//a/@href")[0], "#main")
        fields = tree.xpath("//input/@id | //select/@id")
        self.assertEqual(sorted(fields), sorted(tree.xpath("//label/@for")))

    def assert_harmless(self, path):
        response = self.url_open(path, allow_redirects=False)
        self.assertIn(response.status_code, (200, 301, 303, 400, 404), path)
        self.assertNotIn("<script>alert", response.text, path)
        self.assertNotIn("x=1", response.headers.get("Set-Cookie", ""), path)

    def assert_fits_phone(self, path, login=None):
        """Open ``path`` in a browser of 360 pixels; nothing may have to be pushed sideways."""
        self.browser_js(
            path,
            """
            if (innerWidth === 360 && document.documentElement.scrollWidth <= 360) {
                console.log("test successful");
            } else {
                console.error(`${document.documentElement.scrollWidth} of ${innerWidth}`);
            }
            """,
            "document.readyState === 'complete'",
            login=login,
        )

    def titles(self, tree):
        return [link.text for link in tree.xpath("//article//h3/a")]


@tagged("post_install", "-at_install")
class TestOpacPages(OpacPagesCase):
    """The public pages as a browser gets them, without a login and without a script."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls._book("Judul Tersembunyi", "Pengarang Rahasia", hidden=True)
        cls._copies(cls.school_a, cls.hidden, 1)
        cls.book_path = f"/library/book/{cls.book.id}-laskar-pelangi"

    def test_home(self):
        tree = self.get("/library")
        self.assertIn("Laskar Pelangi", self.titles(tree))
        self.assertIn("/library/at/SEKA", tree.xpath("//main//a/@href"))

    def test_search(self):
        tree = self.get("/library?q=pelangi+hirata")
        self.assertEqual(self.titles(tree), ["Laskar Pelangi"])
        self.assertEqual(tree.xpath("//input[@name='q']/@value"), ["pelangi hirata"])
        [where] = tree.xpath("//article//p[contains(@class, 'free')]/text()")
        self.assertIn("5", where)
        self.assertIn("Sekolah A, Sekolah B", where)

    def test_search_at_a_library(self):
        tree = self.get("/library?q=laskar&at=seka")
        self.assertEqual(self.titles(tree), ["Laskar Pelangi"])
        self.assertEqual(tree.xpath("//option[@selected]/@value"), ["SEKA"])
        self.assertEqual(tree.xpath("//article//h3/a/@href"), [f"{self.book_path}?at=SEKA"])
        tree = self.get("/library?q=laskar&at=DESC")
        self.assertIn("/library?q=laskar", tree.xpath("//main//a/@href"))
        self.get("/library?q=laskar&at=NOWHERE", 404)
        tree = self.get("/library?q=laskar&library=SEKA")
        self.assertEqual(tree.xpath("//option[@selected]/@value"), ["SEKA"], "as people guess it")

    def test_nothing_found_and_nothing_asked(self):
        for words in ("zzzzz", "!!!", "", "-laskar"):
            tree = self.get(f"/library?q={quote(words)}")
            self.assertTrue(tree.find_class("empty"), words)

    def test_pages(self):
        books = self.env["library.book"].create([{"name": f"Seri Gajah {n}"} for n in range(25)])
        self.env["library.copy"].create(
            [{"library_id": self.village.id, "book_id": book.id} for book in books]
        )
        tree = self.get("/library?q=gajah")
        self.assertEqual(len(self.titles(tree)), 20)
        [following] = tree.xpath("//a[@rel='next']/@href")
        tree = self.get(following)
        self.assertEqual(len(self.titles(tree)), 5)
        self.assertEqual(tree.xpath("//a[@rel='prev']/@href"), ["/library?q=gajah"])
        self.assertEqual(tree.xpath("//ol/@start"), ["21"])
        self.assertTrue(self.get("/library?q=gajah&page=40", 303).endswith("/library?q=gajah"))

    def test_title(self):
        tree = self.get(self.book_path)
        self.assertEqual(tree.xpath("//h1/text()"), ["Laskar Pelangi"])
        self.assertEqual(len(tree.find_class("place")), 2)
        self.assertIn("813 HIR l", tree.text_content())
        for other in (str(self.book.id), f"{self.book.id}-x", f"{self.book.id}-"):
            moved = self.get(f"/library/book/{other}?at=SEKB", 301)
            self.assertTrue(moved.endswith(f"{self.book_path}?at=SEKB"), moved)

    def test_library(self):
        tree = self.get("/library/at/SEKA")
        self.assertEqual(tree.xpath("//h1/text()"), ["Sekolah A"])
        self.assertEqual(len(tree.xpath("//table//tr")), 7)
        self.assertEqual(len(tree.xpath("//table//tr[@class='now']")), 1)
        self.assertEqual(tree.xpath("//option[@selected]/@value"), ["SEKA"])
        self.assertTrue(self.get("/library/at/seka", 301).endswith("/library/at/SEKA"))
        self.assertTrue(self.get("/library?at=SEKA", 303).endswith("/library/at/SEKA"))

    def test_hours_that_nobody_has_written_are_not_closed_days(self):
        self.school_a.opening_ids.unlink()
        tree = self.get("/library/at/SEKA")
        self.assertFalse(tree.xpath("//table"))
        self.assertEqual(len(tree.xpath("//p[@class='today out']/text()")), 1)

    def test_from_a_librarys_results_a_link_leads_to_those_of_all(self):
        [link] = self.get("/library?q=laskar&at=SEKA").xpath(
            "(//p[@class='scope']//a)[last()]/@href"
        )
        self.assertEqual(link, "/library?q=laskar")

    def test_missing_pages(self):
        for path in (
            *("/library/at/NOWHERE", "/library/at/%00", "/library/nowhere", "/library/nowhere/%00"),
            *("/library/book/x", "/library/book/0", "/library/book/-1", "/library/book/1/2"),
            *(
                f"/library/book/{2**31}",
                f"/library/book/{2**31 - 1}",
                f"/library/book/{9 * 10**40}",
            ),
            f"/library/book/{self.hidden.id}",
        ):
            self.get(path, 404)

    def test_hostile_parameters(self):
        for name in ("q", "at", "page", "lang", "self", "debug", "q[]", "ref"):
            for value in HOSTILE:
                for path in ("/library?q=laskar&", f"{self.book_path}?"):
                    self.assert_harmless(f"{path}{name}={quote(value)}")
        for value in HOSTILE:
            self.assert_harmless(f"/library?q={quote(value)}")
            self.assert_harmless(f"/library?at={quote(value)}&page={quote(value)}")
            for path in ("/library/", "/library/book/", "/library/book/1-", "/library/at/"):
                self.assert_harmless(path + quote(value, safe=""))

    # ------------------------------------------------------------------
    # NOBODY AND NOTHING THAT IS NOT PUBLIC
    # ------------------------------------------------------------------

    def test_nothing_is_written_and_no_cookie_set(self):
        for path in ("/library", "/library?q=laskar", self.book_path, "/library/at/SEKA"):
            self.assertNotIn("Set-Cookie", self.url_open(path).headers)

    # ------------------------------------------------------------------
    # WEIGHT AND LANGUAGE
    # ------------------------------------------------------------------

    def test_one_light_stylesheet(self):
        [address] = self.get("/library").xpath("//link[@rel='stylesheet']/@href")
        response = self.url_open(address)
        self.assertEqual(response.status_code, 200)
        self.assertLessEqual(len(response.content), STYLESHEET_LIMIT)
        self.assertNotIn("url(", response.text)
        self.assertNotIn("@import", response.text)

    def test_a_page_stays_light_with_three_hundred_libraries(self):
        libraries = self.env["library.library"].create(
            [
                {
                    "name": f"Perpustakaan Sekolah Dasar Negeri {n} Semarapura Tengah",
                    "code": f"SDN{n}SMRTENGAH",
                    "type_id": self.village.type_id.id,
                    "region_id": self.district_2.id,
                }
                for n in range(300)
            ]
        )
        books = self.env["library.book"].create(
            [{"name": f"Seri Gajah {n} " + "yang Panjang Judulnya " * 4} for n in range(20)]
        )
        self.env["library.copy"].create(
            [
                {"library_id": library.id, "book_id": book.id}
                for library in libraries[:60]
                for book in books
            ]
        )
        for path in ("/library", "/library?q=gajah", f"/library/book/{books[0].id}"):
            self.assert_slim(self.url_open(path))

    def test_language_of_the_visitor(self):
        for code in ("en_US", "id_ID"):
            self.env["res.lang"]._activate_lang(code)
        self.env["ir.default"].set("res.partner", "lang", "id_ID")
        for wish, language in (
            ("id", "id"),
            ("id-ID,id;q=0.9,en;q=0.8", "id"),
            ("en-GB", "en"),
            ("fr", "id"),
            ("", "id"),
            ("%%", "id"),
        ):
            tree = self.get("/library", headers={"Accept-Language": wish})
            self.assertEqual(tree.get("lang"), language, wish)
        [english] = self.get("/library?q=laskar").xpath("//footer//a[@lang='en']/@href")
        self.assertEqual(english, "/library?q=laskar&lang=en_US")
        self.assertEqual(self.get(english).get("lang"), "en")
        self.assertEqual(self.get("/library").get("lang"), "en", "the choice is kept")

    def test_words_of_the_layout_can_be_translated(self):
        layout = self.env.ref("sipuspa_library.opac_layout").with_context(lang=None)
        terms = layout._fields["arch_db"].get_trans_terms(layout.arch_db)
        self.assertIn("Skip to the content", terms)

    def test_a_file_in_place_of_words(self):
        response = self.opener.request("GET", self.base_url() + "/library", files={"q": b"laskar"})
        self.assertEqual(response.status_code, 200)


@tagged("post_install", "-at_install")
class TestOpacPhone(OpacPagesCase):
    browser_size = "360x740"
    touch_enabled = True

    def test_nothing_to_push_sideways_at_360_pixels(self):
        self.book.name = "Pneumonoultramicroscopicsilicovolcanoconiosis " * 3
        for path in (
            "/library",
            "/library?q=hirata",
            f"/library/book/{self.book.id}",
            "/library/at/SEKA",
        ):
            self.assert_fits_phone(path)
