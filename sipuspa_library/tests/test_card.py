import base64
import io

import pypdfium2
from PIL import Image

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from ..tools import cards
from . import paper
from .common import LibraryCase


def photo():
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), "#334455").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


class CardCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a4 = cls.env.ref("sipuspa_library.card_sheet_a4")
        cls.single = cls.env.ref("sipuspa_library.card_sheet_single")

    def printing(self, memberships=None, user=None, **vals):
        """Open the printing of cards as a librarian of school A does."""
        user = user or self.librarian_a
        if memberships:
            action = memberships.with_user(user)._card_action()
            wizard = self.env["library.card.print"].with_user(user).browse(action["res_id"])
            wizard.write(vals)
            return wizard
        return self.env["library.card.print"].with_user(user).create(vals)

    def drawn(self, wizard):
        """Print as the browser does, and return the PDF."""
        answer = {"action": None}
        while not answer["action"]:
            answer = wizard.action_draw()
        content, __ = wizard._paper("cards")
        return content

    def codes(self, pdf):
        return sorted(code.text for code in paper.decoded(pdf, dpi=300))

    def design(self, **vals):
        return self.env["library.card.setting"].create({"library_id": self.school_a.id, **vals})

    def replace(self, membership=None, user=None, **vals):
        membership = membership or self.pupil_a
        wizards = self.env["library.card.replace"].with_user(user or self.librarian_a)
        return wizards.create({"membership_id": membership.id, **vals})


@tagged("post_install", "-at_install")
class TestCardPrint(CardCase):
    def test_a_card_says_who_it_is_and_is_read_by_a_scanner(self):
        self.pupil_a.valid_until = "2027-06-30"
        pdf = self.drawn(self.printing(self.pupil_a, sheet_id=self.single.id))
        said = text_of(pdf)
        member = self.pupil_a.member_id
        for words in ("Ni Luh Ayu Uji", "VII-A", "2027", "Sekolah A"):
            self.assertIn(words, said)
        self.assertEqual(
            self.codes(pdf), sorted([cards.coded(member.card_number, 1), member.card_token])
        )

    def test_the_card_scans_at_the_desk_by_its_bars_its_qr_code_and_typed(self):
        for code in self.codes(self.drawn(self.printing(self.pupil_a))):
            self.assertEqual(self._desk().scan(self.school_a.id, code)["kind"], "member")
        typed = self._desk().scan(self.school_a.id, self.pupil_a.card_number.lower())
        self.assertEqual(typed["membership_id"], self.pupil_a.id)

    def test_a_pupils_card_has_no_address_no_birth_date_no_nisn_whatever_is_wanted(self):
        self.design(with_address=True)
        self.pupil_a.member_id.write(
            {"address": "Banjar Zamrud", "nisn": "0098765432", "phone": "0812777"}
        )
        pdf = self.drawn(self.printing(self.pupil_a, sheet_id=self.single.id))
        said = text_of(pdf) + " ".join(self.codes(pdf))
        for secret in ("Zamrud", "2013", "0098765432", "0812777"):
            self.assertNotIn(secret, said)

    def test_an_adults_card_has_the_address_where_the_library_wants_it(self):
        adult = self._membership(self.school_a, "Pak Gede Uji", category="teacher")
        adult.member_id.write({"birth_date": "1980-01-01", "address": "Banjar Zamrud"})
        self.assertNotIn("Zamrud", text_of(self.drawn(self.printing(adult))))
        setting = self.design(with_address=True)
        self.assertIn("Zamrud", text_of(self.drawn(self.printing(adult))))
        adult.member_id.birth_date = "2015-01-01"
        self.assertNotIn("Zamrud", text_of(self.drawn(self.printing(adult))))
        adult.member_id.birth_date = False
        adult.category_id = self.env.ref("sipuspa_library.member_category_pupil")
        self.assertNotIn("Zamrud", text_of(self.drawn(self.printing(adult))))
        self.assertTrue(setting.with_address)

    def test_a_photo_is_printed_where_the_library_wants_it_and_consent_is_there(self):
        adult = self._membership(self.school_a, "Pak Gede Uji", category="teacher")
        adult.member_id.write({"birth_date": "1980-01-01", "image_1920": photo()})
        setting = self.env["library.card.setting"]._of(self.school_a)
        [card] = adult._cards(setting)
        self.assertTrue(card.photo)
        adult.member_id.flush_recordset()
        # as if the photo had stayed when the person turned out to be a child
        self.env.cr.execute(
            "UPDATE library_member SET birth_date = '2015-01-01' WHERE id = %s",
            [adult.member_id.id],
        )
        adult.member_id.invalidate_recordset()
        self.assertIsNone(adult._cards(setting)[0].photo)
        adult.member_id.birth_date = "1980-01-01"
        self.assertIsNone(adult._cards(self.design(with_photo=False))[0].photo)

    def test_the_back_has_the_librarys_own_rules_and_who_signs(self):
        profile = self.env["library.profile"].search([("library_id", "=", self.school_a.id)])
        profile.write({"head_name": "Ni Wayan Sari", "head_nip": "198005"})
        self.design(rules="Jangan berlari.\n\nJangan lupa membaca.", place="Semarapura")
        said = text_of(self.drawn(self.printing(self.pupil_a, sheet_id=self.single.id)))
        for words in ("1.", "Jangan berlari.", "2.", "Semarapura, ", "Ni Wayan Sari", "198005"):
            self.assertIn(words, said)
        self.assertNotIn("3.", said)

    def test_whoever_got_a_card_is_no_longer_to_print(self):
        memberships = self.env["library.membership"].with_user(self.librarian_a)
        without = [("card_printed_at", "=", False), ("library_id", "=", self.school_a.id)]
        self.assertIn(self.pupil_a, memberships.search(without))
        self.drawn(self.printing(source="new"))
        self.assertFalse(memberships.search(without))
        self.assertEqual(self.printing(source="new").label_count, 0)
        with self.assertRaisesRegex(UserError, "no such members in Sekolah A"):
            self.printing(source="new").action_draw()

    def test_backs_alone_give_nobody_a_card(self):
        self.drawn(self.printing(self.pupil_a, sides="back"))
        self.assertFalse(self.pupil_a.card_printed_at)

    def test_a_whole_class_is_printed_by_name(self):
        wizard = self.printing(source="class", class_id=self.pupil_a.class_id.id)
        self.assertEqual((wizard.label_count, wizard.page_count), (2, 2))
        self.drawn(wizard)
        self.assertEqual(wizard.row_order, (self.pupil_a2 + self.pupil_a).ids)

    def test_who_left_or_waits_gets_no_card_by_the_class(self):
        school_class = self.pupil_a.class_id
        self.pupil_a.left_on = "2026-01-01"
        self.pupil_a2.pending = True
        self.assertEqual(self.printing(source="class", class_id=school_class.id).label_count, 0)

    def test_a_used_sheet_goes_on_where_it_ended(self):
        self.drawn(self.printing(self.pupil_a + self.pupil_a2, sheet_id=self.a4.id, start=3))
        form = Form(self.env["library.card.print"].with_user(self.librarian_a))
        self.assertEqual((form.sheet_id, form.next_position), (self.a4, 5))
        labels = Form(self.env["library.label.print"].with_user(self.librarian_a))
        self.assertNotEqual(labels.sheet_id, self.a4, "labels are proposed no card sheet")

    def test_many_cards_are_drawn_in_parts_in_seconds(self):
        members = self.env["library.member"].create(
            [
                {
                    "name": f"Ni Luh Putu Uji {number:04d}",
                    "membership_ids": [Command.create({"library_id": self.school_a.id})],
                }
                for number in range(230)
            ]
        )
        wizard = self.printing(members.membership_ids, sheet_id=self.a4.id, start=2)
        answer = wizard.action_draw()
        self.assertEqual((answer["done"], answer["total"]), (99, 230))
        self.assertFalse(any(members.mapped("card_printed_at")), "noted when all is drawn")
        with self.assertRaises(UserError):
            wizard._paper("cards")
        pdf = self.drawn(wizard)
        self.assertEqual(len(paper.page_sizes(pdf)), wizard.page_count)
        self.assertEqual(wizard.page_count, 48)

    def test_cards_are_read_in_as_many_queries_for_forty_as_for_four(self):
        def count(number):
            members = self.env["library.member"].create(
                [
                    {
                        "name": f"Uji {n}",
                        "membership_ids": [Command.create({"library_id": self.school_a.id})],
                    }
                    for n in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            members.membership_ids._cards(self.env["library.card.setting"]._of(self.school_a))
            return self.cr.sql_log_count - before

        count(1)  # what is cached for good
        few, many = count(4), count(40)
        self.assertEqual(few, many)

    # ------------------------------------------------------------------
    # REFUSALS
    # ------------------------------------------------------------------

    def test_cards_of_two_libraries_are_not_mixed(self):
        with self.assertRaises(UserError):
            (self.pupil_a + self.pupil_b)._card_action()
        with self.assertRaises(UserError):
            self.env["library.membership"].action_print_cards()

    def test_nobody_prints_for_another_library(self):
        for user in (self.desk_a, self.librarian_b, self.supervisor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.pupil_a.with_user(user).action_print_cards()
        with self.assertRaises(AccessError):
            self.printing(library_id=self.school_b.id).action_draw()
        with self.assertRaises(AccessError):
            self.printing(membership_ids=self.pupil_b.ids)
        self.assertFalse(self.pupil_b.card_printed_at)

    def test_a_sheet_too_small_for_cards_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "85.6 × 54"):
            self.a4.copy({"label_width": 70})
        with self.assertRaisesRegex(ValidationError, "171.2 × 54"):
            self.a4.copy({"use": "fold"})

    def test_a_colour_that_is_none_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "like #0b5c6b"):
            self.design(colour="merah")

    def test_a_design_is_seen_before_it_is_printed(self):
        setting = self.design(rules="Jangan berlari.")
        content, __ = setting.with_user(self.librarian_a)._paper("sample")
        self.assertIn("Jangan berlari.", text_of(content))
        self.assertEqual(
            self.env["library.card.setting"]
            .with_user(self.librarian_a)
            .action_open_mine()["res_id"],
            setting.id,
        )


@tagged("post_install", "-at_install")
class TestLostCard(CardCase):
    def doors(self, code):
        """Return whom each door of school A, and of another library, finds by a code."""
        member = self.env["library.member"]
        scanned = self._desk().scan(self.school_a.id, code)["kind"]
        elsewhere = self._desk(self.librarian_b).scan(self.school_b.id, code)["kind"]
        acted = self._desk().act(self.school_a.id, code, False, "test", self._next_request())
        admitted = self.allowed(lambda: self._desk(self.librarian_b).admit(self.school_b.id, code))
        listed = self.env["library.membership"].with_user(self.desk_a)
        return {
            "scan": scanned,
            "elsewhere": elsewhere,
            "act": acted["kind"],
            "admit": admitted,
            "by_card": bool(member._by_card(code)),
            "list": bool(listed.search([("member_id", "ilike", code)])),
        }

    def allowed(self, act):
        savepoint = self.env.cr.savepoint()
        try:
            return bool(act())
        except UserError:
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_the_old_bars_and_qr_code_are_dead_in_every_door_at_once(self):
        member = self.pupil_a.member_id
        bars, token = cards.coded(member.card_number, 1), member.card_token
        alive = {
            "scan": "member",
            "elsewhere": "visitor",
            "act": "member",
            "admit": True,
            "by_card": True,
            "list": True,
        }
        dead = {
            "scan": "replaced",
            "elsewhere": "replaced",
            "act": "replaced",
            "admit": False,
            "by_card": False,
            "list": False,
        }
        for code in (bars, token, bars.lower()):
            self.assertEqual(self.doors(code), alive)
        self.replace().action_replace()
        for code in (bars, token, bars.lower()):
            self.assertEqual(self.doors(code), dead)
        self.assertNotEqual(member.card_token, token)
        for code in (cards.coded(member.card_number, 2), member.card_token, member.card_number):
            self.assertEqual(self.doors(code), alive)

    def test_a_card_that_never_was_is_unknown_not_replaced(self):
        number = self.pupil_a.card_number
        for code in (cards.coded(number, 2), cards.coded(number, 9), "Zm9vYmFyYmF6cXV4"):
            self.assertEqual(self._desk().scan(self.school_a.id, code)["kind"], "unknown")

    def test_an_old_card_names_nobody(self):
        bars = cards.coded(self.pupil_a.card_number, 1)
        self.replace().action_replace()
        answer = self._desk(self.librarian_b).scan(self.school_b.id, bars)
        self.assertEqual(answer, {"kind": "replaced", "code": bars})
        with self.assertRaisesRegex(UserError, "replaced by a new one"):
            self._desk(self.librarian_b).admit(self.school_b.id, bars)

    def test_the_portal_page_shows_the_new_qr_code_only(self):
        member = self.pupil_a.member_id
        self.replace().action_replace()
        self.replace().action_replace()
        self.assertEqual(member.card_issue, 3)
        self.assertEqual(len(member.card_replacement_ids), 2)

    def test_the_new_card_is_printed_next(self):
        self.drawn(self.printing(self.pupil_a))
        action = self.replace().action_replace()
        self.assertFalse(self.pupil_a.card_printed_at)
        wizard = self.env[action["res_model"]].with_user(self.librarian_a).browse(action["res_id"])
        self.assertIn(cards.coded(self.pupil_a.card_number, 2), self.codes(self.drawn(wizard)))

    def test_pressed_twice_one_card_is_replaced(self):
        first, second = self.replace(), self.replace()
        first.action_replace()
        for again in (first, second):
            with self.assertRaisesRegex(UserError, "replaced already, on .* by librarian_a"):
                again.action_replace()
        self.assertEqual(self.pupil_a.member_id.card_issue, 2)

    def test_it_is_written_down_who_replaced_it_and_why(self):
        self.replace(reason="damaged").action_replace()
        row = self.pupil_a.member_id.card_replacement_ids
        self.assertEqual(
            (row.library_id, row.reason, row.issue, row.replaced_by_id),
            (self.school_a, "damaged", 1, self.librarian_a),
        )
        visible = self.env["library.card.replacement"]
        self.assertTrue(visible.with_user(self.desk_a).search([]))
        self.assertFalse(visible.with_user(self.librarian_b).search([]))

    def test_nobody_replaces_the_card_of_another_librarys_member(self):
        with self.assertRaises(AccessError):
            self.replace(self.pupil_b).action_replace()
        for user in (self.desk_a, self.supervisor, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.replace(user=user)
        with self.assertRaises(AccessError):
            self.replace(issue=7)

    def test_who_left_gets_no_new_card(self):
        wizard = self.replace()
        self.lend(self.pupil_a, self.copies_a[0])
        self.pupil_a.left_on = "2026-01-01"
        with self.assertRaisesRegex(UserError, "has left"):
            wizard.action_replace()

    def test_token_and_issue_are_nobodys_to_read_or_type(self):
        member = self.pupil_a.member_id.with_user(self.librarian_a)
        with self.assertRaises(AccessError):
            member.read(["card_token"])
        self.replace().action_replace()
        with self.assertRaises(AccessError):
            member.card_replacement_ids.read(["token_digest"])
        for vals in ({"card_issue": 9}, {"card_printed_at": False}, {"card_token": "x"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                member.write(vals)

    def test_odd_codes_find_nobody_without_a_traceback(self):
        for code in ("", "\0", "A\0", None, 5, "%", "A_", "🐒", "A" * 5000):
            with self.subTest(code=code):
                self.assertFalse(self.env["library.member"]._by_card(code))


@tagged("post_install", "-at_install")
class TestCardDownload(HttpCase, CardCase):
    def test_who_printed_them_downloads_them_and_nobody_else(self):
        wizard = self.printing(self.pupil_a)
        url = None
        while not url:
            answer = wizard.action_draw()
            url = answer["action"] and answer["action"]["url"]
        self.authenticate("librarian_a", "librarian_a")
        self.assertIn(self.pupil_a.card_number + "A", self.codes(self.url_open(url).content))
        for login in ("librarian_b", "desk_a"):
            self.authenticate(login, login)
            self.assertNotEqual(self.url_open(url).status_code, 200)
