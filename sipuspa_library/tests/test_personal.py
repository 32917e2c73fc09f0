from odoo.tests import tagged

from .common import LibraryCase

PERSONS = {"library.member", "library.membership"}


@tagged("post_install", "-at_install")
class TestPersonal(LibraryCase):
    """Every model that holds something of a person says so itself: export and anonymiser go by it."""

    def models_that_point_at_persons(self):
        return {
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and model._auto
            and any(
                field.type in ("many2one", "many2many")
                and field.store
                and field.comodel_name in PERSONS
                for field in model._fields.values()
            )
        }

    def declared(self):
        return {model._name: model for model in self.env["library.member"]._personal_models()}

    def test_what_points_at_a_person_declares_itself(self):
        missing = self.models_that_point_at_persons() - self.declared().keys()
        self.assertFalse(missing, "inherit library.personal.mixin and say what is personal")

    def test_the_way_to_the_person_leads_there(self):
        for name, model in self.declared().items():
            with self.subTest(model=name):
                self.assertEqual(model._persons(), self.env["library.member"])
                model.search(model._person_domain(self.pupil_a.member_id))

    def test_what_is_declared_is_stored(self):
        for name, model in self.declared().items():
            for column in (*model._personal_fields, *model._person_ended):
                with self.subTest(model=name, column=column):
                    self.assertTrue(model._fields[column].column_type)
            self.assertLessEqual(set(model._person_export), model._fields.keys(), name)
            self.assertIn(model._person_forgotten, ("empty", "unlink"), name)
