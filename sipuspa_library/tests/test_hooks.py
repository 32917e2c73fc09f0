from odoo.tests import TransactionCase


class TestHooks(TransactionCase):
    def test_every_field_searched_by_parts_has_its_index(self):
        """Odoo leaves a trigram index out without a word where the extension came too late."""
        wanted = {
            f"{model._table}__{field.name}_index"
            for model in self.env.values()
            for field in model._fields.values()
            if model._name.startswith("library.")
            and not model._abstract
            and field.index == "trigram"
            and field.store
        }
        self.env.cr.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'")
        made = {name for (name,) in self.env.cr.fetchall()}
        self.assertGreater(len(wanted), 4)
        self.assertLessEqual(wanted, made)
