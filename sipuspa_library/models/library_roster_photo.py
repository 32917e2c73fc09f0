import base64

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import numbers, roster
from ..tools.roster.photos import Photos


class LibraryRosterPhoto(models.AbstractModel):
    """Photos of members from a ZIP, named by NISN, card number, local number or NIPD.

    Looked at first, stored at the second sending: nothing is kept in between. A child's photo needs a
    parent's consent; without it the photo is listed and not stored.
    """

    _name = "library.roster.photo"
    _description = "Photos of Members"

    @api.model
    def _load(self, library, stream, store=False):
        """Tell of every file in a ZIP whose photo it is; with ``store``, keep those that may be.

        :param stream: the upload, a binary file; the caller closes it
        :return: a list of dicts: ``file``, ``person``, ``code`` (``ready``, ``stored`` or why not) and
            ``words``
        :raise UserError: in one sentence, when the file is no such ZIP
        """
        self.env.user._check_operates(library, "sipuspa_library.group_librarian")
        try:
            zipped = Photos(stream)
        except roster.Refused as refused:
            raise UserError(self._sentence(refused.code) % refused.about) from refused
        owners = self._owners(library, [photo.number for photo in zipped.photos if photo.number])
        allowed = owners.member_id._with_consent("photo", library)
        found, met = [], set()
        for photo in zipped.photos:
            mine = owners.filtered(lambda row, photo=photo: self._is_of(row, photo.number))
            code = photo.code or self._code(mine, met, allowed)
            if code == "ready":
                met.add(mine.id)
                code = self._take(zipped, photo, mine.member_id, store)
            found.append(
                {
                    "file": photo.name,
                    "person": mine.display_name if len(mine) == 1 else "",
                    "code": code,
                    "words": self._sentence(code),
                }
            )
        return found

    def _owners(self, library, texts):
        """Return the members of ``library`` who have one of the numbers."""
        scanned = list({numbers.scanned(text) for text in texts})
        return self.env["library.membership"].search(
            [
                ("library_id", "=", library.id),
                ("left_on", "=", False),
                *("|", "|", "|"),
                ("member_id.nisn", "in", scanned),
                ("member_id.card_number", "in", scanned),
                ("local_number", "in", scanned),
                ("nipd", "in", [*scanned, *texts]),
            ]
        )

    def _is_of(self, membership, number):
        person = membership.member_id
        known = (person.nisn, person.card_number, membership.local_number, membership.nipd)
        return bool(number) and {number, numbers.scanned(number)} & set(filter(None, known))

    def _code(self, mine, met, allowed):
        if len(mine) != 1:
            return "several" if mine else "nobody"
        if mine.id in met:
            return "twice"
        return "ready" if mine.member_id in allowed else "no_consent"

    def _take(self, zipped, photo, member, store):
        """Open a photo, and keep it where that is asked for; return what became of it."""
        try:
            picture = zipped.picture(photo)
        except roster.Refused as refused:
            return refused.code
        if not store:
            return "ready"
        member.image_1920 = base64.b64encode(picture)
        return "stored"

    def _sentence(self, code):
        env = self.env
        return {
            "ready": env._("Ready"),
            "stored": env._("Stored"),
            "nobody": env._("No member has this number."),
            "several": env._("Several members have this number. Name it by NISN or card number."),
            "twice": env._("Another photo in this ZIP is of the same member."),
            "no_consent": env._("The parents have not agreed to a photo yet. It is not stored."),
            "no_photo": env._("No JPEG or PNG picture."),
            "photo_too_large": env._("Too large: at most 15 MB and 25 megapixels."),
            "photo_broken": env._("This picture is damaged."),
            "broken": env._("This file is damaged. Make the ZIP again."),
            "password": env._("This ZIP is protected by a password. Make one without."),
            "too_large_inside": env._("This ZIP is much larger inside than it looks."),
            "not_a_zip": env._("This is no ZIP. Put the photos into a ZIP and load that."),
            "no_photos": env._("There are no photos in this ZIP."),
            "too_many_photos": env._("At most %(most)s photos at a time: take a class or two."),
            "zip_too_large": env._(
                "This ZIP is larger than %(most)s MB. Take fewer photos at a time."
            ),
        }[code]
