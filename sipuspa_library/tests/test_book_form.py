from odoo.tests import Form, tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestBookForm(LibraryCase):
    """What a village clerk types is enough, and what is odd is told, never refused."""

    def form(self, **context):
        books = self.env["library.book"].with_user(self.librarian_a).with_context(**context)
        return Form(books, "sipuspa_library.library_book_view_form")

    def test_a_few_fields_describe_a_book(self):
        form = self.form()
        form.name = "Bumi Manusia"
        author = self.env["library.author"].with_user(self.librarian_a)
        with form.contributor_ids.new() as line:
            line.author_id = author.browse(author.name_create("Pramoedya Ananta Toer")[0])
            self.assertEqual(line.heading, "Toer, Pramoedya Ananta")
        form.isbn = "979-97312-3-2"
        self.assertEqual(form.isbn, "9789799731234")
        form.class_number = "813"
        self.assertEqual(form.call_number, "813 TOE b")
        book = form.save()
        self.assertTrue(book.isbn_valid)
        self.assertEqual(book.library_id, self.school_a)

    def test_a_proposed_heading_is_written_over_on_the_line(self):
        form = self.form()
        form.name = "Sajak"
        author = self.env["library.author"].with_user(self.librarian_a)
        with form.contributor_ids.new() as line:
            line.author_id = author.browse(author.name_create("Ida Ayu Oka")[0])
            line.heading = "Ayu Oka, Ida"
        self.assertEqual(form.save().contributor_ids.author_id.heading, "Ayu Oka, Ida")

    def test_the_heading_of_a_shared_author_is_shown_and_stays(self):
        form = self.form()
        form.name = "Edensor"
        hirata = self._author("Andrea Hirata")
        with form.contributor_ids.new() as line:
            line.author_id = hirata
            self.assertFalse(line.heading_editable)
            with self.assertRaises(AssertionError):
                line.heading = "Andrea"
        self.assertEqual(form.save().contributor_ids.heading, "Hirata, Andrea")

    def test_a_wrong_isbn_is_told_kept_and_listed(self):
        form = self.form()
        form.name = "Salah Cetak"
        form.isbn = "979-97312-3-3"
        self.assertFalse(form.isbn_valid)
        book = form.save()
        self.assertEqual(book.isbn, "979-97312-3-3")
        self.assertFalse(book.isbn_valid)

    def test_an_isbn_of_another_title_is_told_with_the_way_to_it(self):
        self.book.isbn = "9789793062792"
        form = self.form()
        form.name = "Lasykar Pelangi"
        form.isbn = "979-3062-79-7"
        self.assertEqual(form.isbn_twin_id, self.book)
        twin = form.save()
        self.assertEqual(self.book.isbn_twin_id, twin)
        twin.isbn = False
        self.env["library.book.identifier"].create({"book_id": twin.id, "value": "9793062797"})
        self.book.invalidate_recordset()
        self.assertEqual(self.book.isbn_twin_id, twin)
        self.assertFalse(twin.isbn_twin_id)

    def test_further_numbers_are_normalised_as_they_are_typed_and_changed(self):
        numbers = self.env["library.book.identifier"].with_user(self.librarian_a)
        book = self.env["library.book"].with_user(self.librarian_a).create({"name": "Sajak"})
        line = numbers.create({"book_id": book.id, "value": "979-3062-79-7"})
        self.assertEqual((line.value, line.valid), ("9789793062792", True))
        line.write({"kind": "issn", "value": "03785955"})
        self.assertEqual((line.value, line.valid), ("0378-5955", True))
        line.kind = "isbn"
        self.assertFalse(line.valid)
        line.write({"kind": "other"})
        self.assertTrue(line.valid)

    def test_values_of_an_earlier_search_come_along(self):
        form = self.form(
            default_name="Bumi Manusia",
            default_isbn="979-97312-3-2",
            default_author_text="andrea hirata",
        )
        book = form.save()
        self.assertEqual(book.contributor_text, "Andrea Hirata")
        self.assertEqual((book.name, book.isbn), ("Bumi Manusia", "9789799731234"))

    def test_years_are_kept_as_printed_and_sorted_as_years(self):
        years = ["[2010?]", "t.t.", "1999", "c2004"]
        books = self.env["library.book"].create(
            [{"name": f"Tahun {year}", "year": year} for year in years]
        )
        ordered = books.search([("id", "in", books.ids)], order="year desc")
        self.assertEqual(ordered.mapped("year"), ["[2010?]", "c2004", "1999", "t.t."])
        since = books.search([("id", "in", books.ids), ("year_sort", ">=", 2004)])
        self.assertEqual(len(since), 2)

    def test_the_switch_is_remembered_for_its_user(self):
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.librarian_a)
        answer = settings.with_user(self.librarian_a).set_res_users_settings(
            {"library_all_fields": True}
        )
        self.assertTrue(answer["library_all_fields"])
        self.assertTrue(settings._res_users_settings_format()["library_all_fields"])
