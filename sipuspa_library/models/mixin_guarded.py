from odoo import api, fields, models
from odoo.exceptions import AccessError


class LibraryGuardedMixin(models.AbstractModel):
    """A row that belongs to one library and is seen by that library only.

    Every model that takes this mixin has two global record rules over ``library_id`` (see
    ``security/sipuspa_library_rules.xml``). A record rule judges a row as it was before a
    write, not as it will be; so the columns that say whose row it is are refused here, for
    everybody but the verbs, which run in superuser mode after their own checks. A context
    key would not do: the client chooses the context.
    """

    _name = "library.guarded.mixin"
    _description = "Row of One Library"
    _owner_fields = ("library_id",)

    library_id = fields.Many2one(
        comodel_name="library.library",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user._only_operated_library(),
    )
    is_editable = fields.Boolean(compute="_compute_is_editable")

    @api.depends_context("uid")
    def _compute_is_editable(self):
        """Tell views whether to offer editing: what rights and rules would say to a write."""
        editable = self._filtered_access("write")
        for record in self:
            record.is_editable = record in editable

    def write(self, vals):
        if not self.env.su:
            self._refuse_new_owner(vals)
        return super().write(vals)

    def _refuse_new_owner(self, vals):
        """Raise :class:`AccessError` when ``vals`` would hand a row to another owner."""
        for name in self._owner_fields:
            if name not in vals:
                continue
            new = vals[name] or False
            if any((record[name].id or False) != new for record in self.sudo()):
                raise AccessError(
                    self.env._(
                        "%(field)s of %(model)s cannot be changed here. "
                        "Make a new record in the right place instead.",
                        field=self._fields[name].get_description(self.env, ["string"])["string"],
                        model=self.env["ir.model"]._get(self._name).name,
                    )
                )
