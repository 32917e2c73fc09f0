import json
from datetime import timedelta
from urllib.parse import quote
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from lxml import html

from odoo import Command
from odoo.tests import tagged

from ..controllers.opac_sitemap import beside
from .test_opac_pages import HOSTILE, OpacPagesCase

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@tagged("post_install", "-at_install")
class OpacListsCase(OpacPagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author = cls.book.contributor_ids.author_id
        cls.subject = cls._subjects("Persahabatan")
        cls.book.write({"subject_ids": [Command.set(cls.subject.ids)], "series": "Tetralogi"})
        cls.hidden = cls._book("Judul Tersembunyi", "Pengarang Rahasia", hidden=True)
        cls._copies(cls.school_a, cls.hidden, 1)
        cls.second = cls._book("Sang Pemimpi", "Andrea Hirata", year="2006", series="tetralogi")
        cls._copies(cls.school_a, cls.second, 1)
        cls.topic = cls.env["library.topic"].create({"name": "Sastra", "class_numbers": "813"})

    def theme(self, *books, **vals):
        lines = [Command.create({"book_id": book.id}) for book in books]
        return self.env["library.theme"].create({"name": "Hari Buku", "line_ids": lines, **vals})


class TestOpacLists(OpacListsCase):
    """The titles of an author, a subject, a topic, a recommended list: each at an address to share."""

    def test_author(self):
        self.author.see_from = "A. Hirata Seman"
        tree = self.get(f"/library/author/{self.author.id}-andrea-hirata")
        self.assertEqual(tree.xpath("//h1/text()"), ["Andrea Hirata"])
        self.assertEqual(self.titles(tree), ["Sang Pemimpi", "Laskar Pelangi"])
        self.assertIn("A. Hirata Seman", tree.text_content())

    def test_what_is_read_most_goes_first(self):
        self.book.popularity = 7
        tree = self.get(f"/library/author/{self.author.id}-andrea-hirata")
        self.assertEqual(self.titles(tree), ["Laskar Pelangi", "Sang Pemimpi"])

    def test_in_a_librarys_catalogue_the_shelf_is_its_own(self):
        path = f"/library/author/{self.author.id}-andrea-hirata?at=SEKA"
        where = "//article[contains(., 'Laskar Pelangi')]//p[contains(@class, 'where')]"
        [line] = self.get(path).xpath(where)
        self.assertEqual((line.get("class"), line.text.split()[0]), ("where free", "3"))
        self.copies_a.manual_state = "in_repair"
        for address in (path, "/library/at/SEKA", "/library?q=laskar&at=SEKA"):
            line = self.get(address).xpath(where)[0]
            self.assertEqual(line.get("class"), "where out", address)
            self.assertIn("Sekolah B", line.text)

    def test_subject_and_the_way_there(self):
        [link] = self.get(f"/library/book/{self.book.id}-laskar-pelangi?at=SEKA").xpath(
            "//a[starts-with(@href, '/library/subject/')]/@href"
        )
        self.assertEqual(link, f"/library/subject/{self.subject.id}-persahabatan?at=SEKA")
        self.assertEqual(self.titles(self.get(link)), ["Laskar Pelangi"])

    def test_topic(self):
        [link] = self.get("/library").xpath(
            f"//a[contains(@href, '/topic/{self.topic.id}-')]/@href"
        )
        tree = self.get(link)
        self.assertEqual(self.titles(tree), ["Laskar Pelangi"])
        self.assertNotIn("813", tree.xpath("string(//main)"), "nobody looks for numbers")

    def test_scoped_to_a_library(self):
        self.second.class_number = "813"
        for path in (f"/library/author/{self.author.id}", f"/library/topic/{self.topic.id}"):
            path = self.get(path, 301)
            for name in ("at", "library"):
                tree = self.get(f"{path}?{name}=SEKB")
                self.assertEqual(self.titles(tree), ["Laskar Pelangi"])
                self.assertIn("Sekolah B", tree.find_class("scope")[0].text_content())
            tree = self.get(f"{path}?at=DESC")
            self.assertEqual(self.titles(tree), [])
            self.assertIn(path, tree.xpath("//div[contains(@class, 'empty')]//a/@href"))
            self.get(f"{path}?at=NOWHERE", 404)

    def test_registration_knows_the_library_by_either_name(self):
        self.village.self_registration = True
        for name in ("at", "library"):
            tree = html.fromstring(self.url_open(f"/library/join?{name}=desc").content)
            self.assertEqual(tree.xpath("//option[@selected]/@value"), ["DESC"], name)

    def test_a_theme_list_in_its_order_while_it_is_shown(self):
        theme = self.theme(self.second, self.hidden, self.book, library_id=self.school_a.id)
        path = f"/library/theme/{theme.id}-hari-buku"
        self.assertEqual(self.titles(self.get(path)), ["Sang Pemimpi", "Laskar Pelangi"])
        for page in ("/library", "/library/at/SEKA"):
            self.assertIn(path, self.get(page).xpath("//main//h2/a/@href")[0], page)
        self.assertFalse(self.get("/library/at/SEKB").xpath("//main//h2/a"))
        today = self.env["library.library"]._today()
        theme.published_from = today + timedelta(days=1)
        self.get(path, 404)
        theme.published_from = today
        self.school_a.published = False
        self.get(path, 404)

    def test_the_offices_list_stands_before_a_librarys(self):
        self.theme(self.book, library_id=self.school_a.id, name="Sekolah")
        self.theme(self.book, name="Kantor")
        self.theme(self.hidden, name="Kosong")
        headings = [text.strip() for text in self.get("/library").xpath("//main//h2/a/text()")]
        self.assertEqual(headings, ["Kantor", "Sekolah"])

    def test_what_is_read_most(self):
        self.lend(self.pupil_a, self.copies_a[0])
        self.lend(self.pupil_a2, self._copies(self.school_a, self.hidden, 1))
        self.env["library.popular"]._cron_count()
        shown = "//section[@aria-labelledby='popular']//h3/a/text()"
        for page in ("/library", "/library/at/SEKA"):
            self.assertEqual(self.get(page).xpath(shown), ["Laskar Pelangi"], page)
        self.assertEqual(self.get("/library/at/SEKB").xpath(shown), [])

    def test_pages_of_a_long_list(self):
        books = self.env["library.book"].create(
            [
                {
                    "name": f"Jilid {n}",
                    "contributor_ids": [Command.create({"author_id": self.author.id})],
                }
                for n in range(25)
            ]
        )
        self.env["library.copy"].create(
            [{"library_id": self.village.id, "book_id": book.id} for book in books]
        )
        path = f"/library/author/{self.author.id}-andrea-hirata"
        tree = self.get(path)
        self.assertEqual(len(self.titles(tree)), 20)
        [following] = tree.xpath("//a[@rel='next']/@href")
        tree = self.get(following)
        self.assertEqual(len(self.titles(tree)), 7)
        self.assertEqual(tree.xpath("//a[@rel='prev']/@href"), [path])
        self.get(f"{path}?page=40", 404)

    def test_what_is_hidden_has_no_page(self):
        secret = self.hidden.contributor_ids.author_id
        empty = self._author("Tanpa Buku")
        for row in (secret, empty):
            self.get(f"/library/author/{row.id}", 404)
        self.book.hidden = True
        self.assertEqual(self.titles(self.get(f"/library/topic/{self.topic.id}-sastra")), [])
        for path in (
            "author/0",
            "author/x",
            f"author/{2**31}",
            "topic/-1",
            "theme/999999",
            "kind/1",
        ):
            self.get(f"/library/{path}", 404)

    def test_a_merged_heading_leads_to_the_one_that_stayed(self):
        other = self._author("A. Hirata")
        self.author._merge(other)
        moved = self.get(f"/library/author/{other.id}-a-hirata", 301)
        self.assertTrue(moved.endswith(f"/library/author/{self.author.id}-andrea-hirata"))

    def test_hostile_parameters(self):
        path = f"/library/author/{self.author.id}-andrea-hirata"
        for value in map(quote, HOSTILE):
            for name in ("at", "library", "page", "kind", "lang"):
                self.assert_harmless(f"{path}?{name}={value}")
            self.assert_harmless(f"/library/topic/{quote(value, safe='')}")
            self.assert_harmless(f"/library/sitemap-{quote(value, safe='')}.xml")

    # ------------------------------------------------------------------
    # THE TITLE PAGE
    # ------------------------------------------------------------------

    def test_other_editions_and_the_series(self):
        old = self._book("laskar pelangi", "Andrea Hirata", year="2005")
        same_name = self._book("Laskar Pelangi", "Orang Lain")
        for book in (old, same_name):
            self._copies(self.school_b, book, 1)
        tree = self.get(f"/library/book/{self.book.id}-laskar-pelangi")
        sections = {
            name: tree.xpath(f"//section[@aria-labelledby='{name}']//h3/a/text()")
            for name in ("editions", "series")
        }
        self.assertEqual(sections, {"editions": ["laskar pelangi"], "series": ["Sang Pemimpi"]})

    def test_places_nearest_first(self):
        for library in (self.village, self.env["library.library"]):
            self._copies(library, self.book, 1) if library else None
        where = "//ul[@class='places']//h4/a/text()"
        path = f"/library/book/{self.book.id}-laskar-pelangi"
        self.assertEqual(
            self.get(f"{path}?at=SEKB").xpath(where), ["Sekolah B", "Desa C", "Sekolah A"]
        )
        self.assertEqual(
            self.get(f"{path}?at=DESC").xpath(where), ["Desa C", "Sekolah A", "Sekolah B"]
        )
        self.pupil_b.member_id._open_portal("sandi-panjang")
        self.authenticate(self.pupil_b.member_id.card_number, "sandi-panjang")
        self.assertEqual(self.get(path).xpath(where)[0], "Sekolah B")

    def test_share(self):
        path = f"/library/book/{self.book.id}-laskar-pelangi"
        tree = self.get(f"{path}?at=SEKA")
        [link] = tree.xpath("//a[starts-with(@href, 'https://wa.me/')]/@href")
        self.assertIn(quote(path, safe=""), link)
        self.assertTrue(tree.xpath("//p[contains(@class, 'address')]/text()")[0].endswith(path))

    # ------------------------------------------------------------------
    # FOR MACHINES
    # ------------------------------------------------------------------

    def data(self, tree):
        [text] = tree.xpath("//script[@type='application/ld+json']/text()")
        return json.loads(text)

    def test_a_title_in_the_words_of_machines(self):
        self.book.summary = "</script><script>alert(1)</script>"
        response = self.url_open(f"/library/book/{self.book.id}?at=SEKA")
        self.assertNotIn("<script>alert", response.text)
        tree = self.get(f"/library/book/{self.book.id}-laskar-pelangi?at=SEKA")
        found = self.data(tree)
        self.assertEqual((found["@type"], found["name"]), ("Book", "Laskar Pelangi"))
        self.assertEqual(found["author"], [{"@type": "Person", "name": "Andrea Hirata"}])
        lenders = {act["lender"]["name"] for act in found["potentialAction"]}
        self.assertEqual(lenders, {"Sekolah A", "Sekolah B"})
        self.copies_b.manual_state = "in_repair"
        found = self.data(self.get(f"/library/book/{self.book.id}-laskar-pelangi"))
        self.assertEqual(len(found["potentialAction"]), 1)
        [canonical] = tree.xpath("//link[@rel='canonical']/@href")
        self.assertEqual(canonical, found["url"])
        self.assertEqual(tree.xpath("//meta[@property='og:url']/@content"), [canonical])

    def test_a_library_in_the_words_of_machines(self):
        self.village.write({"latitude": -8.5389, "longitude": 115.4045})
        tree = self.get("/library/at/DESC")
        found = self.data(tree)
        self.assertEqual(found["@type"], "Library")
        self.assertIn("Mo 08:00-14:00", found["openingHours"])
        self.assertEqual(len(found["openingHours"]), 6)
        self.assertEqual(found["geo"]["latitude"], -8.5389)
        links = tree.xpath("//address/following-sibling::p//a/@href")
        self.assertIn("geo:-8.538900,115.404500", links[0])
        self.assertNotIn("geo", self.data(self.get("/library/at/SEKA")))

    def test_services_of_a_library(self):
        self.village.service_ids = self.env["library.service"].create({"name": "Mendongeng"})
        self.assertIn("Mendongeng", self.get("/library/at/DESC").text_content())

    def locations(self, path):
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return [
            node.text for node in ElementTree.fromstring(response.content).iter(f"{NAMESPACE}loc")
        ]

    def test_the_sitemap_names_every_public_title_and_no_other(self):
        parts = self.locations("/library/sitemap.xml")
        found = [url for part in parts for url in self.locations("/" + part.split("/", 3)[3])]
        base = self.book.get_base_url()
        self.assertIn(f"{base}/library/book/{self.book.id}-laskar-pelangi", found)
        self.assertIn(f"{base}/library/at/SEKA", found)
        self.assertIn(f"{base}/library/topic/{self.topic.id}-sastra", found)
        self.assertNotIn(f"/book/{self.hidden.id}-", "".join(found))
        self.assertEqual(len(found), len(set(found)))
        for part in ("999999", "x", "-1", "٣"):
            self.assertEqual(self.url_open(f"/library/sitemap-{part}.xml").status_code, 404)

    def test_search_engines_read_the_catalogue_and_nothing_else(self):
        robots = RobotFileParser()
        text = self.url_open("/robots.txt").text
        robots.parse(text.splitlines())
        for path in ("/library", "/library/at/SEKA", "/library/book/1-x", "/library/sitemap.xml"):
            self.assertTrue(robots.can_fetch("*", path), path)
        for path in (
            *("/", "/my", "/my/library", "/web/login", "/odoo", "/library/desk"),
            *("/library/kiosk/x", "/library/login", "/library/join"),
        ):
            self.assertFalse(robots.can_fetch("*", path), path)
        base = self.book.get_base_url()
        self.assertEqual(robots.site_maps(), [f"{base}/library/sitemap.xml"])

    def test_the_site_of_the_office_stays_found(self):
        site = "User-agent: *\nDisallow: /private\nSitemap: https://uji.example/sitemap.xml\n"
        lines = beside(site)
        self.assertEqual(lines[0], site.strip())
        self.assertNotIn("Disallow: /", lines)
        self.assertIn("Disallow: /library/desk", lines)


class TestOpacQueries(OpacListsCase):
    """A page takes as many statements for much as for little."""

    def statements(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertTrue(act())
        return self.cr.sql_log_count - before

    def test_a_page_takes_as_many_statements_for_much_as_for_little(self):
        opac = self.env["library.opac"]
        pages = {
            "home": opac._home,
            "title": lambda: opac._book(self.book.id, "SEKA"),
            "library": lambda: opac._library("SEKA"),
            "author": lambda: opac._listing("author", self.author.id),
            "topic": lambda: opac._listing("topic", self.topic.id, "SEKA"),
            "sitemap": lambda: opac._sitemap_part(self.book.id // 5000),
            "parts": opac._sitemap_parts,
        }
        self.theme(self.book, library_id=self.school_a.id)
        for page in pages.values():
            page()  # what is kept in the process is read once
        few = {name: self.statements(page) for name, page in pages.items()}
        books = self.env["library.book"].create(
            [
                {
                    "name": "Laskar Pelangi",
                    "series": "Tetralogi",
                    "class_number": "813",
                    "contributor_ids": [
                        Command.create({"author_id": self.author.id}),
                        Command.create({"author_id": self._author(f"Penyunting {n}").id}),
                    ],
                    "subject_ids": [Command.set(self._subjects(f"Hal {n}", "Persahabatan").ids)],
                }
                for n in range(30)
            ]
        )
        self.env["library.copy"].create(
            [
                {"library_id": library.id, "book_id": book.id}
                for library in (self.school_a, self.school_b, self.village)
                for book in books | self.book
            ]
        )
        for name in ("Satu", "Dua", "Tiga"):
            self.theme(*books, name=name, library_id=self.school_a.id)
            self.topic.copy()
        self.assertEqual({name: self.statements(page) for name, page in pages.items()}, few)
