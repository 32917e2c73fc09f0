import pytest

from tooling import iso2709, try_numbers
from tooling.say import Stop


def marc(*fields):
    """Return one MARC record of ``(tag, text)``, its subfields marked by ``$``."""
    directory, body = "", b""
    for tag, text in fields:
        value = text.replace("$", "\x1f").encode() + b"\x1e"
        directory += f"{tag}{len(value):04}{len(body):05}"
        body += value
    base = 24 + len(directory) + 1
    leader = f"{base + len(body) + 1:05}nam a22{base:05} a 4500"
    return f"{leader}{directory}\x1e".encode() + body + b"\x1d"


BOOK = marc(
    ("001", "1"),
    ("082", "04$a899.2/21$a[E]"),
    ("100", "1 $aSuastika, Putu,"),
    ("245", "10$aSatua /"),
)
BODY = marc(("110", "2 $aMuseum Bali.$bPerpustakaan"), ("245", "00$aSi Lontar"))


def test_records_are_read_field_by_field():
    first, second = iso2709.records(BOOK + BODY)
    assert first[0] == ("001", [("", "1")])
    assert first[1] == ("082", [("a", "899.2/21"), ("a", "[E]")])
    assert second[1] == ("245", [("a", "Si Lontar")])


def test_what_is_strange_is_shown_and_counted(tmp_path, capsys):
    (tmp_path / "a.mrc").write_bytes(BOOK + BODY)
    (tmp_path / "b.csv").write_text("judul,pengarang\nSi Kancil,Teater 83\nLontar,\n")
    assert try_numbers.main("try-numbers", [str(tmp_path / "a.mrc"), str(tmp_path / "b.csv")]) == 0
    printed = capsys.readouterr().out
    assert "a.mrc: 2 books" in printed and "b.csv: 2 books" in printed
    assert "1 class numbers of main class 8" in printed
    assert "classes without a number: 1 different\n      '[E]'" in printed
    assert printed.count("0 exceptions") == 2


def test_an_exception_is_a_failure(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.mrc").write_bytes(BOOK)
    monkeypatch.setattr(try_numbers.class_number, "sort_key", lambda text: 1 / 0)
    assert try_numbers.main("try-numbers", [str(tmp_path / "a.mrc")]) == 1
    assert "1 exceptions" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["none.mrc", "bad.mrc", "bad.csv"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    (tmp_path / "bad.mrc").write_bytes(b"no record at all")
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Stop, match=name):
        try_numbers.main("try-numbers", [str(tmp_path / name)])
