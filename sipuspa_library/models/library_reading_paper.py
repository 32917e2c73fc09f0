from collections import Counter

from odoo import models
from odoo.tools.pdf import merge_pdf

from ..tools import class_number
from ..tools.document import Column, Signature


class LibraryMembership(models.Model):
    """The reading record (rapor literasi) on paper: a page a member, of one school year."""

    _inherit = "library.membership"

    def _reading_record(self, year, paper="a4", teachers=None):
        """Return the PDF of these members' records, each library's under its own letterhead.

        In superuser mode: a member who downloads the own record has no right to read titles. The caller
        has checked whose they are.

        :param year: a :class:`~..tools.school_year.SchoolYear`
        :param teachers: ``{membership: homeroom teacher}``, for a paper that is signed
        """
        papers = [
            members._draw_records(
                library._document(self._record_title(), paper=paper), year, teachers
            )
            for library, members in self.grouped("library_id").items()
        ]
        return papers[0] if len(papers) == 1 else merge_pdf(papers)

    def _record_title(self):
        return self.env._("Reading Record").upper()

    def _draw_records(self, document, year, teachers):
        borrowed = self._loans_of_year(year)
        subjects = self._subject_names(borrowed.values())
        library = self.library_id
        head = library._signatures(before_head=library._place_and_date(library._today()))[1]
        for at, (membership, loans) in enumerate(borrowed.items()):
            if at:
                document.another()
            membership._draw_record(document, year, loans, subjects)
            if teachers is not None:
                document.signatures(membership._teacher_signs(teachers), head)
        return document.render()

    def _draw_record(self, document, year, loans, subjects):
        env, member = self.env, self.member_id
        document.meta(
            [
                (env._("Name"), member.name),
                (env._("Card Number"), member.card_number),
                (env._("Class"), loans[-1:].class_name or self.class_name),
                (env._("School Year"), year.name),
            ]
        )
        if not loans:
            document.paragraph(env._("No books were borrowed in this school year."))
            return
        document.table(
            [
                Column(env._("No."), 10, "right"),
                Column(env._("Borrowed"), 21),
                Column(env._("Title")),
                Column(env._("Author"), 38),
                Column(env._("Publisher"), 32),
                Column(env._("Returned"), 21),
            ],
            [(str(at), *self._record_line(loan)) for at, loan in enumerate(loans, 1)],
        )
        document.meta(
            [
                (env._("Books borrowed"), len(loans)),
                (env._("Different titles"), len(loans.book_id)),
                (env._("By subject"), self._subject_counts(loans, subjects)),
            ]
        )

    def _record_line(self, loan):
        """Return what stands of a loan in a record: borrowed, title, author, publisher, returned."""
        book, library = loan.book_id, self.env["library.library"]
        days = [
            moment and library._local(moment).strftime("%d-%m-%Y") or ""
            for moment in (loan.lent_at, loan.returned_at)
        ]
        return days[0], book.name, book.contributor_text or "", book.publisher or "", days[1]

    def _subject_names(self, loans_of_members):
        """Return ``{main class: its name}`` for what was borrowed: one look for all."""
        loans = self.env["library.loan"].union(*loans_of_members)
        mains = {class_number.main_class(book.class_number) for book in loans.book_id} - {""}
        numbers = {main: "2X0" if main == "2X" else f"{main}00" for main in mains}
        nearest = self.env["library.classification"]._nearest(list(numbers.values()))
        return {main: nearest[number].name or number for main, number in numbers.items()}

    def _subject_counts(self, loans, subjects):
        counts = Counter(
            subjects.get(class_number.main_class(loan.book_id.class_number)) for loan in loans
        )
        named = [(name, count) for name, count in counts.most_common() if name]
        return "; ".join(f"{name} {count}" for name, count in named)

    def _teacher_signs(self, teachers):
        """Return the place of the homeroom teacher's signature, a pupil's paper only."""
        if not self.category_id.has_class:
            return None
        return Signature(self.env._("Homeroom Teacher"), teachers.get(self) or "")
