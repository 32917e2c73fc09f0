from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import charges, receipt_text
from ..tools.due_dates import Calendar
from ..tools.policy import REGENCY, Rule
from .properties import checked

WEEK = Calendar(weekdays=frozenset(range(6)))
MONDAY = date(2026, 3, 2)
amounts = st.integers(0, 10**6)


def rule(**values):
    places = {"id": 1, "scope": REGENCY, "category_id": False, "collection_type_id": False}
    usual = {"loan_days": 7, "loan_limit": 3, "renewal_limit": 1, "block_overdue": True}
    return Rule(**places, **{**usual, **values})


@tagged("post_install", "-at_install")
class TestToolsCharges(BaseCase):
    def test_the_due_day_itself_is_not_late(self):
        self.assertEqual(charges.late_days(MONDAY, MONDAY, 0, WEEK), 0)
        self.assertEqual(charges.late_days(MONDAY, date(2026, 3, 3), 0, WEEK), 1)

    def test_a_sunday_is_not_counted(self):
        self.assertEqual(charges.late_days(date(2026, 3, 7), date(2026, 3, 9), 0, WEEK), 1)

    def test_a_library_without_hours_fines_nobody(self):
        self.assertEqual(charges.late_days(MONDAY, date(2027, 1, 1), 0, Calendar()), 0)

    def test_caps_are_off_at_zero(self):
        strict = rule(fine_per_day=500, suspension_days=2)
        self.assertEqual(
            charges.late(strict, MONDAY, date(2026, 3, 9), WEEK), charges.Late(6, 3000, 12)
        )
        capped = rule(fine_per_day=500, suspension_days=2, fine_cap=1000, suspension_cap=5)
        self.assertEqual(
            charges.late(capped, MONDAY, date(2026, 3, 9), WEEK), charges.Late(6, 1000, 5)
        )

    @checked
    @given(due=st.dates(), grace=st.integers(0, 30), late=st.integers(-30, 300))
    def test_a_day_more_costs_one_more_at_most_and_grace_never_costs(self, due, grace, late):
        on = date.fromordinal(min(max(due.toordinal() + late, 1), date.max.toordinal() - 1))
        days = charges.late_days(due, on, grace, WEEK)
        after = charges.late_days(due, date.fromordinal(on.toordinal() + 1), grace, WEEK)
        self.assertIn(after - days, (0, 1))
        self.assertLessEqual(days, max((on - due).days - grace, 0))

    @checked
    @given(open_amounts=st.lists(amounts, max_size=6), share=st.floats(0, 1))
    def test_a_payment_is_spread_without_a_rupiah_lost(self, open_amounts, share):
        paid = int(sum(open_amounts) * share)
        parts = charges.split(paid, open_amounts)
        self.assertEqual(sum(parts), paid)
        self.assertTrue(all(0 <= p <= owed for p, owed in zip(parts, open_amounts, strict=True)))

    def test_rupiah_as_they_are_written(self):
        self.assertEqual(charges.rupiah(2500), "Rp 2.500")
        self.assertEqual(charges.rupiah(1234567), "Rp 1.234.567")
        self.assertEqual(charges.rupiah(0), "Rp 0")


@tagged("post_install", "-at_install")
class TestToolsReceipt(BaseCase):
    @checked
    @given(
        words=st.lists(st.text(st.characters(codec="ascii"), max_size=90), min_size=4, max_size=4),
        amount=st.integers(0, 10**9),
        width=st.sampled_from(sorted(receipt_text.WIDTHS.values())),
    )
    def test_no_line_is_wider_than_the_paper_and_no_amount_is_cut(self, words, amount, width):
        head, title, value, what = words
        told = receipt_text.lines(
            receipt_text.Receipt(
                head=(head,),
                title=title,
                facts=(("Nama", value),),
                rows=((what, charges.rupiah(amount)),),
                sums=(("Jumlah", charges.rupiah(amount)),),
                foot=("Terima kasih",),
            ),
            width,
        )
        self.assertLessEqual(max(map(len, told)), width)
        self.assertEqual(sum(line.endswith(charges.rupiah(amount)) for line in told), 2)
