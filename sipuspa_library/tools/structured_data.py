"""What machines read of a page: titles and libraries in the words of schema.org, as plain values."""

CONTEXT = "https://schema.org"
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def book(title, places, base, url):
    """Return a title, with an offer to lend it for each library that has a copy on the shelf.

    Libraries sell nothing: there is no ``Offer``, whose price a search engine would ask for.
    """
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "Book",
            "@id": url,
            "url": url,
            "name": title["name"],
            "alternativeHeadline": title["subtitle"],
            "author": [
                {"@type": "Person", "name": line["name"]}
                for line in title["contributors"]
                if not line["role"]
            ],
            "contributor": [
                {"@type": "Person", "name": line["name"]}
                for line in title["contributors"]
                if line["role"]
            ],
            "isbn": (title["isbn"] or "").replace("-", ""),
            "inLanguage": None if title["language_code"] == "other" else title["language_code"],
            "datePublished": str(title["year"] or ""),
            "bookEdition": title["edition"],
            "isPartOf": title["series"] and {"@type": "BookSeries", "name": title["series"]},
            "about": [subject["name"] for subject in title["subjects"]],
            "description": title["summary"],
            "image": title["cover"] and base + title["cover"],
            "potentialAction": [
                {
                    "@type": "BorrowAction",
                    "lender": _library_of(place["library"], base),
                    "target": url,
                }
                for place in places
                if place["available"]
            ],
        }
    )


def library(row, address, week, point, base):
    """Return a library with its address and opening hours.

    :param week: for each day from Monday on the spans it is open, as hours
    :param point: latitude and longitude, or nothing
    """
    return {
        "@context": CONTEXT,
        **_library_of(row, base),
        "@id": f"{base}/library/at/{row['code']}",
        "address": _filled(
            {
                "@type": "PostalAddress",
                "streetAddress": address,
                "addressLocality": row["village"],
                "addressRegion": row["district"],
                "addressCountry": "ID",
            }
        ),
        "openingHours": [
            f"{DAYS[day]} {_clock(start)}-{_clock(end)}"
            for day, spans in enumerate(week)
            for start, end in spans
        ],
        **(
            {"geo": {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}}
            if point
            else {}
        ),
    }


def _library_of(row, base):
    return {"@type": "Library", "name": row["name"], "url": f"{base}/library/at/{row['code']}"}


def _clock(hours):
    hour, minute = divmod(round(hours * 60), 60)
    return f"{hour:02d}:{minute:02d}" if hour < 24 else "23:59"


def _filled(values):
    return {name: value for name, value in values.items() if value}
