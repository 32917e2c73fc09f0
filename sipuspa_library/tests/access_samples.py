"""Rows of every model of ours, for the tests that try every right on every one of them."""

import io
from typing import NamedTuple

from odoo import Command, models

from .access_case import MatrixCase
from .access_matrix import rights_of_models
from .common import PHOTO
from .roster_files import csv


class Sample(NamedTuple):
    """A row, what to write to it, the values of another one like it, and one that could be deleted."""

    row: models.Model
    change: dict
    another: dict
    spare: models.Model | None = None


class SampleCase(MatrixCase):
    """A row of every model of ours: one of school A and one of school B, or one of nobody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.samples = {
            model: cls._shared_samples(model) for model in rights_of_models()
        } | cls._samples_of_libraries()
        cls.env.flush_all()

    @classmethod
    def _shared_samples(cls, model):
        """Return the sample of a model whose rows belong to no library."""
        if model == "library.job":
            return [Sample(cls.env[model].search([], limit=1), {"done": 1}, {})]
        if model == "library.retention":
            tonight = cls.env[model].with_user(cls.library_admin).create({})
            return [Sample(tonight, {"loan_count": 1}, {})]
        make = {
            "library.region": {"name": "Desa", "code": "98.01.01.2001", "level": "village"},
            "library.type": {"name": "Jenis", "code": "jenis"},
            "library.collection.type": {"name": "Koleksi", "code": "koleksi"},
            "library.member.category": {"name": "Kategori", "code": "kategori"},
            "library.visit.purpose": {"name": "Tujuan", "code": "tujuan"},
            "library.occupation": {"name": "Pekerjaan", "code": "pekerjaan"},
            "library.policy.value": {"code": "koleksi"},
            "library.service": {"name": "Mendongeng"},
            "library.topic": {"name": "Pertanian", "words": "padi"},
            "library.consent.scope": {"name": "Lomba", "explanation": "Boleh ikut lomba"},
            "library.login.try": {"login": "A000000001", "tries": 1, "tried_at": "2026-01-01"},
            "library.search.word": {"word": "kancil", "title_count": 1},
            "library.search.word.change": {"word": "kancil", "change": 1},
            "library.override": {"name": "Aturan", "code": "matrix"},
            "library.check": {"name": "Cek", "number": 9001},
            "library.terms": {"version": 1},
            "library.classification": {"name": "Kelas", "number": "294.5999"},
            "library.author": {"name": "Pengarang Uji"},
            "library.subject": {"name": "Subjek Uji"},
            "library.school.year": {
                "name": "2001/2002",
                "date_from": "2001-07-01",
                "date_to": "2002-06-30",
            },
        }.get(model)
        if make is None:
            return []
        code = "98.01.01.2002" if model == "library.region" else "lain"
        unique = {"code": code, "number": 9002, "name": "Satu Lagi", "date_from": "2000-07-01"}
        unique |= {"login": "A000000002", "word": "buaya"}
        another = {**make, **{name: unique[name] for name in unique if name in make}}
        counted = next((name for name in ("tries", "title_count", "change") if name in make), None)
        change = {counted: 2} if counted else {"name": "Lain"}
        return [Sample(cls.env[model].create(make), change, another)]

    @classmethod
    def _samples_of_libraries(cls):
        """Return the samples of the models whose rows belong to a library: of A, then of B."""
        in_a = {
            **cls._samples_of(cls.school_a, cls.pupil_a, cls.copies_a, cls.librarian_a),
            **cls._samples_of_gifts(cls.school_a, cls.pupil_a),
            **cls._samples_of_rosters(cls.pupil_a, cls.librarian_a),
            **cls._samples_of_classes(cls.school_a, cls.pupil_a, cls.librarian_a),
            **cls._samples_of_wizards(cls.school_a, cls.librarian_a, cls.users["supervisor"]),
            **cls._samples_of_rules(cls.school_a, cls.librarian_a),
        }
        in_b = {
            **cls._samples_of(cls.school_b, cls.pupil_b, cls.copies_b, cls.librarian_b),
            **cls._samples_of_gifts(cls.school_b, cls.pupil_b),
            **cls._samples_of_rosters(cls.pupil_b, cls.librarian_b),
            **cls._samples_of_classes(cls.school_b, cls.pupil_b, cls.librarian_b),
            **cls._samples_of_wizards(cls.school_b, cls.librarian_b, cls.supervisor),
            **cls._samples_of_rules(cls.school_b, cls.librarian_b),
        }
        return {model: [in_a[model], in_b[model]] for model in in_a}

    @classmethod
    def _sample_of_notice(cls, membership):
        told = {
            "library_id": membership.library_id.id,
            "membership_id": membership.id,
            "kind": "ending",
            "due_date": "2026-06-30",
            "addressee": "member",
            "channel": "whatsapp",
        }
        notice = cls.env["library.notice"].create(told)
        return Sample(notice, {"level": 2}, {**told, "level": 3})

    @classmethod
    def _samples_of_wizards(cls, library, librarian, supervisor):
        own = {"library_id": library.id}
        env, office = cls.env(user=librarian), cls.env(user=supervisor)
        received = {**own, "book_id": cls.book.id}
        asked = {"card_number": "A1", "reason": "x"}
        local = env["library.book.local"].search([("library_id", "=", library.id)])
        cataloguer = env["library.proposal.decline"].with_user(cls.cataloguer)
        titles = cls.env["library.book"].create([{"name": "Satu", **own}, {"name": "Dua", **own}])
        merged = {"model": "library.book", "kept_id": titles[0].id, "other_id": titles[1].id}
        merge = env["library.merge.form"].create(merged)
        field = {"form_id": merge.id, "field_name": "year"}
        people = env["library.membership"].search([("library_id", "=", library.id)], limit=1)
        invited = {"member_id": people.member_id.id, "email": "a@example.com"}
        parent = {"member_id": people.member_id.id, "code": "A1", "relation": "mother"}
        decided = {"weeding_id": env["library.weeding"].create(own).id}
        carrying = [("library_id", "=", library.id), ("class_name", "!=", False)]
        lost = {"membership_id": cls.env["library.membership"].search(carrying, limit=1).id}
        return {
            "library.portal.open": Sample(
                env["library.portal.open"].create({"membership_ids": people.ids}),
                {"who": "unused"},
                {"membership_ids": people.ids},
            ),
            "library.guardian.link": Sample(
                env["library.guardian.link"].create(parent), {"relation": "father"}, parent
            ),
            "library.portal.invite": Sample(
                env["library.portal.invite"].create(invited), {"email": "b@example.com"}, invited
            ),
            "library.merge.form": Sample(merge, {"kept_id": titles[1].id}, merged),
            "library.merge.form.line": Sample(merge.line_ids[0], {"take_other": True}, field),
            "library.copy.change": Sample(
                env["library.copy.change"].create({"state": "lost"}), {"reason": "x"}, {}
            ),
            "library.copy.receive": Sample(
                env["library.copy.receive"].create(received), {"copy_count": 2}, received
            ),
            "library.label.print": Sample(
                env["library.label.print"].create(own), {"start": 2}, own
            ),
            "library.card.print": Sample(env["library.card.print"].create(own), {"start": 2}, own),
            "library.card.replace": Sample(
                env["library.card.replace"].create(lost), {"reason": "damaged"}, lost
            ),
            "library.hold.place": Sample(
                env["library.hold.place"].create({"book_id": cls.book.id}),
                {"reason": "x"},
                {"book_id": cls.book.id},
            ),
            "library.transfer.add": Sample(
                env["library.transfer.add"].create(own), {"due_back": "2099-01-01"}, own
            ),
            "library.distribution.add": Sample(
                env["library.distribution.add"].create(own), {"pieces": 2}, own
            ),
            "library.register.print": Sample(
                env["library.register.print"].create(own), {"paper": "a4"}, own
            ),
            **cls._samples_of_money(env, library),
            "library.clearance.issue": Sample(
                env["library.clearance.issue"].create({}), {"leave": True}, {}
            ),
            "library.clearance.revoke": Sample(
                env["library.clearance.revoke"].create({}), {"reason": "x"}, {}
            ),
            "library.clearance.print": Sample(
                env["library.clearance.print"].create(own), {"paper": "a4"}, own
            ),
            "library.reading.print": Sample(
                env["library.reading.print"].create(own), {"paper": "f4"}, own
            ),
            "library.membership.act": Sample(
                env["library.membership.act"].create({}), {"reason": "x"}, {}
            ),
            "library.proposal.decline": Sample(
                cataloguer.create({"local_ids": local.ids, "answer": "x"}),
                {"answer": "y"},
                {"local_ids": local.ids, "answer": "x"},
            ),
            "library.weeding.decision": Sample(
                office["library.weeding.decision"].create(decided), {"remark": "x"}, decided
            ),
            **cls._samples_of_consent_sheets(env, library),
            "library.grant.request": Sample(
                office["library.grant.request"].create(asked), {"reason": "y"}, asked
            ),
        }

    @classmethod
    def _samples_of_money(cls, env, library):
        own = {"library_id": library.id}
        loan = cls.env["library.loan"].search([("library_id", "=", library.id)], limit=1)
        paid, lost = {"membership_id": loan.membership_id.id}, {"loan_id": loan.id}
        return {
            "library.charge.act": Sample(
                env["library.charge.act"].create(paid), {"amount": 5}, paid
            ),
            "library.loan.act": Sample(env["library.loan.act"].create(lost), {"amount": 5}, lost),
            "library.cash.print": Sample(
                env["library.cash.print"].create(own), {"paper": "a4"}, own
            ),
        }

    @classmethod
    def _samples_of(cls, library, membership, copies, librarian):
        env, own = cls.env, {"library_id": library.id}
        member = membership.member_id
        desk = env["library.desk"].with_user(librarian)
        [answer] = desk.lend(membership.id, copies[0].ids, "matrix", f"lend {library.id}")
        bought = {**own, "source_name": "Donatur"}
        title = env["library.book"].create({"name": f"Milik {library.name}", **own})
        sheets = env["library.label.sheet"].search([("library_id", "=", False)], limit=2)
        grants = env["library.grant"]
        grants.with_user(cls.supervisor).open_person(membership.card_number, "A parent asks")
        new_library = {
            "name": "Baru",
            "code": f"{library.code}-2",
            "type_id": library.type_id.id,
            "region_id": library.region_id.id,
        }
        empty = env["library.library"].create({**new_library, "code": f"{library.code}-3"})
        count = env["library.stocktake"].with_user(librarian).create(own)
        count.action_open()
        count.scan([copies[0].barcode])
        weeding = env["library.weeding"].create(own)
        weeded = {"weeding_id": weeding.id, "copy_id": copies[0].id}
        passing = cls._membership(library, "Orang Lewat")
        beyond = cls._library("Tujuan", f"{library.code}-4", "smp", cls.district_2)
        corner = cls._library(
            "Pojok", f"{library.code}-5", "smp", cls.district_2, parent_id=library.id
        )
        sent = {**own, "to_library_id": beyond.id, "kind": "ownership"}
        transfer = env["library.transfer"].create(sent)
        listed = {"transfer_id": transfer.id}
        given = env["library.distribution"].create({**own, "name": "Hibah"})
        gift = {"distribution_id": given.id}
        at_village = cls._membership(cls.village, "Orang Desa")
        pair = env["library.book"].create([{"name": "Satu", **own}, {"name": "Dua", **own}])
        low_high = {"book_low_id": pair[0].id, "book_high_id": pair[1].id}
        merge_of = {"model": "library.book", "kept_id": pair[0].id, "kept_name": "Satu"}
        gone = env["library.book"].create({"name": "Tiga", **own}).with_user(librarian)
        return {
            "library.duplicate": Sample(
                env["library.duplicate"].create({**low_high, "score": 0.9}),
                {"state": "different"},
                {**low_high, "book_high_id": title.id + 10**6, "score": 0.9},
            ),
            "library.person.duplicate": Sample(
                env["library.person.duplicate"].create(
                    {"member_low_id": member.id, "member_high_id": passing.member_id.id, "score": 1}
                ),
                {"state": "different"},
                {"member_low_id": passing.member_id.id, "member_high_id": 10**9, "score": 1},
            ),
            "library.merge": Sample(
                pair[0].with_user(librarian)._merge(gone).sudo(False).with_env(env),
                {"kept_name": "Lain"},
                {**merge_of, "merged_names": "Tiga"},
            ),
            "library.library": Sample(library, {"address": "Jalan Baru"}, new_library, empty),
            "library.profile": Sample(
                env["library.profile"].search([("library_id", "=", library.id)]),
                {"head_name": "Kepala"},
                {**own},
            ),
            "library.opening": Sample(
                library.opening_ids[0],
                {"hour_to": 13},
                {**own, "weekday": "6", "hour_from": 8, "hour_to": 9},
            ),
            "library.day.part": Sample(
                env["library.day.part"].create({**own, "name": "Istirahat", "hour_from": 9.5}),
                {"name": "Istirahat 1"},
                {**own, "name": "Istirahat 2", "hour_from": 12},
                env["library.day.part"].create(  # in which nobody has been counted
                    {**own, "name": "Dulu", "hour_from": 0, "active": False}
                ),
            ),
            "library.room": Sample(
                env["library.room"].create({**own, "name": "Ruang Baca"}),
                {"name": "Ruang Anak"},
                {**own, "name": "Ruang Komputer"},
            ),
            "library.kiosk": Sample(
                env["library.kiosk"].create({**own, "name": "Pintu depan"}),
                {"name": "Pintu samping"},
                {**own, "name": "Pintu belakang"},
            ),
            "library.closure": cls._twice(
                "library.closure",
                {**own, "name": "Libur", "date_from": "2026-01-01", "date_to": "2026-01-02"},
                {"name": "Rapat"},
            ),
            "library.policy": Sample(
                env["library.policy"].create({**own, "loan_days": 5}),
                {"loan_days": 6},
                {
                    **own,
                    "loan_days": 5,
                    "category_id": env.ref("sipuspa_library.member_category_pupil").id,
                },
            ),
            "library.assignment": Sample(
                librarian.library_assignment_ids,
                {"date_to": "2099-01-01"},
                {**own, "user_id": cls.employee.id},
            ),
            "library.grant": Sample(
                grants.search([("member_id", "=", member.id)]),
                {"reason": "Lain"},
                {
                    "member_id": member.id,
                    "user_id": cls.employee.id,
                    "reason": "x",
                    "granted_at": "2026-01-01",
                    "expires_at": "2099-01-01",
                },
            ),
            "library.book": Sample(title, {"subtitle": "Baru"}, {"name": "Lain"}),
            "library.book.contributor": Sample(
                env["library.book.contributor"].create(
                    {"book_id": title.id, "author_id": cls._author("Andrea Hirata").id}
                ),
                {"role": "editor"},
                {"book_id": title.id, "author_id": cls._author("Pengarang Lain").id},
            ),
            "library.book.identifier": Sample(
                env["library.book.identifier"].create({"book_id": title.id, "value": "9793062797"}),
                {"note": "Jilid 2"},
                {"book_id": title.id, "value": "9799731232"},
            ),
            "library.book.local": Sample(
                env["library.book.local"].create({**own, "book_id": cls.book.id}),
                {"call_number": "F HIR", "year": "2005"},
                {**own, "book_id": title.id},
            ),
            "library.holding": Sample(
                env["library.holding"].search([("library_id", "=", library.id)], limit=1),
                {"copy_count": 99},
                {**own, "book_id": title.id, "copy_count": 9},
            ),
            "library.popular": Sample(
                env["library.popular"].create({**own, "book_id": cls.book.id, "place": 1}),
                {"place": 2},
                {**own, "book_id": title.id, "place": 3},
            ),
            "library.shelf": Sample(
                env["library.shelf"].create({**own, "name": "Rak 1"}),
                {"room": "Ruang Baca"},
                {**own, "name": "Rak 2"},
            ),
            "library.copy": Sample(
                copies[-1], {"note": "Sampul lepas"}, {**own, "book_id": cls.book.id}
            ),
            "library.receipt": Sample(
                env["library.receipt"]._receive(library, cls.book, 1),
                {"invoice": "1"},
                {**own, "book_id": cls.book.id, "received_on": "2026-01-01", "copy_count": 1},
            ),
            "library.label.sheet": cls._twice(
                "library.label.sheet", {**own, "name": "Stiker"}, {"note": "Diukur"}
            ),
            "library.label.setting": Sample(
                env["library.label.setting"].create({**own, "sheet_id": sheets[0].id}),
                {"offset_x": 1},
                {**own, "sheet_id": sheets[1].id},
            ),
            "library.card.setting": Sample(
                env["library.card.setting"].create(own),
                {"place": "Semarapura"},
                {"library_id": corner.id},
            ),
            "library.card.replacement": Sample(
                cls._replaced(librarian, passing),
                {"reason": "lost"},
                {**own, "member_id": member.id, "issue": 9, "token_digest": "x", "reason": "lost"},
            ),
            "library.copy.acquisition": Sample(
                env["library.copy.acquisition"].create({**bought, "copy_id": copies[0].id}),
                {"invoice": "1"},
                {**bought, "copy_id": copies[1].id},
            ),
            "library.cataloguing.request": Sample(
                env["library.cataloguing.request"]
                .with_user(librarian)
                .create({**own, "name": "Tidak terbaca", "photo_cover": PHOTO}),
                {"note": "Huruf Jawa"},
                {**own, "name": "Lain", "photo_cover": PHOTO},
            ),
            "library.member": Sample(
                member,
                {"nickname": "Uji"},
                {"name": "Baru", "membership_ids": [Command.create(own)]},
                passing.member_id,
            ),
            # another: of a person whom this library does not know
            "library.membership": Sample(
                membership,
                {"class_name": "IX-A"},
                {**own, "member_id": at_village.member_id.id},
                passing,
            ),
            "library.consent": cls._sample_of_consent(membership),
            "library.guardian": cls._sample_of_guardian(membership),
            "library.breach": cls._twice(
                "library.breach", {**own, "name": "Laptop hilang"}, {"who": "Kelas VII-A"}
            ),
            "library.data.request": Sample(
                env["library.data.request"].create({"membership_id": membership.id}),
                {"answer": "x"},
                {"membership_id": membership.id, "kind": "correction"},
            ),
            "library.access.log": Sample(
                cls._opened(member, librarian),
                {"act": "print"},
                {
                    "user_id": librarian.id,
                    "member_id": member.id,
                    "act": "print",
                    "noted_on": "2026-01-01",
                    "noted_at": "2026-01-01",
                },
            ),
            "library.loan": Sample(
                env["library.loan"].browse(answer["loan_id"]),
                {"due_date": "2099-01-01"},
                {
                    **own,
                    "copy_id": copies[1].id,
                    "book_id": cls.book.id,
                    "membership_id": membership.id,
                    "member_id": member.id,
                    "lent_at": "2026-01-01",
                    "due_date": "2026-01-09",
                },
            ),
            "library.charge": Sample(
                env["library.charge"]._charge(
                    [{"membership_id": membership.id, "reason": "other", "amount": 1000}]
                ),
                {"amount": 1},
                {
                    **own,
                    "membership_id": membership.id,
                    "member_id": member.id,
                    "kind": "charged",
                    "reason": "other",
                    "amount": 5,
                    "acted_at": "2026-01-01",
                },
            ),
            "library.hold": Sample(
                env["library.hold"].browse(
                    desk.place_hold(
                        membership.id,
                        cls._copies(library, cls._book(f"Dipesan {library.name}"), 1).book_id.id,
                        "matrix",
                        f"hold {library.id}",
                    )["hold_id"]
                ),
                {"priority": 0},
                {
                    **own,
                    "book_id": cls.book.id,
                    "membership_id": membership.id,
                    "member_id": member.id,
                    "placed_at": "2026-01-01",
                },
            ),
            "library.notice": cls._sample_of_notice(membership),
            "library.clearance": Sample(
                passing.with_user(librarian)._clear("transfer").with_env(env),
                {"purpose": "diploma"},
                {
                    **own,
                    "number": "0099/BP/2026",
                    "letter_year": 2026,
                    "letter_serial": 99,
                    "issued_on": "2026-01-01",
                    "school_year": "2025/2026",
                    "purpose": "diploma",
                    "body": "x",
                },
            ),
            "library.transfer": Sample(transfer, {"note": "x"}, sent),
            "library.transfer.line": Sample(
                env["library.transfer.line"].create({**listed, "copy_id": copies[0].id}),
                {"price": 5},
                {**listed, "copy_id": copies[1].id},
            ),
            "library.distribution": Sample(
                given,
                {"note": "x"},
                {**own, "name": "Hibah lain"},
                env["library.distribution"].create({**own, "name": "Hibah ketiga"}),
            ),
            "library.distribution.line": Sample(
                env["library.distribution.line"].create({**gift, "book_id": cls.book.id}),
                {"pieces": 5},
                {**gift, "book_id": title.id},
            ),
            "library.visit": cls._twice("library.visit", own, {"group_name": "Kelas"}),
            "library.visit.figure": Sample(
                env["library.visit.figure"].search([("library_id", "=", library.id)], limit=1),
                {"visitor_count": 9},
                own,
            ),
            "library.stocktake": Sample(
                count, {"note": "Rak 3 dicat"}, own, env["library.stocktake"].create(own)
            ),
            "library.stocktake.line": Sample(
                count.line_ids[0],
                {"result": "found"},
                {**own, "stocktake_id": count.id, "code": "x", "result": "missing"},
            ),
            "library.weeding": Sample(
                weeding, {"reason": "Usang"}, own, env["library.weeding"].create(own)
            ),
            "library.weeding.line": Sample(
                env["library.weeding.line"].create(weeded),
                {"why": "Usang"},
                {**weeded, "copy_id": copies[1].id},
            ),
            "library.event": Sample(
                env["library.event"].search([("library_id", "=", library.id)], limit=1),
                {"reason": "x"},
                {**own, "device": "d", "request_id": "r", "line": 0, "verb": "lend"},
            ),
        }

    @classmethod
    def _replaced(cls, librarian, membership):
        """Return the row of a card that the librarian has replaced."""
        membership.member_id.with_user(librarian)._replace_card(membership.library_id, "lost", 1)
        return membership.member_id.card_replacement_ids

    @classmethod
    def _samples_of_gifts(cls, library, membership):
        """Return samples of what a library is given, is asked for and takes."""
        env, own = cls.env, {"library_id": library.id}
        donors, donations = env["library.donor"], env["library.donation"]
        donor, other = donors.create([{**own, "name": "Ibu Sari"}, {**own, "name": "Pak Gede"}])
        given = {**own, "donor_id": donor.id}
        donation = donations.create(given)
        line = {"donation_id": donation.id, "name": "Bumi Manusia"}
        magazine, paper = env["library.periodical"].create(
            [{**own, "name": "Bobo"}, {**own, "name": "Bali Post"}]
        )
        issue = {"periodical_id": magazine.id, "number": "12"}
        wish = {**own, "membership_id": membership.id, "name": "Arok Dedes"}
        theme = env["library.theme"].create({**own, "name": "Hari Kartini"})
        titles = env["library.book"].create([{"name": "Surat Kartini"}, {"name": "Kartini"}])
        said = {**own, "membership_id": membership.id, "asked_at": "2026-01-05 02:00:00"}
        return {
            "library.theme": cls._twice(
                "library.theme", {**own, "name": "Hari Buku"}, {"introduction": "Untuk semua"}
            ),
            "library.theme.line": Sample(
                env["library.theme.line"].create({"theme_id": theme.id, "book_id": titles[0].id}),
                {"sequence": 5},
                {"theme_id": theme.id, "book_id": titles[1].id},
            ),
            "library.suggestion": Sample(
                env["library.suggestion"].create(wish), {"answer": "Ya"}, {**own, "name": "Lain"}
            ),
            "library.feedback": Sample(
                env["library.feedback"].create({**said, "text": "Terima kasih"}),
                {"answer": "Ya"},
                {**said, "text": "Lain"},
            ),
            "library.donor": Sample(donor, {"note": "x"}, {**own, "name": "Lain"}, other),
            "library.donation": cls._twice("library.donation", given, {"note": "x"}),
            "library.donation.line": Sample(
                env["library.donation.line"].create(line), {"piece_count": 2}, line
            ),
            "library.periodical": Sample(magazine, {"publisher": "x"}, {**own, "name": "x"}, paper),
            "library.periodical.issue": Sample(
                env["library.periodical.issue"].create(issue),
                {"note": "x"},
                {**issue, "number": "13"},
            ),
        }

    @classmethod
    def _samples_of_rosters(cls, membership, librarian):
        """Return a list that may be about the member or about somebody of that name."""
        own = {"library_id": membership.library_id.id}
        content = csv(("Nama", "Kelas"), [(membership.member_id.name, "IX-Z")])
        rosters = cls.env["library.roster"].with_user(librarian)
        seen, spare = (
            rosters._read_file(membership.library_id, io.BytesIO(content), "uji.csv").sudo()
            for __ in range(2)
        )
        line = seen.line_ids.filtered("candidates")
        another = {"roster_id": seen.id, "match": "new"}
        return {
            "library.roster": Sample(seen, {"state": "done"}, {**own, "kind": "template"}, spare),
            "library.roster.line": Sample(line, {"choice_id": membership.id}, {**own, **another}),
        }

    @classmethod
    def _samples_of_consent_sheets(cls, env, library):
        pupil = env["library.membership"].search([("library_id", "=", library.id)], limit=1)
        sheet = env["library.consent.sheet"].browse(pupil.action_consents()["res_id"])
        own = {"library_id": library.id}
        line = {"sheet_id": sheet.id, "membership_id": pupil.id}
        return {
            "library.consent.sheet": Sample(sheet, {"title": "VII-A"}, own),
            "library.consent.sheet.line": Sample(sheet.line_ids, {"guardian_name": "x"}, line),
        }

    @classmethod
    def _sample_of_consent(cls, membership):
        scopes = cls.env["library.consent.scope"].search([], limit=2)
        wanted = [(membership, scopes[0], {})]
        row = cls.env["library.consent"]._give(wanted, "paper", cls.school_a._today())
        given = row.copy_data()[0]
        return Sample(row, {"guardian_name": "x"}, {**given, "scope_id": scopes[1].id})

    @classmethod
    def _sample_of_guardian(cls, membership):
        parents = [
            cls._membership(cls.village, name, category="villager")
            for name in ("Ibu Uji", "Bapak Uji")
        ]
        mother, father = (
            {
                "library_id": membership.library_id.id,
                "member_id": membership.member_id.id,
                "guardian_id": parent.member_id.id,
                "relation": "guardian",
                "recorded_at": "2026-01-01",
                "recorded_by_id": cls.env.uid,
            }
            for parent in parents
        )
        return Sample(cls.env["library.guardian"].create(mother), {"relation": "father"}, father)

    @classmethod
    def _opened(cls, member, user):
        """Return the line that tells of ``user`` having opened ``member``."""
        member.with_user(user).read(["birth_date"])
        return cls.env["library.access.log"].search([("member_id", "=", member.id)])

    @classmethod
    def _samples_of_rules(cls, library, librarian):
        env, own = cls.env(user=librarian), {"library_id": library.id}
        closing = env["library.closing"].create(own)
        sheet = env["library.visit.entry"].create(own)
        day = {"name": "Nyepi", "date_from": "2098-01-01", "date_to": "2098-01-01"}
        day["closing_id"] = closing.id
        cell = {**own, "category_id": cls.env.ref("sipuspa_library.member_category_pupil").id}
        return {
            "library.closing": Sample(closing, {"pasted": "x"}, own),
            "library.closing.line": Sample(
                env["library.closing.line"].create(day), {"name": "x"}, day
            ),
            "library.visit.entry": Sample(sheet, {"layout": "days"}, own),
            "library.visit.entry.line": Sample(
                env["library.visit.entry.line"].create({"entry_id": sheet.id}),
                {"code": "1"},
                {"entry_id": sheet.id},
            ),
            "library.visit.paper": Sample(
                env["library.visit.paper"].create(own), {"pages": 2}, own
            ),
            "library.due.move": Sample(env["library.due.move"].create({}), {"reason": "x"}, {}),
            "library.policy.cell": Sample(
                env["library.policy.cell"].create(cell), {"loan_days": 5}, cell
            ),
            "library.why": Sample(env["library.why"].create({}), {"copy_id": False}, {}),
        }

    @classmethod
    def _samples_of_classes(cls, library, membership, librarian):
        env, own = cls.env, {"library_id": library.id}
        year = membership.class_id.year_id.id
        first, other, third = env["library.school.class"].create(
            [{**own, "year_id": year, "name": name} for name in ("IX-C", "IX-D", "IX-F")]
        )
        enrolled = {"membership_id": membership.id, "class_id": membership.class_id.id}
        moved = {"membership_ids": membership.ids, "class_id": first.id}
        promotion = env["library.promotion"].create(own)
        annex = cls._library("Gedung B", f"{library.code}-G", "smp", cls.district_2)
        annex.parent_id = library
        passing = cls._membership(library, "Siswa Pindah")
        sender = cls._library("SD Asal", f"{library.code}-H", "sd", cls.district_2)
        arrival = cls._arrivals(sender, library, passing.member_id)
        coming = {"arrival_ids": arrival.ids}
        line, listed = {"promotion_id": promotion.id}, promotion.class_line_ids[0]
        textbooks, *__, unused = env["library.textbook.set"].create(
            [{**own, "class_id": row.id} for row in (membership.class_id, third)]
        )
        title, titled = cls._book("IPA 7"), {"set_id": textbooks.id}
        scanned = {"set_id": textbooks.id}
        return {
            "library.textbook.set": Sample(
                textbooks, {"note": "x"}, {**own, "class_id": first.id}, unused
            ),
            "library.textbook.line": Sample(
                env["library.textbook.line"].create({**titled, "book_id": cls.book.id}),
                {"sequence": 5},
                {**titled, "book_id": title.id},
            ),
            "library.textbook.scan": Sample(
                env["library.textbook.scan"].with_user(librarian).create(scanned),
                {"condition": "worn"},
                scanned,
            ),
            "library.textbook.settle": Sample(
                env["library.textbook.settle"].with_user(librarian).create({}),
                {"words": "x"},
                {},
            ),
            "library.school.class": Sample(
                first,
                {"teacher_name": "Ibu Uji"},
                {**own, "year_id": year, "name": "IX-E"},
                other,
            ),
            "library.enrolment": Sample(
                membership.enrolment_ids,
                {"date_from": "2020-01-01"},
                {**own, **enrolled, "date_from": "2020-01-01"},
            ),
            "library.promotion": Sample(
                promotion,
                {"class_line_ids": [Command.update(listed.id, {"target_name": "IX-C"})]},
                {"library_id": annex.id},
            ),
            "library.promotion.class": Sample(
                listed,
                {"target_name": "IX-C"},
                {**line, "class_id": other.id},
            ),
            "library.promotion.line": Sample(
                promotion.line_ids[0],
                {"outcome": "left"},
                {**line, "membership_id": passing.id},
            ),
            "library.arrival": Sample(
                arrival,
                {"from_class_name": "x"},
                arrival.copy_data()[0],
            ),
            "library.arrival.admit": Sample(
                env["library.arrival.admit"].with_user(librarian).create(coming),
                {"class_name": "VII-A"},
                coming,
            ),
            "library.late.entry": Sample(
                env["library.late.entry"]
                .with_user(librarian)
                .create({"library_id": library.id, "membership_id": membership.id}),
                {"why": "Listrik padam"},
                {"library_id": library.id, "membership_id": membership.id},
            ),
            "library.class.move": Sample(
                env["library.class.move"].with_user(librarian).create(moved),
                {"class_id": other.id},
                moved,
            ),
        }

    @classmethod
    def _twice(cls, model, vals, change):
        return Sample(cls.env[model].create(vals), change, vals)
