"""Read MARC 21 files (ISO 2709): just enough to try our rules on real records."""

RECORD, FIELD, SUBFIELD = b"\x1d", b"\x1e", "\x1f"
LEADER, ENTRY = 24, 12


def records(data):
    """Yield each record as a list of ``(tag, [(code, value)])``; control fields have the code ``""``.

    :raise ValueError: when the bytes are no MARC records
    """
    for record in data.split(RECORD):
        if record.strip():
            yield _fields(record.lstrip())


def _fields(record):
    base = int(record[12:17])
    directory = record[LEADER:base].rstrip(FIELD)
    fields = []
    for at in range(0, len(directory), ENTRY):
        entry = directory[at : at + ENTRY]
        start = base + int(entry[7:12])
        value = record[start : start + int(entry[3:7])].rstrip(FIELD).decode("utf-8", "replace")
        __, *subfields = value.split(SUBFIELD)
        pairs = [(part[:1], part[1:]) for part in subfields] or [("", value)]
        fields.append((entry[:3].decode("ascii"), pairs))
    return fields
