import base64

from odoo import fields, models
from odoo.tools import SQL, format_date

from ..tools.document import Document, Letterhead, Signature, Words

SCHOOLS = ("sd", "smp")


class LibraryLibrary(models.Model):
    """What stands on a library's papers: its letterhead, and who signs."""

    _inherit = "library.library"

    def _letterhead(self):
        """Return the :class:`~..tools.document.Letterhead` of this library's papers.

        What the library wrote in its profile, else what its place in the regency says. That the
        user may write in the name of this library is for the caller to check.
        """
        self.ensure_one()
        profile_sudo = self._profile_sudo()
        above = [line.strip() for line in (profile_sudo.letterhead or "").splitlines()]
        contacts = (self.address, profile_sudo.phone and self.env._("Phone %s", profile_sudo.phone))
        picture = profile_sudo.letterhead_picture
        company_sudo = self.company_id.sudo()  # its logo is public, its row is not everybody's
        logo = not company_sudo.uses_default_logo and company_sudo.logo
        return Letterhead(
            name=self.name,
            above=tuple(line for line in above if line) or self._hierarchy(),
            below=tuple(filter(None, [" · ".join(filter(None, contacts))])),
            logo=base64.b64decode(logo) if logo else None,
            picture=base64.b64decode(picture) if picture else None,
        )

    def _hierarchy(self):
        """Return the lines above a library's name: the regency, and the library it belongs to."""
        lines = []
        regency = self.region_id
        while regency and regency.level != "regency":
            regency = regency.parent_id
        if regency and self.ownership == "public":
            lines.append(self.env._("Government of %s", regency.name).upper())
        if self.parent_id:
            lines.append(self.parent_id.name)
        return tuple(lines)

    def _signatures(self, before_head="", before_principal=""):
        """Return who signs this library's papers: its principal or village head, then its head.

        :param before_head: words over the office, e.g. place and date
        :return: ``(principal, head)``, each a :class:`~..tools.document.Signature`
        """
        self.ensure_one()
        profile_sudo = self._profile_sudo()
        env = self.env
        title = env._("Head of School") if self.type_id.code in SCHOOLS else env._("Village Head")
        principal = Signature(
            role=profile_sudo.principal_title or title,
            name=profile_sudo.principal_name or "",
            number=profile_sudo.principal_nip or "",
            before=before_principal or env._("Acknowledged by"),
        )
        head = Signature(
            role=env._("Head of Library"),
            name=profile_sudo.head_name or "",
            number=profile_sudo.head_nip or "",
            before=before_head,
        )
        return principal, head

    def _profile_sudo(self):
        """Return the profile in superuser mode: what of it stands on papers is meant to be read."""
        return self.env["library.profile"].sudo().search([("library_id", "=", self.id)], limit=1)

    def _place_and_date(self, on):
        """Return where and when a paper is signed, as it is written over a signature."""
        self.ensure_one()
        return f"{self.region_id.name}, {self._long_date(on)}"

    def _long_date(self, on):
        """Return a date with the month in words, in the reader's language."""
        return format_date(self.env, on, date_format="d MMMM y")

    def _next_serial(self, papers, year_field, serial_field):
        """Return ``(year, serial)`` for the next paper of its kind: numbered by year, without a gap.

        Who numbers another paper of this library meanwhile is retried.

        :param papers: records of the model whose rows are numbered
        """
        self.ensure_one()
        self._lock_copy_numbers()  # the row nothing at the desk writes
        papers.flush_model(["library_id", year_field, serial_field])
        year = self._today().year
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(max(%s), 0) FROM %s WHERE library_id = %s AND %s = %s",
                *(SQL.identifier(serial_field), SQL.identifier(papers._table), self.id),
                *(SQL.identifier(year_field), year),
            )
        )
        return year, last + 1

    def _document(self, title, number="", paper="a4", landscape=False, **layout):
        """Return an empty :class:`~..tools.document.Document` under this library's letterhead."""
        env = self.env
        words = Words(
            page=env._("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            page_total=env._("Total of this page"),
            running_total=env._("Total up to this page"),
            total=env._("Total"),
        )
        return Document(title, number, self._letterhead(), paper, landscape, words, **layout)


class LibraryProfile(models.Model):
    _inherit = "library.profile"

    principal_title = fields.Char(
        string="Office of the Principal",
        help="As it stands over the signature. Empty: head of school, or village head.",
    )
    letterhead = fields.Text(
        help="Lines above the library's name on papers, one under the other. "
        "Empty: the regency, and the library this one belongs to.",
    )
    letterhead_picture = fields.Image(
        string="Name in Balinese Script",
        max_width=1600,
        max_height=400,
        help="A picture that stands above the letterhead.",
    )
