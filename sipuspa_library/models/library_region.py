import csv
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

CODE = re.compile(r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$")


class LibraryRegion(models.Model):
    """A province, regency, district or village, under its dotted Kemendagri code."""

    _name = "library.region"
    _description = "Region"
    _inherit = ["library.access.source.mixin", "library.terms.mixin"]
    _parent_store = True
    _order = "code"
    _rec_names_search = ["name", "code"]
    _terms_fields = frozenset({"parent_id"})

    name = fields.Char(required=True, index="trigram")
    code = fields.Char(
        string="Region Code",
        required=True,
        help="Dotted code of the Ministry of Home Affairs, e.g. 51.05.01.2001.",
    )
    level = fields.Selection(
        selection=[
            ("province", "Province"),
            ("regency", "Regency"),
            ("city", "City"),
            ("district", "District"),
            ("village", "Village"),
            ("ward", "Urban village"),
        ],
        required=True,
    )
    postcode = fields.Char()
    parent_id = fields.Many2one(
        comodel_name="library.region", string="Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(comodel_name="library.region", inverse_name="parent_id")

    _code_unique = models.Constraint("UNIQUE (code)", "This region code exists already.")
    _code_format = models.Constraint(
        r"CHECK (code ~ '^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$')",
        "A region code looks like 51.05.01.2001.",
    )

    @api.depends("name", "parent_id.name", "level")
    def _compute_display_name(self):
        """Villages of one name are common, so a village is shown with its district."""
        for region in self:
            if region.level in ("village", "ward") and region.parent_id:
                region.display_name = f"{region.name} ({region.parent_id.name})"
            else:
                region.display_name = region.name

    @api.model
    def _load_table(self, path):
        """Load a table of regions and return a printable report.

        :param path: a CSV file with the columns ``kode_kemendagri, nama, tingkat, kode_induk`` and
            optionally ``kode_pos``, in any order of rows. A parent that is neither in the file nor
            in the database (the province ``51`` of a regency's own table) is left out.
        :return: one line of figures
        :raise UserError: when a column is missing or a code or level is unknown; nothing is loaded
        """
        levels = {
            "provinsi": "province",
            "kabupaten": "regency",
            "kota": "city",
            "kecamatan": "district",
            "desa": "village",
            "kelurahan": "ward",
        }
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        needed = {"kode_kemendagri", "nama", "tingkat", "kode_induk"}
        if missing := needed - set(rows[0] if rows else ()):
            raise UserError(self.env._("Columns are missing: %s.", ", ".join(sorted(missing))))
        bad = [
            row["kode_kemendagri"]
            for row in rows
            if not CODE.match(row["kode_kemendagri"] or "") or row["tingkat"] not in levels
        ]
        if bad:
            raise UserError(
                self.env._("Rows with an unknown code or level: %s.", ", ".join(bad[:10]))
            )
        known = {region.code: region for region in self.with_context(active_test=False).search([])}
        made = 0
        for row in sorted(rows, key=lambda row: row["kode_kemendagri"]):
            vals = {
                "name": row["nama"].strip(),
                "level": levels[row["tingkat"]],
                "postcode": (row.get("kode_pos") or "").strip() or False,
                "parent_id": known[row["kode_induk"]].id if row["kode_induk"] in known else False,
            }
            if region := known.get(row["kode_kemendagri"]):
                region.write(vals)
            else:
                known[row["kode_kemendagri"]] = self.create(
                    {**vals, "code": row["kode_kemendagri"]}
                )
                made += 1
        return self.env._(
            "%(rows)s regions read: %(made)s new, %(kept)s already there.",
            rows=len(rows),
            made=made,
            kept=len(rows) - made,
        )
