from odoo.tests import BaseCase, tagged

from ..tools import notices
from ..tools.notices import Days, Reach

CHILD = Reach(is_child=True)
PUPIL = Reach(is_child=True, in_class=True)
CALLED = Reach(is_child=True, in_class=True, phone="081234567890")
WRITTEN = Reach(email="a@example.com", phone="081234567890")
ADULT = Reach()


@tagged("post_install", "-at_install")
class TestToolsNotices(BaseCase):
    """Whom a notice goes to and how; numbers and days as people type them."""

    def test_whom_it_goes_to_and_how(self):
        cases = (
            ("due_soon", 1, CALLED, ("guardian", "whatsapp")),
            ("due_soon", 1, WRITTEN, ("member", "mail")),
            ("due_soon", 1, PUPIL, None),
            ("overdue", 1, CALLED, ("guardian", "whatsapp")),
            ("overdue", 1, PUPIL, ("teacher", "class_list")),
            ("overdue", 1, CHILD, None),
            ("overdue", 2, CALLED, ("teacher", "class_list")),
            ("overdue", 2, WRITTEN, ("member", "mail")),
            ("overdue", 3, CALLED, ("guardian", "letter")),
            ("overdue", 3, CHILD, ("guardian", "letter")),
            ("overdue", 3, WRITTEN, ("member", "mail")),
            ("overdue", 3, ADULT, ("member", "letter")),
            ("new_date", 0, PUPIL, ("teacher", "class_list")),
            ("hold_ready", 0, PUPIL, ("teacher", "class_list")),
            ("ending", 1, WRITTEN, ("member", "mail")),
            ("ending", 1, ADULT, None),
        )
        for kind, level, reach, way in cases:
            with self.subTest(kind=kind, level=level, reach=reach):
                self.assertEqual(notices.way(kind, level, reach), way)

    def test_a_child_is_never_mailed(self):
        reach = Reach(is_child=True, email="anak@example.com", phone="081234567890")
        for kind in ("due_soon", "overdue", "new_date", "hold_ready", "ending"):
            for level in range(4):
                self.assertNotIn("mail", notices.way(kind, level, reach))

    def test_a_number_as_people_write_it(self):
        cases = {
            "0812-3456-7890": "6281234567890",
            "+62 812 3456 7890": "6281234567890",
            "62812 3456 7890": "6281234567890",
            "812 3456 7890": "6281234567890",
            "(0361) 234567": "62361234567",
            "+65 9123 4567": "6591234567",
            "12": "",
            "belum ada": "",
            "": "",
            None: "",
            "0" * 40: "",
        }
        for typed, number in cases.items():
            with self.subTest(typed=typed):
                self.assertEqual(notices.whatsapp_number(typed), number)

    def test_the_link_carries_any_words(self):
        link = notices.whatsapp_link("0812-3456-7890", "Buku & “kamus”\n?phone=1#x")
        self.assertTrue(link.startswith("https://wa.me/6281234567890?text=Buku%20%26%20%E2%80%9C"))
        self.assertEqual((link.count("?"), link.count("#"), link.count("&")), (1, 0, 0))

    def test_the_days_of_the_levels_as_somebody_types_them(self):
        for typed, days in (("1, 7, 14", (1, 7, 14)), ("3", (3,)), ("1;5", (1, 5)), ("0", ())):
            self.assertEqual(notices.late_days(typed), days)
        for wrong in ("", "7, 1", "1, 1", "1,2,3,4", "-1", "satu", "0, 3", "400", "1.5"):
            with self.subTest(typed=wrong), self.assertRaises(ValueError):
                notices.late_days(wrong)

    def test_a_setting_that_cannot_be_read_counts_as_usual(self):
        self.assertEqual(notices.days_of(None, None, None), Days())
        self.assertEqual(notices.days_of(False, False, False), Days())
        self.assertEqual(notices.days_of("x", "x", ""), Days())
        self.assertEqual(notices.days_of("0", "0", "-3"), Days(0, (), 0))
        self.assertEqual(notices.days_of("5", "2, 4", "9999"), Days(5, (2, 4), notices.LONGEST))
