"""Every page of ours that is opened in a browser; what is asked of all pages is asked along this list.

A new route that shows a page fails until it has a row (``test_pages.py``): then its accessibility, its
weight, its requests, hostile parameters and its picture in ``docs/faces.md`` come by themselves. Who
opens it: ``nobody`` (not logged in), a ``pupil``, a ``parent``, a ``librarian`` or the tablet of a
``kiosk``. What stands in braces is filled in by the world of ``page_case.py``; for pictures, by the demo.
"""

PAGES = """
name            | who       | route                      | address
home            | nobody    | /library                   | /library
results         | nobody    | /library                   | /library?q={words}
results-at      | nobody    | /library                   | /library?q={words}&at={library}
results-narrow  | nobody    | /library                   | /library?q={words}&class=8&sort=read
advanced        | nobody    | /library/advanced          | /library/advanced?q={words}&at={library}
nothing-found   | nobody    | /library                   | /library?q=zzzzz
nothing-asked   | nobody    | /library                   | /library?q=
title           | nobody    | /library/book/<string:ref> | /library/book/{book}
library         | nobody    | /library/at/<string:code>  | /library/at/{library}
title-at        | nobody    | /library/book/<string:ref> | /library/book/{book}?library={library}
author | nobody | /library/<any(author,subject,topic,theme):kind>/<string:ref> | /library/author/{author}
subject | nobody | /library/<any(author,subject,topic,theme):kind>/<string:ref> | /library/subject/{subject}
topic | nobody | /library/<any(author,subject,topic,theme):kind>/<string:ref> | /library/topic/{topic}
theme | nobody | /library/<any(author,subject,topic,theme):kind>/<string:ref> | /library/theme/{theme}
missing         | nobody    | /library/<path:_rest>      | /library/nothing/here
privacy         | nobody    | /library/privacy           | /library/privacy
privacy-child   | nobody    | /library/privacy/anak      | /library/privacy/anak
join            | nobody    | /library/join              | /library/join
joined          | nobody    | /library/join              | /library/join?done=1&at={join_library}
login           | nobody    | /library/login             | /library/login
again           | nobody    | /library/again             | /library/again?back=/library/login
pin             | pupil     | /library/pin               | /library/pin
my-library      | pupil     | /my/library                | /my/library
my-data         | pupil     | /my/library/data           | /my/library/data
my-card         | pupil     | /my/library/card           | /my/library/card
my-charges      | pupil     | /my/library/charges        | /my/library/charges
my-history      | pupil     | /my/library/history        | /my/library/history
my-wishes       | pupil     | /my/library/wishes         | /my/library/wishes
my-messages     | pupil     | /my/library/messages       | /my/library/messages
my-reserve      | pupil     | /my/library/reserve/<string:book> | /my/library/reserve/{book}
my-family       | parent    | /my/library/family         | /my/library/family
my-missing      | pupil     | /my/library/<path:rest>    | /my/library/nothing/here
title-pupil     | pupil     | /library/book/<string:ref> | /library/book/{book}
desk            | librarian | /library/desk              | /library/desk
kiosk-pair      | nobody    | /library/kiosk             | /library/kiosk
kiosk           | kiosk     | /library/kiosk/<string:public_id> | /library/kiosk/{kiosk}
desk-closed     | pupil     | /library/desk              | /library/desk
"""

# What is answered here is a file, or data for a script.
FILES = {
    "/robots.txt",
    "/library/suggest",
    "/library/sitemap.xml",
    "/library/sitemap-<string:part>.xml",
    "/library/cover/<int:book_id>",
    "/library/kiosk/worker.js",
    "/library/kiosk/<string:public_id>/app.json",
    "/library/paper/<string:model>/<string:paper>/<string:ids>",
    "/library/roster/template",
    "/library/visits/template",
    "/my/library/data/<any(pdf,json):kind>",
    "/my/library/reading",
    "/my/library/receipt/<string:number>",
}

# Odoo's own pages, which are only closed to card logins.
ODOO_PAGES = {
    "/my",
    "/my/home",
    "/my/account",
    "/my/addresses",
    "/my/address",
    "/my/security",
}

# Who opens one of these with GET may write: a draft of a form, or a note that something was printed or read.
MAY_WRITE = {
    "/my/library/messages",
    "/library/join",
    "/library/kiosk",
    "/library/login",
    "/library/pin",
    "/library/paper/<string:model>/<string:paper>/<string:ids>",
}


def pages():
    """Return the rows of the list as ``(name, who, route, address)``."""
    lines = PAGES.strip().splitlines()[1:]
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines]
