from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.transfer import Whereabouts, obstacle, way_home
from .properties import checked

libraries = st.sampled_from(["A", "B", "C"])
copies = st.builds(
    Whereabouts,
    owner=libraries,
    station=st.none() | libraries,
    place=st.none() | libraries,
    on_loan=st.booleans(),
    manual_state=st.sampled_from(["", "", "", "damaged", "lost", "withdrawn"]),
)


class TestObstacle(BaseCase):
    def test_what_may_travel_how(self):
        at_home = Whereabouts("A", place="A")
        boxed = Whereabouts("A", station="B", place="B")
        stray = Whereabouts("A", place="B")
        stray_of_a_box = Whereabouts("A", station="B", place="C")
        for kind, sender, receiver, copy, expected in (
            ("box", "A", "B", at_home, None),
            ("ownership", "A", "B", at_home, None),
            ("return", "A", "B", at_home, "at_home"),
            ("box", "B", "C", boxed, "not_ours"),
            ("return", "B", "A", boxed, None),
            ("return", "B", "C", boxed, "not_theirs"),
            ("return", "B", "A", stray, None),
            ("ownership", "B", "A", stray, "not_ours"),
            ("return", "C", "B", stray_of_a_box, None),
            ("return", "C", "A", stray_of_a_box, None),
            ("box", "A", "B", Whereabouts("A", station="B", place="A"), "in_a_box"),
            ("box", "A", "B", Whereabouts("A"), "on_its_way"),
            ("box", "A", "B", Whereabouts("A", place="A", on_loan=True), "on_loan"),
            ("box", "A", "B", Whereabouts("A", place="A", manual_state="lost"), "lost"),
            ("box", "A", "B", Whereabouts("A", place="A", manual_state="damaged"), None),
            ("box", "A", "B", stray, "not_here"),
        ):
            with self.subTest(kind=kind, sender=sender, receiver=receiver, copy=copy):
                self.assertEqual(obstacle(kind, sender, receiver, copy), expected)

    @given(st.sampled_from(["box", "return", "ownership"]), libraries, libraries, copies)
    @checked
    def test_nothing_travels_that_is_lent_gone_or_not_in_the_senders_hands(
        self, kind, sender, receiver, copy
    ):
        if obstacle(kind, sender, receiver, copy) is None:
            self.assertEqual(copy.place, sender)
            self.assertFalse(copy.on_loan)
            self.assertNotIn(copy.manual_state, ("lost", "withdrawn"))
            if kind != "return":
                self.assertEqual(copy.owner, sender)

    @given(copies)
    @checked
    def test_a_stray_or_a_boxed_copy_may_always_take_its_way_home(self, copy):
        fit = copy.place and not copy.on_loan and copy.manual_state in ("", "damaged")
        if fit and not copy.place == copy.home == copy.owner:
            self.assertIsNone(obstacle("return", copy.place, way_home(copy), copy))
