from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html2plaintext

from ..models.library_merge import MERGEABLE

LONGEST = 300  # signs of a value that are shown


class LibraryMergeForm(models.TransientModel):
    """Two rows side by side: which value of each field to keep, then one of them goes into the other."""

    _name = "library.merge.form"
    _description = "Merge Two into One"
    _rec_name = "model"

    model = fields.Selection(selection=MERGEABLE, required=True, readonly=True)
    kept_id = fields.Many2oneReference(model_field="model", required=True, readonly=True)
    other_id = fields.Many2oneReference(model_field="model", required=True, readonly=True)
    kept_name = fields.Char(string="Keep", compute="_compute_names")
    other_name = fields.Char(string="Merge into It", compute="_compute_names")
    kept_holders = fields.Char(string="Held by", compute="_compute_names")
    other_holders = fields.Char(string="The Other Held by", compute="_compute_names")
    kept_cover = fields.Image(string="Cover", compute="_compute_names")
    other_cover = fields.Image(string="The Other's Cover", compute="_compute_names")
    line_ids = fields.One2many(
        comodel_name="library.merge.form.line", inverse_name="form_id", string="Fields"
    )

    @api.model
    def _open(self, rows):
        """Return the action that shows two rows side by side, the fuller one as the one to keep."""
        rows._check_may_merge()
        if len(rows) != 2:
            raise UserError(self.env._("Choose two to merge."))
        kept = max(rows, key=lambda row: row._merge_weight())
        form = self.create({"model": rows._name, "kept_id": kept.id, "other_id": (rows - kept).id})
        return form._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Two into One"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model_create_multi
    def create(self, vals_list):
        forms = super().create(vals_list)
        for form in forms:
            form._fill()
        return forms

    def _rows(self):
        """Return the row to keep and the other one, as the user sees them."""
        self.ensure_one()
        if self.model not in dict(MERGEABLE):
            raise UserError(self.env._("Choose two to merge."))
        rows = self.env[self.model].with_context(active_test=False)
        rows.browse([self.kept_id, self.other_id]).check_access("read")
        return rows.browse(self.kept_id), rows.browse(self.other_id)

    def _fill(self):
        """Put the fields of both side by side; the other's value is proposed where the kept one has none."""
        kept, other = self._rows()
        labels = kept.fields_get(kept._merge_fields, ["string"])
        lines = [
            {
                "field_name": name,
                "label": labels[name]["string"],
                "kept_value": kept._merge_told(name),
                "other_value": other._merge_told(name),
            }
            for name in kept._merge_fields
            if kept[name] or other[name]
        ]
        for line in lines:
            line["differs"] = line["kept_value"] != line["other_value"]
            line["take_other"] = bool(not line["kept_value"] and line["other_value"])
        self.line_ids = [Command.clear(), *map(Command.create, lines)]

    @api.depends("model", "kept_id", "other_id")
    def _compute_names(self):
        for form in self:
            kept, other = form._rows()
            form.kept_name, form.other_name = kept.display_name, other.display_name
            form.kept_holders, form.other_holders = kept._merge_about(), other._merge_about()
            form.kept_cover, form.other_cover = kept._merge_picture(), other._merge_picture()

    def action_swap(self):
        """Keep the other one instead."""
        self.ensure_one()
        self.write({"kept_id": self.other_id, "other_id": self.kept_id})
        self._fill()
        return self._show()

    def action_merge(self):
        """Merge, as the user, whose rights over both decide, and show what was kept."""
        self.ensure_one()
        kept, other = self._rows()
        chosen = self.line_ids.filtered("take_other").mapped("field_name")
        kept._merge(other, dict.fromkeys(chosen, other.id))
        return {
            "type": "ir.actions.act_window",
            "res_model": kept._name,
            "res_id": kept.id,
            "view_mode": "form",
            "target": "current",
        }


class LibraryMergeFormLine(models.TransientModel):
    """One field of the two rows."""

    _name = "library.merge.form.line"
    _description = "Field of Two Rows"
    _rec_name = "label"

    form_id = fields.Many2one(
        comodel_name="library.merge.form", required=True, index=True, ondelete="cascade"
    )
    field_name = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Field", readonly=True)
    kept_value = fields.Char(string="Kept", readonly=True)
    other_value = fields.Char(string="The Other", readonly=True)
    differs = fields.Boolean(readonly=True)
    take_other = fields.Boolean(string="Take the Other's")


class LibraryMergeMixin(models.AbstractModel):
    """What the two rows tell of themselves side by side."""

    _inherit = "library.merge.mixin"

    def action_merge(self):
        """Show two chosen rows side by side."""
        return self.env["library.merge.form"]._open(self)

    def _merge_weight(self):
        """Return by what the one to keep is proposed: the greater."""
        self.ensure_one()
        return (sum(bool(self[name]) for name in self._merge_fields), -self.id)

    def _merge_about(self):
        """Return in a few words what depends on this row."""
        self.ensure_one()
        return ""

    def _merge_picture(self):
        """Return the picture that is shown of this row."""
        return False

    def _merge_name(self):
        """Return what the log calls this row."""
        return self.display_name

    def _merge_told(self, name):
        """Return the value of a field in words."""
        field, value = self._fields[name], self[name]
        if not value:
            return ""
        if field.type == "binary":
            return self.env._("Picture")
        if field.type == "boolean":
            return self.env._("Yes")
        if field.relational:
            return "; ".join(value.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, value)
        text = html2plaintext(str(value)) if field.type == "html" else str(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
