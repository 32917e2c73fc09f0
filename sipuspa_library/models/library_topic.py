from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import topic

HIT_LIMIT = 1000  # so many titles of a topic are sorted and paged through


class LibraryTopic(models.Model):
    """A tile of the public catalogue in plain words: farming, small business, stories for children.

    It stands for classes, subjects and words; who looks for a book sees only its name.
    """

    _name = "library.topic"
    _description = "Topic"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="As people say it, e.g. Pertanian.")
    icon = fields.Selection(
        selection=[
            ("bag", "School bag"),
            ("ball", "Ball"),
            ("balloon", "Balloon"),
            ("book", "Open book"),
            ("family", "Family"),
            ("fish", "Fish"),
            ("flask", "Flask"),
            ("gate", "Temple gate"),
            ("globe", "Globe"),
            ("hall", "Village hall"),
            ("heart", "Heart"),
            ("lamp", "Oil lamp"),
            ("leaf", "Leaf"),
            ("mask", "Mask"),
            ("pen", "Pen"),
            ("pot", "Cooking pot"),
            ("screen", "Screen"),
            ("shop", "Shop"),
            ("speech", "Speech bubble"),
            ("star", "Star"),
            ("sun", "Sun"),
            ("tree", "Tree"),
            ("weave", "Cloth"),
        ],
        string="Sign",
        help="Drawn on its tile. Empty: the first letter.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    class_numbers = fields.Char(
        string="Classes",
        help="With commas: 63, 641.5, 2X4. All that begins so belongs here; 630 and 600 mean "
        "the whole of it. Readers never see these numbers.",
    )
    subject_ids = fields.Many2many(comodel_name="library.subject", string="Subjects")
    words = fields.Char(help="With commas; one of them is enough: UMKM, usaha kecil, wirausaha.")
    audience = fields.Selection(
        selection=lambda self: self.env["library.book"]._fields["audience"].selection,
        string="Only for",
        help="Leaves out all other titles.",
    )
    title_count = fields.Integer(
        string="Titles", compute="_compute_title_count", help="Counted up to 1,000."
    )

    @api.constrains("class_numbers")
    def _check_class_numbers(self):
        for row in self:
            try:
                topic.class_prefixes(row.class_numbers)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%s is no class number. Write them like this: 63, 641.5, 2X4.", error
                    )
                ) from error

    @api.constrains("name", "class_numbers", "subject_ids", "words", "audience")
    def _check_stands_for_something(self):
        for row in self:
            if not row._parts() and not row.audience:
                raise ValidationError(
                    self.env._("Say what “%s” stands for: classes, subjects or words.", row.name)
                )

    @api.depends("class_numbers", "subject_ids", "words", "audience")
    def _compute_title_count(self):
        self.env["library.book"].flush_model()
        asked = [
            SQL(
                "SELECT %s, count(*) FROM (%s) AS hit",
                number,
                row._hits(SQL("book.active AND book.hidden IS NOT TRUE")),
            )
            for number, row in enumerate(self)
        ]
        counts = dict(self.env.execute_query(SQL(" UNION ALL ").join(asked))) if asked else {}
        for number, row in enumerate(self):
            row.title_count = min(counts[number], HIT_LIMIT)

    def _parts(self):
        """Return the conditions on ``book`` of which one is enough."""
        self.ensure_one()
        parts = [
            SQL("split_part(book.class_sort, ' ', 2) ^@ %s", prefix)
            for prefix in topic.class_prefixes(self.class_numbers)
        ]
        if self.subject_ids:
            relation = self.env["library.book"]._fields["subject_ids"]
            parts.append(
                SQL(
                    "book.id IN (SELECT %s FROM %s WHERE %s IN %s)",
                    SQL.identifier(relation.column1),
                    SQL.identifier(relation.relation),
                    SQL.identifier(relation.column2),
                    tuple(self.subject_ids.ids),
                )
            )
        if words := topic.query(self.words):
            parts.append(SQL("book.search_vector @@ public.sipuspa_query(%s)", words))
        return parts

    def _condition(self):
        """Return the condition that ``book`` belongs here."""
        parts = SQL("(%s)", SQL(" OR ").join(self._parts() or [SQL("TRUE")]))
        return SQL("%s AND book.audience = %s", parts, self.audience) if self.audience else parts

    def _hits(self, shown):
        """Return the query of the titles of this topic: by an index each part, no more than are shown.

        :param shown: further condition on ``book``
        """
        if self.audience:
            shown = SQL("%s AND book.audience = %s", shown, self.audience)
        return SQL(" UNION ").join(
            SQL(
                "(SELECT book.id FROM library_book book WHERE %s AND %s LIMIT %s)",
                part,
                shown,
                HIT_LIMIT + 1,
            )
            for part in self._parts() or [SQL("TRUE")]
        )


class LibraryBook(models.Model):
    _inherit = "library.book"

    # of a topic's classes, whatever mark stands before the number
    _class_key_idx = models.Index("((split_part(class_sort, ' ', 2)))")
