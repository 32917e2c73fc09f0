from odoo import api, models
from odoo.exceptions import AccessError


class LibraryVerbFieldsMixin(models.AbstractModel):
    """Columns that are the outcome of an act or of a computation, never typed.

    ``readonly`` binds the web client only: over RPC such a column could be given to ``create()`` and
    ``write()``, named in a context (``default_…``) or made a user's own default, and the
    latter two reach even what a verb creates in superuser mode.
    """

    _name = "library.verb.fields.mixin"
    _description = "Columns Only Acts Write"
    _verb_fields = frozenset()  # None: every column

    @api.model
    def _outcomes(self):
        """Return the names of the columns nobody types."""
        if self._verb_fields is None:
            return set(self._fields)
        computed = (
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly
        )
        return {*self._verb_fields, *computed}

    @api.model
    def _refuse_outcomes(self, vals_list):
        """Raise :class:`AccessError` when a client types what follows from an act."""
        if self.env.su:
            return
        outcomes = self._outcomes()
        typed = {name for vals in vals_list for name in vals if name in outcomes}
        if typed:
            labels = self.fields_get(typed, ["string"]).values()
            raise AccessError(
                self.env._(
                    "%s follows from what happens here and is not typed.",
                    ", ".join(sorted(label["string"] for label in labels)),
                )
            )

    @api.model
    def default_get(self, fields):
        """Give such columns the default of the field itself, whatever the client proposes."""
        outcomes = self._outcomes()
        values = super().default_get([name for name in fields if name not in outcomes])
        for name in fields:
            field = self._fields.get(name)
            if name in outcomes and field and field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                values[name] = field.convert_to_write(value, self)
        return values

    def write(self, vals):
        self._refuse_outcomes([vals])
        return super().write(vals)
