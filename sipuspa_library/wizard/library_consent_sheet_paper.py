from odoo import models

from ..tools.consent_form import ChildForm, Words, render
from ..tools.document import Column

SIGNING_ROOM = "\n"  # a line more, so that a signature fits


class LibraryConsentSheet(models.TransientModel):
    """The forms that go home: one list for the class, or one for each child, two to a page."""

    _inherit = "library.consent.sheet"

    def action_print_form(self):
        """Download the list of the class, to be signed at the parents' evening."""
        self._memberships()
        return self._paper_action("form")

    def action_print_slips(self):
        """Download a form for each child, to take home."""
        self._memberships()
        return self._paper_action("slips")

    def _scopes(self):
        return self.env["library.consent.scope"]._asked()

    def _form_paper(self):
        """Return ``(PDF, file name)`` of the list: a box for each scope, and room to sign."""
        memberships = self._memberships()
        memberships.member_id._note_access("print")
        env, library, scopes = self.env, self.library_id, self._scopes()
        title = env._("Consent of Parents")
        paper = library._document(title.upper(), landscape=len(scopes) > 4)
        paper.meta([(env._("Class"), self.title)])
        paper.paragraph(self._introduction())
        for scope in scopes:
            paper.paragraph(f"{scope.name}: {scope.explanation}")
        paper.paragraph(self._rights())
        consented = memberships._consented()
        paper.table(
            [
                Column(env._("No."), 9, "right"),
                Column(env._("Pupil")),
                *(Column(scope.name, 21, "center") for scope in scopes),
                Column(env._("Parent or guardian")),
                Column(env._("Signature"), 26),
            ],
            [
                (
                    str(number),
                    line.membership_id.display_name,
                    *(scope in consented[line.membership_id] for scope in scopes),
                    line.guardian_name or "",
                    SIGNING_ROOM,
                )
                for number, line in enumerate(self.line_ids, 1)
            ],
        )
        __, head = library._signatures(library._place_and_date(library._today()))
        paper.signatures(None, head)
        return paper.render(), self._file_name(title)

    def _slips_paper(self):
        """Return ``(PDF, file name)`` of the forms of the children, in the order of the sheet."""
        self._memberships().member_id._note_access("print")
        env, library, scopes = self.env, self.library_id, self._scopes()
        title = env._("Consent of Parents")
        words = Words(
            title=title.upper(),
            introduction=self._introduction(),
            rights=self._rights(),
            child=env._("Pupil"),
            school_class=env._("Class"),
            guardian=env._("Name of parent or guardian"),
            relation=env._("Relation"),
            relations=" / ".join(
                label
                for key, label in self.line_ids._fields["relation"]._description_selection(env)
                if key != "self"
            ),
            date=env._("Place and date"),
            signature=env._("Signature"),
        )
        forms = [
            ChildForm(line.membership_id.display_name, line.class_name or "")
            for line in self.line_ids
        ]
        asked = [(scope.name, scope.explanation) for scope in scopes]
        return render(library._letterhead(), words, asked, forms), self._file_name(title)

    def _introduction(self):
        return self.env._(
            "Your child may read and borrow in our library, with or without this form. For what "
            "stands below we ask you first. Tick what you agree to, and sign."
        )

    def _rights(self):
        return self.env._(
            "You may change your mind at any time: tell the library, and it ends the same day. How "
            "we keep your child's data safe stands at %s.",
            self.get_base_url() + "/library/privacy",
        )

    def _file_name(self, title):
        place = " ".join(filter(None, (self.library_id.code, self.title)))
        return f"{title} {place}.pdf".replace("/", "-")
