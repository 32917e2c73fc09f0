from odoo import models

OF_VILLAGES = ("farmer", "farmer", "self_employed", "homemaker", "employee", "student", "retired")
GROWN_UP = ("15-28", "15-28", "29-42", "43-56", "57+")


class LibraryDemo(models.AbstractModel):
    """The demo's visits of a year: members at the door, guests who tell what is asked, classes."""

    _inherit = "library.demo.people"

    def _enter_visits(self, library, entries, today):
        codes = {entry.purpose for entry in entries}
        purposes = {code: self._id(f"visit_purpose_{code}") for code in codes}
        occupations = [self._id(f"occupation_{code}") for code in OF_VILLAGES]
        rng = self._random(f"guests-{library.code}")
        self.env["library.visit"].create(
            [
                {
                    **self._who_came(entry, rng, occupations, today),
                    "library_id": library.id,
                    "channel": rng.choice(("desk", "desk", "sheet")),
                    "group_name": entry.group or False,
                    "female_count": entry.female,
                    "male_count": entry.male,
                    "purpose_id": purposes[entry.purpose],
                    "used_computer": entry.computer,
                    "visited_at": library._utc(entry.at),
                }
                for entry in entries
            ]
        )

    def _who_came(self, entry, rng, occupations, today):
        """Return what is known of who came: of a member as they were that day."""
        if entry.reader:
            membership = entry.reader.key
            snapshot = self._as_on(membership, entry.at.date(), today)
            return {**snapshot, "kind": "member", "membership_id": membership.id}
        if entry.group:
            return {"kind": "group", "membership_id": False}
        return {
            "kind": "guest",
            "membership_id": False,
            "sex": rng.choice("fm"),
            "age_band": rng.choice(GROWN_UP),
            "occupation_id": rng.choice(occupations),
        }
