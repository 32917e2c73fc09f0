from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import datetime, safe_eval

from .common import LibraryCase

MODULE = "sipuspa_library"
ROLES = (
    "desk_a",
    "librarian_a",
    "cataloguer",
    "supervisor",
    "head",
    "stakeholder",
    "library_admin",
)


class BackendCase(LibraryCase):
    """One row of everything that is seen by somebody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        desk = cls.env["library.desk"].with_user(cls.desk_a)
        desk.lend(cls.pupil_a.id, cls.copies_a[0].ids, "test", "lend")
        cls.env["library.visit"].create({"library_id": cls.school_a.id, "kind": "guest"})
        cls.env["library.grant"].with_user(cls.supervisor).open_person(
            cls.pupil_a.card_number, "A parent asks"
        )
        cls.env["library.closure"].create(
            {
                "name": "Galungan",
                "library_id": cls.school_a.id,
                "date_from": "2030-01-01",
                "date_to": "2030-01-02",
            }
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def users(self):
        return [getattr(self, role) for role in ROLES]

    def actions(self, user):
        """Return the lists and forms behind the menus of ours that this user sees."""
        menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
        waiting, found = [self.env.ref(f"{MODULE}.menu_root").id], []
        while waiting:
            menu = menus.get(waiting.pop(), {"children": [], "actionID": False})
            waiting += menu["children"]
            windows = menu.get("actionModel") == "ir.actions.act_window"
            if menu["actionID"] and windows and not menu["children"]:
                found.append(self.env[menu["actionModel"]].browse(menu["actionID"]))
        return found

    def model(self, action, user):
        """Return the action's model as this user opens it."""
        context = safe_eval(action.context or "{}", {"uid": user.id})
        return self.env[action.res_model].with_user(user).with_context(**context)

    def views(self, action, model):
        kinds = [*action.view_mode.split(","), "search"]
        wanted = [
            (action.view_id.id if kind == action.view_id.type else False, kind) for kind in kinds
        ]
        return {
            kind: etree.fromstring(view["arch"])
            for kind, view in model.get_views(wanted)["views"].items()
        }


@tagged("post_install", "-at_install")
class TestActions(BackendCase):
    """Whatever a role finds in its menus opens for it."""

    def test_every_role_has_something_to_open(self):
        for user in self.users():
            with self.subTest(user.login):
                self.assertTrue(self.actions(user))

    def test_an_employee_without_a_role_sees_no_menu(self):
        self.assertFalse(self.actions(self.employee))

    def test_every_action_opens_with_its_default_filters(self):
        for user in self.users():
            for action in self.actions(user):
                with self.subTest(user=user.login, action=action.name):
                    if action._name == "ir.actions.server":
                        self.assertTrue(action.with_user(user).run()["res_model"])
                    elif action._name == "ir.actions.client":
                        continue  # a screen of its own, in tests/test_tours.py
                    elif action.res_model != "res.config.settings":
                        self.open(action, user)

    def open(self, action, user):
        model = self.model(action, user)
        views = self.views(action, model)
        domain = self.default_domain(views["search"], model.env.context)
        records = model.search(domain, limit=80)
        for kind in ("list", "kanban"):
            if kind in views:
                names = self.field_names(views[kind], model)
                model.web_search_read(domain, {name: {} for name in names}, limit=80)
        for kind in ("pivot", "graph"):
            if kind in views:
                groupby = self.groupings(views[kind])
                self.assertTrue(groupby)
                model.formatted_read_group(domain, groupby, ["__count"])
        if "form" in views:
            if views["form"].get("create") not in ("False", "false") or model._transient:
                Form(model)
            if records:
                Form(records[0])

    def default_domain(self, search, context):
        """Return the domain of the filters the action switches on, each of which must exist."""
        domain = []
        for key in context:
            if not key.startswith("search_default_"):
                continue
            [node] = search.xpath(f"//*[@name='{key.removeprefix('search_default_')}']")
            today = {"context_today": lambda: datetime.date.today()}
            domain += safe_eval(node.get("domain") or "[]", today)
        return domain

    def field_names(self, view, model):
        """Return the names of the fields a list or kanban reads, nested views aside."""
        nested = set(view.xpath(".//field//field"))
        names = {node.get("name") for node in view.iter("field") if node not in nested}
        self.assertLessEqual(names, set(model._fields))
        return names

    def owner(self, button, model):
        """Return the model a button is pressed on: in a list within a form, that of its lines."""
        for field in button.iterancestors("field"):
            return model[field.get("name")]
        return model

    def groupings(self, view):
        return [
            f"{node.get('name')}:{node.get('interval')}"
            if node.get("interval")
            else node.get("name")
            for node in view.iter("field")
            if node.get("type") != "measure" and not node.get("invisible")
        ]

    def test_no_view_shows_a_button_its_user_cannot_use(self):
        needs = {"action_check": "write", "action_verify": "write", "action_unverify": "write"}
        for user in self.users():
            for action in self.actions(user):
                if action._name != "ir.actions.act_window":
                    continue
                model = self.model(action, user)
                for kind, view in self.views(action, model).items():
                    for button in view.iter("button"):
                        name, owner = button.get("name"), self.owner(button, model)
                        with self.subTest(user=user.login, model=owner._name, kind=kind, name=name):
                            if button.get("type") == "action":
                                action_type = self.env["ir.actions.actions"].browse(int(name)).type
                                if action_type == "ir.actions.client":
                                    continue
                                opened = self.env["ir.actions.act_window"].browse(int(name))
                                target = self.env[opened.res_model].with_user(user)
                                right = "create" if target._transient else "read"
                                self.assertTrue(target.has_access(right))
                            elif button.get("type") == "object":
                                self.assertTrue(callable(getattr(owner, name)))
                                self.assertTrue(owner.has_access(needs.get(name, "read")))

    def test_each_role_lands_on_what_it_works_with(self):
        homes = {
            "desk_a": "/library/desk",
            "librarian_a": "/library/desk",
            "library_admin": "/library/desk",
            "supervisor": "library.library",
            "head": "library.library",
            "stakeholder": "library.library",
            "cataloguer": "library.book",
        }
        root = self.env.ref(f"{MODULE}.menu_root")
        for role, home in homes.items():
            with self.subTest(role):
                menus = self.env["ir.ui.menu"].with_user(getattr(self, role)).load_web_menus(False)
                action = self.env[menus[root.id]["actionModel"]].browse(menus[root.id]["actionID"])
                page = action._name == "ir.actions.act_url"
                self.assertEqual(action.url if page else action.res_model, home)


@tagged("post_install", "-at_install")
class TestReach(BackendCase):
    """What a view offers is what rights and rules would let through."""

    def test_a_library_is_offered_for_editing_to_its_librarian_and_its_overseers(self):
        editors = {
            user.login
            for user in (*self.users(), self.librarian_b)
            if self.school_a.with_user(user).is_editable
        }
        self.assertEqual(editors, {"librarian_a", "supervisor", "library_admin"})

    def test_mine_is_what_i_operate_or_oversee(self):
        libraries = self.env["library.library"]
        mine = {
            user: libraries.with_user(user).search([("is_mine", "=", True)])
            for user in (self.librarian_a, self.stakeholder, self.employee)
        }
        self.assertEqual(mine[self.librarian_a], self.school_a)
        self.assertEqual(mine[self.stakeholder], self.school_a + self.village)
        self.assertFalse(mine[self.employee])
        others = libraries.with_user(self.librarian_a).search([("is_operated", "=", False)])
        self.assertNotIn(self.school_a, others)
        self.assertIn(self.school_b, others)

    def test_a_copy_is_offered_for_editing_to_its_owner_only(self):
        copies = (self.copies_a[0] + self.copies_b[0]).with_user(self.librarian_a)
        self.assertEqual(copies.mapped("is_editable"), [True, False])
        self.assertFalse(self.copies_a[0].with_user(self.desk_a).is_editable)

    def test_my_library_opens_at_once_where_there_is_one(self):
        libraries = self.env["library.library"]
        self.assertEqual(
            libraries.with_user(self.desk_a).action_open_mine()["res_id"], self.school_a.id
        )
        several = libraries.with_user(self.library_admin).action_open_mine()
        self.assertEqual(several["domain"], [("is_operated", "=", True)])

    def test_a_closure_is_proposed_for_one_day(self):
        with (
            Form(self.school_a.with_user(self.librarian_a)) as form,
            form.closure_ids.new() as line,
        ):
            line.name = "Galungan"
            line.date_from = "2026-06-17"
            self.assertEqual(str(line.date_to), "2026-06-17")

    def test_a_name_is_enough_to_register_a_person(self):
        action = self.env.ref(f"{MODULE}.library_member_register_action")
        form = Form(self.model(action, self.librarian_a))
        form.name = "Ni Kadek Uji"
        membership = form.save().membership_ids
        self.assertEqual(membership.library_id, self.school_a)
        self.assertEqual(membership.standing, "active")

    def test_a_library_opens_its_titles_and_its_profile(self):
        library = self.school_a.with_user(self.librarian_a)
        titles = self.env["library.book"].search(library.action_open_titles()["domain"])
        self.assertEqual(titles, self.book)
        profile = self.env["library.profile"].browse(library.action_open_profile()["res_id"])
        self.assertEqual(profile.library_id, self.school_a)


@tagged("post_install", "-at_install")
class TestCounters(BackendCase):
    """A list of many rows costs as many statements as a list of one."""

    def statements(self, records, names):
        """Return how many statements reading ``names`` of ``records`` takes."""
        records.env.user._library_access()
        records.env.invalidate_all()
        before = self.env.cr.sql_log_count
        records.web_search_read([("id", "in", records.ids)], {name: {} for name in names})
        return self.env.cr.sql_log_count - before

    def assertFlat(self, records, names):
        self.assertGreater(len(records), 1)
        records.read(names)
        self.assertEqual(self.statements(records, names), self.statements(records[:1], names))

    def test_libraries(self):
        names = ["title_count", "copy_count", "member_count", "loan_month_count", "open_loan_count"]
        libraries = self.school_a + self.school_b + self.village
        self.assertFlat(libraries.with_user(self.supervisor), names)

    def test_titles(self):
        books = self.book + self._book("Sang Pemimpi", "Andrea Hirata") + self._book("Bumi")
        self.assertFlat(books.with_user(self.librarian_a), ["copy_count", "available_count"])

    def test_members(self):
        members = (self.pupil_a + self.pupil_a2).with_user(self.librarian_a)
        self.assertFlat(members, ["open_loan_count", "standing"])

    def test_the_office_sees_the_figures_of_all_its_libraries(self):
        row = self.school_a.with_user(self.supervisor)
        self.assertEqual(
            [row.title_count, row.copy_count, row.member_count, row.loan_month_count],
            [1, 3, 2, 1],
        )
