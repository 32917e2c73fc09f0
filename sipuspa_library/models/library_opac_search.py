from dataclasses import replace

from odoo import models

from ..tools import isbn, search_query, spelling
from ..tools.narrowing import Narrowing, tidy
from .library_opac import FOUND_LIMIT, PAGE_SIZE

QUERY_LENGTH = 200
MORE = 100  # of them, behind a title that has all the words
FEW = 5  # with fewer titles that have all the words, those with some of them follow


class LibraryOpac(models.AbstractModel):
    """Finding titles: from what was typed to a page of results."""

    _inherit = "library.opac"

    def _find(self, text, at=None, page=1, sort=None, narrowing=None):
        """Find titles by words in any order over title, names, subjects, numbers and summary.

        Titles with the words themselves come before those with their stems, titles that begin with them
        before a subject; then what is on a shelf and what is lent often. Where few titles have all
        the words, those with some of them follow; where none has, what was probably meant is found.

        :param at: code of the library to search in, all of them without
        :param page: 1 and up
        :param sort: ``title``, ``new`` or ``read``; the best first without
        :param narrowing: :class:`..tools.narrowing.Narrowing`, what else the titles must be
        :return: values of the result page; nothing when there is no such library
        """
        libraries = self._libraries()
        here = self._here(libraries, at)
        if at and not here:
            return None
        narrowing = self._known_topic(narrowing or Narrowing())
        words = self._clean(text)
        scope = self._scope(libraries, here, narrowing)
        found = self._search_titles(words, libraries, scope, narrowing, sort)
        hits = found["hits"]
        total = len(hits)
        ids = [hit["id"] for hit in hits[:FOUND_LIMIT]]
        return {
            "libraries": libraries,
            "here": here,
            "words": words,
            "narrowing": narrowing,
            "topic_here": self._topic_here(self._topic_of(narrowing)),
            "sort": sort,
            "is_searchable": found["is_searchable"],
            "meant": found["meant"],
            "is_meant_shown": found["is_meant_shown"],
            "titles": self._titles(ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], libraries, here),
            "summary": self._summary(total, found["whole"], found["shown_words"], here),
            "facets": self._facets(hits[:FOUND_LIMIT], libraries, scope, here, narrowing),
            **self._paging(min(total, FOUND_LIMIT), page),
        }

    def _known_topic(self, narrowing):
        """Return ``narrowing`` without its topic where that is gone."""
        if not narrowing.topic:
            return narrowing
        # the first page tells everybody which topics there are
        topics_sudo = self.env["library.topic"].sudo()
        known = topics_sudo.search_count([("id", "=", narrowing.topic)])
        return narrowing if known else replace(narrowing, topic=0)

    def _topic_of(self, narrowing):
        """Return the topic that :meth:`_known_topic` has left, in superuser mode; an empty one without."""
        return self.env["library.topic"].sudo().browse(narrowing.topic or [])

    def _scope(self, libraries, here, narrowing):
        """Return the ids of the libraries one of which must have a title; nothing where any will do."""
        if here:
            return [here["id"]]
        if not narrowing.area:
            return []
        # an area without a public library has no titles
        return [
            row["id"] for row in libraries.values() if row["district_code"] == narrowing.area
        ] or [0]

    def _search_titles(self, words, libraries, scope, narrowing, sort):
        """Find titles of ``words``, and where there are none, of the words that were meant."""
        self._read_by_index()
        where = (libraries, scope, narrowing, sort)
        found, other, meant = self._search_all(words, *where), {}, ""
        if not found["whole"]:
            meant = self._meant(found["read"], False)
            other = self._search_all(meant, *where) if meant else {}
        is_guess = self._is_guess(found["query"], meant)
        is_meant_shown = bool(other.get("whole")) and not (
            is_guess and len(found["query"].words) == 1
        )
        is_slip = bool(other) and not is_guess and found["has_unknown"]
        if is_meant_shown or is_slip:
            other = self._search_some(other, *where)
            is_meant_shown = bool(other["hits"])
        if not is_meant_shown:
            found = self._search_some(found, *where)
            if found["whole"] and len(found["hits"]) < FEW:
                meant = self._meant(found["read"], True)
            elif other and not (is_guess or is_slip or found["hits"]):
                other = self._search_some(other, *where)
                is_meant_shown = bool(other["hits"])
        return {
            **(other if is_meant_shown else found),
            "meant": meant,
            "is_meant_shown": is_meant_shown,
            "shown_words": meant if is_meant_shown else words,
        }

    def _is_guess(self, query, meant):
        """Tell whether a short word was replaced: it is near to too many others, so it is asked back."""
        kept = meant.split()
        return any(
            len(word.word) <= spelling.LEAST for word in query.words if word.word not in kept
        )

    def _search_all(self, words, libraries, scope, narrowing, sort):
        """Find titles with all of ``words``."""
        read = self._read_terms(
            [
                term
                for text, place in [(words, ""), *narrowing.texts()]
                for term in search_query.terms(isbn.unhyphenated(text), place)
            ]
        )
        query = self._query_of(read, narrowing.marks())
        is_searchable = bool(query or query.marks or narrowing.topic)
        hits = []
        if is_searchable:
            hits = self._hits(query, query.all(), libraries, scope, narrowing, sort)
        return {
            "read": read,
            "query": query,
            "hits": hits,
            "whole": len(hits),
            "has_unknown": not all(word.count for word in query.words),
            "is_searchable": is_searchable,
        }

    def _search_some(self, found, *where):
        """Return ``found``, and behind them the titles with some of the words, where few have all of them."""
        query, hits = found["query"], found["hits"]
        if len(hits) >= FEW or len(query.words) < 2:
            return found
        limit = len(hits) + MORE + 1 if hits else FOUND_LIMIT + 1
        some = self._hits(query, query.telling().some(), *where, limit=limit)
        known = {hit["id"] for hit in hits}
        return {**found, "hits": hits + [hit for hit in some if hit["id"] not in known]}

    def _topic_here(self, topic):
        """Return what the search box says of the topic it searches in."""
        return topic and {"id": topic.id, "name": topic.name}

    def _clean(self, text):
        """Return ``text`` without what cannot be seen, and no longer than a query may be."""
        return tidy((text or "")[: 2 * QUERY_LENGTH])[:QUERY_LENGTH].strip()

    def _summary(self, total, whole, words, here):
        """Say how many titles were found, for what, and where: one sentence, read out as it changes.

        :param whole: how many of them have all the words
        """
        env = self.env
        if not words:
            found = (
                env._("%s titles", self._capped(total, FOUND_LIMIT))
                if total
                else env._("Nothing found")
            )
        elif not total:
            found = env._("Nothing found for “%s”", words)
        elif not whole:
            found = env._(
                "No title has all of “%(words)s”; %(count)s have some of it",
                count=self._capped(total, FOUND_LIMIT),
                words=words,
            )
        elif whole < total:
            found = env._(
                "%(whole)s with all of “%(words)s”, then %(count)s with some of it",
                whole=whole,
                count=self._capped(total - whole, MORE),
                words=words,
            )
        elif total == 1:
            found = env._("1 title for “%s”", words)
        else:
            found = env._(
                "%(count)s titles for “%(words)s”",
                count=self._capped(total, FOUND_LIMIT),
                words=words,
            )
        return (
            env._("%(found)s at %(library)s", found=found, library=here["name"]) if here else found
        )
