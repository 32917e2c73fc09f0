from odoo import models


class LibraryOpac(models.AbstractModel):
    """The form that asks for title, author, subject, years … each apart."""

    _inherit = "library.opac"

    def _advanced(self, text, at, narrowing):
        """Return the values of the form, filled in with the search it was opened from.

        :return: nothing when there is no such library
        """
        env = self.env
        libraries = self._libraries()
        here = self._here(libraries, at)
        if at and not here:
            return None
        books = env["library.book"]._fields
        # which kinds there are is told on every title's page
        kinds_sudo = env["library.collection.type"].sudo().search([])  # pylint: disable=no-search-all
        places = [(row["code"], row["name"]) for row in libraries.values()]
        rows = (
            ("at", env._("Library"), env._("All libraries"), places, here and here["code"]),
            (
                "language",
                env._("Language"),
                env._("Any language"),
                books["language"]._description_selection(env),
                narrowing.language,
            ),
            (
                "for",
                env._("For whom"),
                env._("For everybody"),
                books["audience"]._description_selection(env),
                narrowing.audience,
            ),
            (
                "kind",
                env._("Kind of book"),
                env._("Any kind"),
                [(kind.code, kind.name) for kind in kinds_sudo],
                narrowing.kind,
            ),
        )
        narrowing = self._known_topic(narrowing)
        asked = narrowing.parameters()
        return {
            "topic_here": self._topic_here(self._topic_of(narrowing)),
            "kept": {name: asked[name] for name in ("class", "area") if name in asked},
            "words": self._clean(text),
            "narrowing": narrowing,
            "choices": [
                dict(zip(("name", "label", "any", "options", "chosen"), row, strict=True))
                for row in rows
            ],
        }
