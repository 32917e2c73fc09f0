from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase

from ..tools import topic
from .common import LibraryCase


class TestToolsTopic(BaseCase):
    """What those who keep topics type, and what it means."""

    def test_round_numbers_mean_all_of_their_part(self):
        for typed, prefixes in {
            "630": ["63"],
            "600": ["6"],
            "000": ["0"],
            "63, 8": ["63", "8"],
            "641.5; 641,8": ["6415", "6418"],
            "899.223 8, 920": ["8992238", "92"],
            "2X4.1": ["297x41"],
            "63,": ["63"],
            "": [],
            None: [],
        }.items():
            self.assertEqual(topic.class_prefixes(typed), prefixes, typed)

    def test_what_is_no_class_number_is_told(self):
        for typed in ("pertanian", "63, pertanian", "R 413", "813 HIR", "63 64"):
            with self.assertRaises(ValueError, msg=typed):
                topic.class_prefixes(typed)

    def test_one_of_the_words_is_enough(self):
        self.assertEqual(
            topic.query('UMKM,  usaha  kecil; "tani"'), '"UMKM" or "usaha kecil" or "tani"'
        )
        self.assertEqual(topic.query(" , ;"), "")
        self.assertEqual(topic.query(None), "")


class TestTopic(LibraryCase):
    """Which titles a topic stands for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rice = cls._book("Menanam Padi", class_number="633.18")
        cls.marked = cls._book("Kamus Tani", class_number="R 630.3")
        cls.soup = cls._book("Sup", class_number="641.5")
        cls.shop = cls._book("Membuka Warung: usaha kecil")
        cls.goats = cls._book("Kambing", subject_ids=cls._subjects("Kambing dan domba"))

    def titles(self, **vals):
        """Return how many titles a topic of these values has, and whether it has those of the class."""
        return self.env["library.topic"].create({"name": "Topik", **vals}).title_count

    def test_classes_with_and_without_a_mark(self):
        before = self.titles(class_numbers="633.19")
        self.assertEqual(before, 0)
        count = self.titles(class_numbers="63")
        self.marked.class_number = self.rice.class_number = False
        self.assertEqual(self.titles(class_numbers="63"), count - 2)

    def test_subjects_words_and_classes_each_are_enough_and_count_once(self):
        goats = {"subject_ids": [Command.set(self.goats.subject_ids.ids)]}
        self.assertEqual(self.titles(**goats), 1)
        self.assertEqual(self.titles(**goats, words="kambing, usaha kecil"), 2)

    def test_an_audience_leaves_out_the_others(self):
        goats = {"subject_ids": [Command.set(self.goats.subject_ids.ids)], "audience": "children"}
        self.assertEqual(self.titles(**goats), 0)
        self.goats.audience = "children"
        self.assertEqual(self.titles(**goats), 1)

    def test_it_stands_for_something(self):
        for vals in ({}, {"words": " , "}, {"class_numbers": "tani"}):
            with self.assertRaises(ValidationError):
                self.titles(**vals)

    def test_a_merged_subject_stays_in_its_topic(self):
        [other] = self._subjects("Ternak kambing")
        topic_row = self.env["library.topic"].create(
            {"name": "Ternak", "subject_ids": [Command.set(self.goats.subject_ids.ids)]}
        )
        other._merge(self.goats.subject_ids)
        self.assertEqual(topic_row.subject_ids, other)
