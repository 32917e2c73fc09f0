from unittest.mock import patch
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from ..models import library_opac_search
from ..tools import narrowing, search_query, spelling
from .common import LibraryCase
from .properties import checked
from .test_opac_pages import HOSTILE, OpacPagesCase


class TestOpacFind(LibraryCase):
    """How the catalogue ranks, narrows, corrects and proposes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opac = cls.env["library.opac"].with_user(cls.env.ref("base.public_user"))
        cls.garden = cls._book(
            "Bertanam Cabai di Kebun",
            "Setiadi",
            class_number="635.6",
            year="2006",
            language="id",
            audience="adult",
            subject_ids=cls._subjects("Pertanian"),
        )
        cls.village_farm = cls._book(
            "Pertanian Desa",
            "Rahmat Rukmana",
            class_number="630",
            year="1999",
            summary="Cara memelihara belut di sawah.",
        )
        cls.reader = cls._book("Membaca Cerita", "Ayu Utami", class_number="372", language="ban")
        for book in (cls.garden, cls.village_farm, cls.reader):
            cls._copies(cls.school_a, book, 1)
        cls.env.flush_all()
        cls.env["library.search.word"]._fold()

    def find(self, text, *args, **kwargs):
        """Return the titles found, in their order."""
        narrow = narrowing.read(kwargs.pop("narrow", {}))
        found = self.opac._find(text, *args, narrowing=narrow, **kwargs)
        ids = [title["id"] for title in found["titles"]]
        return self.env["library.book"].browse(ids)

    # ------------------------------------------------------------------
    # WORDS, STEMS, SLIPS
    # ------------------------------------------------------------------

    def test_a_word_of_the_summary_is_found(self):
        self.assertEqual(self.find("belut"), self.village_farm)

    def test_a_stem_is_a_weaker_match_than_the_word(self):
        story = self._book("Bacaan Cerita", "Nyoman")
        self._copies(self.school_a, story, 1)
        self.assertEqual(self.find("bacaan"), story + self.reader)
        self.assertEqual(self.find("membaca"), self.reader + story)

    def test_an_unwanted_word_does_not_shut_out_its_stems(self):
        story = self._book("Bacaan Cerita", "Nyoman")
        self._copies(self.school_a, story, 1)
        self.assertEqual(self.find("cerita -bacaan"), self.reader)

    def test_all_words_come_before_some(self):
        self.assertEqual(self.find("pertanian cabai")[:1], self.garden)
        self.assertIn(self.village_farm, self.find("pertanian cabai"))
        found = self.opac._find("pertanian harimau")
        self.assertTrue(found["titles"])

    def test_the_title_with_all_words_is_not_crowded_out_by_popular_ones_with_some(self):
        sought = self._book("Kelinci Ungu Menyelam", "Wayan")
        crowd = [self._book(f"Kelinci {word}", "Made") for word in ("Desa", "Kota", "Hutan")]
        for book in (sought, *crowd):
            self._copies(self.school_a, book, 1)
        for book in crowd:
            book.popularity = 9
        self.env.flush_all()
        self.env["library.search.word"]._fold()
        with patch.object(library_opac_search, "MORE", 1):
            self.assertEqual(self.find("kelinci ungu menyelam")[:1], sought)

    def test_a_title_before_a_subject(self):
        self.assertEqual(self.find("pertanian"), self.village_farm + self.garden)

    def test_a_slip_is_mended_where_nothing_is_found(self):
        for typed in ("laskr pelangi", "lasakr", "pelnagi"):
            found = self.opac._find(typed)
            self.assertTrue(found["is_meant_shown"], typed)
            self.assertEqual([title["id"] for title in found["titles"]], [self.book.id], typed)

    def test_a_slip_is_asked_back_where_something_is_found(self):
        found = self.opac._find("cerita pelnagi")
        self.assertEqual(found["meant"], "cerita pelangi")

    def test_a_short_word_is_asked_back(self):
        book = self._book("Bodo Amat", "Manson")
        self._copies(self.school_a, book, 1)
        self.env.flush_all()
        self.env["library.search.word"]._fold()
        found = self.opac._find("bobo")
        self.assertEqual((found["meant"], found["titles"]), ("bodo", []))
        self.assertEqual(self.opac._find("pelangi bobo")["is_meant_shown"], False)

    def test_a_word_that_is_not_counted_is_no_slip(self):
        beluk = self._book("Burung Beluk", "Manson")
        self._copies(self.school_a, beluk, 1)
        self.env.flush_all()
        self.env["library.search.word"]._fold()
        self.assertEqual(self.opac._find("belut harimau")["meant"], "", "it stands in a summary")

    def test_what_is_hidden_is_not_spelled_out(self):
        hidden = self._book("Rahasiaku", "Penyimpan", hidden=True)
        self._copies(self.school_a, hidden, 1)
        away = self._book("Tersendiriku", "Penyendiri")
        self._copies(self.village, away, 1)
        self.env.flush_all()
        self.env["library.search.word"]._fold()
        self.assertEqual(self.opac._find("tersendiriqu")["meant"], "tersendiriku")
        self.village.published = False
        for typed in ("rahasiaqu", "penyimpam", "tersendiriqu", "penyendirj"):
            self.assertEqual(self.opac._find(typed)["meant"], "", typed)
            self.assertEqual(self.opac._find(f"laskar {typed}")["meant"], "", typed)

    def test_what_is_no_slip_is_left_alone(self):
        for typed in ("laskar pelangi", "hirata", "zzzzqqqq", "ab"):
            self.assertFalse(self.opac._find(typed)["is_meant_shown"], typed)

    # ------------------------------------------------------------------
    # OTHER WAYS TO WRITE IT
    # ------------------------------------------------------------------

    def test_one_word_or_two(self):
        sun = self._book("Matahari", "Tere")
        tales = self._book("Folk Tales of Lombok", "Reader")
        for book in (sun, tales):
            self._copies(self.school_a, book, 1)
        self.env.flush_all()
        self.env["library.search.word"]._fold()
        self.assertEqual(self.find("laskarpelangi"), self.book)
        self.assertEqual(self.find("mata hari tere")[:1], sun)
        self.assertEqual(self.find("folktale"), tales)
        self.assertEqual(self.find("folktales lombok")[:1], tales)
        self.assertEqual(self.find("", narrow={"title": "mata hari"}), sun)

    def test_numerals_of_classes_and_parts(self):
        seventh = self._book("Matematika Kelas VII", "Tim")
        first = self._book("Membaca Kelas I", "I Wayan Tim")
        for book in (seventh, first):
            self._copies(self.school_a, book, 1)
        self.assertEqual(self.find("matematika kelas 7")[:1], seventh)
        self.assertEqual(self.find("membaca kelas 1")[:1], first)
        self.assertNotIn(first, self.find("1"), "the I of a Balinese name is no number")

    def test_as_people_speak(self):
        self.assertEqual(self.find("cabe"), self.garden)
        self.assertEqual(self.find("nanam cabe")[:1], self.garden)

    def test_a_word_that_is_not_finished(self):
        self.assertEqual(self.find("pertan"), self.village_farm + self.garden)
        self.assertEqual(self.find("pela"), self.env["library.book"], "too short to tell")

    def test_digits_and_letters_together(self):
        peak = self._book("5 cm", "Donny")
        seventh = self._book("Matematika Kelas VII", "Tim")
        for book in (peak, seventh):
            self._copies(self.school_a, book, 1)
        self.assertEqual(self.find("5cm"), peak)
        self.assertEqual(self.find("matematika kelas7"), seventh)

    def test_volume_publisher_and_year_are_found_too(self):
        values = {
            "series": "Lima Sekawan",
            "series_number": "3",
            "publisher": "Djambatan",
            "year": "1987",
        }
        island = self._book("Di Pulau Harta", "Blyton", **values)
        other = self._book("Di Rel Rahasia", "Blyton", series="Lima Sekawan", series_number="7")
        for book in (island, other):
            self._copies(self.school_a, book, 1)
        self.assertEqual(self.find("lima sekawan 3")[:1], island)
        self.assertEqual(self.find("sekawan jambatan 1987")[:1], island)

    def test_issn_with_its_name(self):
        paper = self._book("Majalah Desa", "Tim")
        paper.write({"identifier_ids": [Command.create({"kind": "issn", "value": "0378-5955"})]})
        self._copies(self.school_a, paper, 1)
        for typed in ("ISSN 0378-5955", "issn: 03785955", "0378-5955", "majalah ISSN 0378-5955"):
            self.assertEqual(self.find(typed), paper, typed)
            self.assertTrue(self.opac._find(typed)["summary"].startswith("1 title for"), typed)

    def test_initials_of_a_title(self):
        dictionary = self._book("Kamus Besar Bahasa Indonesia", "Pusat Bahasa")
        self._copies(self.school_a, dictionary, 1)
        self.assertEqual(self.find("kbbi"), dictionary)
        self.assertEqual(self.find("kbb"), dictionary)

    def test_a_nasal_swallows_the_first_letter(self):
        dance = self._book("Tari Pendet", "Ni Luh")
        cooking = self._book("Masakan Rumah", "Ni Luh")
        for book in (dance, cooking):
            self._copies(self.school_a, book, 1)
        self.assertEqual(self.find("menari"), dance)
        self.assertEqual(self.find("memasak"), cooking)

    def test_a_rare_word_tells_more_than_a_frequent_one(self):
        often = [
            self._book(f"Buku {name}", "A") for name in ("Satu", "Dua", "Tiga", "Empat", "Lima")
        ]
        scouts = self._book("Boyman", "Sunardi", subject_ids=self._subjects("Pramuka"))
        for book in (*often, scouts):
            self._copies(self.school_a, book, 1)
        self.env.flush_all()
        self.env["library.search.word"]._fold()
        self.assertEqual(self.find("buku pramuka")[:1], scouts)

    def test_what_has_all_the_words_is_counted_apart(self):
        found = self.opac._find("pertanian desa")
        self.assertIn("1 with all of “pertanian desa”, then 1 with some", found["summary"])

    # ------------------------------------------------------------------
    # WHAT COMES FIRST
    # ------------------------------------------------------------------

    def test_what_is_on_a_shelf_comes_before_what_is_lent(self):
        twins = self._book("Kisah Gajah", "A") + self._book("Kisah Gajah", "B")
        copies = [self._copies(self.school_a, twin, 1) for twin in twins]
        for lent, other in ((0, 1), (1, 0)):
            copies[lent].manual_state, copies[other].manual_state = "in_repair", False
            self.assertEqual(self.find("gajah")[0], twins[other])

    def test_what_is_lent_often_comes_before_what_is_not(self):
        twins = self._book("Kisah Rusa", "A") + self._book("Kisah Rusa", "B")
        copies = [self._copies(self.school_a, twin, 2) for twin in twins]
        self.lend(self.pupil_a, copies[1][0])
        books = self.env["library.book"]
        books._write_popularity(books._changed_popularity())
        self.assertFalse(books._changed_popularity(), "counted twice, nothing changes")
        self.assertEqual(self.find("rusa"), twins[1] + twins[0])
        self.assertEqual(self.find("rusa", sort="read")[0], twins[1])

    def test_orders(self):
        both = self.village_farm + self.garden
        self.assertEqual(self.find("pertanian", sort="title"), both.sorted("name"))
        self.assertEqual(self.find("pertanian", sort="new"), both.sorted("id", reverse=True))

    # ------------------------------------------------------------------
    # NARROWED
    # ------------------------------------------------------------------

    def test_narrowed_by_what_a_title_is(self):
        for narrow, book in (
            ({"class": "6", "from": "2000"}, self.garden),
            ({"language": "ban"}, self.reader),
            ({"for": "adult"}, self.garden),
            ({"to": "1999", "class": "6"}, self.village_farm),
            ({"author": "utami"}, self.reader),
            ({"title": "cabai"}, self.garden),
            ({"subject": "pertanian"}, self.garden),
        ):
            self.assertEqual(self.find("", narrow=narrow), book, narrow)
        self.assertEqual(self.find("pertanian", narrow={"language": "en"}).ids, [])

    def test_narrowed_by_its_copies(self):
        self.assertIn(self.book, self.find("laskar", narrow={"now": "1", "area": "98.01.02"}))
        self.assertEqual(self.find("cabai", narrow={"area": "98.01.02"}).ids, [])
        self.assertEqual(self.find("cabai", narrow={"area": "98.01.77"}).ids, [])
        kind = self.env["library.collection.type"].create({"name": "Uji", "code": "uji"})
        self.assertEqual(self.find("cabai", narrow={"kind": "uji"}).ids, [])
        copies = self._copies(self.school_a, self.garden, 1, collection_type_id=kind.id)
        self.assertEqual(self.find("cabai", narrow={"kind": "uji"}), self.garden)
        copies.manual_state = "in_repair"
        self.env["library.copy"].search(
            [("book_id", "=", self.garden.id)]
        ).manual_state = "in_repair"
        self.assertEqual(self.find("cabai", narrow={"now": "1"}).ids, [])

    def test_narrowed_to_a_topic(self):
        topic = self.env["library.topic"].create({"name": "Kebun", "class_numbers": "63"})
        only = {"topic": str(topic.id)}
        hidden = self._book("Cabai Tersembunyi", "X", class_number="635", hidden=True)
        spice = self._book("Cabai di Dapur", "Y", class_number="641.5")
        for book in (hidden, spice):
            self._copies(self.school_a, book, 1)
        self.assertEqual(self.find("cabai"), self.garden + spice)
        self.assertEqual(self.find("cabai", narrow=only), self.garden)
        self.assertEqual(self.find("", narrow=only), self.garden + self.village_farm)
        self.assertEqual(self.find("", narrow={**only, "from": "2000"}), self.garden)
        self.assertEqual(
            self.find("", narrow={**only, "now": "1"}, sort="title").ids[:1], [self.garden.id]
        )
        self.assertEqual(self.find("", self.village.code, narrow=only).ids, [])
        topic.audience = "adult"
        self.assertEqual(self.find("", narrow=only), self.garden)
        topic.active = False
        found = self.opac._find("cabai", narrowing=narrowing.read(only))
        self.assertFalse(found["narrowing"], "a topic that is gone narrows nothing")

    def test_what_is_chosen_is_told_by_its_name_where_nothing_is_found(self):
        chosen = {"class": "8", "language": "ban", "for": "adult", "title": "x", "topic": "0"}
        facets = self.opac._find("zzzz", narrowing=narrowing.read(chosen))["facets"]
        self.assertFalse(facets["groups"])
        shown = {option["group"]: option["label"] for option in facets["chosen"]}
        self.assertEqual(
            shown,
            {"Title": "x", "About": "Kesusastraan", "Language": "Balinese", "For whom": "Adults"},
        )

    def test_on_the_shelf_is_offered_where_something_is(self):
        def offered():
            groups = self.opac._find("cabai")["facets"]["groups"]
            return "On the shelf" in [group["label"] for group in groups]

        self.assertTrue(offered())
        self.env["library.copy"].search(
            [("book_id", "=", self.garden.id)]
        ).manual_state = "in_repair"
        self.assertFalse(offered())

    def test_a_library_is_searched_alike_from_either_list(self):
        """From its own titles or from those with the words, whichever PostgreSQL would read sooner."""
        other = self._book("Pertanian Kota", "Wayan")
        self._copies(self.school_b, other, 1)
        for text in (
            "pertanian",
            "desa pertanian",
            "cerita kota",
            '"pertanian desa"',
            "pertanian -desa",
        ):
            found = []
            for count in (0, 10**12):
                with patch.object(type(self.opac), "_title_count", lambda *args, n=count: n):
                    found.append(self.find(text, self.school_a.code))
            self.assertEqual(*found, text)
            self.assertEqual(found[0], found[0] - other)

    def test_every_link_beside_the_results_leads_to_titles(self):
        found = self.opac._find("pertanian")
        links = [
            option["parameters"]
            for group in found["facets"]["groups"]
            for option in group["options"]
        ]
        self.assertGreater(len(links), 6)
        for parameters in links:
            narrowed = self.opac._find("pertanian", narrowing=narrowing.read(parameters))
            self.assertTrue(narrowed["titles"], parameters)

    # ------------------------------------------------------------------
    # WHILE TYPING
    # ------------------------------------------------------------------

    def test_words_and_titles_are_proposed(self):
        found = self.opac._suggest("lask")
        self.assertEqual(found["words"], ["laskar"])
        self.assertEqual([title["name"] for title in found["titles"]], ["Laskar Pelangi"])
        self.assertEqual(self.opac._suggest("laskar pel")["words"], ["laskar pelangi"])
        self.assertEqual(self.opac._suggest("laskar pel", "SEKA")["titles"], found["titles"])
        self.assertEqual(self.opac._suggest("laskar pel", "DESC")["titles"], [])

    def test_what_is_hidden_is_not_proposed(self):
        hidden = self._book("Rahasiaku", "Penyimpan", hidden=True)
        self._copies(self.school_a, hidden, 1)
        away = self._book("Tersendiriku", "Penyendiri")
        self._copies(self.village, away, 1)
        self.village.published = False
        self.env.flush_all()
        self.env["library.search.word"]._fold()
        for beginning in ("rahasia", "penyim", "tersendi", "penyend"):
            self.assertEqual(self.opac._suggest(beginning), {"words": [], "titles": []}, beginning)

    def test_words_are_counted_as_titles_change(self):
        words = self.env["library.search.word"]

        def count(word):
            self.env.flush_all()
            words._fold()
            words.invalidate_model()
            return words.search([("word", "=", word)]).title_count

        book = self._book("Kancil Mencuri Timun", "Dongeng")
        self.assertEqual(count("kancil"), 1)
        other = self._book("Kancil dan Buaya", "Dongeng")
        self.assertEqual(count("kancil"), 2)
        book.name = "Kerbau"
        self.assertEqual([count("kancil"), count("kerbau")], [1, 1])
        other.hidden = True
        self.assertEqual(count("kancil"), 0)
        other.hidden = False
        self.assertEqual(count("kancil"), 1)
        book.unlink()
        self.assertEqual(count("kerbau"), 0)
        before = words.search_read([], ["word", "title_count"], order="word")
        words._count_anew()
        words.invalidate_model()
        self.assertEqual(
            [(row["word"], row["title_count"]) for row in before],
            [(row.word, row.title_count) for row in words.search([], order="word")],
        )

    def test_a_postgresql_without_stemmers_finds_the_words_themselves(self):
        mixin = self.env["library.book"]
        functions = mixin._search_functions()
        self.assertIn("indonesian_stem", functions)
        without = functions.replace("'pg_catalog.indonesian_stem', word", "'simple', word")
        self.assertNotEqual(
            mixin._search_columns["search_vector"].made_from(without),
            mixin._search_columns["search_vector"].made_from(functions),
        )


@tagged("post_install", "-at_install")
class TestOpacFindPages(OpacPagesCase):
    """The same as a browser gets it."""

    def test_a_page_of_results_has_links_to_narrow_and_to_sort(self):
        tree = self.get("/library?q=laskar")
        self.assertTrue(tree.xpath("//details[@class='facets']//a"))
        for address in tree.xpath("//details[@class='facets']//a/@href | //nav//a/@href"):
            if address.startswith("/library?"):
                self.assertEqual(self.titles(self.get(address)), ["Laskar Pelangi"], address)

    def test_a_search_in_a_topic(self):
        topic = self.env["library.topic"].create({"name": "Novel", "words": "laskar"})
        tree = self.get(f"/library/topic/{topic.id}-novel")
        self.assertEqual(tree.xpath("//form//input[@name='topic']/@value"), [str(topic.id)])
        tree = self.get(f"/library?q=pelangi&topic={topic.id}-novel")
        self.assertEqual(self.titles(tree), ["Laskar Pelangi"])
        self.assertTrue(tree.xpath("//form//input[@name='topic'][@checked]"))
        self.assertEqual(tree.xpath("//ul[@class='chosen']//a/@href"), ["/library?q=pelangi"])
        self.assertFalse(self.get("/library?q=pelangi").xpath("//input[@name='topic']"))

    def test_the_form_that_asks_apart(self):
        topic = self.env["library.topic"].create({"name": "Novel", "words": "laskar"})
        asked = {
            "author": "hirata",
            "from": "1990",
            "topic": str(topic.id),
            "class": "8",
            "area": "98.01",
        }
        tree = self.get(f"/library/advanced?q=x&{urlencode(asked)}")
        for name, value in asked.items():
            self.assertEqual(tree.xpath(f"//input[@name='{name}']/@value"), [value])
        self.assertEqual(
            self.titles(self.get("/library?q=&author=hirata&title=laskar")), ["Laskar Pelangi"]
        )
        self.get("/library/advanced?at=NOWHERE", 404)

    def test_an_empty_page_leads_on(self):
        tree = self.get("/library?q=buku+yang+belum+ada&at=DESC")
        links = tree.find_class("empty")[0].xpath(".//a/@href")
        self.assertIn("/library?q=buku+yang+belum+ada", links)
        self.assertIn("/my/library/wishes?title=buku+yang+belum+ada", links)

    def test_suggestions_are_json(self):
        answer = self.url_open("/library/suggest?q=laskar")
        self.assertEqual(answer.json()["titles"][0]["name"], "Laskar Pelangi")

    def test_strange_parameters(self):
        names = (
            "author",
            "from",
            "to",
            "language",
            "for",
            "class",
            "kind",
            "area",
            "now",
            "sort",
            "topic",
        )
        for value in HOSTILE:
            with self.subTest(value=value[:40]):
                params = dict.fromkeys(names, value)
                for path in ("/library", "/library/advanced", "/library/suggest"):
                    answer = self.url_open(
                        path, params={"q": value, **params}, allow_redirects=False
                    )
                    self.assertIn(answer.status_code, (200, 303, 400, 404), path)
                    self.assertNotIn("<script>alert", answer.text)


class TestSearchTools(LibraryCase):
    """Reading what was typed."""

    def test_a_slip_is_one_letter_or_two(self):
        known = {"laskar": 3, "lasar": 1, "kewirausahaan": 2}
        self.assertEqual(spelling.nearest("laskr", known), "laskar")
        self.assertEqual(spelling.nearest("kewirasahan", known), "kewirausahaan")
        self.assertEqual(spelling.nearest("lax", known), "")
        self.assertEqual(spelling.nearest("gunung", known), "")

    def test_signs_do_not_break_a_query(self):
        word = search_query.Word("a'b\\c", ("x",))
        query = search_query.Query((word,))
        self.env.cr.execute("SELECT %s::tsquery", [query.all()])
        self.assertTrue(self.env.cr.fetchone()[0])

    @checked
    @given(st.integers(1400, 2099), st.integers(1400, 2099))
    def test_a_span_of_years_is_these_years_and_no_other(self, first, last):
        spans = [span.removesuffix("*") for span in narrowing.spans(first, last)]
        years = [year for year in range(1400, 2100) if str(year).startswith(tuple(spans))]
        self.assertEqual(years, list(range(first, last + 1)))

    def test_an_address_is_read_and_written_the_same(self):
        asked = {"author": "Toer", "from": "1980", "language": "id", "now": "1"}
        self.assertEqual(narrowing.read(asked).parameters(), asked)
        self.assertEqual(
            narrowing.read({"from": ["1"], "language": "a b", "now": "yes"}).parameters(), {}
        )
