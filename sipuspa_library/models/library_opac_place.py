from datetime import time, timedelta
from urllib.parse import urlencode

from odoo import models
from odoo.tools import SQL, format_time

from .library_opac import HIT_LIMIT, NEW_COUNT

OPENSTREETMAP = "https://www.openstreetmap.org"
CLOSURES_AHEAD = timedelta(days=60)
RECEIPTS_READ = 300  # copies; a class set of one textbook must not push out all other new titles


class LibraryOpac(models.AbstractModel):
    """The page of a library: where it is, when it is open, what came last."""

    _inherit = "library.opac"

    def _library(self, code):
        """Return the page of a public library, nothing when there is none of this code."""
        libraries = self._libraries()
        row = self._here(libraries, code)
        if not row:
            return None
        library_sudo = self.env["library.library"].sudo().browse(row["id"])
        closures = self._closed_spans(library_sudo)
        week = self._week(library_sudo)
        return {
            "libraries": libraries,
            "here": row,
            "kind": library_sudo.type_id.name,
            "address": library_sudo.address,
            "maps": self._maps(library_sudo),
            "services": library_sudo.service_ids.mapped("name"),
            "themes": self._themes(libraries, row),
            "parent": libraries.get(library_sudo.parent_id.id),
            "points": [
                libraries[child.id] for child in library_sudo.child_ids if child.id in libraries
            ],
            "week": week,
            "closures": closures,
            **self._today_words(week, closures),
            "can_join": bool(library_sudo.self_registration),
            "stock": self._stock(row["id"]),
            "titles": self._titles(self._new_ids(row["id"]), libraries, row),
            "popular": self._titles(self._popular_ids(libraries, row), libraries, row),
            "topics": self._topics(),
        }

    def _week(self, library):
        """Return seven days from Monday, each with its hours; today's is marked."""
        weekday = library._today().weekday()
        days = self.env["library.opening"]._fields["weekday"]._description_selection(self.env)
        lines = library._hours()
        return [
            {
                "name": name,
                "is_today": int(day) == weekday,
                "hours": ", ".join(
                    f"{self._clock(line.hour_from)}–{self._clock(line.hour_to)}"
                    for line in lines
                    if line.weekday == day
                ),
                "spans": [(line.hour_from, line.hour_to) for line in lines if line.weekday == day],
            }
            for day, name in days
        ]

    def _maps(self, library):
        """Return where a library is: for the map of a phone, and for one in the browser."""
        latitude, longitude = library.latitude, library.longitude
        if latitude or longitude:
            point = f"{latitude:.6f},{longitude:.6f}"
            return {
                "point": (latitude, longitude),
                "geo": f"geo:{point}?{urlencode({'q': f'{point}({library.name})'})}",
                "osm": f"{OPENSTREETMAP}/?mlat={latitude:.6f}&mlon={longitude:.6f}"
                f"#map=17/{latitude:.6f}/{longitude:.6f}",
            }
        where = ", ".join(filter(None, (library.address or library.name, library.region_id.name)))
        return {"osm": f"{OPENSTREETMAP}/search?{urlencode({'query': where})}"}

    def _today_words(self, week, closures):
        """Say whether the library opens today: a closed span goes before the hours of the weekday."""
        hours = next(day["hours"] for day in week if day["is_today"])
        reason = next((span["name"] for span in closures if span["is_today"]), None)
        has_hours = any(day["hours"] for day in week)
        if reason:
            words = self.env._("Closed today: %s", reason)
        elif hours:
            words = self.env._("Open today %s", hours)
        elif has_hours:
            words = self.env._("Closed today")
        else:
            words = self.env._("Opening hours are not known yet")
        return {
            "today": words,
            "opens_today": bool(hours and not reason),
            "has_hours": has_hours,
        }

    def _clock(self, hours):
        minutes = round(hours * 60) % (24 * 60)
        return format_time(self.env, time(*divmod(minutes, 60)), time_format="short")

    def _closed_spans(self, library):
        """Return what closes the library today and in the weeks to come, soonest first."""
        today = library._today()
        closures = library._closures(today).sorted("date_from")
        return [
            {
                "name": closure.name,
                "first": self._date(closure.date_from),
                "last": closure.date_to != closure.date_from and self._date(closure.date_to),
                "is_today": closure.date_from <= today,
            }
            for closure in closures
            if closure.date_from <= today + CLOSURES_AHEAD
        ]

    def _stock(self, library_id):
        """Say how many titles the library has, counted no further than a search counts."""
        [row] = self._rows(
            SQL(
                """
                SELECT count(*) AS number FROM (
                    SELECT FROM library_holding held
                      JOIN library_book book ON book.id = held.book_id
                     WHERE held.library_id = %s AND held.copy_count > 0
                       AND book.active AND book.hidden IS NOT TRUE
                     LIMIT %s) counted
                """,
                library_id,
                HIT_LIMIT + 1,
            )
        )
        return self.env._("%s titles", self._capped(row["number"]))

    def _new_ids(self, library_id):
        """Return the titles of which the library received a copy last, latest first."""
        rows = self._rows(
            SQL(
                """
                SELECT book.id
                  FROM (SELECT book_id, received_on, id FROM library_copy
                         WHERE library_id = %(library)s AND status NOT IN ('withdrawn', 'lost')
                         ORDER BY received_on DESC, id DESC LIMIT %(read)s) copy
                  JOIN library_book book ON book.id = copy.book_id
                 WHERE %(public)s
                 GROUP BY book.id
                 ORDER BY max(copy.received_on) DESC, max(copy.id) DESC
                 LIMIT %(count)s
                """,
                library=library_id,
                read=RECEIPTS_READ,
                public=self._is_public([library_id]),
                count=NEW_COUNT,
            )
        )
        return [row["id"] for row in rows]
