from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestCopyHistory(LibraryCase):
    """What happened to a copy, told from the ledger: never to whom it was lent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls.copies_a[0]
        cls.mine = cls.copy.with_user(cls.librarian_a)
        cls.shelf = cls.env["library.shelf"].create(
            {"library_id": cls.school_a.id, "name": "Rak 1"}
        )

    def lines(self, user=None):
        return self.copy.with_user(user or self.librarian_a)._history()[0]

    def noted(self):
        return self.env["library.event"].search([("copy_id", "=", self.copy.id)])

    def test_every_change_is_noted_from_and_to_whatever_path_wrote_it(self):
        self.mine.write({"shelf_id": self.shelf.id, "condition": "worn", "note": "Sampul lepas"})
        self.mine.load([".id", "own_call_number"], [[str(self.copy.id), "FIK HIR"]])
        self.copy.barcode = "LAMA1"
        changed, imported, received = self.lines()[1], self.lines()[2], self.lines()[-1]
        self.assertEqual(self.lines()[0]["changes"][0][2], "LAMA1")
        self.assertEqual(changed["changes"], [("Own Call Number", "–", "FIK HIR")])
        self.assertCountEqual(
            imported["changes"], [("Shelf", "–", "Rak 1"), ("Condition", "–", "Worn")]
        )
        self.assertEqual(changed["by"], self.librarian_a.name)
        self.assertEqual((received["verb"], received["place"]), ("Received", "Sekolah A"))

    def test_what_stays_the_same_is_not_noted(self):
        self.mine.write({"shelf_id": False, "manual_state": False, "barcode": self.copy.barcode})
        self.assertFalse(self.noted())

    def test_a_state_is_noted_with_its_reason(self):
        self.mine._set_state("damaged", "Basah kena hujan")
        [line] = self.lines()[:-1]
        self.assertEqual(line["changes"], [("Set by Hand", "In order", "Damaged")])
        self.assertEqual(line["reason"], "Basah kena hujan")

    def test_a_reason_that_is_no_text_is_not_kept(self):
        self.mine.with_context(library_reason={"x": 1}).manual_state = "damaged"
        self.assertFalse(self.noted().reason)

    def test_a_hundred_copies_are_noted_at_once(self):
        copies = self._copies(self.school_a, self.book, 40)
        self.env.flush_all()
        few, many = copies[:2], copies[2:]

        def queries(some):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            some.write({"condition": "poor"})
            self.env.flush_all()
            return self.cr.sql_log_count - start

        self.assertEqual(queries(many), queries(few))

    def test_to_whom_it_was_lent_is_told_to_nobody(self):
        self.lend(self.pupil_a, self.copy)
        self.take_back(self.school_a, self.copy)
        for user in (self.librarian_a, self.librarian_b, self.employee):
            lines = self.lines(user)
            self.assertEqual([line["verb"] for line in lines], ["Returned", "Lent", "Received"])
            self.assertNotIn(self.pupil_a.member_id.name, str(lines))
            self.assertNotIn(self.desk_a.name, str(lines))

    def test_who_did_it_and_why_is_the_owners(self):
        self.mine._set_state("lost", "Ayu bilang hilang")
        for user in (self.librarian_b, self.supervisor, self.employee):
            [line, received] = self.lines(user)
            self.assertEqual(line["changes"], [("Set by Hand", "In order", "Lost")])
            self.assertFalse(line["by"] or line["reason"] or received["by"])

    def test_a_refused_act_is_no_history(self):
        self.copy.manual_state = "damaged"
        self.lend(self.pupil_a, self.copy)
        self.assertEqual([line["verb"] for line in self.lines()], ["Changed", "Received"])

    def test_the_form_shows_the_latest_and_opens_the_rest(self):
        for number in range(25):
            self.copy.own_call_number = f"FIK {number}"
        self.assertIn("FIK 24", self.mine.history)
        self.assertNotIn("FIK 1<", self.mine.history)
        context = self.mine.action_open_history()["context"]
        self.assertIn("FIK 1<", self.mine.with_context(**context).history)
        self.assertNotIn("FIK 1<", self.mine.with_context(library_history_limit="x").history)

    def test_a_copy_about_to_be_entered_has_no_history(self):
        self.assertFalse(self.env["library.copy"].with_user(self.librarian_a).new({}).history)

    def test_names_are_shown_as_text(self):
        self.mine.own_call_number = "<b>x</b>"
        self.assertIn("&lt;b&gt;x&lt;/b&gt;", self.mine.history)
