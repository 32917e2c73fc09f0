"""Which columns of a list are read, by their headings; the allow-list of everything we keep of a person.

Dapodik's "Daftar Peserta Didik" has 65 columns of a child and its parents, six of which a library may
have. A file that looks like Dapodik's is read with those six, even where another heading would fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..clerk_titles import fold

FIELDS = (
    *("name", "nipd", "sex", "nisn", "birth_date", "class_name"),
    *("category", "phone", "address", "occupation", "local_number", "valid_until"),
)


@dataclass(frozen=True)
class Layout:
    """A kind of list: which headings stand for which field, and how such a list is told."""

    code: str
    headings: Mapping  # field -> headings, folded
    marks: frozenset = frozenset()  # headings that tell such a list; none: any list may be one
    whole: bool = False  # holds everybody of the library, so that who is missing can be said
    defaults: Mapping = field(default_factory=dict)  # values of what the list does not say
    needed: str = "name"  # the field without which a row of texts is no row of headings

    def columns(self, texts):
        """Return ``{field: column}`` of a row of folded headings; of two equal ones the first counts."""
        found = {}
        for column, text in sorted(texts.items()):
            for name, headings in self.headings.items():
                if text in headings:
                    found.setdefault(name, column)
        return found


def headings(**texts):
    """Return the headings of a layout, given as texts with bars between those that mean the same."""
    return {
        name: frozenset(fold(heading) for heading in text.split("|"))
        for name, text in texts.items()
    }


SIX = {
    "name": "Nama|Nama Lengkap|Nama Siswa|Nama Peserta Didik|Nama PD|Nama Anggota|Name|Full Name",
    "nipd": "NIPD|NIS|No Induk|Nomor Induk|No Induk Siswa|Nomor Induk Siswa|NIPD/NIS|NIS/NIPD"
    "|Student Number",
    "sex": "JK|L/P|P/L|Jenis Kelamin|Jenis Kelamin (L/P)|Kelamin|Sex|Gender",
    "nisn": "NISN|No NISN|Nomor NISN",
    "birth_date": "Tanggal Lahir|Tgl Lahir|Tgl. Lahir|Tanggal Kelahiran|Birth Date|Date of Birth",
    "class_name": "Kelas|Rombel|Rombel Saat Ini|Rombongan Belajar|Kelas/Rombel|Class",
}
MORE = {
    "category": "Jenis Anggota|Kategori|Kategori Anggota|Tipe Anggota|Member Category|Category",
    "phone": "Telepon|No Telepon|Nomor Telepon|No HP|HP|Nomor HP|WhatsApp|No WA|Phone",
    "address": "Banjar|Alamat|Banjar/Alamat|Banjar atau Alamat|Banjar or Address|Address",
    "occupation": "Pekerjaan|Occupation",
    "local_number": "Nomor Anggota|No Anggota|Nomor Kartu Lama|No Kartu|Nomor Kartu|Local Number"
    "|Number on the Old Card|Card Number",
    "valid_until": "Berlaku Hingga|Berlaku Sampai|Masa Berlaku|Valid Until",
}
DAPODIK = Layout(
    code="dapodik",
    headings=headings(**SIX),
    marks=frozenset(
        map(
            fold,
            (
                *("Rombel Saat Ini", "NIK", "Agama", "No KK", "Nomor KK", "Data Ayah", "Data Ibu"),
                *("Data Wali", "Nama Ayah", "Nama Ibu", "Nama Ibu Kandung", "Penerima KPS"),
                *("Penerima KIP", "Layak PIP", "Kebutuhan Khusus", "Tempat Lahir", "SKHUN"),
            ),
        )
    ),
    whole=True,
    defaults={"category": "pupil"},
)
TEMPLATE = Layout(code="template", headings=headings(**SIX, **MORE))
LAYOUTS = (DAPODIK, TEMPLATE)  # the first that fits


class Found(NamedTuple):
    """Where the headings of a sheet stand."""

    layout: Layout
    row: int
    columns: dict


def find(head, layouts=LAYOUTS):
    """Return the :class:`Found` headings in the first rows of a sheet, or nothing.

    Headings are told by name, not by place: titles may stand above, a second row of headings below.
    """
    folded = [
        (number, {column: fold(cell.text) for column, cell in cells.items()})
        for number, cells in head
    ]
    best = None
    for at, (number, texts) in enumerate(folded):
        around = {text for _number, row in folded[max(0, at - 1) : at + 2] for text in row.values()}
        for layout in layouts:
            columns = layout.columns(texts)
            if layout.needed not in columns or len(columns) < 2:
                continue
            if layout.marks and layout.marks.isdisjoint(around):
                continue
            if best is None or len(columns) > len(best.columns):
                best = Found(layout, number, columns)
            break
    return best
