from datetime import timedelta

from odoo import fields, models

from ..tools import demo_data

FIRST_WEEKS = timedelta(days=17)  # after the beginning of the school year the forms are back
# of a hundred parents, so many agree
WILLING = {"portal": 85, "photo": 70, "publication": 60}
FORGOTTEN_FORMS = 15  # of a hundred forms do not come back
# hours ago, what is asked, in whose words
REQUESTS = (
    (90, "correction", "Nama panggilan di kartu salah tulis."),
    (20, "access", False),
)


class LibraryDemoConsent(models.AbstractModel):
    """A part of ``library.demo``: what parents agreed to, and what they ask."""

    _name = "library.demo.consent"
    _description = "Consents of the Demo Regency"

    def _load_consents(self, libraries, today):
        """Have the forms of the schools come back, not all, and not all with every tick."""
        rng = self._random("consents")
        parents = demo_data.People(rng, demo_data.table("names"))
        scopes = {code: self.env["library.consent.scope"]._coded(code) for code in WILLING}
        pupils = self.env["library.membership"].search(
            [
                ("library_id", "in", libraries.ids),
                ("class_name", "!=", False),
                ("left_on", "=", False),
            ]
        )
        wanted = []
        for pupil in pupils:
            parent = parents.person(30, 55, today)
            relation = "mother" if parent["sex"] == "f" else "father"
            signed = {"guardian_name": parent["name"], "relation": relation}
            has_login = pupil.card_number == demo_data.PUPIL_CARD
            if rng.randrange(100) < FORGOTTEN_FORMS and not has_login:
                continue
            wanted += [
                (pupil, scope, signed)
                for code, scope in scopes.items()
                if has_login or rng.randrange(100) < WILLING[code]
            ]
        day = min(demo_data.school_year_start(today) + FIRST_WEEKS, today)
        self.env["library.consent"]._give(wanted, "collective", day)

    def _load_data_requests(self):
        """Have parents of a school ask about their children's data; one waits too long already."""
        pupil = self.env["library.membership"].search(
            [("member_id.card_number", "=", demo_data.PUPIL_CARD)], limit=1
        )
        now = fields.Datetime.now()
        self.env["library.data.request"].create(
            [
                {
                    "membership_id": pupil.id,
                    "kind": kind,
                    "details": details,
                    "asker": "guardian",
                    "asker_name": "Ni Wayan Sukerti",
                    "received_at": now - timedelta(hours=hours),
                }
                for hours, kind, details in REQUESTS
            ]
        )
