from collections import Counter
from pathlib import Path

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import clerk_list, clerk_names, numbers
from ..tools.clerk_titles import fold


class LibraryCopy(models.Model):
    _inherit = "library.copy"

    source_text = fields.Char(
        string="As Typed",
        readonly=True,
        copy=False,
        help="The line of the list this copy was loaded from: the same line is never loaded twice.",
    )


class LibraryBook(models.Model):
    """Loading a clerk's list: equal lines are copies of one title, known titles are not made again."""

    _inherit = "library.book"

    source_text = fields.Char(
        string="As Typed",
        readonly=True,
        copy=False,
        help="Title and authors as the list had them: what was cleaned can be seen and set right.",
    )

    @api.model
    def _load_clerk_list(self, library_code, path):
        """Load a CSV list of a library's books and return a printable report.

        Loading the same file again changes nothing.

        :param library_code: code of the library that has the books
        :param path: a file as :mod:`..tools.clerk_list` reads it
        :raise UserError: in one sentence, when the file is no list; nothing is written then
        """
        library = self.env["library.library"].search([("code", "=", library_code)])
        if not library:
            raise UserError(self.env._("No library has the code %s.", library_code))
        lines = self._read_clerk_list(path)
        remarks = [(line.number, self._refusal(line.refusal)) for line in lines if line.refusal]
        refused = len(remarks)
        wanted, kept = self._not_loaded(library, [line for line in lines if not line.refusal])
        books, made = self._titles_of(library, wanted)
        vals_list = []
        taken = self._copies_by_number(library, wanted)
        for line, entry in wanted:
            vals, remark = self._copy_vals(library, line, books[entry.key], taken)
            if vals:
                vals_list.append(vals)
            else:
                kept += 1
            if remark:
                remarks.append((line.number, remark))
        self.env["library.copy"].create(vals_list)
        return self._report(
            library,
            sorted(remarks),
            lines=len(lines),
            made=made,
            matched=len(set(books.values())) - made,
            copies=len(vals_list),
            kept=kept,
            refused=refused,
        )

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _read_clerk_list(self, path):
        try:
            return clerk_list.read(Path(path).read_bytes())
        except OSError as error:
            raise UserError(self.env._("The file %s cannot be read.", path)) from error
        except clerk_list.NotAList as error:
            raise UserError(self._not_a_list(error)) from error

    def _not_a_list(self, error):
        env = self.env
        details = error.details
        sentences = {
            "empty": lambda: env._("This file holds no books."),
            "workbook": lambda: env._("This is a workbook. Save it as CSV and load that."),
            "binary": lambda: env._("This is no text file. Save the list as CSV and load that."),
            "columns": lambda: env._(
                "The first line must name the columns. Needed are: %s.", details["needed"]
            ),
            "broken": lambda: env._(
                "Line %s cannot be read: look for a quotation mark without its partner.",
                details["line"],
            ),
            "too_long": lambda: env._(
                "The list has more than %s lines. Divide it and load the parts one by one.",
                details["limit"],
            ),
        }
        return sentences[error.code]()

    def _refusal(self, code):
        sentences = {
            "no_title": self.env._("There is no title."),
            "no_words": self.env._("The title has no letters and there is no author."),
            "overflow": self.env._(
                "More cells than columns: put quotation marks around a text with commas."
            ),
        }
        return sentences[code]

    def _not_loaded(self, library, lines):
        """Return ``(line, entry)`` of lines that made no copy yet, and the number of the others."""
        there = Counter(
            dict(
                self.env["library.copy"]._read_group(
                    [
                        ("library_id", "=", library.id),
                        ("source_text", "in", [line.text for line in lines]),
                    ],
                    ["source_text"],
                    ["__count"],
                )
            )
        )
        wanted = []
        for line in lines:
            if there[line.text]:
                there[line.text] -= 1
            else:
                wanted.append((line, clerk_list.entry(line)))
        return wanted, len(lines) - len(wanted)

    # ------------------------------------------------------------------
    # TITLES
    # ------------------------------------------------------------------

    def _titles_of(self, library, wanted):
        """Return the title of each entry by its key, and how many of them were made."""
        firsts = {}
        for line, entry in wanted:
            firsts.setdefault(entry.key, (line, entry))
        books = self._known_titles([entry for __, entry in firsts.values()])
        new = [pair for key, pair in firsts.items() if key not in books]
        authors = self._authors_of([entry for __, entry in new])
        made = self.create([self._title_vals(library, line, entry, authors) for line, entry in new])
        books.update(zip((entry.key for __, entry in new), made, strict=True))
        return books, len(made)

    def _known_titles(self, entries):
        """Find entries in the union catalogue: by ISBN, else by title, an author and year."""
        isbns = [self._normalise({"isbn": entry.isbn})["isbn"] for entry in entries]
        by_isbn = self._by_isbn({*filter(None, isbns)})
        by_title = {}
        for book in self.browse(
            self._folded_ids(
                "library_book",
                SQL("name || COALESCE(subtitle, '')"),
                [entry.title + entry.subtitle for entry in entries],
            )
        ).filtered("active"):
            by_title.setdefault(fold(book.name + (book.subtitle or "")), []).append(book)
        found = {}
        for entry, isbn in zip(entries, isbns, strict=True):
            book = by_isbn.get(isbn, self)[:1] or next(
                (
                    book
                    for book in by_title.get(fold(entry.title + entry.subtitle), ())
                    if self._is_same(book, entry)
                ),
                None,
            )
            if book:
                found[entry.key] = book
        return found

    def _is_same(self, book, entry):
        names = {fold(name) for name in book.contributor_ids.author_id.mapped("name")}
        typed = {fold(name) for name, __ in entry.people}
        return (
            (book.year or "") == entry.year
            and (bool(names & typed) or not (names or typed))
            and fold(book.edition) == fold(entry.edition)
        )

    def _folded_ids(self, table, column, texts):
        """Return the ids of rows whose text is one of ``texts`` but for capitals and signs."""
        self.env.flush_all()
        folded = SQL(r"regexp_replace(public.sipuspa_fold(%s), '[^[:alnum:]]', '', 'g')", column)
        typed = SQL(r"regexp_replace(public.sipuspa_fold(text), '[^[:alnum:]]', '', 'g')")
        query = SQL(
            "SELECT id FROM %s WHERE %s IN (SELECT %s FROM unnest(%s::text[]) AS typed (text)) ORDER BY id",
            SQL.identifier(table),
            folded,
            typed,
            list(dict.fromkeys(texts)),
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _authors_of(self, entries):
        """Return the author of every name, those that are missing made: one a spelling."""
        houses = {name: entry.publisher for entry in entries for name, __ in entry.people}
        authors = self.env["library.author"]
        known = authors._known(houses)
        new = {fold(name): name for name in houses if name not in known}
        vals_list = [
            {"name": name, "heading": clerk_names.filed_under(name, houses[name])}
            for name in new.values()
        ]
        made = dict(zip(new, authors.create(vals_list), strict=True))
        return {name: known.get(name) or made[fold(name)] for name in houses}

    def _title_vals(self, library, line, entry, authors):
        return {
            "name": entry.title,
            "subtitle": entry.subtitle or False,
            "edition": entry.edition or False,
            "publisher": entry.publisher or False,
            "place": entry.place or False,
            "year": entry.year or False,
            "isbn": entry.isbn or False,
            "library_id": library.id,
            "source_text": " / ".join(filter(None, (line.title, line.author))),
            "contributor_ids": [
                Command.create(
                    {"author_id": authors[name].id, "role": role, "sequence": 10 * number}
                )
                for number, (name, role) in enumerate(entry.people, 1)
            ],
        }

    # ------------------------------------------------------------------
    # COPIES
    # ------------------------------------------------------------------

    def _copies_by_number(self, library, wanted):
        """Return the title under each number of the list that a copy of the library has already."""
        codes = [line.local_code for line, __ in wanted if line.local_code]
        scanned = [numbers.scanned(code) for code in codes]
        taken = {}
        for copy in self.env["library.copy"].search(
            [
                ("library_id", "=", library.id),
                "|",
                ("barcode", "in", scanned),
                ("accession_number", "in", codes),
            ]
        ):
            taken[copy.barcode] = taken[numbers.scanned(copy.accession_number)] = copy.book_id
        return taken

    def _copy_vals(self, library, line, book, taken):
        """Return the values of the copy a line stands for, and a remark; none where it is there."""
        vals = {"library_id": library.id, "book_id": book.id, "source_text": line.text}
        number = numbers.scanned(line.local_code)
        if not number:
            return vals, ""
        if number not in taken:
            taken[number] = self.browse()
            return {**vals, "barcode": number, "accession_number": line.local_code}, ""
        if taken[number] == book:
            return None, ""
        return vals, self.env._("Number %s is taken: this copy gets a new one.", line.local_code)

    def _report(self, library, remarks, **counts):
        summary = self.env._(
            "%(library)s: %(lines)s lines read. Titles: %(made)s new, %(matched)s known before. "
            "Copies: %(copies)s new, %(kept)s there before. Refused: %(refused)s lines.",
            library=library.name,
            **counts,
        )
        return "\n".join(
            [summary]
            + [
                self.env._("Line %(number)s: %(remark)s", number=number, remark=remark)
                for number, remark in remarks
            ]
        )
