from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

KEPT_DAYS = 30
A_DAY = 40  # registrations a library takes by itself; more is no village but a machine
BATCH = 100


class LibraryLibrary(models.Model):
    """Visitors who register by themselves on the public pages: pending until seen at the desk."""

    _inherit = "library.library"

    is_school = fields.Boolean(related="type_id.is_school")
    self_registration = fields.Boolean(
        string="Visitors Register Themselves",
        help="Villagers fill in their own registration on the public pages. "
        "They borrow after you have seen them at the desk; who does not come is deleted after a month.",
    )

    @api.constrains("self_registration", "type_id")
    def _check_self_registration(self):
        if any(library.self_registration and library.type_id.is_school for library in self):
            raise ValidationError(
                self.env._("A school registers its own pupils; visitors cannot do it there.")
            )

    @api.model
    def _open_to_visitors(self):
        """Return, in superuser mode, the public libraries where visitors register themselves."""
        return self.sudo().search(
            [("self_registration", "=", True), ("published", "=", True)], order="name, id"
        )

    def _register_visitor(self, registration, key):
        """Keep a visitor's registration as a new person, pending; the same ``key`` only once.

        Whether the person is known already is for the desk to see, not for the visitor to learn.

        :param registration: :class:`~..tools.registration.Registration`
        :param key: of the form that was sent, so that a second press registers nobody twice
        :raise UserError: when the library has had enough for today
        """
        self.ensure_one()
        rows = self.env["library.membership"].sudo()
        if rows.search_count([("join_key", "=", key)], limit=1):
            return
        since = fields.Datetime.now() - timedelta(days=1)
        own = [("library_id", "=", self.id), ("join_key", "!=", False)]
        if rows.search_count([*own, ("create_date", ">", since)]) >= A_DAY:
            raise UserError(
                self.env._("Very many have registered here today. Please come to the library.")
            )
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self._keep_visitor(registration, key)
        except UniqueViolation:
            return  # the same form, sent twice at the same moment

    def _keep_visitor(self, registration, key):
        category = self.env.ref("sipuspa_library.member_category_villager")
        membership = {
            "library_id": self.id,
            "category_id": category.id,
            "pending": True,
            "join_key": key,
            "join_guardian": registration.guardian,
        }
        person = {
            "name": registration.name,
            "sex": registration.sex,
            "birth_date": registration.birth_date,
            "phone": registration.phone,
            "address": registration.address,
            "membership_ids": [Command.create(membership)],
        }
        # nobody is logged in; what is kept was read by the form's own rules
        self.env["library.member"].sudo().create(person)
        self.env.flush_all()


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    join_key = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    join_guardian = fields.Char(
        string="Comes With", readonly=True, help="The guardian a child named at registration."
    )

    _join_key_unique = models.UniqueIndex(
        "(join_key) WHERE join_key IS NOT NULL", "This registration has arrived already."
    )

    @api.model
    def _cron_forget_visitors(self):
        """Delete who registered by themselves and did not come to the desk for a month."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [
            ("join_key", "!=", False),
            ("pending", "=", True),
            ("create_date", "<", before),
            ("loan_ids", "=", False),
        ]
        visitors, cron = self.search(domain, order="id"), self.env["ir.cron"]
        cron._commit_progress(remaining=len(visitors))
        cron._each(
            visitors,
            lambda rows: self.search([("id", "in", rows.ids), *domain])._forget_visitors(),
            BATCH,
        )

    def _forget_visitors(self):
        """Delete those nobody is at the desk with just now, and the persons who belong nowhere else."""
        visitors = self.try_lock_for_update()
        persons = visitors.member_id
        visitors.unlink()
        persons.filtered(lambda person: not person.membership_ids).unlink()
