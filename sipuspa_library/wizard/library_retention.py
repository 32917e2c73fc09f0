from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools import retention
from ..tools.retention import LOANS_KEY, PERSONS_KEY

ROWS, PERSONS = 1000, 200
ROWS_COUNTED = ("library.loan", "library.visit", "library.event")


class LibraryRetention(models.TransientModel):
    """What will be forgotten tonight, in figures; and the night's work itself.

    After the months set for loans, what was borrowed and who came forgets the person, whoever it is;
    after the months set for persons, who belongs to no library any more is forgotten whole.
    """

    _name = "library.retention"
    _description = "What Will Be Forgotten"
    _rec_name = "loan_months"

    loan_months = fields.Integer(string="Months", readonly=True)
    person_months = fields.Integer(string="Months of Persons", readonly=True)
    loan_count = fields.Integer(string="Loans", readonly=True)
    visit_count = fields.Integer(string="Visits", readonly=True)
    event_count = fields.Integer(string="Acts", readonly=True)
    person_count = fields.Integer(string="Persons", readonly=True)
    held_count = fields.Integer(string="Held Back", readonly=True)

    # ------------------------------------------------------------------
    # HOW LONG
    # ------------------------------------------------------------------

    @api.model
    def _months(self):
        """Return after how many months loans forget the person, and persons are forgotten whole."""
        get_param = self.env["ir.config_parameter"].sudo().get_param  # two figures: no secret
        return retention.months(get_param(LOANS_KEY), get_param(PERSONS_KEY))

    @api.model
    def _limits(self):
        """Return the moments before which loans, and before which persons, are old enough."""
        now = fields.Datetime.now()
        return retention.Limits(*(now - relativedelta(months=n) for n in self._months()))

    @api.model
    def _ended_rows(self):
        """Return ``[(model, ids)]`` of all that is old enough to forget its person."""
        before = self._limits().loans
        return [
            (model, model._search(model._ended_domain(before), order="id").get_result_ids())
            for model in self._every()
            if model._person_ended
        ]

    @api.model
    def _every(self):
        """Return the models that hold something of a person, in superuser mode, with what is archived."""
        models_sudo = self.env["library.member"].sudo().with_context(active_test=False)
        return models_sudo._personal_models()

    @api.model
    def _gone_persons(self):
        """Return the persons, in superuser mode, who are old enough to be forgotten whole."""
        before = self._limits().persons
        # all libraries' persons: who is asked for is decided by dates alone
        members_sudo = self.env["library.member"].sudo()
        return members_sudo.search(members_sudo._gone_domain(before), order="id")

    # ------------------------------------------------------------------
    # TONIGHT
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Count, for whoever opens the form; what the client sends is not asked."""
        self.browse().check_access("create")
        rows = {model._name: len(ids) for model, ids in self._ended_rows()}
        persons_sudo = self._gone_persons()
        held = len(persons_sudo._with_open_matters())
        months = self._months()
        figures = {
            "loan_months": months.loans,
            "person_months": months.persons,
            **{f"{name.rpartition('.')[2]}_count": rows.get(name, 0) for name in ROWS_COUNTED},
            "person_count": len(persons_sudo) - held,
            "held_count": held,
        }
        return super().create([figures for __ in vals_list])

    @api.model
    def action_open_tonight(self):
        """Show the administrator what will be forgotten tonight: figures only."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Will Be Forgotten"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "views": [[False, "form"]],
            "target": "new",
        }

    @api.model
    def _cron_forget(self):
        """Forget what is old enough, a batch a transaction, until the time of the run is over.

        Rows that somebody has in hand are left for the next night.
        """
        rows, persons_sudo, remains = self._ended_rows(), self._gone_persons(), self._remains()
        work = [
            *((self._forget_rows, model.browse(ids), ROWS) for model, ids in rows + remains),
            (self._forget_gone, persons_sudo, PERSONS),
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(len(records) for __, records, __ in work))
        for forget, records, size in work:
            if not cron._each(records, forget, size):
                return

    @api.model
    def _remains(self):
        """Return ``[(model, ids)]`` of what has come to point at forgotten persons in their last moment."""
        found = ((model, model._search(model._remains_domain())) for model in self._every())
        return [(model, query.get_result_ids()) for model, query in found]

    @api.autovacuum
    def _gc_accesses(self):
        """Delete who opened whom, once it is as old as a person's being gone has to be."""
        before = self._limits().persons
        # the night's work: no user's right decides what is too old
        self.env["library.access.log"].sudo().search([("noted_at", "<", before)]).unlink()
        self.env["library.grant"].sudo().search([("expires_at", "<", before)]).unlink()

    @api.model
    def _forget_rows(self, records):
        records.exists().try_lock_for_update()._forget()

    @api.model
    def _forget_gone(self, persons):
        """Forget those of ``persons`` who are still gone, and have nothing open."""
        before = self._limits().persons
        persons = persons.search([("id", "in", persons.ids), *persons._gone_domain(before)])
        persons = persons.try_lock_for_update()._touched_whole()
        (persons - persons._with_open_matters())._forget_persons()
