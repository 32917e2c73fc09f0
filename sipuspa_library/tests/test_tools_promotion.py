from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import class_names
from ..tools.promotion import proposal
from .properties import checked


class TestPromotionProposal(BaseCase):
    def test_a_class_without_a_grade_goes_on_under_its_name(self):
        self.assertEqual(proposal(class_names.parse("TK A"), 6), ("promoted", "TK A"))

    def test_where_no_last_grade_is_known_nobody_graduates(self):
        self.assertEqual(proposal(class_names.parse("XII"), 0), ("promoted", "XIII"))
        self.assertEqual(proposal(class_names.parse("XIII"), 0), ("graduated", ""))

    @checked
    @given(
        st.integers(1, 12), st.sampled_from(["", "A", "B1", "Mawar"]), st.sampled_from([6, 9, 12])
    )
    def test_the_next_grade_in_the_same_section_until_the_last(self, grade, section, last):
        outcome, target = proposal(class_names.of_grade(grade, section), last)
        if grade >= last:
            self.assertEqual((outcome, target), ("graduated", ""))
        else:
            following = class_names.parse(target)
            self.assertEqual((following.grade, following.section), (grade + 1, section))
