from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..tools import notices
from .ir_cron import CONFLICTS


class LibraryNotice(models.Model):
    """Telling: one mail or one WhatsApp message for all that waits for somebody."""

    _inherit = "library.notice"

    # ------------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------------

    @api.model
    def _to_mail(self, memberships=None):
        """Return what waits to be mailed, of these members or of all."""
        domain = [("channel", "=", "mail"), ("state", "=", "waiting")]
        if memberships is not None:
            domain.append(("membership_id", "in", memberships.ids))
        return self.search(domain)

    @api.model
    def _mail(self, memberships):
        """Queue one mail for each of these members; of whom it fails, it is noted and the rest goes on."""
        rows = self._to_mail(memberships).try_lock_for_update()
        needed = rows._true_now()
        (rows - needed).unlink()
        for told in needed.grouped("membership_id").values():
            try:
                with self.env.cr.savepoint():
                    told._queue_mail()
            except CONFLICTS:
                raise
            except Exception as error:
                self.env["ir.cron"]._note_failure(error, told)
                told.write({"state": "failed", "failure": type(error).__name__})
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _queue_mail(self):
        """Queue a mail with these notices of one member, in that person's language."""
        member_sudo = self.sudo().membership_id.member_id
        if not member_sudo.email:
            self.write({"state": "failed", "failure": self.env._("There is no e-mail address.")})
            return
        told = self.with_context(lang=self._lang())
        library_sudo = told.sudo().library_id
        company_sudo = library_sudo.company_id
        mail_sudo = self.env["mail.mail"].sudo()
        queued = mail_sudo.create(
            {
                "subject": told.env._("Notice from %s", library_sudo.name),
                "body_html": plaintext2html(told._text(titles=True)),
                "email_to": member_sudo.email,
                "email_from": company_sudo.email_formatted or self.env.user.email_formatted,
                "auto_delete": True,
                "model": member_sudo._name,  # so that it goes with a person who is forgotten
                "res_id": member_sudo.id,
            }
        )
        self.write({"state": "queued", "failure": False, "mail_id": queued.id})

    @api.model
    def _mails_done(self, mails, failure):
        """Note what became of mails, before Odoo deletes them. In superuser mode."""
        rows = self.search([("mail_id", "in", mails.ids), ("state", "=", "queued")])
        if failure:
            rows.write({"state": "failed", "failure": failure})
        else:
            rows._note_sent()

    # ------------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------------

    def _lang(self):
        """Return the language of whom these notices of one member are for: the login's, or the usual one."""
        notice_sudo = self.sudo()
        return (
            notice_sudo.membership_id.member_id.user_id.lang
            or self.env["ir.default"].sudo()._get("res.partner", "lang")
            or notice_sudo.library_id.company_id.partner_id.lang
        )

    def _text(self, titles=False):
        """Return what these notices of one addressee say, in the language of the environment."""
        first = self[0]
        lines = [first._greeting(), ""]
        if first.addressee == "teacher":
            lines += self._lines_of_class()
        else:
            for (kind, day), rows in self._by_day().items():
                lines.append(rows._sentence(kind, first.library_id._long_date(day)))
                if titles:
                    lines += [f"- {row.book_id.name}" for row in rows if row.book_id]
        return "\n".join([*lines, "", first.library_id.name])

    def _by_day(self):
        ordered = self.sorted(lambda row: (row.due_date, row.kind, row.id))
        return ordered.grouped(lambda row: (row.kind, row.due_date))

    def _greeting(self):
        env = self.env
        member_sudo = self.sudo().membership_id.member_id  # whose notice it is
        if self.addressee == "teacher":
            return env._(
                "Dear %(teacher)s, please tell these pupils of class %(class)s:",
                **{
                    "teacher": self.class_id.teacher_name or env._("teacher"),
                    "class": self.class_id.name,
                },
            )
        if self.addressee == "guardian":
            return env._("To the parents of %s:", member_sudo.name)
        return env._("Hello %s,", member_sudo.nickname or member_sudo.name)

    def _sentence(self, kind, day):
        env, count = self.env, len(self)
        return {
            "due_soon": env._(
                "Please bring back by %(date)s. Books: %(count)s.", date=day, count=count
            ),
            "overdue": env._(
                "It was due on %(date)s and is not back yet. Books: %(count)s. Please bring it to the "
                "library, or tell us if it is lost.",
                date=day,
                count=count,
            ),
            "new_date": env._(
                "There is a new day to bring back: %(date)s. Books: %(count)s.",
                date=day,
                count=count,
            ),
            "hold_ready": env._(
                "What you reserved is ready. Please fetch it by %(date)s.", date=day
            ),
            "ending": env._(
                "Your membership ends on %(date)s. Please renew it at the library.", date=day
            ),
        }[kind]

    def _lines_of_class(self):
        """Return what a teacher is to tell, matter by matter."""
        env, lines = self.env, []
        ordered = self.sorted(lambda row: (row.kind != "overdue", row.kind, row.due_date))
        for (kind, day), rows in ordered.grouped(
            lambda row: (row.kind, row.kind != "overdue" and row.due_date)
        ).items():
            date = day and rows.library_id._long_date(day)
            head = {
                "overdue": env._("Books to bring back:"),
                "new_date": env._("New due date, %s:", date),
                "hold_ready": env._("Reserved and ready, to be fetched by %s:", date),
            }[kind]
            lines += [head, *rows._lines_of_pupils(), ""]
        return lines[:-1]

    def _lines_of_pupils(self):
        """Return a line a pupil: the name and how many books, never which."""
        return [
            self.env._(
                "%(number)s. %(name)s: %(count)s",
                number=number,
                name=rows.sudo().membership_id.member_id.name,
                count=len(rows),
            )
            for number, rows in enumerate(self.grouped("membership_id").values(), 1)
        ]

    # ------------------------------------------------------------------
    # WHATSAPP, AND BY HAND
    # ------------------------------------------------------------------

    def _phone(self):
        """Return the number a WhatsApp message about this notice goes to, or nothing."""
        self.ensure_one()
        notice_sudo = self._origin.sudo()  # used for a link, and to say whether there is one
        if notice_sudo.addressee == "teacher":
            return notices.whatsapp_number(notice_sudo.class_id.teacher_phone)
        return notices.whatsapp_number(notice_sudo.membership_id.member_id.phone)

    def action_whatsapp(self):
        """Open WhatsApp with the message ready, and note all that it tells as sent."""
        self._check_may_tell()
        self.ensure_one()
        told, phone = self._told_together()._true_now(), self._phone()
        if not told or not phone:
            raise UserError(
                self.env._("There is nothing to send any more, or no number. Load the list again.")
            )
        get_param = self.env["ir.config_parameter"].sudo().get_param  # a switch: no secret
        worded = told.with_context(lang=self._lang()) if self.addressee == "member" else told
        text = worded._text(titles=get_param(notices.TITLES_KEY) == "True")
        told.sudo()._note_sent()  # an outcome nobody types; the right to it was checked
        return {
            "type": "ir.actions.act_url",
            "url": notices.whatsapp_link(phone, text),
            "target": "new",
        }

    def _told_together(self):
        """Return what one message tells: all that waits for this member, or for this teacher."""
        same = [
            ("library_id", "=", self.library_id.id),
            ("addressee", "=", self.addressee),
            ("channel", "=", self.channel),  # a letter is printed, whatever else is sent
        ]
        whose = ("membership_id", "=", self.membership_id.id)
        if self.addressee == "teacher":
            whose = ("class_id", "=", self.class_id.id)
        return self.search([*same, whose, ("state", "in", ("waiting", "failed"))])

    def action_told(self):
        """Note that these were told, in person or in another way."""
        self._check_may_tell()
        # as in action_whatsapp; one that is on its way is noted when the mail is out
        self.sudo().filtered(lambda row: row.state in ("waiting", "failed"))._note_sent()

    def action_again(self):
        """Put these back on the list: pressed by mistake, or what failed is to be tried once more."""
        self._check_may_tell()
        again_sudo = self.sudo().filtered(  # as in action_whatsapp
            lambda row: row.state == "failed" or (row.state == "sent" and row.channel != "mail")
        )
        again_sudo.write(
            {"state": "waiting", "failure": False, "sent_at": False, "sent_by_id": False}
        )

    def _check_may_tell(self):
        self.check_access("read")
        if self:
            self.env.user._check_operates(self.library_id, "sipuspa_library.group_desk")

    def _note_sent(self):
        self.write(
            {
                "state": "sent",
                "failure": False,
                "sent_at": fields.Datetime.now(),
                "sent_by_id": self.env.uid,
            }
        )


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Tell the notices what became of their mails."""
        failure = failure_type and (failure_reason or failure_type)
        self.env["library.notice"].sudo()._mails_done(self, failure)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
