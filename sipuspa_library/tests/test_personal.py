from odoo.tests import tagged

from .common import LibraryCase

PERSONS = {"library.member", "library.membership"}

# what stays when a person is forgotten: by it alone nobody is known, and figures are told apart by it
SNAPSHOT = {"class_name"}
KEPT = {
    "library.data.request": {"number"},
    "library.access.log": {"address", "noted_on"},
    "library.clearance": {"body", "issued_on", "number", "school_year", *SNAPSHOT},
    "library.consent": {"given_on", "withdrawn_on"},
    "library.enrolment": {"date_from", "date_to"},
    "library.event": {
        *(
            "before",
            "blocks",
            "happened_on",
            "warnings",
            "details",
            "device",
            "due_date",
            "next_step",
            "overridden",
        ),
        "request_id",
    },
    "library.hold": {"expires_on"},
    "library.loan": {"due_date", *SNAPSHOT},
    "library.membership": {"class_name", "erased_on", "joined_on", "left_on", "valid_until"},
    "library.suggestion": {"asked_on", "author", "isbn", "name", "publisher", "year"},
    "library.visit": {
        "group_name",
        "institution",
        "local_date",
        "local_hour",
        "sheet",
        "sheet_key",
        *SNAPSHOT,
    },
}


@tagged("post_install", "-at_install")
class TestPersonal(LibraryCase):
    """Every model that holds something of a person says so itself: export and anonymiser go by it."""

    maxDiff = None

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

    def test_every_column_that_could_tell_of_somebody_is_decided_on(self):
        """Free words, dates and pictures are emptied with the person, or named here as telling nothing."""
        found = {}
        for name, model in self.declared().items():
            if model._person_forgotten == "unlink":
                continue
            undecided = {
                column
                for column, field in model._fields.items()
                if field.store
                and field.type in ("char", "text", "html", "json", "date")
                and column not in model._personal_fields
            } - KEPT.get(name, set())
            if undecided:
                found[name] = undecided
        self.assertEqual(found, {}, "say whether it is emptied when the person is forgotten")
