from collections import Counter

from odoo import models
from odoo.tools import SQL

from .library_opac_hits import LOOKED_AT

FACETED = 100  # of the best titles, what they are is counted
AUTHORS_SHOWN = 8
AREAS_SHOWN = 12


class LibraryOpac(models.AbstractModel):
    """What the titles found can be narrowed by, with how many of the best ones would stay."""

    _inherit = "library.opac"

    def _facets(self, hits, libraries, scope, here, narrowing):
        """Return the groups of links beside the results, each with its counts.

        Counted over the best titles only, so that a frequent word costs no more than a rare one;
        ``covers`` says so. ``chosen`` are the links that take off what is narrowed by.
        """
        ids = [hit["id"] for hit in hits[:FACETED]]
        counts = {
            name: [] for name in ("group", "language", "audience", "decade", "author", "kind")
        }
        places = {}
        for row in self._facet_rows(ids, scope or libraries) if ids else ():
            if row["facet"] == "library":
                places[int(row["value"])] = row["number"]
            else:
                counts[row["facet"]].append(row)
        books = self.env["library.book"]._fields
        for name in ("language", "audience"):
            labels = dict(books[name]._description_selection(self.env))
            for row in counts[name]:
                row["label"] = labels.get(row["value"], row["value"])
        groups = [
            *self._written_facets(narrowing),
            self._facet(
                self.env._("On the shelf"),
                [(True, self.env._("Available now"), "")]
                if narrowing.available or self._is_some_available(hits)
                else [],
                narrowing,
                "available",
            ),
            *([] if here else [self._place_facet(places, libraries, narrowing)]),
            self._row_facet(self.env._("Kind of book"), counts["kind"], narrowing, "kind"),
            self._row_facet(self.env._("About"), counts["group"], narrowing, "group"),
            self._row_facet(
                self.env._("Author"), counts["author"][:AUTHORS_SHOWN], narrowing, "author"
            ),
            self._row_facet(self.env._("Language"), counts["language"], narrowing, "language"),
            self._decade_facet(counts["decade"], narrowing),
            self._row_facet(self.env._("For whom"), counts["audience"], narrowing, "audience"),
        ]
        covers = (
            self.env._("Counted over the first %s titles", FACETED) if len(hits) > FACETED else ""
        )
        return {
            "chosen": [
                {**option, "group": group["label"]}
                for group in groups
                for option in group["options"]
                if option["is_chosen"]
            ],
            "groups": [group for group in groups if group["options"] and not group["is_chosen"]],
            "covers": covers,
        }

    def _is_some_available(self, hits):
        """Tell whether one of the titles is on a shelf; of more than are looked at, one surely is."""
        return len(hits) > LOOKED_AT or any(hit["available"] for hit in hits)

    def _facet(self, label, options, narrowing, name):
        """Return a group of links; what is chosen is shown as a link that takes it off again."""
        chosen = getattr(narrowing, name)
        return {
            "label": label,
            "is_chosen": bool(chosen),
            "options": [
                {
                    "label": text,
                    "count": number,
                    "is_chosen": bool(chosen),
                    "parameters": narrowing.parameters(
                        **{name: type(chosen)() if chosen else value}
                    ),
                }
                for value, text, number in options
            ],
        }

    def _written_facets(self, narrowing):
        """Return what was chosen elsewhere, to take it off: the topic, and words that stand in one place."""
        env, topic = self.env, self._topic_of(narrowing)
        for name, label, text in (
            ("topic", env._("Topic"), topic.name),
            ("title", env._("Title"), narrowing.title),
            ("subject", env._("Subject"), narrowing.subject),
            ("isbn", env._("ISBN or ISSN"), narrowing.isbn),
        ):
            if text:
                yield self._facet(label, [(text, text, "")], narrowing, name)

    def _row_facet(self, label, rows, narrowing, name):
        options = [(row["value"], row["label"] or row["value"], row["number"]) for row in rows]
        chosen = getattr(narrowing, name)
        if chosen:  # what else the titles are is no way to widen the search
            options = [option for option in options if option[0] == chosen] or [
                (chosen, self._chosen_label(name, chosen), "")
            ]
        return self._facet(label, options, narrowing, name)

    def _chosen_label(self, name, chosen):
        """Say what was chosen where no title found tells its name."""
        if name in ("language", "audience"):
            field = self.env["library.book"]._fields[name]
            return dict(field._description_selection(self.env)).get(chosen, chosen)
        known = {
            "kind": ("library.collection.type", "code", chosen),
            "group": (
                "library.classification",
                "number",
                "2X0" if chosen == "2X" else f"{chosen}00",
            ),
        }
        if name not in known:
            return chosen
        model, field, value = known[name]
        # what classes and kinds are called is told on every title's page
        return self.env[model].sudo().search([(field, "=", value)], limit=1).name or chosen

    def _place_facet(self, places, libraries, narrowing):
        """Return the districts; once one is chosen, the search box leads on to a library."""
        names = {row["district_code"]: row["district"] for row in libraries.values()}
        if narrowing.area:
            options = [(narrowing.area, names.get(narrowing.area, narrowing.area), "")]
            return self._facet(self.env._("Where"), options, narrowing, "area")
        counted = Counter()
        for library_id, number in places.items():
            code = libraries[library_id]["district_code"]
            counted[code] = max(
                counted[code], number
            )  # at least so many: a title may be in several
        options = [(code, names[code], number) for code, number in counted.most_common(AREAS_SHOWN)]
        return self._facet(self.env._("Where"), options, narrowing, "area")

    def _decade_facet(self, rows, narrowing):
        """Return the decades, the latest first; a chosen span of years is one link that takes it off."""
        label = self.env._("Year")
        if narrowing.year_from or narrowing.year_to:
            span = f"{narrowing.year_from or ''}–{narrowing.year_to or ''}"
            parameters = narrowing.parameters(year_from=0, year_to=0)
            option = {"label": span, "count": "", "is_chosen": True, "parameters": parameters}
            return {"label": label, "is_chosen": True, "options": [option]}
        options = [
            {
                "label": f"{first}–{first + 9}",
                "count": number,
                "is_chosen": False,
                "parameters": narrowing.parameters(year_from=first, year_to=first + 9),
            }
            for first, number in sorted(
                ((int(row["value"]), row["number"]) for row in rows), reverse=True
            )
        ]
        return {"label": label, "is_chosen": False, "options": options}

    def _facet_rows(self, ids, libraries):
        """Return ``facet, value, label, number`` of what the titles ``ids`` are."""
        return self._rows(
            SQL(
                """
                WITH hit AS MATERIALIZED (
                    SELECT id, class_group, language, audience, year_sort / 10 * 10 AS decade
                      FROM library_book WHERE id = ANY(%(ids)s)),
                own AS (
                    SELECT CASE WHEN GROUPING(class_group) = 0 THEN 'group'
                                WHEN GROUPING(language) = 0 THEN 'language'
                                WHEN GROUPING(audience) = 0 THEN 'audience' ELSE 'decade' END AS facet,
                           COALESCE(class_group, language, audience, NULLIF(decade, 0)::text) AS value,
                           count(*) AS number
                      FROM hit
                     GROUP BY GROUPING SETS ((class_group), (language), (audience), (decade))),
                author AS (
                    SELECT line.author_id, count(DISTINCT line.book_id) AS number
                      FROM library_book_contributor line WHERE line.book_id = ANY(%(ids)s)
                     GROUP BY line.author_id ORDER BY number DESC, line.author_id LIMIT %(authors)s),
                copy AS MATERIALIZED (
                    SELECT collection_type_id, book_id, library_id FROM library_copy
                     WHERE book_id = ANY(%(ids)s) AND status NOT IN ('withdrawn', 'lost')),
                held AS MATERIALIZED (
                    SELECT library_id FROM library_holding
                     WHERE book_id = ANY(%(ids)s) AND copy_count > 0),
                kind AS (
                    SELECT collection_type_id, count(DISTINCT book_id) AS number
                      FROM copy JOIN unnest(%(libraries)s) AS shown (id) ON shown.id = library_id
                     GROUP BY collection_type_id)
                SELECT facet, value, (
                           SELECT class.name FROM library_classification class WHERE facet = 'group'
                              AND class.number = CASE value WHEN '2X' THEN '2X0' ELSE value || '00' END
                       ) AS label, number
                  FROM own WHERE value IS NOT NULL
                UNION ALL
                SELECT 'author', named.name, NULL, number
                  FROM author JOIN library_author named ON named.id = author.author_id
                UNION ALL
                SELECT 'kind', type.code, COALESCE(type.name->>%(lang)s, type.name->>'en_US'), number
                  FROM kind JOIN library_collection_type type ON type.id = kind.collection_type_id
                UNION ALL
                SELECT 'library', library_id::text, NULL, count(*)
                  FROM held JOIN unnest(%(libraries)s) AS shown (id) ON shown.id = library_id
                 GROUP BY library_id
                 ORDER BY number DESC, value
                """,
                ids=self._array(ids),
                libraries=self._array(libraries),
                authors=AUTHORS_SHOWN,
                lang=self.env.lang or "en_US",
            )
        )
