from odoo import models


class LibraryDataRequest(models.Model):
    """What is handed out on a request: the letter of answer, and the person's data."""

    _inherit = "library.data.request"

    def action_print_letter(self):
        """Download the letter of answer."""
        self._as_librarian()
        return self._paper_action("letter")

    def action_export_pdf(self):
        """Download what is known of the person, to read."""
        self._as_librarian()
        return self._paper_action("export")

    def action_export_json(self):
        """Download what is known of the person, for another program."""
        self._as_librarian()
        return self._paper_action("data")

    def _export_pdf(self):
        """Return ``(PDF, file name)`` of what the current user's libraries hold of the person."""
        self._as_librarian()
        self.ensure_one()
        self.member_id._note_access("export")
        return self.member_id._export_pdf(self.library_id), self._file_name("pdf")

    def _export_json(self):
        """Return ``(JSON, file name)`` of the same."""
        self._as_librarian()
        self.ensure_one()
        self.member_id._note_access("export")
        return self.member_id._export_json(), self._file_name("json")

    def _file_name(self, extension):
        return f"{self.number}.{extension}".replace("/", "-")

    def _letter(self):
        """Return ``(PDF, file name)`` of the letter of answer."""
        self._as_librarian()
        self.ensure_one()
        env, library, member = self.env, self.library_id, self.member_id
        kinds = dict(self._fields["kind"]._description_selection(env))
        paper = library._document(
            env._("Answer to a Request About Own Data").upper(), env._("Number: %s", self.number)
        )
        paper.meta(
            [
                (env._("Addressed to"), self.asker_name or self._addressee()),
                (env._("Card number"), member.card_number),
                (env._("Request"), kinds[self.kind]),
                (env._("Received"), self._when(self.received_at)),
                (env._("Answered"), self._when(self.answered_at)),
            ]
        )
        paper.paragraph(self._what_was_done())
        if self.answer:
            paper.paragraph(self.answer)
        office, contact = env["library.privacy"]._controller()
        paper.paragraph(
            env._(
                "If you do not agree, ask us again, or %s.",
                " · ".join(filter(None, (office, contact))),
            )
        )
        day = library._local(self.answered_at).date() if self.answered_at else library._today()
        __, head = library._signatures(library._place_and_date(day))
        paper.signatures(None, head)
        return paper.render(), self._file_name("pdf")

    def _addressee(self):
        """Return who asked; of a person who has been forgotten, nobody knows the name any more."""
        return "" if self.member_id.sudo().forgotten_at else self.member_id.display_name

    def _when(self, moment):
        if not moment:
            return ""
        local = self.library_id._local(moment)
        return f"{self.library_id._long_date(local.date())}, {local:%H:%M}"

    def _what_was_done(self):
        env = self.env
        if self.state == "open":
            return env._("We have received your request and answer it within 3 × 24 hours.")
        if self.state == "declined":
            return env._("We cannot do what you ask for:")
        return {
            "access": env._("With this letter you get a copy of what we know of you."),
            "correction": env._("We have corrected what you told us:"),
            "erasure": env._(
                "We have forgotten you. What is left are figures that lead to nobody."
            ),
            "restriction": env._("We have restricted the use of your data:"),
        }[self.kind]
