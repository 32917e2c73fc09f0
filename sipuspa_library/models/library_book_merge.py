from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LibraryBook(models.Model):
    """Two descriptions of one title become one; copies, loans and numbers stay what they are."""

    _name = "library.book"
    _inherit = ["library.book", "library.merge.mixin"]
    _merge_fields = (
        "name",
        "subtitle",
        "contributor_ids",
        "publisher",
        "place",
        "year",
        "edition",
        "series",
        "series_number",
        "extent",
        "language",
        "audience",
        "grade",
        "isbn",
        "class_number",
        "call_number_typed",
        "subject_ids",
        "summary",
        "cover",
        "hidden",
    )
    _merge_derived = frozenset({"library.holding", "library.popular"})
    _merge_apart = frozenset({"library.duplicate"})

    merged_into_id = fields.Many2one(
        comodel_name="library.book",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _outcomes(self):
        return {*super()._outcomes(), "merged_into_id"}

    def _merge_titles(self):
        return self

    def _merge_copies(self):
        return self.env["library.copy"].search([("book_id", "in", self.ids)], order="id")

    def _merge_weight(self):
        """Keep what the cataloguer has checked, then what most libraries hold."""
        held = self.holding_ids.filtered("copy_count")
        return (self.verified, len(held), *super()._merge_weight())

    def _merge_about(self):
        """Tell who holds the title."""
        return self._told_holders().get(self, "")

    def _told_holders(self):
        """Return in words who holds these titles, by title; one that nobody holds is left out."""
        env = self.env
        words = {}
        for book, libraries, count in env["library.holding"]._read_group(
            [("book_id", "in", self.ids), ("copy_count", ">", 0)],
            ["book_id"],
            ["library_id:recordset", "copy_count:sum"],
        ):
            words[book] = (
                f"{libraries.name} ({count})"
                if len(libraries) == 1
                else env._(
                    "%(libraries)s libraries (%(copies)s copies)",
                    libraries=len(libraries),
                    copies=count,
                )
            )
        return words

    def _merge_picture(self):
        return self.cover

    def _merge_take_in(self, losers, choices):
        """Take a cover, too, where this title has none."""
        pictured = losers.filtered("cover")[:1]
        if pictured and not self.cover:
            choices = {"cover": pictured.id, **choices}
        self.env["library.duplicate"]._close(self, losers)
        return super()._merge_take_in(losers, choices)

    def _merge_undone(self, losers):
        self.env["library.duplicate"]._reopen(self, losers)

    def _merge_recount(self, losers):
        holdings = self.env["library.holding"]
        libraries = holdings.search([("book_id", "in", losers.ids)]).library_id
        holdings._recount((library.id, book.id) for library in libraries for book in self | losers)

    def _merge_known_by(self):
        return [book.isbn for book in self if book.isbn]

    def _merge_keep(self, known_by):
        """Keep every ISBN the titles had in front; further numbers have moved as they are."""
        there = {self.isbn, *self.identifier_ids.mapped("value")}
        self.env["library.book.identifier"].create(
            [
                {"book_id": self.id, "kind": "isbn", "value": number}
                for number in dict.fromkeys(known_by)
                if number not in there
            ]
        )


class LibraryCopy(models.Model):
    """What a merge tells of copies, and that none comes under a title that is no longer used."""

    _inherit = "library.copy"

    @api.constrains("book_id")
    def _check_book_in_use(self):
        env = self.env
        for book in self.book_id.filtered(lambda book: not book.active):
            if book.merged_into_id:
                raise ValidationError(
                    env._(
                        "“%(gone)s” has been merged into “%(kept)s”. Add the copies there.",
                        gone=book.display_name,
                        kept=book.merged_into_id.display_name,
                    )
                )
            raise ValidationError(
                env._("“%s” is archived. Bring it back before you add copies.", book.display_name)
            )

    def _told_of_title(self):
        """Return what the ledger tells when the title of copies changes, by their ids."""
        return {
            copy.id: {
                "book_id": copy.book_id.name,
                "call_number": copy.call_number,
                "book": copy.book_id.id,
            }
            for copy in self
        }

    def _note_merge(self, before):
        """Note each copy that stands under another title now, with the name it was and is under."""
        moved = self.filtered(lambda copy: copy.book_id.id != before[copy.id]["book"])
        details = {
            copy.id: {"book_id": [before[copy.id]["book_id"], copy.book_id.name]} for copy in moved
        }
        for library, copies in moved.grouped("library_id").items():
            self.env["library.event"]._note("merge", library, copies, details)
