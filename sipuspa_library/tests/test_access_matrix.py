from odoo.tests import tagged

from .access_matrix import rights_of_models
from .access_samples import SampleCase


@tagged("post_install", "-at_install")
class TestAccessMatrix(SampleCase):
    """Every model × role × own and other library × read, write, create, delete."""

    def test_every_model_of_ours_has_a_row(self):
        rows = rights_of_models()
        self.assertFalse(self.our_models() - rows.keys(), "a new model: say who may do what")
        self.assertFalse(rows.keys() - self.our_models(), "a row about no model")
        self.assertFalse({m for m in rows if len(rows[m]) != len(self.samples[m])})

    def test_who_may_do_what(self):
        for model, lines in rights_of_models().items():
            for place, rights, sample in zip("AB", lines, self.samples[model], strict=False):
                for role, expected in rights.items():
                    with self.subTest(model=model, at=place, role=role):
                        self.assertEqual(self.rights(sample, self.users[role]), expected)

    def rights(self, sample, user):
        """Return what ``user`` may do with a row, tried out: ``rwcd`` or a part of it."""
        row, model = sample.row.with_user(user), sample.row.browse().with_user(user)
        spare = (sample.spare or sample.row).with_user(user)
        acts = {
            "r": lambda: row.read(["display_name"]),
            "w": lambda: row.write(sample.change),
            "c": lambda: model.create(sample.another),
            "d": spare.unlink,
        }
        return "".join(right for right, act in acts.items() if self.may(act))
