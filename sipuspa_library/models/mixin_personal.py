from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL

# not a context key, which the client chooses
_LISTING = "sipuspa_library.listing"
LIST_PAGE = 200  # rows read at once beyond which somebody does not look, but carries away


def unless_card_login(column):
    """Return the SQL of a column of users in which no card login stands, but Odoo's own user."""
    return SQL(
        """
        CASE WHEN %(column)s IN (SELECT user_id FROM library_member WHERE user_id IS NOT NULL)
             THEN %(nobody)s ELSE %(column)s END
        """,
        column=SQL.identifier(column),
        nobody=SUPERUSER_ID,
    )


class LibraryPersonalMixin(models.AbstractModel):
    """Rows that hold something of a person, and say so themselves.

    The person's own export shows what is declared here, and the anonymiser empties it; a model that
    points at a person without declaring itself fails a test.
    """

    _name = "library.personal.mixin"
    _description = "Holds Something of a Person"
    # the way from a row to the person, ``id`` where the row is the person
    _person_field = "member_id"
    # column -> what stands there once the person is forgotten; an SQL expression where each row differs
    _personal_fields = {}
    # what the person's own export shows, in order
    _person_export = ()
    # what becomes of the rows of a forgotten person: the columns above emptied, or the rows deleted
    _person_forgotten = "empty"
    # columns from which the months count after which a row forgets its person by itself, whoever
    # they are and wherever they still belong; none: with the person only
    _person_ended = ()
    # reading one such row by itself is to open the person
    _opens_person = False

    @api.model
    def _personal_models(self):
        """Return a recordset, empty, of every model that holds something of a person."""
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if hasattr(model, "_person_field") and not model._abstract and model._auto
        ]

    @api.model
    def _person_domain(self, members):
        """Return the domain of the rows that are about ``members``."""
        domain = [(self._person_field, "in", members._with_merged().ids)]
        if "active" in self._fields:
            domain.append(("active", "in", [True, False]))
        return domain

    def _persons(self):
        """Return the persons whom these rows are about, as records of the current user."""
        members = self.env["library.member"]
        if self._person_field == "id":
            return members.browse(self.ids)
        # whose rows these are, not what is known of them
        return members.browse(self.sudo().mapped(self._person_field).ids)

    # ------------------------------------------------------------------
    # WHO OPENED OR EXPORTED THEM
    # ------------------------------------------------------------------

    def export_data(self, fields_to_export):
        """Export, and note of whom."""
        result = super().export_data(fields_to_export)
        self._persons()._note_access("export")
        return result

    @api.model
    def web_search_read(self, *args, **kwargs):
        """Read a page of a list: to look for somebody is not yet to open them."""
        with self._listing():
            return super().web_search_read(*args, **kwargs)

    @api.model
    def web_read_group(self, *args, **kwargs):
        """Read a page of a grouped list, with the rows of the groups that are open."""
        with self._listing():
            return super().web_read_group(*args, **kwargs)

    @contextmanager
    def _listing(self):
        cache = self.env.cr.cache
        outer, cache[_LISTING] = cache.get(_LISTING), True
        try:
            yield
        finally:
            cache[_LISTING] = outer

    def _read_format(self, fnames, load="_classic_read"):
        """Read for a client, and note who opened a person, or carried away more than a list shows.

        Everything a client reads passes here: forms, lists, and other programs over RPC.
        """
        result = super()._read_format(fnames, load)
        if self.env.su or set(fnames) <= {"id", "display_name"}:
            return result
        listing = self.env.cr.cache.get(_LISTING)
        if len(self) > LIST_PAGE:
            self._persons()._note_access("export")
        elif self._opens_person and len(self) == 1 and not listing:
            self._persons()._note_access("open")
        return result

    # ------------------------------------------------------------------
    # FORGETTING
    # ------------------------------------------------------------------

    @api.model
    def _ended_domain(self, before):
        """Return the domain of rows that ended before a moment and still know their person."""
        if not self._person_ended:
            return Domain.FALSE
        link = self._person_field.partition(".")[0]
        ended = Domain.OR(Domain(column, "<", before) for column in self._person_ended)
        return Domain(link, "!=", False) & ended

    @api.model
    def _remains_domain(self):
        """Return the domain of rows that still hold something of a person who was to be forgotten."""
        path = self._person_field
        gone = Domain(f"{path}.forgotten_at" if path != "id" else "forgotten_at", "!=", False)
        if self._person_forgotten == "unlink":
            return gone
        left = [
            Domain(column, "!=", value)
            for column, value in self._personal_fields.items()
            if not isinstance(value, SQL)
        ]
        return gone & Domain.OR(left)

    def _forget(self):
        """Empty what these rows hold of their persons, or delete them. In superuser mode, in batches.

        By SQL: ``write()`` of a model may refuse, compute or, worse, track what it is to lose. Who
        made or last wrote a row is emptied where that was the person's own login.
        """
        if not self or not (self._personal_fields or self._person_forgotten == "unlink"):
            return
        if self._person_forgotten == "unlink":
            self.unlink()
            return
        self.env.flush_all()
        values = {
            "create_uid": unless_card_login("create_uid"),
            "write_uid": unless_card_login("write_uid"),
            **self._personal_fields,
        }
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(column), None if value is False else value)
            for column, value in values.items()
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id IN %s",
                *(SQL.identifier(self._table), columns, tuple(self.ids)),
            )
        )
        self.env.invalidate_all(flush=False)
        self.modified(list(self._personal_fields))
