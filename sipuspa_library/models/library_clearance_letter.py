from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.pdf import merge_pdf

from ..tools import wording

MAX_LETTERS = 500
LETTER_SIZE = 11.5  # points
PERSON = "person"  # where the lines about the person go
TOKENS = (PERSON, "name", "class", "school_year", "purpose", "library", "date", "number")


class LibraryProfile(models.Model):
    _inherit = "library.profile"

    clearance_text = fields.Text(
        string="Clearance Letter",
        help="Your own wording. {person} stands on a line of its own: name, numbers and class go there. "
        "{name}, {class}, {school_year}, {purpose}, {library}, {date} and {number} are filled in. "
        "Empty: the usual wording.",
    )

    @api.constrains("clearance_text")
    def _check_clearance_text(self):
        for profile in self.filtered("clearance_text"):
            unknown = wording.unknown_tokens(profile.clearance_text, TOKENS)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "{%(unknown)s} in the clearance letter stands for nothing. Use %(known)s.",
                        unknown=unknown[0],
                        known=", ".join(f"{{{name}}}" for name in TOKENS),
                    )
                )
            lines = [line.strip() for line in profile.clearance_text.splitlines()]
            if lines.count(f"{{{PERSON}}}") != 1:
                raise ValidationError(
                    self.env._(
                        "Write {%s} once in the clearance letter, on a line of its own: "
                        "name, numbers and class go there.",
                        PERSON,
                    )
                )

    def _clearance_words(self):
        """Return the wording of this library's letters: its own, or the usual in the reader's language."""
        return self.clearance_text or self.env._(
            "The undersigned states that:\n"
            "{person}\n"
            "has brought back all books borrowed from %(library)s and has no loan and no other "
            "obligation there on %(date)s.\n"
            "This letter is given for: %(purpose)s.",
            library="{library}",
            date="{date}",
            purpose="{purpose}",
        )


class LibraryClearance(models.Model):
    """The letter on paper: the same words and number however often it is printed."""

    _name = "library.clearance"
    _inherit = ["library.clearance", "library.paper.mixin"]
    _papers = {"letters": "_letters_pdf"}

    def action_print(self):
        """Download these letters as one PDF, a page each."""
        self._check_printable()
        return self._paper_action("letters")

    def _check_printable(self):
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_librarian")
        if len(self) > MAX_LETTERS:
            raise UserError(self.env._("Print at most %s letters at a time.", MAX_LETTERS))
        revoked = self.filtered("revoked_at")[:1]
        if revoked:
            raise UserError(
                self.env._("Letter %s was revoked, so it is not printed again.", revoked.number)
            )
        forgotten = self.filtered(lambda row: not row.person_name)[:1]
        if forgotten:
            raise UserError(
                self.env._(
                    "The data of the person in letter %s have been erased, "
                    "so it is not printed again.",
                    forgotten.number,
                )
            )

    def _letters_pdf(self):
        self._check_printable()  # whoever types the address is asked, too
        env = self.env
        papers = [
            letters._draw_letters(library)
            for library, letters in self.grouped("library_id").items()
        ]
        content = papers[0] if len(papers) == 1 else merge_pdf(papers)
        name = self.number.replace("/", "-") if len(self) == 1 else str(len(self))
        return content, env._("Clearance Letter") + f" {name}.pdf"

    def _draw_letters(self, library):
        """Return the PDF of these letters of one library, in the order of their numbers."""
        self.sudo().membership_id.member_id.fetch(["name", "nisn", "card_number"])
        signs = {
            day: library._signatures(library._place_and_date(day))
            for day in set(self.mapped("issued_on"))
        }
        paper = None
        for letter in self.sorted(lambda row: (row.letter_year, row.letter_serial)):
            number = self.env._("Number: %s", letter.number)
            if paper:
                paper.another(number)
            else:
                title = self.env._("Clearance Letter").upper()
                paper = library._document(title, number, size=LETTER_SIZE)
            letter._draw(paper)
            paper.signatures(*signs[letter.issued_on])
        return paper.render()

    def _draw(self, paper):
        """Draw one letter: the words of its day, with the person's lines where they are wanted."""
        values = self._values()
        for line in self.body.splitlines():
            if line.strip() == f"{{{PERSON}}}":
                paper.meta(self._person_lines())
            elif line.strip():
                paper.paragraph(wording.fill(line, values))

    def _values(self):
        return {
            "name": self.person_name,
            "class": self.class_name or self.category_id.name or "",
            "school_year": self.school_year,
            "purpose": self._purpose_words(),
            "library": self.library_id.name,
            "date": self.library_id._long_date(self.issued_on),
            "number": self.number,
        }

    def _purpose_words(self):
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        return self.purpose_words or labels[self.purpose]

    def _person_lines(self):
        env = self.env
        # of whom the letter is, though the person may have left; the right to the letter was checked
        membership_sudo = self.sudo().membership_id
        member_sudo = membership_sudo.member_id
        return [
            (env._("Name"), member_sudo.name),
            (env._("NISN"), member_sudo.nisn),
            (env._("NIPD"), membership_sudo.nipd),
            (env._("Card Number"), member_sudo.card_number),
            (env._("Class"), self.class_name),
            (env._("School Year"), self.class_name and self.school_year),
            (env._("Category"), not self.class_name and self.category_id.name),
        ]
