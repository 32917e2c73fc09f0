from odoo import api, models

from ..tools.document import Document, Letterhead, Signature


class LibraryBreach(models.Model):
    """The written notice of a breach: to the agency, and to those concerned."""

    _inherit = "library.breach"

    @api.model
    def _default_opening(self):
        return self.env._(
            "Hereby we give notice of a failure to protect personal data, "
            "as article 46 of Law 27 of 2022 on Personal Data Protection asks for."
        )

    def _agency_letter(self):
        """Return ``(PDF, file name)`` of the notice to the agency for data protection."""
        env = self.env
        agency = env._("the agency for personal data protection")
        return self._letter(agency, env._("Notice to the Agency"))

    def _persons_letter(self):
        """Return ``(PDF, file name)`` of the notice to those concerned."""
        env = self.env
        persons = self.who or env._("our members and their parents")
        return self._letter(persons, env._("Notice to Those Concerned"))

    def _letter(self, recipient, name):
        self.ensure_one()
        env, places = self.env, self.env["library.library"]
        paper = self._sheet(env._("Notice of a Data Breach"))
        paper.paragraph(env._("To: %s", recipient))
        paper.paragraph(self.opening or self._default_opening())
        parts = (
            (env._("1. Data disclosed"), self.disclosed),
            (env._("2. When and how it happened"), self.course),
            (env._("3. Handling and recovery"), self.handling),
        )
        for heading, words in parts:
            paper.paragraph(heading, bold=True)
            paper.paragraph(words or "…")
        found = places._local(self.discovered_at)
        paper.meta(
            [
                (env._("Discovered"), f"{places._long_date(found.date())}, {found:%H:%M}"),
                (env._("Persons concerned"), str(self.person_count) if self.person_count else ""),
                (env._("Libraries concerned"), ", ".join(self.library_ids.mapped("name"))),
            ]
        )
        self._sign(paper)
        return paper.render(), f"{name} {found:%Y-%m-%d}.pdf"

    def _sheet(self, title):
        """Return an empty paper under the letterhead of the library, or of the office."""
        if self.library_id:
            return self.library_id._document(title.upper())
        company_sudo = self.env.company.sudo()  # its name and address stand on every letter
        below = tuple(filter(None, [company_sudo.street, company_sudo.phone]))
        return Document(title.upper(), "", Letterhead(company_sudo.name, (), below))

    def _sign(self, paper):
        today = self.env["library.library"]._today()
        if self.library_id:
            written = self.library_id._place_and_date(today)
            paper.signatures(*self.library_id._signatures(before_head=written))
            return
        written = self.env["library.library"]._long_date(today)
        paper.signatures(None, Signature(role=self.env._("Head of Office"), before=written))
