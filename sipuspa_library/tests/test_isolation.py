import base64
import io
import json

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LibraryCase

MARK = "zamrud"
RELATIONAL = ("many2one", "one2many", "many2many")


def photo():
    """Return a small picture no placeholder looks like, as an upload field wants it."""
    buffer = io.BytesIO()
    Image.effect_noise((60, 60), 90).convert("RGB").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


class IsolationCase(LibraryCase):
    """School B has a person with a secret in every column, who borrows, visits and is bought for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls._membership(
            cls.school_b,
            "I Made Zamrud",
            class_name="Kelas Zamrud",
            local_number="ZAMRUD-1",
            suspended_until="2020-01-01",
            suspension_reason="Alasan Zamrud",
        )
        agreed = (cls.secret, cls.env.ref("sipuspa_library.consent_scope_photo"), {})
        cls.env["library.consent"]._give([agreed], "paper", cls.school_b._today())
        cls.secret.member_id.write(
            {
                "nickname": "Zamrud",
                "phone": "0812-zamrud",
                "address": "Banjar Zamrud",
                "occupation": "Pekerjaan Zamrud",
                "image_1920": photo(),
            }
        )
        desk = cls.env["library.desk"].with_user(cls.librarian_b)
        desk.lend(cls.secret.id, cls.copies_b.ids, "desk-b", "lend-in-b")
        desk.with_user(cls.librarian_a).take_back(
            cls.school_a.id, cls.copies_b[0].ids, "desk-a", "return-in-a"
        )
        cls.env["library.visit"].create(
            {
                "library_id": cls.school_b.id,
                "kind": "member",
                "membership_id": cls.secret.id,
                "group_name": "Rombongan Zamrud",
            }
        )
        cls.env["library.copy.acquisition"].create(
            {
                "library_id": cls.school_b.id,
                "copy_id": cls.copies_b[0].id,
                "source_name": "Donatur Zamrud",
                "invoice": "ZAMRUD-9",
            }
        )
        cls.portal_a = cls.pupil_a.member_id._open_portal("sandi-panjang")
        cls.portal_b = cls.pupil_b.member_id._open_portal("sandi-panjang")
        cls.env["library.grant"].with_user(cls.supervisor).open_person(
            cls.pupil_b.card_number, "A parent asks"
        )
        cls.readers = (
            cls.desk_a,
            cls.librarian_a,
            cls.cataloguer,
            cls.supervisor,
            cls.head,
            cls.stakeholder,
            cls.employee,
            cls.portal_a,
            cls.portal_b,
            cls.env.ref("base.public_user"),
        )
        exporters = cls.env.ref("base.group_allow_export")
        exporters.user_ids |= cls.env["res.users"].union(cls.librarian_b, *cls.readers[:7])
        cls.env.flush_all()

    @classmethod
    def _our_models(cls):
        """Return the models of ours that have a table, by introspection: a new one is in at once."""
        return [
            name
            for name, model in sorted(cls.env.registry.items())
            if name.startswith("library.") and not model._abstract
        ]

    def secrets(self):
        """Return what of school B concerns the person or the purse: nobody else's, in any way."""
        env = self.env
        of_b = [("library_id", "=", self.school_b.id)]
        of_person = [("member_id", "=", self.secret.member_id.id)]
        return {
            "library.member": self.secret.member_id,
            "library.membership": self.secret,
            "library.loan": env["library.loan"].search(of_person),
            "library.visit": env["library.visit"].search(of_person),
            "library.event": env["library.event"].search(of_b),
            "library.copy.acquisition": env["library.copy.acquisition"].search(of_b),
        }

    def allowed(self, act, *args, **kwargs):
        """Return what an act answers, or nothing where it is refused."""
        try:
            return act(*args, **kwargs)
        except UserError:
            self.env.invalidate_all()
            return None

    def assertNoSecret(self, answer):
        self.assertNotIn(MARK, json.dumps(answer, default=str).lower())


@tagged("post_install", "-at_install")
class TestIsolation(IsolationCase):
    """A user of school A gets nothing of school B's persons and loans, whatever the way."""

    def specification(self, model):
        """Return what a client may ask of every field, the names of what it links to included."""
        named = {"fields": {"display_name": {}}}
        return {
            name: named if info["type"] in RELATIONAL else {}
            for name, info in model.fields_get(attributes=["type"]).items()
        }

    # ------------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------------

    def test_the_secrets_are_there_and_their_own_librarian_sees_them(self):
        """Else every test below would pass on nothing."""
        for model, rows in self.secrets().items():
            with self.subTest(model=model):
                self.assertTrue(rows)
                mine = rows.with_user(self.librarian_b)
                self.assertEqual(len(mine.search([("id", "in", rows.ids)])), len(rows))
                mine.read(["display_name"])

    def test_foreign_rows_are_found_by_no_search(self):
        for reader in self.readers:
            for model, rows in self.secrets().items():
                records = self.env[model].with_user(reader)
                domain = [("id", "in", rows.ids)]
                with self.subTest(reader=reader.login, model=model):
                    self.assertFalse(self.allowed(records.search, domain))
                    self.assertFalse(self.allowed(records.search_count, domain))
                    self.assertFalse(self.allowed(records.search_read, domain))
                    self.assertFalse(self.allowed(records.name_search, "", domain))
                    counted = self.allowed(records._read_group, domain, [], ["__count"])
                    self.assertIn(counted, (None, [(0,)]))

    def test_foreign_rows_are_not_read_by_their_ids(self):
        for reader in self.readers:
            for model, rows in self.secrets().items():
                records = rows.with_user(reader)
                ways = {
                    "read": records.read,
                    "attribute": lambda rows=records: rows.mapped("create_date"),
                    "web_read": lambda rows=records: rows.web_read({"create_uid": {}}),
                    "export": lambda rows=records: rows.export_data([".id", "display_name"]),
                    "copy": records.copy_data,
                    "metadata": records.get_metadata,
                    "form": lambda rows=records: rows[0].onchange({}, [], {"display_name": {}}),
                }
                for way, act in ways.items():
                    with self.subTest(reader=reader.login, model=model, way=way):
                        self.env.invalidate_all()
                        self.assertRaises(UserError, act)

    @mute_logger("odoo.models")  # some models have no name to search by
    def test_whatever_a_reader_lists_names_no_secret(self):
        """Every model of ours, whole: all fields, the names of linked rows, groups, exports."""
        for reader in self.readers:
            for name in self._our_models():
                model = self.env[name].with_user(reader)
                if not model.has_access("read"):
                    continue
                with self.subTest(reader=reader.login, model=name):
                    self.assertNoSecret(model.search_read([]))
                    self.assertNoSecret(model.web_search_read([], self.specification(model)))
                    self.assertNoSecret(self.allowed(model.name_search, "", limit=None))
                    self.assertNoSecret(self.allowed(model.name_search, "Zamrud"))
                    columns = {*model.fields_get(attributes=[]), ".id"}
                    columns -= set() if model._auto else {"id"}  # a view has no external ids
                    self.assertNoSecret(self.allowed(model.search([]).export_data, sorted(columns)))

    def test_a_card_login_lists_its_own_person_and_nobody_else(self):
        for portal, mine in ((self.portal_a, self.pupil_a), (self.portal_b, self.pupil_b)):
            env = self.env(user=portal)
            self.assertEqual(env["library.member"].search([]), mine.member_id)
            self.assertEqual(env["library.membership"].search([]), mine)
            self.assertFalse(env["library.loan"].search([("member_id", "!=", mine.member_id.id)]))

    # ------------------------------------------------------------------
    # PATHS THROUGH RELATIONS
    # ------------------------------------------------------------------

    def paths(self, start, kinds, depth=3):
        """Return the dotted paths of relations from ``start`` to the persons of the regency."""
        found, frontier = [], [((), start)]
        through = {*self._our_models(), "res.users", "res.partner"}
        for __ in range(depth):
            longer = []
            for path, model in frontier:
                for name, field in self.env[model]._fields.items():
                    if (
                        field.type not in kinds
                        or field.comodel_name not in through
                        or not field._description_searchable
                        or field.comodel_name.startswith("res.")
                        and model.startswith("res.")
                    ):
                        continue
                    longer.append(((*path, name), field.comodel_name))
            found += [".".join(path) for path, model in longer if model == "library.member"]
            frontier = longer
        return found

    def test_no_domain_finds_a_secret_through_relations(self):
        for reader in (self.librarian_a, self.supervisor, self.employee, self.portal_b):
            for name in [*self._our_models(), "res.users", "res.partner"]:
                model = self.env[name].with_user(reader)
                if not model.has_access("read"):
                    continue
                for path in self.paths(name, RELATIONAL):
                    domain = [(f"{path}.name", "=like", "I Made Zamrud%")]
                    with self.subTest(reader=reader.login, model=name, path=path):
                        self.assertFalse(self.allowed(model.search, domain, limit=1))

    def test_no_group_names_a_secret_through_relations(self):
        for reader in (self.librarian_a, self.supervisor, self.portal_b):
            for name in self._our_models():
                model = self.env[name].with_user(reader)
                if not model.has_access("read"):
                    continue
                for path in self.paths(name, ("many2one",)):
                    for groupby in (path, f"{path}.name", f"{path}.phone"):
                        with self.subTest(reader=reader.login, model=name, by=groupby):
                            self.assertNoSecret(
                                self.allowed(model.formatted_read_group, [], [groupby], ["__count"])
                            )

    def test_the_cards_token_is_neither_read_nor_searched_nor_sorted_by(self):
        persons = self.env["library.member"].with_user(self.librarian_b)
        for act in (
            lambda: persons.search([("card_token", "like", "a")]),
            lambda: persons.search([], order="card_token"),
            lambda: persons.search([]).read(["card_token"]),
            lambda: persons.formatted_read_group([], ["card_token"], ["__count"]),
        ):
            self.assertRaises(AccessError, act)

    # ------------------------------------------------------------------
    # NAMES OF LINKED ROWS
    # ------------------------------------------------------------------

    def test_a_form_does_not_name_whatever_id_is_put_into_it(self):
        """Odoo names linked rows in superuser mode; a client may put any id into a new form."""
        secrets = self.secrets()
        for reader in (self.desk_a, self.librarian_a, self.supervisor, self.portal_b):
            for name in [n for n in self.env.registry if n.startswith("library.")]:
                model = self.env[name].with_user(reader)
                links = {
                    field.name: secrets[field.comodel_name][0].id
                    for field in model._fields.values()
                    if field.type == "many2one" and field.comodel_name in secrets
                }
                if not links or model._abstract or not model.has_access("create"):
                    continue
                spec = self.specification(model)
                context = {f"default_{field}": row_id for field, row_id in links.items()}
                for field, row_id in links.items():
                    with self.subTest(reader=reader.login, model=name, field=field):
                        for fields in ([field], []):
                            form = self.allowed(model.onchange, {field: row_id}, fields, spec)
                            self.assertNoSecret(form)
                            self.assertNotIn(self.secret.card_number, json.dumps(form, default=str))
                proposed = model.with_context(**context)
                self.assertNoSecret(self.allowed(proposed.onchange, {}, [], spec))

    def test_a_person_is_named_to_their_readers_only_in_superuser_mode_too(self):
        person, membership = self.secret.member_id, self.secret
        for reader, named in (
            (self.librarian_b, True),
            (self.library_admin, True),
            (self.librarian_a, False),
            (self.portal_b, False),
            (self.env.ref("base.public_user"), False),
        ):
            with self.subTest(reader=reader.login):
                for row in (person, membership):
                    shown = row.with_user(reader).sudo().display_name
                    self.assertEqual(MARK in shown.lower(), named)

    def test_a_return_in_another_library_does_not_say_who_had_the_book(self):
        events = self.env["library.event"].with_user(self.librarian_a)
        event = events.search([("request_id", "=", "return-in-a")])
        self.assertEqual(event.outcome, "done")
        self.assertFalse(event.membership_id)
        self.assertNoSecret(event.read())
        self.assertNoSecret(event._answers())
        with self.assertRaises(AccessError):
            event.web_read({"loan_id": {"fields": {"member_id": {}}}})

    def test_the_desk_shows_a_visitor_by_name_and_no_more(self):
        desk = self._desk(self.librarian_a)
        card = self.secret.card_number
        self.assertEqual(
            desk.scan(self.school_a.id, card), {"kind": "visitor", "name": "I Made Zamrud"}
        )
        for part in (card[:-1], card[1:], f"{card}%", "%", "_" * len(card), "ZAMRUD-1", "Zamrud"):
            with self.subTest(typed=part):
                self.assertEqual(desk.scan(self.school_a.id, part)["kind"], "unknown")

    def test_the_desk_says_where_a_book_is_lent_and_never_to_whom(self):
        self.assertNoSecret(self.lend(self.pupil_a, self.copies_b[1]))
        self.assertNoSecret(self._desk().scan(self.school_a.id, self.copies_b[1].barcode))

    # ------------------------------------------------------------------
    # WHAT ODOO KEEPS BESIDE
    # ------------------------------------------------------------------

    def test_no_message_follower_user_or_partner_names_a_secret(self):
        self.secret.member_id._open_portal("sandi-panjang")
        self.secret.member_id.write({"name": "I Made Zamrud Sekali"})
        for reader in (self.librarian_a, self.employee, self.portal_b):
            for model in ("mail.message", "mail.followers", "res.users", "res.partner"):
                records = self.env[model].with_user(reader)
                with self.subTest(reader=reader.login, model=model):
                    self.assertFalse(self.allowed(records.name_search, "Zamrud"))
                    for name in ("name", "body", "record_name", "email", "login", "subject"):
                        if name in records._fields and records._fields[name].store:
                            domain = [(name, "ilike", "zamrud")]
                            self.assertFalse(self.allowed(records.search, domain))

    def test_a_card_logins_user_and_partner_hold_the_card_number_only(self):
        user = self.secret.member_id._open_portal("sandi-panjang")
        self.assertEqual((user.name, user.login), (self.secret.card_number,) * 2)
        self.assertEqual(user.partner_id.name, self.secret.card_number)
        self.assertNoSecret(user.partner_id.read(["email", "phone", "street", "comment", "ref"]))

    def test_nobody_lists_the_cards_of_those_who_have_a_login(self):
        """A card number opens a person at any desk, and every internal user reads users and partners."""
        user = self.secret.member_id._open_portal("sandi-panjang")
        card = self.secret.card_number
        for reader in (
            self.desk_a,
            self.librarian_a,
            self.stakeholder,
            self.employee,
            self.portal_b,
        ):
            for row in (user, user.partner_id):
                rows, link = self.env[row._name].with_user(reader), row.with_user(reader).sudo()
                with self.subTest(reader=reader.login, model=row._name):
                    self.assertFalse(self.allowed(rows.search, [("id", "=", row.id)]))
                    self.assertFalse(self.allowed(rows.name_search, card))
                    self.assertRaises(AccessError, rows.browse(row.id).read, ["name"])
                    self.assertNotIn(card, link.display_name)
        for reader in (user, self.library_admin):
            for row in (user, user.partner_id):
                self.assertEqual(row.with_user(reader).display_name, card)

    def test_the_photo_is_no_attachment_others_may_open(self):
        photos = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "library.member"),
                ("res_id", "=", self.secret.member_id.id),
                ("res_field", "!=", False),
            ]
        )
        self.assertTrue(photos)
        self.assertFalse(any(photos.mapped("public")))
        for reader in self.readers:
            mine = photos.with_user(reader)
            with self.subTest(reader=reader.login):
                domain = [("id", "in", photos.ids), ("res_field", "!=", False)]
                self.assertFalse(self.allowed(mine.search, domain))
                for name in ("datas", "raw", "checksum"):
                    self.env.invalidate_all()
                    self.assertRaises(AccessError, mine.read, [name])

    def test_nothing_is_attached_to_a_foreign_person(self):
        vals = {"name": "x", "res_model": "library.member", "res_id": self.secret.member_id.id}
        for reader in (self.librarian_a, self.employee, self.portal_b):
            attachments = self.env["ir.attachment"].with_user(reader)
            with self.subTest(reader=reader.login):
                self.assertRaises(AccessError, attachments.create, vals)

    def test_figures_of_a_library_are_for_those_who_work_there_or_oversee_it(self):
        for reader, shown in (
            (self.librarian_b, True),
            (self.supervisor, True),
            (self.librarian_a, False),
            (self.stakeholder, False),
            (self.employee, False),
        ):
            library = self.school_b.with_user(reader)
            with self.subTest(reader=reader.login):
                self.assertEqual(bool(library.member_count), shown)
                self.assertEqual(bool(library.loan_month_count), shown)
