import io

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged

from .access_case import OURS, MatrixCase
from .access_matrix import METHODS, table
from .common import PHOTO
from .roster_files import csv


@tagged("post_install", "-at_install")
class TestAccessMethods(MatrixCase):
    """Every public method of ours, called as a client calls it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.callers = (
            cls.desk_a,
            cls.librarian_a,
            cls.librarian_b,
            cls.users["supervisor"],
            cls.pupil,
            cls.env.ref("base.public_user"),
        )
        desk = cls.env["library.desk"].with_user(cls.desk_a)
        [answer] = desk.lend(cls.pupil_a.id, cls.copies_a[0].ids, "doors", "lend")
        cls.calls = cls._calls(cls.env["library.loan"].browse(answer["loan_id"]))
        cls.env.flush_all()

    @classmethod
    def _calls_of_holds(cls):
        waiting = cls._membership(cls.school_a, "Orang Menunggu")
        desk = cls.env["library.desk"].with_user(cls.librarian_a)
        placed = desk.place_hold(waiting.id, cls.book.id, "doors", "hold")
        return {
            "library.desk.place_hold": [cls.pupil_a2.id, cls.book.id, "doors", "r hold"],
            "library.desk.cancel_hold": [[placed["hold_id"]], "doors", "r cancel"],
            "library.desk.holds_of": [cls.pupil_a.id],
            "library.desk.pull_list": [cls.school_a.id],
            **cls._calls_in_the_list_of_holds(),
        }

    @classmethod
    def _calls_in_the_list_of_holds(cls):
        """Return calls on a reservation on the hold shelf, on one that waits, and on a copy to be sent."""
        as_librarian = cls.env(user=cls.librarian_a)
        first, second = cls._books_reserved()
        form = as_librarian["library.hold.place"].create(
            {"book_id": cls.book.id, "membership_id": cls._membership(cls.school_a, "Lagi").id}
        )
        return {
            "library.hold.action_cancel": [first.ids],
            "library.hold.action_serve_first": [first.ids],
            "library.hold.action_serve_in_turn": [first.ids],
            "library.hold.action_print_slips": [first.ids],
            "library.hold.place.action_place": [form.ids],
            "library.copy.action_transit_slips": [second.copy_id.ids],
            "library.library.action_open_pull_list": [],
            "library.library.action_open_to_send": [],
            "library.library.action_print_pull_list": [],
        }

    @classmethod
    def _books_reserved(cls):
        """Reserve a copy of school A at school A, and one at school B, which is to be sent there."""
        holds = []
        for number, (membership, user) in enumerate(
            [(cls.pupil_a2, cls.librarian_a), (cls.pupil_b, cls.librarian_b)]
        ):
            book = cls._book(f"Dipesan {number}")
            copy = cls._copies(
                cls.school_a, book, 1, barcode=f"DIPESAN{number}", accession_number=f"D{number}"
            )
            answer = (
                cls.env["library.desk"]
                .with_user(user)
                .place_hold(membership.id, book.id, "doors", f"list {number}", copy_id=copy.id)
            )
            hold = cls.env["library.hold"].browse(answer["hold_id"])
            cls.env["library.desk"].with_user(cls.librarian_a).take_back(
                cls.school_a.id, copy.ids, "doors", f"fetched {number}"
            )
            holds.append(hold)
        return holds

    @classmethod
    def _calls_of_portals(cls, as_librarian):
        teacher = cls._membership(cls.school_a, "Guru Uji", category="teacher")
        teacher.member_id.birth_date = "1980-02-03"
        form = as_librarian["library.portal.open"].create({"membership_ids": teacher.ids})
        form.left_ids = teacher
        invited = {"member_id": teacher.member_id.id, "email": "guru@example.com"}
        invitation = as_librarian["library.portal.invite"].create(invited)
        person = cls.pupil_a.member_id.ids
        return {
            "library.member.action_open_portal": [person],
            "library.member.action_unlock_portal": [person],
            "library.member.action_close_portal": [person],
            "library.school.class.action_open_portals": [cls.pupil_a.class_id.ids],
            "library.portal.open.action_start": [form.ids],
            "library.portal.open.make_slips": [form.ids, False],
            "library.portal.invite.action_invite": [invitation.ids],
            **cls._calls_of_families(as_librarian, teacher.member_id),
        }

    @classmethod
    def _calls_of_families(cls, as_librarian, parent):
        child = cls.pupil_a.member_id
        row = child.with_user(cls.librarian_a)._link_guardian(parent.card_number, "mother")
        form = as_librarian["library.guardian.link"].create(
            {"member_id": child.id, "code": parent.card_number, "paper_seen": True}
        )
        message = cls.env["library.feedback"]._say(cls.pupil_a, "Kapan buka?")
        message.answer = "Setiap hari."
        return {
            "library.guardian.link.action_link": [form.ids],
            "library.guardian.action_end": [row.ids],
            "library.feedback.action_answer": [message.ids],
        }

    @classmethod
    def _calls_about_charges(cls, loan):
        member, key = cls.pupil_a.id, ["doors", "r"]
        owed = {"membership_id": member, "reason": "damaged", "amount": 5000, "in_kind": True}
        debt = cls.env["library.charge"]._charge([owed])
        settled = cls.env["library.charge"]._charge([{**owed, "reason": "other"}])
        receipt = settled._settle("paid").ids
        as_librarian = cls.env(user=cls.librarian_a)
        paying = as_librarian["library.charge.act"].create({"membership_id": member})
        losing = as_librarian["library.loan.act"].create({"loan_id": loan.id})
        cash = as_librarian["library.cash.print"].create({})
        sheets = as_librarian["library.visit.paper"].create({})
        typed = as_librarian["library.visit.entry"].create({})
        typed.line_ids = [Command.create({"day": typed.day, "sex": "P"})]
        return {
            "library.desk.receipt": receipt,
            "library.charge.action_print": [receipt],
            "library.charge.action_print_roll": [receipt],
            "library.charge.act.action_apply": [paying.ids],
            "library.loan.act.action_apply": [losing.ids],
            "library.cash.print.action_print": [cash.ids],
            "library.visit.paper.action_print": [sheets.ids],
            "library.visit.entry.action_save": [typed.ids],
            "library.visit.entry.action_show_visits": [typed.ids],
            "library.cash.print.action_workbook": [cash.ids],
            "library.desk.charges_of": [member],
            "library.desk.charge": [member, "other", 1000, *key],
            "library.desk.pay": [member, *key],
            "library.desk.waive": [member, "Paid in school", *key],
            "library.desk.settle_in_kind": [debt.id, cls.copies_a[2].id, *key],
            "library.desk.pay_back": [debt.id, "Paid twice", *key],
            "library.desk.declare_lost": [loan.id, *key],
            "library.desk.claim_returned": [loan.id, *key],
            "library.desk.still_out": [loan.id, *key],
            "library.desk.found": [loan.id, *key],
            "library.desk.report_damage": [loan.id, *key],
        }

    @classmethod
    def _new_person(cls):
        category = cls.env.ref("sipuspa_library.member_category_pupil")
        return {"name": "Orang Baru", "category_id": category.id}

    @classmethod
    def _calls_of_notices(cls, loan):
        loan.member_id.phone = "081234567890"
        loan.due_date = "2020-01-06"
        loan.membership_id.valid_until = "2099-06-30"
        ending = {"kind": "ending", "due_date": loan.membership_id.valid_until}
        late = {"kind": "overdue", "due_date": loan.due_date, "loan_id": loan.id}
        message, listed, letter = cls.env["library.notice"].create(
            [
                {
                    "library_id": loan.library_id.id,
                    "membership_id": loan.membership_id.id,
                    "class_id": loan.membership_id.class_id.id,
                    **about,
                    "level": level,
                    "addressee": "guardian",
                    "channel": channel,
                }
                for level, (about, channel) in enumerate(
                    ((ending, "whatsapp"), (late, "class_list"), (ending, "letter")), 1
                )
            ]
        )
        return {
            "library.notice.action_whatsapp": [message.ids],
            "library.notice.action_told": [message.ids],
            "library.notice.action_again": [message.ids],
            "library.notice.action_print_lists": [listed.ids],
            "library.notice.action_print_letters": [letter.ids],
            "library.school.class.action_print_overdue": [loan.membership_id.class_id.ids],
            "library.job.action_run": [cls.env["library.job"].search([], limit=1).ids],
        }

    @classmethod
    def _calls(cls, loan):
        """Return the arguments each method is tried with: what concerns school A."""
        transfers = cls._calls_of_transfers()
        school, copy = cls.school_a.id, cls.copies_a[1].ids
        check = cls.env["library.check"].search([], limit=1)
        door = {"name": "Pintu", "library_id": school}
        kiosk = [cls.env["library.kiosk"].create(door).ids]
        as_librarian = cls.env(user=cls.librarian_a)
        receipt = as_librarian["library.copy.receive"].create({"book_id": cls.book.id})
        waiting = cls._copies(cls.school_a, cls.book, 1, manual_state="in_processing")
        change = as_librarian["library.copy.change"].create(
            {"copy_ids": cls.copies_a[1].ids, "condition": "worn"}
        )
        received = cls.env["library.receipt"]._receive(cls.school_a, cls.book, 2, finished=False)
        sheet = cls.env.ref("sipuspa_library.label_sheet_tj_121")
        printing = as_librarian["library.label.print"].create({})
        request = (
            cls.env["library.grant.request"]
            .with_user(cls.users["supervisor"])
            .create({"card_number": cls.pupil_a.card_number, "reason": "A parent asks"})
        )
        asked = as_librarian["library.cataloguing.request"].create(
            {"name": "Tidak terbaca", "photo_cover": PHOTO, "question": "Tahun?"}
        )
        asked.with_user(cls.cataloguer).action_take()
        asked.with_user(cls.cataloguer).action_ask()
        asked.answer = "2001"
        counts = as_librarian["library.stocktake"].create(
            [{"library_id": school, "class_from": "900"}] * 3  # nothing that is undone here
        )
        for count in counts[:2]:
            count.action_open()
        counts[1].action_close()
        donation = cls.env["library.donation"].create(
            {
                "library_id": school,
                "donor_id": cls.env["library.donor"]
                .create({"name": "Ibu Sari", "library_id": school})
                .id,
                "line_ids": [Command.create({"book_id": cls.book.id, "name": "Laskar Pelangi"})],
            }
        )
        register = as_librarian["library.register.print"].create({"date_from": "2020-01-01"})
        proposed = {"library_id": school, "book_id": cls.book.id, "year": "2005"}
        local = as_librarian["library.book.local"].create(proposed)
        decline = cls.env["library.proposal.decline"].with_user(cls.cataloguer)
        decline = decline.create({"local_ids": local.ids, "answer": "No"})
        finding, proposing, deciding, approved = cls._weedings(as_librarian)
        decision = (
            cls.env["library.weeding.decision"]
            .with_user(cls.users["supervisor"])
            .create({"weeding_id": deciding.id, "remark": "Simpan satu"})
        )
        return {
            **cls._calls_of_cards(as_librarian),
            **cls._calls_of_persons(),
            **cls._calls_of_merges(as_librarian),
            **cls._calls_of_classes(as_librarian),
            **cls._calls_of_rules(as_librarian, loan),
            **cls._calls_of_portals(as_librarian),
            **cls._calls_of_notices(loan),
            "library.weeding.action_find": [finding.ids],
            "library.weeding.action_propose": [proposing.ids],
            "library.weeding.action_withdraw": [approved.ids],
            "library.weeding.action_print_minutes": [proposing.ids],
            "library.weeding.decision.action_approve": [decision.ids],
            "library.weeding.decision.action_send_back": [decision.ids],
            "library.stocktake.scan": [counts[0].ids, ["A1"]],
            "library.stocktake.tally": [counts[0].ids],
            "library.stocktake.action_open": [counts[2].ids],
            "library.stocktake.action_count": [counts[0].ids],
            "library.stocktake.action_close": [counts[0].ids],
            "library.stocktake.action_reopen": [counts[1].ids],
            "library.stocktake.action_apply": [counts[1].ids],
            "library.stocktake.action_print_minutes": [counts[0].ids],
            **transfers,
            **cls._calls_of_members(as_librarian),
            "library.donation.action_thank": [donation.ids],
            "library.donation.line.action_receive": [donation.line_ids.ids],
            "library.copy.action_book_cards": [copy],
            "library.register.print.action_print": [register.ids],
            "library.register.print.action_workbook": [register.ids],
            "library.desk.scan": [school, cls.pupil_a.card_number],
            "library.desk.act": [school, "Laskar", False, "doors", "r"],
            "library.desk.lend": [cls.pupil_a.id, copy, "doors", "r"],
            "library.desk.take_back": [school, copy, "doors", "r"],
            "library.desk.renew": [loan.ids, "doors", "r"],
            "library.desk.renew_all": [cls.pupil_a.id, "doors", "ra"],
            "library.desk.lend_late": [
                *(cls.pupil_a.id, cls.copies_a[1].ids, "2026-01-05", "x", "doors", "ll"),
            ],
            "library.desk.take_back_late": [school, copy, "2026-01-05", "x", "doors", "rl"],
            "library.desk.undo": [school, "doors", "u", "lend"],
            "library.desk.use": [school, cls.copies_a[1].ids, "doors", "use"],
            **cls._calls_of_holds(),
            "library.desk.open_desk": [school],
            "library.desk.today": [school],
            "library.desk.class_list": [school, cls.pupil_a.class_id.id],
            "library.desk.member": [cls.pupil_a.id],
            "library.desk.register": [school, cls._new_person(), "doors", "new person"],
            "library.desk.alike": [school, "member", "Uji"],
            "library.desk.fast_add": [school, "Buku Baru", "", "doors", "new book"],
            "library.desk.visit": [school, {"kind": "guest"}, "doors", "visit"],
            "library.membership.action_completed": [cls.pupil_a.ids],
            "library.copy.action_completed": [copy],
            "library.desk.admit": [school, cls.pupil_b.card_number],
            **cls._calls_about_charges(loan),
            "library.grant.open_person": [cls.pupil_a.card_number, "A parent asks"],
            "library.book.action_verify": [cls.book.ids],
            "library.book.action_unverify": [cls.book.ids],
            "library.book.action_described": [asked.book_id.ids],
            "library.book.find_candidates": ["Laskar Pelangi"],
            "library.cataloguing.request.action_take": [asked.ids],
            "library.cataloguing.request.action_describe": [asked.ids],
            "library.cataloguing.request.action_put_back": [asked.ids],
            "library.cataloguing.request.action_ask": [asked.ids],
            "library.cataloguing.request.action_done": [asked.ids],
            "library.cataloguing.request.action_existing": [asked.ids],
            "library.cataloguing.request.action_answer": [asked.ids],
            "library.cataloguing.request.action_withdraw": [asked.ids],
            "library.author.action_open_titles": [cls._author("Andrea Hirata").ids],
            "library.subject.action_open_titles": [
                cls.env["library.subject"].search([], limit=1).ids
            ],
            "library.book.action_open_own": [cls.book.ids],
            "library.book.local.action_accept": [local.ids],
            "library.book.local.action_accept_anyway": [local.ids],
            "library.proposal.decline.action_decline": [decline.ids],
            **cls._calls_of_rosters(),
            "library.check.action_check": [check.ids],
            "library.kiosk.action_pair": kiosk,
            "library.kiosk.action_revoke": kiosk,
            "library.retention.action_open_tonight": [],
            **dict.fromkeys(
                [
                    f"library.breach.action_{act}"
                    for act in ("handle", "close", "agency_letter", "persons_letter")
                ],
                [
                    cls.env["library.breach"]
                    .create({"library_id": school, "name": "Laptop hilang"})
                    .ids
                ],
            ),
            "library.library.action_open_mine": [],
            "library.library.action_open_profile": [cls.school_a.ids],
            "library.library.action_open_titles": [cls.school_a.ids],
            "library.copy.action_finish_processing": [waiting.ids],
            "library.copy.action_open_history": [waiting.ids],
            "library.copy.change.action_apply": [change.ids],
            "library.receipt.action_finish_processing": [received.ids],
            "library.receipt.action_print_labels": [received.ids],
            "library.receipt.action_undo": [received.ids],
            "library.copy.receive.action_receive": [receipt.ids],
            "library.label.sheet.action_own_copy": [sheet.ids],
            "library.label.sheet.action_calibrate": [sheet.ids],
            "library.label.print.action_draw": [printing.ids],
            "library.label.print.action_calibrate": [printing.ids],
            **cls._calls_of_consents(),
            "library.grant.request.action_open": [request.ids],
        }

    @classmethod
    def _calls_of_transfers(cls):
        """From school A to school B: what the sender does to a draft, what the receiver to the rest.

        One has arrived as a box, one is on its way, one is missing.
        """
        env = cls.env(user=cls.librarian_a)
        way = {"library_id": cls.school_a.id, "to_library_id": cls.school_b.id}
        kept = {"due_back": "2099-01-01", "kind": "box"}
        copies = cls._copies(cls.school_a, cls.book, 6)
        draft, sent, box, short = env["library.transfer"].create(
            [{**way, "kind": "ownership"}, {**way, **kept}, {**way, **kept}, {**way, **kept}]
        )
        for transfer, chosen in (
            *((draft, copies[0]), (sent, copies[1]), (box, copies[2]), (short, copies[3:5])),
        ):
            transfer._add(chosen)
        (sent + box + short).action_send()
        receiver = cls.env(user=cls.librarian_b)
        box.with_env(receiver).action_receive_all()
        short.with_env(receiver).line_ids[0].action_tick()
        short.with_env(receiver).action_receive()
        for library in (cls.school_a, cls.school_b):
            stray = cls._copies(cls.village, cls.book, 1)
            stray.place_id = library
            stray._settle_status()
        title = {"book_id": cls.book.id}
        distribution = env["library.distribution"].create(
            {"name": "Hibah", "library_id": cls.school_a.id, "line_ids": [Command.create(title)]}
        )
        distribution.to_library_ids = cls.school_b
        package = env["library.transfer"].create({**way, "kind": "package"})
        package.sudo().distribution_id = distribution
        package.line_ids = [Command.create(title)]
        distribution.to_library_ids |= cls.village
        add = env["library.transfer.add"].create(
            {"copy_ids": copies[5].ids, "transfer_id": draft.id}
        )
        more = env["library.distribution.add"].create({"name": "Lain", "book_ids": cls.book.ids})
        line, missing = sent.line_ids.ids, short.line_ids[1].ids
        return {
            "library.transfer.action_scan": [draft.ids, copies[5].barcode],
            "library.transfer.action_send": [draft.ids],
            "library.transfer.action_cancel": [sent.ids],
            "library.transfer.action_receive": [short.ids],
            "library.transfer.action_receive_all": [sent.ids],
            "library.transfer.action_return_box": [box.ids],
            "library.transfer.action_box_back": [box.ids],
            "library.transfer.action_send_strays_home": [],
            "library.transfer.action_open_lines": [sent.ids],
            "library.transfer.action_open_missing": [sent.ids],
            "library.transfer.action_open_copies": [sent.ids],
            "library.transfer.action_print_manifest": [sent.ids],
            "library.transfer.action_print_minutes": [box.ids],
            "library.transfer.line.action_tick": [line],
            "library.transfer.line.action_untick": [line],
            "library.transfer.line.action_one_more": [line],
            "library.transfer.line.action_one_less": [line],
            "library.transfer.line.action_found": [missing],
            "library.transfer.line.action_came_back": [missing],
            "library.distribution.action_make_transfers": [distribution.ids],
            "library.distribution.action_send_all": [distribution.ids],
            "library.distribution.action_open_transfers": [distribution.ids],
            "library.distribution.action_print_manifests": [distribution.ids],
            "library.transfer.add.action_add": [add.ids],
            "library.distribution.add.action_add": [more.ids],
        }

    @classmethod
    def _calls_of_members(cls, as_librarian):
        act = as_librarian["library.membership.act"].create(
            {"act": "renew", "membership_ids": cls.pupil_a.ids}
        )
        letters = cls.pupil_a2.with_user(cls.librarian_a)._clear("diploma")
        issues = as_librarian["library.clearance.issue"].create(
            [
                {"membership_ids": members.ids, "purpose": "transfer"}
                for members in (cls.pupil_a2, cls.pupil_a)  # clear, and with a book
            ]
        )
        revoke = as_librarian["library.clearance.revoke"].create(
            {"clearance_ids": letters.ids, "reason": "Salah kelas"}
        )
        reading = as_librarian["library.reading.print"].create(
            {"membership_ids": cls.pupil_a.ids, "kind": "table"}
        )
        register = as_librarian["library.clearance.print"].create({"date_from": "2020-01-01"})
        return {
            "library.reading.print.action_print": [reading.ids],
            "library.reading.print.action_workbook": [reading.ids],
            "library.clearance.action_print": [letters.ids],
            "library.clearance.issue.action_issue": [issues[0].ids],
            "library.clearance.issue.action_print_refused": [issues[1].ids],
            "library.clearance.issue.action_refused_workbook": [issues[1].ids],
            "library.clearance.revoke.action_revoke": [revoke.ids],
            "library.clearance.print.action_print": [register.ids],
            "library.clearance.print.action_workbook": [register.ids],
            "library.membership.action_verify": [cls.pupil_a.ids],
            "library.membership.action_lift_suspension": [cls.pupil_a.ids],
            "library.membership.action_come_back": [cls.pupil_a.ids],
            "library.membership.act.action_apply": [act.ids],
        }

    @classmethod
    def _calls_of_consents(cls):
        opened = cls.pupil_a.with_user(cls.librarian_a).action_consents()
        sheet = cls.env[opened["res_model"]].browse(opened["res_id"])
        sheet.withdrawn_by = "Ibu Uji"
        acts = ("tick_all", "save", "withdraw", "back", "print_form", "print_slips")
        asked, unwanted = cls.env["library.data.request"].create(
            [
                {"membership_id": cls.pupil_a2.id, "answer": "Ya"},
                {"membership_id": cls.pupil_a2.id, "kind": "erasure"},
            ]
        )
        answers = ("answer", "decline", "print_letter", "export_pdf", "export_json")
        return {
            **{f"library.data.request.action_{act}": [asked.ids] for act in answers},
            "library.data.request.action_erase": [unwanted.ids],
            "library.membership.action_consents": [cls.pupil_a.ids],
            "library.school.class.action_consents": [cls.pupil_a.class_id.ids],
            **{f"library.consent.sheet.action_{act}": [sheet.ids] for act in acts},
        }

    @classmethod
    def _calls_of_cards(cls, as_librarian):
        printing = as_librarian["library.card.print"].create({"source": "all"})
        lost = as_librarian["library.card.replace"].create({"membership_id": cls.pupil_a.id})
        design = as_librarian["library.card.setting"].create({})
        return {
            "library.card.print.action_draw": [printing.ids],
            "library.card.print.action_calibrate": [printing.ids],
            "library.card.print.action_design": [printing.ids],
            "library.card.replace.action_replace": [lost.ids],
            "library.card.setting.action_open_mine": [],
            "library.card.setting.action_sample": [design.ids],
            "library.membership.action_print_cards": [cls.pupil_a.ids],
            "library.school.class.action_print_cards": [cls.pupil_a.class_id.ids],
            "library.membership.action_replace_card": [cls.pupil_a.ids],
        }

    @classmethod
    def _calls_of_rosters(cls):
        """Lists of school A: one to look at with a row refused, one that was taken over."""
        rosters = cls.env["library.roster"].with_user(cls.librarian_a)
        content = csv(("Nama", "NISN", "Kelas"), [("Ni Uji", "", "VII-A"), ("I Uji", "1", "VII-A")])
        seen, done = (
            rosters._read_file(cls.school_a, io.BytesIO(content), "uji.csv") for __ in range(2)
        )
        done.action_apply()
        done._batch_step(100)
        line = seen.line_ids[:1].ids
        return {
            "library.roster.action_apply": [seen.ids],
            "library.roster.action_undo": [done.ids],
            "library.roster.action_refused": [seen.ids],
            "library.roster.action_open_lines": [seen.ids],
            "library.roster.run_batch": [done.ids],
            "library.roster.line.action_leave_out": [line],
            "library.roster.line.action_is_new": [line],
            "library.roster.line.action_has_left": [line],
            "library.roster.line.action_take_back_decision": [line],
        }

    @classmethod
    def _calls_of_persons(cls):
        twins = cls._membership(cls.school_a, "Kembar") | cls._membership(cls.school_a, "Kembar")
        members = twins.member_id.sorted("id")
        pair = cls.env["library.person.duplicate"].create(
            {"member_low_id": members[0].id, "member_high_id": members[1].id, "score": 0.9}
        )
        return {
            "library.member.action_merge": [members.ids],
            "library.member.action_find_duplicates": [members[0].ids],
            "library.membership.action_merge": [twins.ids],
            "library.person.duplicate.action_merge": [pair.ids],
            "library.person.duplicate.action_different": [pair.ids],
            "library.person.duplicate.action_reopen": [pair.ids],
        }

    @classmethod
    def _calls_of_merges(cls, as_librarian):
        one, other, third = as_librarian["library.book"].create(
            [{"name": "Satu"}, {"name": "Dua"}, {"name": "Tiga"}]
        )
        pair = cls.env["library.duplicate"].create(
            {"book_low_id": one.id, "book_high_id": other.id, "score": 0.9}
        )
        merge = one._merge(third)
        merge_form = as_librarian["library.merge.form"].create(
            {"model": "library.book", "kept_id": one.id, "other_id": other.id}
        )
        headings = cls._author("Satu") | cls._author("Dua")
        subjects = cls.env["library.subject"].create([{"name": "Satu"}, {"name": "Dua"}])
        return {
            "library.book.action_merge": [(one | other).ids],
            "library.book.action_find_duplicates": [one.ids],
            "library.author.action_merge": [headings.ids],
            "library.subject.action_merge": [subjects.ids],
            "library.duplicate.action_merge": [pair.ids],
            "library.duplicate.action_different": [pair.ids],
            "library.duplicate.action_reopen": [pair.ids],
            "library.merge.action_open_kept": [merge.ids],
            "library.merge.action_undo": [merge.ids],
            "library.merge.form.action_swap": [merge_form.ids],
            "library.merge.form.action_merge": [merge_form.ids],
        }

    @classmethod
    def _calls_of_rules(cls, as_librarian, loan):
        school = cls.school_a.id
        day = {"name": "Nyepi", "date_from": "2098-01-01", "date_to": "2098-01-01"}
        closing = as_librarian["library.closing"].create(
            {"library_id": school, "line_ids": [Command.create(day)]}
        )
        move = as_librarian["library.due.move"].create(
            {"loan_ids": loan.ids, "due_date": "2098-01-02", "reason": "Lomba"}
        )
        cells = as_librarian["library.policy.cell"]._fill(cls.school_a)
        return {
            "library.desk.why": [cls.pupil_a.id, cls.copies_a[1].id],
            "library.library.action_open_rules": [[school]],
            "library.policy.cell.action_back": [cells[:1].ids],
            "library.closing.action_read": [closing.ids],
            "library.closing.action_propose": [closing.ids],
            "library.closing.action_close": [closing.ids],
            "library.due.move.action_move": [move.ids],
        }

    @classmethod
    def _calls_of_classes(cls, as_librarian):
        move = as_librarian["library.class.move"].create({"membership_ids": cls.pupil_a.ids})
        late = as_librarian["library.late.entry"].create(
            {"membership_id": cls.pupil_a.id, "codes": cls.copies_a[2].barcode, "why": "x"}
        )
        promotion = as_librarian["library.promotion"].create({"library_id": cls.school_a.id})
        promotion.line_ids[0].write({"outcome": "moved", "destination_id": cls.school_b.id})
        promotion.action_apply()
        arrivals = cls._arrivals(cls.school_b, cls.school_a, cls.pupil_b.member_id)
        admit = as_librarian["library.arrival.admit"].create({"arrival_ids": arrivals.ids})
        return {
            **cls._calls_of_textbooks(as_librarian),
            "library.class.move.action_move": [move.ids],
            "library.late.entry.action_enter": [late.ids],
            "library.promotion.action_refresh": [promotion.ids],
            "library.promotion.action_apply": [promotion.ids],
            "library.promotion.action_undo": [promotion.ids],
            "library.promotion.action_open_pupils": [promotion.ids],
            "library.promotion.run_batch": [promotion.ids],
            "library.arrival.action_dismiss": [arrivals.ids],
            "library.arrival.action_expect": [arrivals.ids],
            "library.arrival.admit.action_admit": [admit.ids],
        }

    @classmethod
    def _calls_of_textbooks(cls, as_librarian):
        """Return calls on a set of which one book is out, one to be given out, one scanned."""
        title = cls._book("IPA 7")
        kind = cls.env.ref("sipuspa_library.collection_type_paket").id
        # numbers of their own: the last receipt can be undone only while no number was taken after it
        copies = cls.env["library.copy"].create(
            [
                {
                    "library_id": cls.school_a.id,
                    "book_id": title.id,
                    "collection_type_id": kind,
                    "barcode": f"PAKET-{number}",
                    "accession_number": f"PAKET-{number}",
                }
                for number in range(3)
            ]
        )
        third = cls._membership(cls.school_a, "Siswa Ketiga", class_name="VII-A")
        textbooks = as_librarian["library.textbook.set"].create(
            {
                "library_id": cls.school_a.id,
                "class_id": third.class_id.id,
                "line_ids": [Command.create({"book_id": title.id})],
            }
        )
        desk = as_librarian["library.desk"]
        textbooks._give(third, copies[0], desk._key("matrix", "textbook"))
        scan = as_librarian["library.textbook.scan"].create({"set_id": textbooks.id})
        settle = as_librarian["library.textbook.settle"].create(
            {"loan_ids": textbooks.loan_ids.ids}
        )
        acts = ("assign", "give", "collect", "collect_rest", "open_missing", "print_list")
        acts += ("print_missing", "missing_workbook")
        return {
            **{f"library.textbook.set.action_{act}": [textbooks.ids] for act in acts},
            "library.textbook.set.run_batch": [textbooks.ids],
            "library.textbook.scan.action_scan": [scan.ids, copies[1].barcode, "matrix"],
            "library.textbook.scan.action_next_pupil": [scan.ids],
            "library.textbook.settle.action_settle": [settle.ids],
        }

    @classmethod
    def _weedings(cls, as_librarian):
        """Return proposals: to look for candidates, to propose, to decide on, and approved."""
        weedings = as_librarian["library.weeding"].create(
            [{"library_id": cls.school_a.id, "received_before": "2099-01-01", "reason": "Usang"}]
            * 4
        )
        weedings[1:].line_ids.create(
            [{"weeding_id": weeding.id, "copy_id": cls.copies_a[1].id} for weeding in weedings[1:]]
        )
        weedings[2:].action_propose()
        weedings[3].with_user(cls.users["supervisor"])._decide(approve=True, remark=False)
        return weedings

    def public_methods(self):
        """Return what a client may call on any model because of us, by introspection.

        What Odoo's own classes define, too (``create``, ``write`` …), is the matrix of models.
        """
        found = set()
        for model_name, model in self.env.registry.items():
            ours = [cls for cls in model.mro() if cls.__module__.startswith(OURS)]
            theirs = [cls for cls in model.mro() if not cls.__module__.startswith(OURS)]
            for name in {name for cls in ours for name in vars(cls)}:
                if any(name in vars(cls) for cls in theirs) or model_name.endswith(".mixin"):
                    continue
                try:
                    get_public_method(self.env[model_name], name)
                except (UserError, AttributeError):
                    continue
                found.add(f"{model_name}.{name}")
        return found

    def test_every_public_method_of_ours_has_a_row(self):
        rows = {name for name, __ in table(METHODS)}
        self.assertFalse(self.public_methods() - rows, "a new method: say who may call it")
        self.assertFalse(rows - self.public_methods(), "a row about no public method")
        self.assertEqual(self.calls.keys(), rows)

    def test_who_may_call_what(self):
        for name, cells in table(METHODS):
            model_name, method = name.rsplit(".", 1)
            for user, expected in zip(self.callers, cells, strict=True):
                model = self.env[model_name].with_user(user)
                with self.subTest(method=name, caller=user.login):
                    allowed = self.may(
                        lambda model=model, method=method, name=name: call_kw(
                            model, method, self.calls[name], {}
                        )
                    )
                    self.assertEqual("yes" if allowed else "no", expected)

    def test_a_private_method_is_not_called(self):
        for model, method in (
            ("library.membership", "_lend"),
            ("library.loan", "_return"),
            ("library.member", "_by_card"),
            ("library.member", "_open_portal"),
            ("library.opac", "_search"),
            ("res.users", "_library_access"),
        ):
            with self.subTest(method=f"{model}.{method}"), self.assertRaises(UserError):
                call_kw(self.env[model].with_user(self.librarian_a), method, [[]], {})
