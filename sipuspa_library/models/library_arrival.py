from odoo import api, fields, models

KEPT_DAYS = 365  # who has not come by then is not coming

STATES = [("waiting", "Expected"), ("admitted", "Admitted"), ("dismissed", "Did not come")]


class LibraryArrival(models.Model):
    """A pupil whom another school of the regency sent here when they left: a name to expect.

    The school that sends decides to show name, sex and last class, and nothing else, to the one that
    receives (docs/decisions/0013-arrivals.md). Admitted, the pupil becomes a member with the same card; what
    they borrowed before stays with the old school.
    """

    _name = "library.arrival"
    _description = "Arrival"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin", "library.personal.mixin"]
    _order = "state desc, from_library_id, from_class_name, name, id"
    _owner_fields = ("library_id", "member_id", "from_library_id")
    _verb_fields = None
    _personal_fields = {"name": "", "sex": False}
    _person_export = ("library_id", "from_library_id", "from_class_name", "sent_on", "state")
    _person_forgotten = "unlink"

    library_id = fields.Many2one(string="Comes to", readonly=True)
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(required=True, readonly=True)
    sex = fields.Selection(selection=[("f", "Female"), ("m", "Male")], readonly=True)
    from_library_id = fields.Many2one(
        comodel_name="library.library", string="From School", required=True, readonly=True
    )
    from_class_name = fields.Char(string="Last Class", readonly=True)
    line_id = fields.Many2one(
        comodel_name="library.promotion.line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )
    sent_on = fields.Date(string="Sent", required=True, readonly=True)
    state = fields.Selection(selection=STATES, required=True, default="waiting", readonly=True)
    membership_id = fields.Many2one(
        comodel_name="library.membership",
        string="Admitted as",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _waiting_unique = models.UniqueIndex(
        "(library_id, member_id) WHERE state = 'waiting'", "This pupil is expected here already."
    )

    # ------------------------------------------------------------------
    # SENDING
    # ------------------------------------------------------------------

    @api.model
    def _send(self, lines):
        """Show the leavers of a promotion to the schools named for them. In superuser mode."""
        leaving = lines.filtered("destination_id")
        expected = {
            (row.library_id, row.member_id)
            for row in self.sudo().search(
                [
                    ("member_id", "in", leaving.membership_id.member_id.ids),
                    ("state", "=", "waiting"),
                ]
            )
        }
        self.sudo().create(
            [
                {
                    "library_id": line.destination_id.id,
                    "member_id": line.membership_id.member_id.id,
                    "name": line.membership_id.member_id.name,
                    "sex": line.membership_id.member_id.sex,
                    "from_library_id": line.library_id.id,
                    "from_class_name": line.class_id.name,
                    "line_id": line.id,
                    "sent_on": line.left_on,
                }
                for line in leaving
                if (line.destination_id, line.membership_id.member_id) not in expected
            ]
        )

    @api.model
    def _admitted_of(self, lines):
        """Return those of the promotion's ``lines`` whose pupil the next school has admitted."""
        return self.search([("line_id", "in", lines.ids), ("state", "=", "admitted")]).line_id

    @api.model
    def _call_back(self, lines):
        """Take the pupils of ``lines`` off the lists of the schools they were sent to."""
        self.sudo().search([("line_id", "in", lines.ids), ("state", "!=", "admitted")]).unlink()

    @api.autovacuum
    def _gc_arrivals(self):
        """Forget whom the next school has not admitted within a year."""
        until = fields.Date.subtract(fields.Date.today(), days=KEPT_DAYS)
        self.search([("state", "!=", "admitted"), ("sent_on", "<", until)]).unlink()

    # ------------------------------------------------------------------
    # RECEIVING
    # ------------------------------------------------------------------

    def _admit(self, class_name):
        """Make those who are still expected members of the school they come to, in a class of it.

        The caller has checked that the user may write these rows.

        :return: the memberships
        """
        self.library_id.ensure_one()
        arrivals_sudo = self.sudo().filtered(lambda row: row.state == "waiting")  # an act's columns
        library, members_sudo = self.library_id, arrivals_sudo.member_id
        memberships_sudo = self.env["library.membership"].sudo()
        known_sudo = memberships_sudo.search(
            [("library_id", "=", library.id), ("member_id", "in", members_sudo.ids)]
        )
        known_sudo._come_back()
        pupil = self.env["library.member.category"].search([("has_class", "=", True)], limit=1)
        new_sudo = memberships_sudo.create(
            [
                {"library_id": library.id, "member_id": member.id, "category_id": pupil.id}
                for member in members_sudo - known_sudo.member_id
            ]
        )
        admitted_sudo = known_sudo | new_sudo
        if class_name:
            admitted_sudo.write({"class_name": class_name})
        by_member = {membership.member_id: membership for membership in admitted_sudo}
        for arrival_sudo in arrivals_sudo:
            arrival_sudo.write(
                {"state": "admitted", "membership_id": by_member[arrival_sudo.member_id].id}
            )
        return admitted_sudo.with_env(self.env)

    def action_dismiss(self):
        """Take pupils off the list who did not come."""
        self._check_receives()
        self.sudo().filtered(lambda row: row.state == "waiting").state = "dismissed"

    def action_expect(self):
        """Put pupils back on the list who came after all."""
        self._check_receives()
        self.sudo().filtered(lambda row: row.state == "dismissed").state = "waiting"

    def _check_receives(self):
        """Raise unless the user is a librarian of the school these pupils come to."""
        self.check_access("read")
        for library in self.library_id:
            self.env.user._check_operates(library, "sipuspa_library.group_librarian")
