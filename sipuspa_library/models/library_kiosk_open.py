from odoo import models

NEW_SHOWN = 8


class LibraryKiosk(models.Model):
    """What a tablet shows while nobody stands there: lists, figures and books, never a person's name."""

    _inherit = "library.kiosk"

    def _open(self):
        """Return what a kiosk shows, in the language of the context. In superuser mode.

        :return: a dict with ``door``, ``library``, ``purposes``, ``occupations``, ``age_bands``,
            ``educations``, ``classes``, ``titles`` and what :meth:`_pulse` tells
        """
        visits = self.env["library.visit"]
        return {
            "door": self.name,
            "library": self.library_id.name,
            "public_id": self.public_id,
            "purposes": self._list("library.visit.purpose", ["name", "code"]),
            "occupations": self._list("library.occupation", ["name"]),
            **{
                f"{name}s": visits._fields[name]._description_selection(self.env)
                for name in ("age_band", "education")
            },
            "classes": self._classes(),
            "titles": self._new_titles(),
            **self._pulse(),
        }

    def _list(self, model, names):
        # pylint: disable=no-search-all  # a few rows of the office's own lists
        return self.env[model].search_read([], names)

    def _pulse(self):
        """Return how many came today."""
        library = self.library_id
        [[visitors]] = self.env["library.visit"]._read_group(
            [("library_id", "=", library.id), ("local_date", "=", library._today())],
            [],
            ["visitor_count:sum"],
        )
        return {"visitors": visitors or 0}

    def _classes(self):
        """Return the classes of a school this year, with how many girls and boys are in each."""
        classes = self.env["library.desk"]._classes(self.library_id)
        heads = self.env["library.membership"]._read_group(
            [("class_id", "in", classes.ids), ("left_on", "=", False)],
            ["class_id", "member_id.sex"],
            ["__count"],
        )
        counted = {(school_class.id, sex): count for school_class, sex, count in heads}
        return [
            {
                "id": school_class.id,
                "name": school_class.name,
                "female_count": counted.get((school_class.id, "f"), 0),
                "male_count": counted.get((school_class.id, "m"), 0),
            }
            for school_class in classes
        ]

    def _new_titles(self):
        """Return what came last to a library that is public, as its public page shows it."""
        opac = self.env["library.opac"]
        here = opac._libraries().get(self.library_id.id)
        if not here:
            return []
        book_ids = opac._new_ids(here["id"])[:NEW_SHOWN]
        return [
            {name: title[name] for name in ("id", "name", "authors", "initial", "tone")}
            for title in opac._titles(book_ids, {here["id"]: here}, here)
        ]
