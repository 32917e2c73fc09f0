import contextlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessDenied
from odoo.tools import SQL, format_time

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)


class LibraryLoginTry(models.Model):
    """How often a card number was tried since its last right PIN: five times, then it is locked a while.

    Counted by what is typed, so that a number nobody has is answered like any other. Every try is
    taken before the PIN is judged, and in a transaction of its own: a failed login rolls back, and
    of twenty at once five are judged.
    """

    _name = "library.login.try"
    _description = "Tries to Log In"
    _rec_name = "login"
    _order = "tried_at desc, id"
    _log_access = False

    login = fields.Char(string="Card Number", required=True, readonly=True)
    tries = fields.Integer(required=True, readonly=True)
    tried_at = fields.Datetime(string="Last Tried", required=True, readonly=True)

    _login_unique = models.Constraint("UNIQUE (login)", "This card number is counted already.")

    @api.model
    def _take(self, login):
        """Count a try of ``login``, before it is judged.

        :raise AccessDenied: when it is locked, whether the PIN is right or not
        """
        now = fields.Datetime.now()
        with self._alone() as cursor:
            cursor.execute(
                SQL(
                    """
                    INSERT INTO library_login_try AS old (login, tries, tried_at)
                    VALUES (%(login)s, 1, %(now)s)
                    ON CONFLICT (login) DO UPDATE
                       SET tried_at = %(now)s,
                           tries = CASE WHEN old.tries < %(tries)s THEN old.tries + 1 ELSE 1 END
                     WHERE old.tries < %(tries)s OR old.tried_at <= %(unlocked)s
                    RETURNING id
                    """,
                    login=login,
                    now=now,
                    tries=TRIES,
                    unlocked=now - LOCKED_FOR,
                )
            )
            taken = cursor.fetchone()
        if not taken:
            raise AccessDenied(self._locked_sentence(login))

    @api.model
    def _forget(self, logins):
        """Start counting anew: the PIN was right, or somebody who may has unlocked it."""
        with self._alone() as cursor:
            cursor.execute(SQL("DELETE FROM library_login_try WHERE login = ANY(%s)", list(logins)))

    @api.model
    def _locked(self, logins):
        """Return ``{login: moment}``: until when those of ``logins`` that are locked now stay so."""
        since = fields.Datetime.now() - LOCKED_FOR
        rows = self.sudo().search(
            [("login", "in", list(logins)), ("tries", ">=", TRIES), ("tried_at", ">", since)]
        )
        return {row.login: row.tried_at + LOCKED_FOR for row in rows}

    def _locked_sentence(self, login):
        env = self.env
        until = self._locked([login]).get(login) or fields.Datetime.now() + LOCKED_FOR
        return env._(
            "Too many wrong PINs. Please try again at %s, or ask your librarian for help.",
            format_time(env, env["library.library"]._local(until).time(), time_format="HH:mm"),
        )

    @contextlib.contextmanager
    def _alone(self):
        """A cursor of one's own that has the table to itself for a moment, and is committed.

        Locked as a whole before anything is read, since under REPEATABLE READ the later of two
        tries would count on what it saw before the earlier one, and fail.
        """
        with self.env.registry.cursor() as cursor:
            cursor.execute("LOCK TABLE library_login_try IN SHARE ROW EXCLUSIVE MODE")
            yield cursor

    @api.autovacuum
    def _gc_tries(self):
        old = fields.Datetime.now() - KEPT_FOR
        self.search([("tried_at", "<", old)]).unlink()
