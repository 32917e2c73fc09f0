"""Lists of pupils as they come from Dapodik and from clerks, made up: no real child is in them.

The marks stand where a real list holds what we must not keep; a test looks for them everywhere.
"""

import io
import zipfile
from datetime import date, datetime, timedelta

import xlsxwriter
from PIL import Image

GIVEN = ("Ayu", "Bagus", "Candra", "Dewi", "Eka", "Gita", "Indra", "Kadek", "Laksmi", "Mirah")
FAMILY = ("Adnyana", "Budiarta", "Dharma", "Kusuma", "Mahendra", "Pradnya", "Sari", "Wirawan")
BIRTH_ORDER = ("I Wayan", "Ni Made", "I Nyoman", "Ni Ketut", "I Putu", "Ni Kadek", "I Komang")
FORBIDDEN = {
    "birth_place": "TEMPATRAHASIA",
    "nik": "51050199887766",
    "religion": "AGAMARAHASIA",
    "address": "ALAMATRAHASIA",
    "phone": "0899000111",
    "father": "AYAHRAHASIA",
    "mother": "IBURAHASIA",
    "guardian": "WALIRAHASIA",
    "income": "PENGHASILANRAHASIA",
    "account": "REKENINGRAHASIA",
    "disability": "DISABILITASRAHASIA",
}
DAPODIK = (
    *(
        "No",
        "Nama",
        "NIPD",
        "JK",
        "NISN",
        "Tempat Lahir",
        "Tanggal Lahir",
        "NIK",
        "Agama",
        "Alamat",
    ),
    *("RT", "RW", "Dusun", "Kelurahan", "Kecamatan", "Kode Pos", "Jenis Tinggal"),
    *("Alat Transportasi", "Telepon", "HP", "E-Mail", "SKHUN", "Penerima KPS", "No. KPS"),
    *(
        "Data Ayah",
        "",
        "",
        "",
        "",
        "",
        "Data Ibu",
        "",
        "",
        "",
        "",
        "",
        "Data Wali",
        "",
        "",
        "",
        "",
        "",
    ),
    *("Rombel Saat Ini", "No Peserta Ujian Nasional", "No Seri Ijazah", "Penerima KIP"),
    *("Nomor KIP", "Nama di KIP", "Nomor KKS", "No Registrasi Akta Lahir", "Bank"),
    *("Nomor Rekening Bank", "Rekening Atas Nama", "Layak PIP (usulan dari sekolah)"),
    *("Alasan Layak PIP", "Kebutuhan Khusus", "Sekolah Asal", "Anak ke-berapa", "Lintang"),
    *("Bujur", "No KK", "Berat Badan", "Tinggi Badan", "Lingkar Kepala"),
    *("Jml. Saudara Kandung", "Jarak Rumah ke Sekolah (KM)"),
)
PARENT = ("Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK")
CLASS_COLUMN = DAPODIK.index("Rombel Saat Ini")


def pupils(count, first=1, class_names=("Kelas 6A", "Kelas 6B")):
    """Return made-up pupils: ``name, nipd, sex, nisn, birth_date, class_name``."""
    return [
        {
            "name": f"{BIRTH_ORDER[n % 7]} {GIVEN[n % 10]} {FAMILY[n % 8]} {_letters(n)}",
            "nipd": f"{3000 + n}",
            "sex": "P" if BIRTH_ORDER[n % 7].startswith("Ni") else "L",
            "nisn": f"0{12 + n % 2}{9_000_000 + n:07d}",
            "birth_date": date(2012 + n % 2, 1, 1) + timedelta(days=n % 365),
            "class_name": class_names[n % len(class_names)],
        }
        for n in range(first, first + count)
    ]


def _letters(number):
    """Return a number in letters: a name that no other pupil has."""
    text = ""
    while number:
        number, digit = divmod(number, 26)
        text += chr(97 + digit)
    return text.capitalize()


def dapodik(rows, header_row=4, change=None):
    """Return a workbook as Dapodik's "Unduh, Daftar PD" makes it, its 66 columns filled.

    Four title rows, two rows of headings of which the second is for the parents, data from the row after.

    :param header_row: rows above the headings
    :param change: called with workbook and sheet before it is closed
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = book.add_worksheet("Daftar Peserta Didik")
    sheet.merge_range(0, 0, 0, 8, "Daftar Peserta Didik")
    sheet.write(1, 0, "SD NEGERI 99 CONTOH")
    sheet.write(2, 0, "Kecamatan Kec. Contoh, Kabupaten Kab. Contoh, Provinsi Prov. Contoh")
    if header_row > 3:
        sheet.write(3, 0, "Tanggal Unduh: 2026-07-20 08:00:00")
        sheet.write(3, 6, "Pengunduh: operator@example.org")
    for column, heading in enumerate(DAPODIK):
        if heading.startswith("Data "):
            sheet.merge_range(header_row, column, header_row, column + 5, heading)
            for at, part in enumerate(PARENT):
                sheet.write(header_row + 1, column + at, part)
        elif heading:
            sheet.merge_range(header_row, column, header_row + 1, column, heading)
    for number, row in enumerate(rows):
        _write_pupil(sheet, header_row + 2 + number, number, row)
    if change:
        change(book, sheet)
    book.close()
    return output.getvalue()


def _write_pupil(sheet, at, number, row):
    mark = FORBIDDEN
    birth_date = row["birth_date"]
    cells = {
        0: number + 1,
        1: row["name"],
        2: row["nipd"],
        3: row["sex"],
        4: row["nisn"],
        5: mark["birth_place"],
        6: birth_date,
        7: f"{mark['nik']}{number:02d}",
        8: mark["religion"],
        9: f"{mark['address']} {number}",
        18: mark["phone"],
        19: mark["phone"],
        24: f"{mark['father']} {number}",
        28: mark["income"],
        29: f"{mark['nik']}{number:02d}",
        30: f"{mark['mother']} {number}",
        34: mark["income"],
        36: mark["guardian"],
        CLASS_COLUMN: row["class_name"],
        CLASS_COLUMN + 9: mark["account"],
        CLASS_COLUMN + 13: mark["disability"],
    }
    for column in range(len(DAPODIK)):
        value = cells.get(column, f"lain {column}")
        text = value.isoformat() if isinstance(value, date) else value
        sheet.write(at, column, text)


def table(headings, rows, change=None, options=None):
    """Return a workbook of one sheet with plain headings; dates are written as dates."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, **(options or {})})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for at, row in enumerate([headings, *rows]):
        for column, value in enumerate(row):
            if isinstance(value, (date, datetime)):
                sheet.write_datetime(at, column, value, day)
            else:
                sheet.write(at, column, value)
    if change:
        change(book, sheet)
    book.close()
    return output.getvalue()


def csv(headings, rows, delimiter=";", encoding="utf-8-sig"):
    """Return a text file of columns."""
    lines = [delimiter.join(map(str, row)) for row in (headings, *rows)]
    return "\r\n".join(lines).encode(encoding)


def edited(content, parts):
    """Return a ZIP with some of its parts replaced or added; a part of ``None`` is left out."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        kept = {info.filename: old.read(info) for info in old.infolist()}
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**kept, **parts}.items():
            if data is not None:
                new.writestr(name, data)
    return output.getvalue()


def swelling(size):
    """Return a workbook of a few kilobytes whose sheet inflates to ``size`` bytes."""
    start = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    blank = start + b" " * size
    return edited(table(("Nama", "Kelas"), [("A", "B")]), {"xl/worksheets/sheet1.xml": blank})


def photo(size=(900, 1200), form="JPEG", place=False):
    """Return a picture as a phone takes it; with ``place``, with the place it was taken at."""
    output = io.BytesIO()
    image = Image.effect_noise(size, 40).convert("RGB")
    exif = Image.Exif()
    if place:
        exif[271] = "TELEPONRAHASIA"
        exif[274] = 6  # lies on its side
        exif.get_ifd(0x8825).update({1: "S", 2: (8.0, 32.0, 11.0), 3: "E", 4: (115.0, 24.0, 5.0)})
    image.save(output, form, **({"exif": exif} if form == "JPEG" else {}))
    return output.getvalue()


def photos(contents):
    """Return a ZIP of files, ``{name: bytes}``; a name without an ending is a JPEG's."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as packed:
        for name, content in contents.items():
            packed.writestr(name if "." in name else f"{name}.jpg", content)
    return output.getvalue()
