import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import hmac

STATES = [("new", "Not Paired"), ("paired", "Paired"), ("revoked", "Revoked")]
CODE_DIGITS = 6
CODE_FOR = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=5)


class LibraryKiosk(models.Model):
    """A tablet at a door of a library: it records who comes, and knows nobody.

    Nobody is logged in there. A librarian pairs it with a code that holds for minutes; from then on it
    shows a secret, of which only a keyed digest lies here: neither this table nor a copy of the database
    under another key lets anybody play the tablet.
    """

    _name = "library.kiosk"
    _description = "Kiosk"
    _inherit = ["library.guarded.mixin", "library.verb.fields.mixin"]
    _order = "library_id, name, id"
    _verb_fields = frozenset(
        {
            "public_id",
            "code_digest",
            "code_until",
            "secret_digest",
            "paired_at",
            "revoked_at",
            "last_seen",
        }
    )

    name = fields.Char(string="Door", required=True, help="Where it stands, e.g. Main entrance.")
    room_id = fields.Many2one(
        comodel_name="library.room", ondelete="set null", help="Visits recorded here count there."
    )
    active = fields.Boolean(default=True)
    public_id = fields.Char(
        string="Public Number",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_hex(5),
    )
    state = fields.Selection(selection=STATES, compute="_compute_state")
    shown_code = fields.Char(string="Code", compute="_compute_shown_code")
    address = fields.Char(compute="_compute_shown_code")
    paired_at = fields.Datetime(string="Paired", readonly=True, copy=False)
    revoked_at = fields.Datetime(string="Revoked", readonly=True, copy=False)
    last_seen = fields.Datetime(string="Seen Last", readonly=True, copy=False)
    code_digest = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    code_until = fields.Datetime(readonly=True, copy=False, groups=fields.NO_ACCESS)
    secret_digest = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)

    _public_id_unique = models.Constraint("UNIQUE (public_id)", "This public number is taken.")
    _code_unique = models.UniqueIndex(
        "(code_digest) WHERE code_digest IS NOT NULL", "Please press Pair once more."
    )

    @api.depends("paired_at", "revoked_at")
    def _compute_state(self):
        for kiosk in self:
            kiosk.state = "revoked" if kiosk.revoked_at else "paired" if kiosk.paired_at else "new"

    @api.depends_context("library_kiosk_code")
    def _compute_shown_code(self):
        """Show the code that was just made: it lies in the dialog alone."""
        code = self.env.context.get("library_kiosk_code")
        for kiosk in self:
            kiosk.shown_code = isinstance(code, str) and f"{code[:3]} {code[3:]}"
            kiosk.address = f"{kiosk.get_base_url()}/library/kiosk"

    @api.constrains("library_id", "room_id")
    def _check_room(self):
        for kiosk in self:
            if kiosk.room_id and kiosk.room_id.library_id != kiosk.library_id:
                raise ValidationError(self.env._("Choose a room of the kiosk's own library."))

    def write(self, vals):
        """A kiosk that is archived ends like one that is revoked."""
        if vals.get("active") is False:
            self.action_revoke()
        return super().write(vals)

    # ------------------------------------------------------------------
    # PAIRING
    # ------------------------------------------------------------------

    def action_pair(self):
        """Make a code for a tablet and show it once. The tablet paired before goes on until it is typed."""
        self.ensure_one()
        self.check_access("write")
        shown = {"library_kiosk_code": self._new_code()}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pair a Tablet"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref("sipuspa_library.library_kiosk_view_pairing").id, "form")],
            "target": "new",
            "context": shown,
        }

    def action_revoke(self):
        """End the tablets and codes of these doors, with their next request."""
        self.check_access("write")
        self.sudo().write(  # digests are nobody's to write
            {
                "code_digest": False,
                "code_until": False,
                "secret_digest": False,
                "revoked_at": fields.Datetime.now(),
            }
        )

    def _new_code(self):
        """Return a code for a tablet, which no other kiosk waits for. The caller has checked who may."""
        kiosks_sudo = self.sudo().with_context(active_test=False)  # digests are nobody's to write
        while True:
            code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            digest = kiosks_sudo._digest("code", code)
            if not kiosks_sudo.search_count([("code_digest", "=", digest)], limit=1):
                break
        until = fields.Datetime.now() + CODE_FOR
        kiosks_sudo.write({"code_digest": digest, "code_until": until})
        return code

    @api.model
    def _digest(self, kind, text):
        """Return the digest of a code or secret, under the key of this database. In superuser mode."""
        return hmac(self.env, f"library.kiosk {kind}", text)

    @api.model
    def _pair(self, code):
        """Use up a code; return ``(public id, secret)`` of its kiosk, nothing where none waits for it.

        Of two tablets that send one code at once the later is retried, and finds it used.
        """
        kiosks_sudo = self.sudo()  # nobody is logged in: the code says who may
        kiosks_sudo.flush_model()
        secret, now = secrets.token_urlsafe(32), fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                UPDATE library_kiosk
                   SET secret_digest = %(secret)s, paired_at = %(now)s, last_seen = %(now)s,
                       revoked_at = NULL, code_digest = NULL, code_until = NULL
                 WHERE code_digest = %(code)s AND code_until > %(now)s AND active
                RETURNING public_id
                """,
                secret=kiosks_sudo._digest("secret", secret),
                code=kiosks_sudo._digest("code", code),
                now=now,
            ),
            log_exceptions=False,  # who comes second is retried: nothing for the log
        )
        row = self.env.cr.fetchone()
        kiosks_sudo.invalidate_model()
        return row and (row[0], secret)

    # ------------------------------------------------------------------
    # THE DEVICE
    # ------------------------------------------------------------------

    @api.model
    def _of_device(self, public_id, secret):
        """Return, in superuser mode, the kiosk that this secret is of; an empty one for a wrong secret."""
        kiosks_sudo = self.sudo()  # nobody is logged in: the secret says who may
        if not (public_id and secret):
            return kiosks_sudo.browse()
        return kiosks_sudo.search(
            [
                ("public_id", "=", public_id),
                ("secret_digest", "=", kiosks_sudo._digest("secret", secret)),
                ("library_id.active", "=", True),
            ]
        )

    def _see(self):
        """Note that the device is there, every few minutes."""
        now = fields.Datetime.now()
        if not self.last_seen or now - self.last_seen >= SEEN_EVERY:
            self.write({"last_seen": now})
