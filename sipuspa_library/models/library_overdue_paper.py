from odoo import models
from odoo.tools.pdf import merge_pdf

from ..tools.document import Column
from .library_member_consent import ADULT

LETTER_SIZE = 11  # points


class LibraryLoan(models.Model):
    _inherit = "library.loan"

    def _late_ones(self):
        """Return those of these loans that are late beyond patience, by their days; no textbooks."""
        self.policy_id.sudo().fetch(["grace_days"])
        return self.filtered(
            lambda loan: (
                loan.days_late > loan.policy_id.sudo().grace_days
                and not (loan.lost_at or loan.claimed_at or loan.counted_apart or loan.set_id)
            )
        ).sorted(lambda loan: (loan.due_date, loan.id))

    def _rows_of_overdue(self):
        """Return these loans as rows of a class's list, pupil by pupil."""
        ordered = self.sorted(lambda loan: (loan.membership_id.display_name, loan.due_date))
        return [
            (
                str(number),
                loan.membership_id.display_name,
                loan.book_id.name,
                loan.copy_id.barcode or "",
                loan.due_date.strftime("%d-%m-%Y"),
                str(loan.days_late),
            )
            for number, loan in enumerate(ordered, 1)
        ]


class LibrarySchoolClass(models.Model):
    """The list of what is late in a class, for its teacher: as it is on the day it is printed."""

    _name = "library.school.class"
    _inherit = ["library.school.class", "library.paper.mixin"]
    _papers = {"overdue": "_overdue_pdf"}

    def action_print_overdue(self):
        """Download the lists of what pupils of these classes have not brought back, a class a page."""
        self._check_may_list()
        return self._paper_action("overdue")

    def _check_may_list(self):
        self.env.user._check_operates(self.library_id, "sipuspa_library.group_desk")

    def _overdue_pdf(self):
        self._check_may_list()
        papers = [
            classes._draw_overdue(library)
            for library, classes in self.grouped("library_id").items()
        ]
        content = papers[0] if len(papers) == 1 else merge_pdf(papers)
        name = self.name if len(self) == 1 else str(len(self))
        return content, self.env._("Overdue Books") + f" {name}.pdf"

    def _draw_overdue(self, library):
        env, paper = self.env, None
        pupils = self.membership_ids
        pupils.member_id._note_access("print")
        late = pupils._open_loans()._late_ones()
        late.copy_id.fetch(["barcode"])
        late.book_id.fetch(["name"])
        today = library._long_date(library._today())
        for school_class in self:
            if paper:
                paper.another(school_class.name)
            else:
                paper = library._document(env._("Overdue Books").upper(), school_class.name)
            paper.meta(
                [
                    (env._("Homeroom Teacher"), school_class.teacher_name),
                    (env._("As of"), today),
                ]
            )
            here = school_class.membership_ids
            loans = late.filtered(lambda loan, here=here: loan.membership_id in here)
            if loans:
                paper.table(self._columns_of_overdue(), loans._rows_of_overdue())
                paper.paragraph(
                    env._("Please remind these pupils to bring their books to the library.")
                )
            else:
                paper.paragraph(env._("Nobody in this class has a book that is overdue."))
            here._paper_rest(paper)
        return paper.render()

    def _columns_of_overdue(self):
        env = self.env
        return [
            Column(env._("No."), 10, "right"),
            Column(env._("Name"), 46),
            Column(env._("Title")),
            Column(env._("Number"), 28),
            Column(env._("Due"), 22),
            Column(env._("Days Late"), 16, "right"),
        ]


class LibraryMembership(models.Model):
    _inherit = "library.membership"

    def _paper_rest(self, paper):
        """Add what else waits for the teacher to tell: new dates, reserved books that are ready."""
        env = self.env
        rest = env["library.notice"].search(
            [
                ("membership_id", "in", self.ids),
                ("channel", "=", "class_list"),
                ("kind", "!=", "overdue"),
                ("state", "in", ("waiting", "sent")),
            ]
        )
        rest = rest._true_now()
        if not rest:
            return
        kinds = dict(rest._fields["kind"]._description_selection(env))
        paper.paragraph(env._("Please tell these pupils, too:"), bold=True)
        paper.table(
            [Column(env._("Name"), 60), Column(env._("About")), Column(env._("Date"), 30)],
            [
                (
                    row.membership_id.display_name,
                    kinds[row.kind],
                    row.library_id._long_date(row.due_date),
                )
                for row in rest
            ],
        )

    def _draw_letters(self, library):
        """Return the letters to the parents of these members of one library, or to themselves, a page each.

        Nothing where all has been brought back meanwhile.
        """
        env, paper = self.env, None
        loans = self._open_loans()._late_ones()
        loans.copy_id.fetch(["barcode"])
        loans.book_id.fetch(["name"])
        late = loans.grouped("membership_id")
        children = self.member_id._under(ADULT)
        signs = library._signatures(library._place_and_date(library._today()))
        for membership in self._by_class():
            if membership not in late:
                continue
            if paper:
                paper.another()
            else:
                title = env._("Reminder to Bring Back Books").upper()
                paper = library._document(title, size=LETTER_SIZE)
            membership._draw_letter(paper, late[membership], membership.member_id in children)
            paper.signatures(*signs)
        return paper and paper.render()

    def _draw_letter(self, paper, loans, to_parents):
        env, member = self.env, self.member_id
        to = env._("The parents of %s", member.name) if to_parents else member.name
        paper.meta(
            [
                (env._("Addressed to"), to),
                (env._("Class"), self.class_id.name),
                (env._("Card Number"), member.card_number),
            ]
        )
        if to_parents:
            paper.paragraph(
                env._(
                    "Dear parents,\n\nyour child has borrowed these books from %s, and they have not been "
                    "brought back on the day agreed:",
                    self.library_id.name,
                )
            )
        else:
            paper.paragraph(
                env._(
                    "Dear reader,\n\nyou have borrowed these books from %s, and they have not been brought "
                    "back on the day agreed:",
                    self.library_id.name,
                )
            )
        paper.table(
            [
                Column(env._("No."), 10, "right"),
                Column(env._("Title")),
                Column(env._("Number"), 32),
                Column(env._("Due"), 26),
                Column(env._("Days Late"), 22, "right"),
            ],
            [(number, *cells) for number, __, *cells in loans._rows_of_overdue()],
            size=9.5,
        )
        paper.paragraph(
            env._(
                "Please see to it that they come back to the library soon: other readers wait for them. "
                "If a book is lost or damaged, come and talk to us; we will find a way together."
            )
        )
        paper.paragraph(
            env._(
                "If they have been brought back meanwhile, please take this letter as settled. Thank you."
            )
        )
