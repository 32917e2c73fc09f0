"""Persons who may have a login: pupils whose parents agreed, and an adult."""

from .common import LibraryCase


class PersonsCase(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ayu, cls.wayan, cls.made = (cls.pupil_a | cls.pupil_a2 | cls.pupil_b).member_id
        cls.adult = cls._membership(cls.school_a, "Ibu Guru Uji", category="teacher").member_id
        cls.adult.write({"birth_date": "1980-02-03", "nickname": "Bu Guru"})
        cls.agree(cls.pupil_a | cls.pupil_a2)

    @classmethod
    def agree(cls, memberships):
        """Have the parents of these pupils agree to a login."""
        scope = cls.env.ref("sipuspa_library.consent_scope_portal")
        wanted = [(membership, scope, {}) for membership in memberships]
        cls.env["library.consent"]._give(wanted, "paper", cls.school_a._today())
