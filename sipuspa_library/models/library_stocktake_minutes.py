from collections import Counter

from odoo import fields, models

from ..tools import class_number, stocktake
from ..tools.document import Column
from .library_stocktake_line import RESULTS

# the lists the minutes carry in full; what was found is a figure
LISTED = (
    stocktake.MISSING,
    stocktake.WRONG_PLACE,
    stocktake.FOUND_LENT,
    stocktake.GONE_HERE,
    stocktake.UNKNOWN,
)


class LibraryStocktake(models.Model):
    """The minutes of a count (berita acara): figures, what is missing or misplaced, signatures."""

    _name = "library.stocktake"
    _inherit = ["library.stocktake", "library.paper.mixin"]
    _papers = {"minutes": "_minutes"}

    def action_print_minutes(self):
        """Download the minutes, of a count under way as far as it is."""
        self.check_access("read")
        return self._paper_action("minutes")

    def _minutes(self):
        """Return ``(PDF, file name)`` of the minutes, drawn from the lines."""
        self.ensure_one()
        env = self.env
        paper = self.library_id._document(
            env._("Minutes of the Stocktake").upper(),
            self.number and env._("Number: %s", self.number),
        )
        paper.meta(self._minutes_meta())
        paper.paragraph(self._minutes_opening())
        self._totals_table(paper)
        for title, groups in self._breakdowns():
            paper.paragraph(title, bold=True)
            paper.table(self._breakdown_columns(), self._breakdown_rows(groups))
        for result in LISTED:
            self._result_table(paper, result)
        if self.note:
            paper.paragraph(env._("Remark: %s", self.note))
        day = env["library.library"]._local(self.closed_at or fields.Datetime.now()).date()
        principal, head = self.library_id._signatures(self.library_id._place_and_date(day))
        paper.signatures(principal, head)
        name = f"{self.number or self.id}-{self.library_id.code}".replace("/", "-")
        return paper.render(), f"{name}.pdf"

    def _minutes_meta(self):
        env = self.env
        counters = self.env["library.stocktake.line"]._read_group(
            [("stocktake_id", "=", self.id), ("scanned_by_id", "!=", False)], ["scanned_by_id"]
        )
        return [
            (env._("Library"), self.library_id.name),
            (env._("Called"), self.name),
            (env._("What Is Counted"), self._scope_words()),
            (env._("Counted"), self._days()),
            # names of colleagues, who may be of other libraries' teams
            (env._("Counted by"), ", ".join(user.sudo().name for (user,) in counters)),
        ]

    def _days(self):
        library = self.library_id
        if not self.opened_at:
            return ""
        first = library._long_date(library._local(self.opened_at).date())
        if not self.closed_at:
            return self.env._("%s, not yet closed", first)
        last = library._long_date(library._local(self.closed_at).date())
        if first == last:
            return first
        return self.env._("%(first)s to %(last)s", first=first, last=last)

    def _minutes_opening(self):
        env = self.env
        words = env._(
            "Of %(expected)s copies the catalogue expects in this part, %(due)s should stand on the "
            "shelves. %(seen)s of them were found.",
            expected=self.expected_count,
            due=self.due_count,
            seen=self.seen_count,
        )
        if self.state == "applied":
            words += " " + env._("The results have been carried to the catalogue.")
        return words

    # ------------------------------------------------------------------
    # TABLES
    # ------------------------------------------------------------------

    def _totals_table(self, paper):
        env = self.env
        labels = dict(
            self.env["library.stocktake.line"]._fields["result"]._description_selection(env)
        )
        rows = [
            (labels[result], self[f"{result}_count"])
            for result, _label in RESULTS
            if self[f"{result}_count"]
        ]
        paper.table([Column(env._("Result")), _figure(env._("Copies"))], rows)

    def _breakdowns(self):
        """Return the expected copies told apart: ``[(title, {group: Counter of results})]``."""
        env = self.env
        by_type, by_class = {}, {}
        for kind, result, count in self._expected_by("copy_id.collection_type_id"):
            by_type.setdefault(kind.name, Counter())[result] += count
        for number, result, count in self._expected_by("copy_id.book_id.class_number"):
            group = class_number.main_class(number)
            by_class.setdefault(f"{group:0<3}" if group else "", Counter())[result] += count
        return [
            (env._("By collection type"), by_type),
            (env._("By class"), self._named_classes(by_class)),
        ]

    def _named_classes(self, by_number):
        """Return the same in the order of the classes, under their names."""
        classes = self.env["library.classification"].search([("number", "in", list(by_number))])
        names = {row.number: row.display_name for row in classes}
        names[""] = self.env._("Without a class")
        return {names.get(number, number): by_number[number] for number in sorted(by_number)}

    def _expected_by(self, path):
        return self.env["library.stocktake.line"]._read_group(
            [("stocktake_id", "=", self.id), ("expected", "=", True)],
            [path, "result"],
            ["__count"],
        )

    def _breakdown_columns(self):
        env = self.env
        titles = (env._("Expected"), env._("Found"), env._("Lent or Away"), env._("Missing"))
        return [Column(env._("Part")), *map(_figure, titles)]

    def _breakdown_rows(self, groups):
        away = (stocktake.ON_LOAN, stocktake.AWAY, stocktake.HANDLED)
        missing = (stocktake.MISSING, stocktake.WAITING)
        return [
            (
                label,
                counts.total(),
                *(
                    sum(counts[code] for code in codes)
                    for codes in (stocktake.SCANNED, away, missing)
                ),
            )
            for label, counts in groups.items()
        ]

    def _result_table(self, paper, result):
        """Add the list of one result, in the order of the shelf; nothing where it is empty."""
        lines = self.env["library.stocktake.line"].search(
            [("stocktake_id", "=", self.id), ("result", "=", result)]
        )
        if not lines:
            return
        env = self.env
        labels = dict(lines._fields["result"]._description_selection(env))
        lines = lines.sorted(lambda line: (line.copy_id.call_sort or "", line.id))
        if result == stocktake.UNKNOWN:
            columns = [Column(env._("No."), 12, "right"), Column(env._("Number as scanned"))]
            rows = [(str(number), line.code) for number, line in enumerate(lines, 1)]
        else:
            columns = [
                Column(env._("No."), 12, "right"),
                Column(env._("Accession number"), 34),
                Column(env._("Title")),
                Column(env._("Belongs to"), 58),
            ]
            rows = [
                (str(number), line.accession_number, line.book_id.name, line.belongs)
                for number, line in enumerate(lines, 1)
            ]
        paper.paragraph(f"{labels[result]}: {len(lines)}", bold=True)
        paper.table(columns, rows)


def _figure(title):
    return Column(title, 28, "right", total=True)
