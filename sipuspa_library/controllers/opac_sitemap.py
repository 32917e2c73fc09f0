from urllib.parse import quote

from odoo import http
from odoo.http import request
from odoo.tools import html_escape

from odoo.addons.web.controllers.home import Home

from .limits import limited
from .opac import PUBLIC_PAGE
from .slim import SlimPages

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
A_DAY = 24 * 3600
# what nobody looks for, first: a reader that takes the first line that fits is served as well
ROBOTS = (
    "User-agent: *",
    "Disallow: /library/desk",
    "Disallow: /library/kiosk",
    "Disallow: /library/paper",
    "Disallow: /library/roster",
    "Disallow: /library/login",
    "Disallow: /library/pin",
    "Disallow: /library/join",
    "Disallow: /library/suggest",
    "Disallow: /library?*",
    "Disallow: /library/*?",
    "Allow: /library",
    "Allow: /web/assets/",
    "Disallow: /",
)


def beside(site):
    """Return what is said of the catalogue after ``site``, the rules of the office's own site."""
    ours = (rule for rule in ROBOTS if rule.startswith(("User", "Disallow: /library")))
    return (site.rstrip(), "", *ours)


class OpacSitemap(SlimPages, http.Controller):
    """What search engines are told of the catalogue."""

    @http.route("/library/sitemap.xml", **PUBLIC_PAGE)
    @limited("search")
    def sitemap(self, **_unknown):
        """The list of the parts: the pages of libraries and topics, and spans of titles."""
        parts = ["places", *map(str, request.env["library.opac"]._sitemap_parts())]
        paths = (f"/library/sitemap-{part}.xml" for part in parts)
        return self._xml("sitemapindex", "sitemap", ((path, None) for path in paths))

    @http.route("/library/sitemap-<string:part>.xml", **PUBLIC_PAGE)
    @limited("search")
    def sitemap_part(self, part, **_unknown):
        opac = request.env["library.opac"]
        if part == "places":
            return self._xml("urlset", "url", ((path, None) for path in opac._sitemap_places()))
        if not (part.isascii() and part.isdecimal() and len(part) <= 6):
            raise request.not_found()
        found = opac._sitemap_part(int(part))
        if not found:
            raise request.not_found()
        return self._xml("urlset", "url", found)

    def _xml(self, root, entry, rows):
        base = self._base()
        lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">']
        for path, day in rows:
            changed = f"<lastmod>{day}</lastmod>" if day else ""
            address = html_escape(base + quote(path))
            lines.append(f"<{entry}><loc>{address}</loc>{changed}</{entry}>")
        lines.append(f"</{root}>\n")
        return request.make_response(
            "\n".join(lines),
            [
                ("Content-Type", "application/xml; charset=utf-8"),
                ("Cache-Control", f"public, max-age={A_DAY}"),
            ],
        )


class Robots(Home):
    """Without ``website`` Odoo keeps search engines out of everything; the catalogue is for everybody.

    With it the office has a site of its own, which must stay found: ours is said after what that says.
    """

    @http.route(save_session=False)
    def robots(self, **params):
        rules = ROBOTS
        if "website" in request.env:
            site = super().robots(**params)
            site.flatten()
            rules = beside(site.get_data(as_text=True))
        base = request.env["library.library"].get_base_url()
        lines = (*rules, f"Sitemap: {base}/library/sitemap.xml", "")
        return request.make_response(
            "\n".join(lines), [("Content-Type", "text/plain; charset=utf-8")]
        )
