from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestSpine(LibraryCase):
    """What a copy's spine says, and the shelf that follows from it."""

    def spines(self, copies):
        self.env.flush_all()
        self.env.invalidate_all()
        return copies.mapped("call_number")

    def test_prefix_and_mark_stand_in_front_of_the_title_s(self):
        self.school_a.call_number_prefix = "SMP"
        self.copies_a[0].collection_type_id = self.env.ref(
            "sipuspa_library.collection_type_referensi"
        )
        self.copies_a[1].own_call_number = "FIK/HIR"
        self.assertEqual(
            self.spines(self.copies_a), ["SMP R 813 HIR l", "FIK/HIR", "SMP 813 HIR l"]
        )
        self.assertEqual(self.spines(self.copies_b), ["813 HIR l"] * 2)

    def test_a_mended_title_moves_its_copies(self):
        self.book.class_number = "899.221 3"
        self.assertEqual(self.spines(self.copies_a), ["899.221 3 HIR l"] * 3)
        [sort] = set(self.copies_a.mapped("call_sort"))
        self.assertEqual(sort, " 8992213 hir!l")

    def test_a_changed_mark_moves_its_copies(self):
        reference = self.env.ref("sipuspa_library.collection_type_referensi")
        self.copies_a.collection_type_id = reference
        reference.call_number_mark = "REF"
        self.assertEqual(self.spines(self.copies_a), ["REF 813 HIR l"] * 3)

    def test_a_shelf_list_is_in_shelf_order(self):
        texts = ["813.6", "R 413", "2X4.1 ABD f", "298", "813 HIR l 10", "813 HIR l 2", "297.9"]
        self.school_a.call_number_prefix = "SMP1"
        copies = self._copies(self.school_a, self.book, len(texts) + 1)
        for copy, text in zip(copies, texts, strict=False):
            copy.own_call_number = text
        found = self.env["library.copy"].search([("id", "in", copies.ids)], order="call_number")
        self.assertEqual(
            found.mapped("call_number"),
            [
                "297.9",
                "2X4.1 ABD f",
                "298",
                "SMP1 813 HIR l",
                "813 HIR l 2",
                "813 HIR l 10",
                "813.6",
                "R 413",
            ],
        )

    def test_titles_are_listed_by_class(self):
        books = self.env["library.book"].create(
            [{"name": "x", "class_number": text} for text in ("R 030", "50", "2X1", "297.5", "298")]
        )
        found = self.env["library.book"].search(
            [("id", "in", books.ids)], order="class_number desc"
        )
        self.assertEqual(found.mapped("class_number"), ["R 030", "298", "2X1", "297.5", "50"])

    def test_the_order_is_that_of_bytes_whatever_the_database_sorts_by(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT attrelid::regclass::text, attcollation::regcollation::text FROM pg_attribute
                 WHERE (attrelid, attname) IN (('library_copy'::regclass, 'call_sort'),
                                               ('library_book'::regclass, 'class_sort'))
                 ORDER BY 1
                """
            )
        )
        self.assertEqual(rows, [("library_book", '"C"'), ("library_copy", '"C"')])

    def test_what_the_spine_says_is_not_typed(self):
        copy = self.copies_a[0].with_user(self.librarian_a)
        for name in ("call_number", "call_sort"):
            with self.subTest(name), self.assertRaises(AccessError):
                copy.write({name: "813"})


@tagged("post_install", "-at_install")
class TestPattern(LibraryCase):
    """A regency writes its call numbers its own way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.library_admin.group_ids += cls.env.ref("base.group_system")

    def settings(self):
        return Form(self.env["res.config.settings"].with_user(self.library_admin))

    def save(self, **vals):
        settings = self.settings()
        for name, value in vals.items():
            settings[name] = value
        settings.save().execute()

    def rewrite(self):
        cron = self.env.ref("sipuspa_library.cron_rewrite_call_numbers")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_new_titles_follow_the_pattern_and_its_articles(self):
        self.save(
            library_call_number_pattern="{class}/{author:4}/{title:2}",
            library_call_number_articles="Hikayat",
        )
        book = self._book("Hikayat Kancil", "Andrea Hirata", class_number="398.2")
        self.assertEqual(book.call_number, "398.2/HIRA/ka")
        self.assertEqual(self.book.call_number, "813 HIR l")

    def test_the_settings_show_what_comes_out(self):
        settings = self.settings()
        self.assertEqual(settings.library_call_number_example, "899.221 3 HIR p")
        settings.library_call_number_pattern = "{class}-{author:2}"
        self.assertEqual(settings.library_call_number_example, "899.221 3-HI")

    def test_a_pattern_that_cannot_be_used_is_not_saved(self):
        with self.assertRaisesRegex(ValidationError, "cannot be used"):
            self.save(library_call_number_pattern="{author:3} {year}")

    def test_a_broken_pattern_from_elsewhere_counts_as_none(self):
        key = "sipuspa_library.call_number_pattern"
        self.env["ir.config_parameter"].set_param(key, "{class")
        self.assertEqual(self._book("Edensor", class_number="813").call_number, "813 EDE")

    def test_what_was_proposed_before_is_rewritten_on_request(self):
        typed = self._book("Edensor", class_number="813", call_number="FIK EDE")
        archived = self._book("Padang Bulan", class_number="813", active=False)
        self.copies_a[0].sudo().printed_at = "2026-01-01"
        self.copies_a[1].write({"own_call_number": "F/HIR"})
        self.copies_a[1].sudo().printed_at = "2026-01-01"
        self.save(
            library_call_number_pattern="{class}-{author:3}", library_rewrite_call_numbers=True
        )
        self.assertEqual(self.book.call_number, "813 HIR l")
        self.rewrite()
        self.assertEqual(self.book.call_number, "813-HIR")
        self.assertEqual((typed.call_number, archived.call_number), ("FIK EDE", "813-PAD"))
        self.assertEqual(
            self.copies_a.mapped("call_number"), ["813 HIR l", "F/HIR", "813-HIR"], "printed stays"
        )
        self.assertEqual(self.copies_a[0].call_sort, " 813 hir!l")
        self.assertFalse(self.env["library.book"].search(self.env["library.book"]._to_rewrite()))

    def test_nothing_is_rewritten_unasked(self):
        self.save(library_call_number_pattern="{class}-{author:3}")
        self.rewrite()
        self.assertEqual(self.book.call_number, "813 HIR l")

    def test_a_run_that_is_out_of_time_is_gone_on_with(self):
        books = self.env["library.book"].create([{"name": f"Judul {i}"} for i in range(150)])
        self.env["library.book"]._start_rewriting_call_numbers()
        self.save(library_call_number_pattern="{class} {author:2}")
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 0)
        self.env["library.book"]._cron_rewrite_call_numbers()
        waiting = self.env["library.book"].search(self.env["library.book"]._to_rewrite())
        self.assertTrue(0 < len(waiting & books) < 150)
        self.env["library.book"]._cron_rewrite_call_numbers()
        self.env["library.book"]._cron_rewrite_call_numbers()
        self.assertEqual(set(books.mapped("call_number")), {"JU"})
