from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import class_number, identifiers, isbn
from .mixin_search_column import SearchColumn


class LibraryBook(models.Model):
    """What a search finds a title by: one derived column over texts of the title's own row.

    Weights: A the title, B names, C subjects, series and numbers, D the rest. Stems (``~``) and marks
    of language, audience, class, year and initials (``=``) stand there without a weight, so that the
    one index answers a search narrowed by them.

    A derived column sees its own row only, so the headings and numbers that stand in other tables
    are kept beside the title; a rename, a new other name or a merge rewrites them on every title at once.
    """

    _name = "library.book"
    _inherit = ["library.book", "library.search.column.mixin"]
    _search_columns = {
        "search_vector": SearchColumn(
            "tsvector",
            """
            setweight(public.sipuspa_document(name), 'A') ||
            setweight(public.sipuspa_document(
                COALESCE(contributor_text, '') || ' ' || COALESCE(heading_text, '')), 'B') ||
            setweight(public.sipuspa_document(
                COALESCE(subtitle, '') || ' ' || COALESCE(series, '')
                || ' ' || COALESCE(series_number, '') || ' ' || COALESCE(subject_text, '')
                || ' ' || COALESCE(replace(isbn, '-', ''), '')
                || ' ' || COALESCE(identifier_text, '') || ' ' || COALESCE(call_number, '')), 'C') ||
            public.sipuspa_document(COALESCE(summary, '') || ' ' || COALESCE(publisher, '')
                || ' ' || COALESCE(NULLIF(year_sort, 0)::text, '')) ||
            COALESCE(public.sipuspa_stemmed(name || ' ' || COALESCE(subtitle, '')
                || ' ' || COALESCE(series, '') || ' ' || COALESCE(subject_text, '')), '') ||
            array_to_tsvector(array_remove(ARRAY[
                '=l' || language, '=a' || audience, '=c' || NULLIF(class_group, ''),
                '=y' || NULLIF(year_sort, 0)::text], NULL) || public.sipuspa_initials(name))
            """,
            part="popularity > 0",
        )
    }
    _verb_fields = frozenset({"popularity"})

    contributor_text = fields.Char(
        string="Authors", compute="_compute_contributor_text", store=True
    )
    class_group = fields.Char(
        string="Main Class", compute="_compute_class_group", store=True, precompute=True
    )
    popularity = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of the titles lent most, how much they are lent; of all others 0. Counted every night.",
    )
    heading_text = fields.Char(
        string="Other Names of Authors", compute="_compute_heading_text", store=True
    )
    subject_text = fields.Char(
        string="Words of Subjects", compute="_compute_subject_text", store=True
    )
    identifier_text = fields.Char(
        string="Words of Numbers", compute="_compute_identifier_text", store=True
    )
    search_words = fields.Char(
        string="Words",
        store=False,
        compute="_compute_search_words",
        search="_search_search_words",
        help="Words in any order in title, authors, subjects and ISBN.",
    )

    @api.depends("contributor_ids.author_id.name", "contributor_ids.sequence")
    def _compute_contributor_text(self):
        for book in self:
            lines = book.contributor_ids.sorted(lambda line: (line.sequence, line.id or 0))
            book.contributor_text = "; ".join(lines.author_id.mapped("name")) or False

    @api.depends(
        "contributor_ids.author_id.name",
        "contributor_ids.author_id.heading",
        "contributor_ids.author_id.see_from",
    )
    def _compute_heading_text(self):
        for book in self:
            names = (author._further_names() for author in book.contributor_ids.author_id)
            book.heading_text = "; ".join(sum(names, [])) or False

    @api.depends("subject_ids.name", "subject_ids.heading", "subject_ids.see_from")
    def _compute_subject_text(self):
        for book in self:
            names = ([subject.name, *subject._further_names()] for subject in book.subject_ids)
            book.subject_text = "; ".join(sum(names, [])) or False

    @api.depends("class_number")
    def _compute_class_group(self):
        for book in self:
            book.class_group = class_number.main_class(book.class_number) or False

    @api.depends("identifier_ids.value")
    def _compute_identifier_text(self):
        for book in self:
            numbers = map(
                identifiers.search_forms, filter(None, book.identifier_ids.mapped("value"))
            )
            book.identifier_text = " ".join(numbers) or False

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort years as years: what stands on title pages sorts as text, brackets and all."""
        name = "year_sort" if field_name == "year" else field_name
        return super()._order_field_to_sql(alias, name, direction, nulls, query)

    def _compute_search_words(self):
        self.search_words = False

    @api.model
    def _search_search_words(self, operator, value):
        """Find titles by words in any order, ``"phrases"`` and ``-excluded`` words."""
        if operator in ("ilike", "=") and isinstance(value, str):
            return self._words_domain(value)
        return NotImplemented

    @api.model
    def _words_domain(self, words):
        """Return the domain of titles that hold all ``words`` in title, names, subjects or numbers."""
        self.flush_model()  # PostgreSQL derives the column from what is written
        text = isbn.unhyphenated(words)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s @@ public.sipuspa_query(%s)", SQL.identifier(alias, "search_vector"), text
            )
        )
