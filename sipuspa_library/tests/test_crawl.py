import re
from urllib.parse import urljoin, urlsplit

from lxml import html

from odoo.tests import tagged

from .page_case import PagesCase
from .test_opac_pages import PAGE_LIMIT

MOST_ADDRESSES = 300  # far more than this world has: a link that makes new links is found
OURS = ("/library", "/robots.txt", "/web/assets", "/sipuspa_library/static/src/opac/")
# what a browser loads or sends to by itself; a link to a map is the visitor's own step
LOADED = "//*/@src | //link[@rel!='canonical']/@href | //form/@action | //*/@poster | //*/@srcset"


@tagged("post_install", "-at_install")
class TestCrawl(PagesCase):
    """Nobody who goes from link to link through the public pages meets a person, or what is hidden."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pupil.write({"nickname": "Panggilanayu", "nisn": "0098765432"})
        cls.pupil_a.local_number = "LAMA-77"
        cls.hidden = cls._book("Judul Tersembunyi", "Pengarang Rahasia", hidden=True)
        cls._copies(cls.school_a, cls.hidden, 1)
        cls.secret_school = cls._library("Sekolah Tertutup", "TUTUP", "smp", cls.district_2)
        only_there = cls._book("Hanya di Sekolah Tertutup", "Penulis Tertutup")
        for book in (cls.book, only_there):
            cls._copies(cls.secret_school, book, 1)
        cls.secret_school.published = False

    def secrets(self):
        """Return every word about persons and hidden things that no answer may hold."""
        members = self.env["library.member"].sudo().search([])
        memberships = members.membership_ids
        loans = self.env["library.loan"].sudo().search([])
        words = {
            *members.mapped("name"),
            *members.mapped("nickname"),
            *members.mapped("card_number"),
            *members.mapped("card_token"),
            *members.mapped("nisn"),
            *memberships.mapped("local_number"),
            *memberships.mapped("class_name"),
            *loans.copy_id.mapped("barcode"),
            *("desk_a", "librarian_a", "librarian_b"),
            *(
                "Judul Tersembunyi",
                "Pengarang Rahasia",
                "Sekolah Tertutup",
                "TUTUP",
                "Penulis Tertutup",
            ),
        }
        return {word for word in words if word}

    def test_who_follows_every_link_meets_no_person_and_nothing_hidden(self):
        secrets = self.secrets()
        self.assertGreaterEqual(len(secrets), 20)
        pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in secrets))
        start = [address for __, __, address in self.pages("nobody")]
        seen = self.crawl([*start, "/robots.txt", "/library?q=tersembunyi+rahasia+tertutup"])
        self.assertGreaterEqual(len(seen), len(start) + 5)
        for address, answer in seen.items():
            with self.subTest(address=address):
                told = [answer.text, answer.url, *map(str, answer.headers.items())]
                self.assertFalse(pattern.findall("\n".join(told)))

    def crawl(self, todo):
        """Open every address of ours that links lead to, and check that it is light and stays ours."""
        seen = {}
        while todo:
            address = todo.pop()
            answer = self.url_open(address)
            seen[address] = answer
            self.assertLess(len(seen), MOST_ADDRESSES, address)
            self.assertIn(answer.status_code, (200, 404), address)
            self.assertLess(len(answer.content), PAGE_LIMIT, address)
            if "html" in answer.headers["Content-Type"]:
                links = self.links(address, html.fromstring(answer.content))
            else:
                links = re.findall(r"<loc>([^<]+)</loc>", answer.text)
            todo += {link for link in map(self.own_path, links) if link} - seen.keys() - {*todo}
        return seen

    def links(self, address, tree):
        for loaded in tree.xpath(LOADED):
            self.assertTrue(self.own_path(loaded) or loaded.startswith("data:"), loaded)
        # a search is narrowed, sorted and told in another language without end: one step of each is enough
        is_narrowed = "&" in address or "lang=" in address
        followed = "//a[not(@rel='nofollow')]/@href" if is_narrowed else "//a/@href"
        return [
            urljoin(address, link) for link in tree.xpath(f"{followed} | //link/@href | //*/@src")
        ]

    def own_path(self, link):
        """Return the path of a link to a page of ours that anybody may open, else nothing."""
        parts = urlsplit(link)
        host = urlsplit(self.base_url()).netloc
        if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", host):
            return None
        path = parts._replace(scheme="", netloc="", fragment="").geturl()
        return path if path.startswith(OURS) else None
