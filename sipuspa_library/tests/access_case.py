"""A user of every role, and what they may do tried out."""

from odoo.exceptions import AccessError, UserError

from .access_matrix import ROLES
from .common import LibraryCase

OURS = "odoo.addons.sipuspa_library."


class _UndoneError(Exception):
    """Takes back what was allowed."""


class MatrixCase(LibraryCase):
    """A user of every role, and rows of school A and of school B to try things on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._refuse_shortly()
        cls.pupil = cls.pupil_a.member_id._open_portal("sandi-panjang")
        cls.classmate = cls.pupil_a2.member_id._open_portal("sandi-panjang")
        users = {
            "desk": cls.desk_a,
            "librarian": cls.librarian_a,
            "cataloguer": cls.cataloguer,
            "supervisor": cls._user("supervisor_1", "supervisor", oversees=cls.district_1),
            "head": cls._user("head_1", "head", oversees=cls.district_1),
            "stakeholder": cls.stakeholder,
            "administrator": cls.library_admin,
            "employee": cls.employee,
            "pupil": cls.pupil,
            "classmate": cls.classmate,
            "public": cls.env.ref("base.public_user"),
        }
        cls.users = {role: users[role] for role in ROLES}

    @classmethod
    def _refuse_shortly(cls):
        """Odoo looks up groups, rules and names to word a refusal: half the time of many thousands."""
        for model in ("ir.model.access", "ir.rule"):
            cls.classPatch(
                cls.registry[model], "_make_access_error", lambda self, *args: AccessError("no")
            )

    @classmethod
    def our_models(cls):
        """Return the names of our models that have a table."""
        return {
            name
            for name, model in cls.env.registry.items()
            if name.startswith("library.") and not model._abstract
        }

    def may(self, act):
        """Tell whether ``act`` is allowed, and take back what it did."""
        try:
            with self.env.cr.savepoint():
                act()
                self.env.flush_all()
                raise _UndoneError
        except _UndoneError:
            return True
        except UserError:
            return False
        finally:
            self.env.invalidate_all()


def our_routes(env):
    """Return the routes of Odoo's own routing map that end in a function of ours, each with it."""
    routes = env["ir.http"]
    installed = sorted(env.registry._init_modules)
    rules = routes._generate_routing_rules(installed, routes._get_converters())
    return {route: endpoint for route, endpoint in rules if endpoint.__module__.startswith(OURS)}
