import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .mixin_search_column import SearchColumn


class LibraryAuthorityMixin(models.AbstractModel):
    """A heading that many titles share, and the other names that lead to it.

    The other names are lines of a text, not rows: they are read, typed and merged together, and the
    folded column finds a heading by any of them, whatever its spelling.
    """

    _name = "library.authority.mixin"
    _description = "Heading"
    _inherit = ["library.search.column.mixin"]
    _order = "heading, id"
    _rec_names_search = ["name", "heading"]
    _search_columns = {
        "folded": SearchColumn(  # part of any name
            "text",
            "public.sipuspa_fold("
            "name || ' ' || COALESCE(heading, '') || ' ' || COALESCE(see_from, ''))",
            "gin_trgm_ops",
        ),
        "name_keys": SearchColumn(  # whole names, its own first
            "text[]", "public.sipuspa_keys(name || COALESCE(E'\\n' || see_from, ''))"
        ),
    }

    name = fields.Char(required=True, index="trigram")
    heading = fields.Char(
        compute="_compute_heading",
        store=True,
        readonly=False,
        precompute=True,
        help="The form it is filed under.",
    )
    see_from = fields.Text(
        string="Other Names",
        help="Other spellings and names, one on each line. A search for any of them finds this heading.",
    )
    active = fields.Boolean(default=True)
    book_count = fields.Integer(compute="_compute_book_count", string="Titles")
    is_editable = fields.Boolean(compute="_compute_is_editable")

    _name_not_blank = models.Constraint(r"CHECK (name ~ '\S')", "Write the name.")

    @api.depends("name")
    def _compute_heading(self):
        for authority in self:
            authority.heading = authority.name

    def _compute_book_count(self):
        counts = dict(self._titles("count_distinct"))
        for authority in self:
            authority.book_count = counts.get(authority._origin, 0)

    def _titles(self, aggregate):
        """Return ``(heading, aggregate of its titles)`` for those of these headings that have any."""
        raise NotImplementedError

    def _titles_domain(self):
        """Return the domain of the titles under these headings."""
        raise NotImplementedError

    @api.depends_context("uid")
    def _compute_is_editable(self):
        locked = self._locked_ids()
        for authority in self:
            authority.is_editable = authority._origin.id not in locked

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort headings without regard to capitals, which many a database puts before all others."""
        if field_name == "heading":
            return SQL("lower(%s) %s %s", SQL.identifier(alias, "heading"), direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # ------------------------------------------------------------------
    # FINDING
    # ------------------------------------------------------------------

    @api.model
    def _search_display_name(self, operator, value):
        """Find headings that hold every typed word in their names, in any order and spelling."""
        words = re.findall(r"[^\W_]+(?:['’`][^\W_]+)*", value) if isinstance(value, str) else []
        if operator != "ilike" or not words:
            return super()._search_display_name(operator, value)
        self.flush_model(["name", "heading", "see_from"])
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(" AND ").join(
                SQL(
                    "%s LIKE '%%' || public.sipuspa_fold(%s) || '%%'",
                    SQL.identifier(alias, "folded"),
                    word,
                )
                for word in words
            )
        )

    @api.model
    def _known(self, names):
        """Return the heading each of ``names`` leads to; a name without one is left out.

        Capitals, signs, accents and old spelling do not count. A heading's own name goes before other
        names, an older heading before a younger.
        """
        self.flush_model(["name", "see_from", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH typed AS MATERIALIZED (
                    SELECT name, (public.sipuspa_keys(name))[1] AS key
                      FROM unnest(%(names)s::text[]) AS given (name))
                SELECT DISTINCT ON (typed.name) typed.name, led.id
                  FROM typed JOIN %(table)s led ON led.name_keys @> ARRAY[typed.key]
                 WHERE typed.key <> '' AND led.active
                 ORDER BY typed.name, led.name_keys[1] <> typed.key, led.id
                """,
                table=SQL.identifier(self._table),
                names=list(dict.fromkeys(names)),
            )
        )
        return {name: self.browse(row_id) for name, row_id in rows}

    @api.model
    def _named(self, names):
        """Return the heading of each of ``names``, made where none leads to it."""
        known = self._known(names)
        new = {name.casefold(): name for name in reversed(names) if name not in known}
        made = dict(zip(new, self.create([{"name": name} for name in new.values()]), strict=True))
        return {name: known.get(name) or made[name.casefold()] for name in names}

    def _other_names(self):
        return [line for line in (self.see_from or "").splitlines() if line]

    def _further_names(self):
        """Return the names that lead to this heading and say more words than the name itself."""
        said = set(self.name.casefold().replace(",", " ").split())
        return [
            name
            for name in (self.heading or "", *self._other_names())
            if set(name.casefold().replace(",", " ").split()) - said
        ]

    # ------------------------------------------------------------------
    # WHO MAY EDIT
    # ------------------------------------------------------------------

    def _locked_ids(self):
        """Return the ids this user may not edit: a heading changes every title that stands under it.

        The cataloguer edits all of them, others what they made themselves, as long as it stands only on
        titles they may edit.
        """
        if self.env.su or self.env.user.has_group("sipuspa_library.group_cataloguer"):
            return set()
        own = self.sudo().filtered(lambda row: row.create_uid == self.env.user)
        titles = dict(self.browse(own.ids)._titles("recordset"))
        locked_books = self.env["library.book"].union(*titles.values())._locked_ids()
        locked = {row.id for row, books in titles.items() if locked_books & set(books.ids)}
        return set(self.ids) - set(own.ids) | locked

    def _check_editable(self):
        """Raise :class:`AccessError` when a heading is not this user's to edit."""
        if self._locked_ids():
            raise AccessError(
                self.env._(
                    "Titles of other libraries stand under this heading. "
                    "Ask the regency's cataloguer to change it."
                )
            )

    @api.model
    def _tidy(self, vals):
        """Return ``vals`` with each name once, on a line of its own, without spaces around it."""
        if not vals.get("see_from"):
            return vals
        lines = (" ".join(line.split()) for line in vals["see_from"].splitlines())
        return {**vals, "see_from": "\n".join(dict.fromkeys(filter(None, lines)))}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy(vals) for vals in vals_list])

    def write(self, vals):
        self._check_editable()
        return super().write(self._tidy(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        self._check_editable()
        used = self.browse().union(*(authority for authority, __ in self._titles("count_distinct")))
        if used:
            raise UserError(
                self.env._(
                    "Titles stand under %s. Merge it with another heading, or archive it.",
                    ", ".join(used.mapped("name")),
                )
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_open_titles(self):
        """Show the titles under these headings."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sipuspa_library.library_book_action"),
            "domain": self._titles_domain(),
            "context": {},
        }
