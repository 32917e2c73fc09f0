from odoo import SUPERUSER_ID, fields, models
from odoo.http import request
from odoo.tools import SQL

ACTS = [
    ("open", "Opened"),
    ("export", "Exported"),
    ("print", "Printed"),
]


class LibraryAccessLog(models.Model):
    """Who opened, exported or printed a person outside the desk: once a day each, for the libraries to see.

    What the desk shows when a card is scanned is not noted here: the ledger of acts tells that.
    """

    _name = "library.access.log"
    _description = "Access to a Person"
    _inherit = ["library.personal.mixin", "library.verb.fields.mixin"]
    _order = "noted_at desc, id desc"
    _rec_name = "noted_at"
    _verb_fields = None
    _person_export = ("noted_at", "act", "user_id")

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    member_id = fields.Many2one(
        comodel_name="library.member",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    act = fields.Selection(selection=ACTS, string="What", required=True, readonly=True)
    noted_on = fields.Date(string="Day", required=True, readonly=True)
    noted_at = fields.Datetime(
        string="First at", required=True, readonly=True, help="The first time on that day."
    )
    address = fields.Char(string="Network Address", readonly=True, help="Of the computer or phone.")

    _once_a_day = models.UniqueIndex(
        "(user_id, member_id, act, noted_on)", "This has been noted for the day already."
    )


class LibraryMember(models.Model):
    _inherit = "library.member"

    def _note_access(self, act):
        """Note that the current user opened, exported or printed these persons.

        Called by whatever shows or hands out persons outside the desk. One row a user, person, act
        and day, so that it costs one statement; a member who reads the own page is nobody to note.

        :param act: ``open``, ``export`` or ``print``
        """
        ids = self._origin.ids
        if not ids or not self.env.user._is_internal() or self.env.uid == SUPERUSER_ID:
            return
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO library_access_log (
                    user_id, member_id, act, noted_on, noted_at, address,
                    create_uid, write_uid, create_date, write_date)
                SELECT %(user)s, id, %(act)s, %(day)s, %(now)s, %(address)s,
                       %(user)s, %(user)s, %(now)s, %(now)s
                  FROM library_member WHERE id = ANY(%(ids)s)
                ON CONFLICT DO NOTHING
                """,
                user=self.env.uid,
                act=act,
                day=self.env["library.library"]._today(),
                now=now,
                address=request.httprequest.remote_addr if request else None,
                ids=ids,
            ),
            log_exceptions=False,  # a twin that comes second is retried: nothing for the log
        )
