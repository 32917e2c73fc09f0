from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, groupby

from ..tools.topic_icons import SIGNS
from .library_opac import NEW_COUNT

TOPICS_SHOWN = 40
THEMES_READ, THEMES_SHOWN, THEME_TITLES = 30, 3, 6


class LibraryOpac(models.AbstractModel):
    """The first page: topics, recommended lists, what came last, and the libraries."""

    _inherit = "library.opac"

    def _home(self):
        """Return what the first page shows."""
        libraries = self._libraries()
        return {
            "libraries": libraries,
            "districts": [
                (district, rows)
                for district, rows in groupby(libraries.values(), lambda row: row["district"])
            ],
            "topics": self._topics(),
            "themes": self._themes(libraries),
            "titles": self._titles(self._newest_ids(libraries), libraries),
            "popular": self._titles(self._popular_ids(libraries), libraries),
            "lead": self.env._("One search in %s libraries: schools and villages", len(libraries)),
        }

    def _newest_ids(self, libraries):
        """Return the public titles that were described last."""
        rows = self._rows(
            SQL(
                """
                SELECT id FROM (SELECT * FROM library_book ORDER BY id DESC LIMIT 500) book
                 WHERE %s ORDER BY id DESC LIMIT %s
                """,
                self._is_public(libraries),
                NEW_COUNT,
            )
        )
        return [row["id"] for row in rows]

    def _popular_ids(self, libraries, here=None):
        """Return the public titles that were lent most lately, in the chosen library or in all."""
        rows = self._rows(
            SQL(
                """
                SELECT book.id FROM library_popular popular
                  JOIN library_book book ON book.id = popular.book_id
                 WHERE %s AND %s ORDER BY popular.place LIMIT %s
                """,
                SQL("popular.library_id = %s", here["id"])
                if here
                else SQL("popular.library_id IS NULL"),
                self._is_public([here["id"]] if here else libraries),
                NEW_COUNT,
            )
        )
        return [row["id"] for row in rows]

    # ------------------------------------------------------------------
    # THEME LISTS
    # ------------------------------------------------------------------

    def _themes(self, libraries, here=None):
        """Return the lists shown today, each with its first titles: the office's own go first.

        :param here: the library whose lists are wanted, all without
        """
        themes_sudo = self.env["library.theme"].sudo()
        whose = [here["id"]] if here else [False, *libraries]
        domain = themes_sudo._shown_domain() & Domain("library_id", "in", whose)
        themes_sudo = themes_sudo.search(domain, limit=THEMES_READ)
        themes_sudo = themes_sudo.sorted(lambda theme: bool(theme.library_id))
        numbers = self._first_of_themes(themes_sudo.ids, [here["id"]] if here else libraries)
        shown_sudo = themes_sudo.filtered(lambda theme: theme.id in numbers)[:THEMES_SHOWN]
        wanted = [book_id for theme in shown_sudo for book_id in numbers[theme.id]]
        titles = {title["id"]: title for title in self._titles(wanted, libraries, here)}
        return [
            {
                **self._theme_words(theme, libraries),
                "titles": [titles[book_id] for book_id in numbers[theme.id]],
            }
            for theme in shown_sudo
        ]

    def _theme_words(self, theme, libraries):
        return {
            "ref": self._ref(theme),
            "name": theme.name,
            "introduction": theme.introduction,
            "library": libraries.get(theme.library_id.id),
        }

    def _first_of_themes(self, theme_ids, libraries):
        """Return by list the first of its public titles, in its order; a list without any is left out."""
        rows = self._rows(
            SQL(
                """
                SELECT theme_id, book_id FROM (
                    SELECT line.theme_id, line.book_id, row_number() OVER (
                               PARTITION BY line.theme_id ORDER BY line.sequence, line.id) AS place
                      FROM library_theme_line line JOIN library_book book ON book.id = line.book_id
                     WHERE line.theme_id = ANY(%s) AND %s) ranked
                 WHERE place <= %s ORDER BY theme_id, place
                """,
                theme_ids,
                self._is_public(libraries),
                THEME_TITLES,
            )
        )
        return {
            theme_id: [row["book_id"] for row in lines]
            for theme_id, lines in groupby(rows, lambda row: row["theme_id"])
        }

    # ------------------------------------------------------------------
    # TOPICS
    # ------------------------------------------------------------------

    def _topics(self):
        """Return the tiles, in the order of those who keep them."""
        topics_sudo = self.env["library.topic"].sudo().search([], limit=TOPICS_SHOWN)
        return [
            {
                "ref": self._topic_ref(topic),
                "name": topic.name,
                "sign": SIGNS.get(topic.icon),
                "initial": topic.name[:1].upper(),
                "tone": topic.id % 6,
            }
            for topic in topics_sudo
        ]

    def _topic_ref(self, topic):
        """Name a topic alike in every language: an address that changes with it leads in circles."""
        return self._ref(topic.with_context(lang=None))
