"""Names as clerks type them: several joined by commas, with titles before and degrees behind."""

import re

from .call_number import BODIES, DEGREES, heading
from .clerk_titles import (
    ROMAN,
    VOWELS,
    WORD,
    capitalised,
    fold,
    fold_words,
    shouts,
    tidy,
    whispers,
    words,
)

PLACEHOLDERS = frozenset(
    map(fold, words("- ? 0 unknown anonim anonymous n/a none null s.n. s.l. t.p. tanpa"))
) | {fold("tidak diketahui"), fold("tanpa pengarang"), fold("tanpa penerbit"), ""}
OTHERS = re.compile(
    r"(?:dkk|dll|cs|et\.?\s*al|(?:and|&|dan)\s+(?:friends|others|kawan-kawan)|tim)\W*",
    re.IGNORECASE,
)
# beside those of tools.call_number: degrees that only a clerk's comma sets apart
MORE_DEGREES = words(
    """
    akt apu bae be ca cfp cma cpa llb me mec meng mmath ms msa msced md wse rsa sakt ing apt hons mtp mars
    """
)
DEGREE_PARTS = words(
    """
    a acc admin ag ak akt akun ap arch ars b biomed d ds e ec ed edu ei eng farm fil gz h han hi hum hut
    i ikom ip keb ked kep kes km kn kom kp ling ll m mat math min p pd ph phil pol psi pt s sc se sh si sn
    sos st stat sy t th tp tr
    """
)
DEGREE_STARTS = words("s m b d ph ll dr sp")
TITLE = re.compile(
    r"(?:(?P<learned>profe?s?s?o?r?|pro(?=\.)|drs?|dra|ir|ing|jur|eng)|(?P<other>hj|ny|tn|ust|ustadz|kol|kal|apt))"
    r"(?:\.\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
HONORARY = re.compile(r"h\.\s?c\.\s*(?=\w)", re.IGNORECASE)
HAJI = re.compile(r"h(?:\.\s*|\s+)(?=[^\W\d_]{2,})", re.IGNORECASE)
LONE_TITLE = re.compile(
    r"(?:prof|dr|drs|dra|ir)\.?(?:\s?(?:eng|ing|jur|rer|h\.?c))?\.?", re.IGNORECASE
)
INITIALS = re.compile(r"(?:[A-Z]\.?\s?){1,4}|[A-Z][a-z]\.")
ROLES = (
    (
        re.compile(r"\b(?:penerjemah|penterjemah|terj|alih bahasa|translator)\b[.:]?", re.I),
        "translator",
    ),
    (re.compile(r"\b(?:penyunting|editor|ed)\b[.:]?", re.I), "editor"),
    (re.compile(r"\b(?:ilustrator|ilustrasi|illustrator|gambar)\b[.:]?", re.I), "illustrator"),
    (re.compile(r"\b(?:penyusun|penghimpun|compiler)\b[.:]?", re.I), "compiler"),
)
BODY_WORDS = words(
    """
    book books centre center college community department education enterprise fakultas firm group inc
    indonesia institute komputer learning ltd magazine majalah media ministry persero press progress
    publisher publishing republik presiden mahkamah solusi studio team university asia persatuan
    """
)
PARTICLES = re.compile(r"(?<=\s)(Bin|Binti)(?=\s)")
FIRM = re.compile(r"(?:pt|cv|ud|pn|fa|penerbit)\b\s*[.,]?\s*(?=\w)", re.IGNORECASE)
ORGANISATIONS = {
    word.casefold(): word
    for word in words(
        """
    RI BPFE UGM UI USU FEUI FHUI UPP STIM STIE UMSU UNIMED UPI ITB IPB UNY UNS UIN IAIN STAIN UHN UMM
    UNUD UNPAD UNDIP UNAIR PGRI LKiS LIPI LP3ES PPM KPG ISI UK USA UAE DKI DIY NTB NTT EMS Sdn Bhd Ltd
    Dr St Ch Mc Mrs YKPN GagasMedia
    """
    )
}
SAME_HOUSE = {
    "elexmediakomputindo": "Elex Media Komputindo",
    "rajagrafindopersada": "RajaGrafindo Persada",
    "gramediapustakautama": "Gramedia Pustaka Utama",
}


def blank(text):
    """Tell whether a cell says nothing: empty, a dash, "unknown"."""
    return fold(text) in PLACEHOLDERS


def organisation(text):
    """Return the name of a publisher or body with its acronyms in capitals.

    >>> organisation("Ugm Press"), organisation("Bpfe")
    ('UGM Press', 'BPFE')
    """
    text = re.sub(r"\b(pt|cv|ud)\.\s*", lambda form: form[1].upper() + " ", tidy(text), flags=re.I)
    text = re.sub(r"\.(com|net|org|id)\b", lambda domain: domain[0].lower(), text, flags=re.I)
    text = re.sub(r"\.(?!com|net|org|id\b)(?=[^\W\d_]{2,})", ". ", text)
    if shouts(text) or whispers(text):
        text = capitalised(text)
    text = re.sub(r"\b(\w{1,3})&(\w)\b", lambda pair: pair[0].upper(), text)

    def recase(match):
        word, low = match[0], match[0].casefold()
        if low in ORGANISATIONS:
            return ORGANISATIONS[low]
        if 2 <= len(word) <= 5 and word.isalpha() and VOWELS.isdisjoint(low):
            return word.upper()
        return re.sub(r"^Mc([a-z])", lambda letter: "Mc" + letter[1].upper(), word)

    return WORD.sub(recase, text)


def publisher(text):
    """Return a publisher without its legal form; nothing for a placeholder."""
    if blank(text):
        return ""
    name = organisation(FIRM.sub("", tidy(text), count=1))
    return SAME_HOUSE.get(fold(name), name)


def place(text):
    """Return a place; nothing for a placeholder."""
    return "" if blank(text) else organisation(text)


def is_body(name, house=""):
    """Tell whether an author is a body, hence filed under its name as it stands."""
    return bool(
        BODIES.match(name)
        or not BODY_WORDS.isdisjoint(fold_words(name))
        or re.search(r"\.com$", name, re.IGNORECASE)
        or (house and fold(name) == fold(house))
    )


def filed_under(name, house=""):
    """Return the heading of a cleaned name: a body as it stands, "Jr." behind the given names."""
    if is_body(name, house):
        return name
    plain, junior, __ = name.partition(", Jr.")
    return heading(plain) + junior


def people(text, house=""):
    """Return ``(name, role)`` of everybody in a cell of authors, in order.

    :param house: the publisher as cleaned; an author of that name is a body

    >>> people("Agus Komarudin,S.Kom,Dr.Reni Sari,M.Si")
    [('Agus Komarudin', 'author'), ('Reni Sari', 'author')]
    """
    if blank(text):
        return []
    pieces = _pieces(tidy(text))
    if name := _inverted(text, pieces):
        return [(name, "author")]
    found, waiting = [], ""
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else ""
        before = pieces[number - 1] if number else ""
        if _is_degree(piece) or _is_torn_degree(before, piece, after):
            continue
        piece, role = _role(piece)
        if not piece or OTHERS.fullmatch(piece) or LONE_TITLE.fullmatch(piece):
            continue
        if found and re.fullmatch(r"jr\.?|sr\.?|inc\.?|ltd\.?", piece, re.IGNORECASE):
            found[-1] = (f"{found[-1][0]}, {piece.capitalize().rstrip('.')}.", found[-1][1])
        elif INITIALS.fullmatch(piece) and (found or after):
            if len(piece) == 1 and after and not _is_degree(after):
                waiting = f"{piece}. "
            elif found:
                found[-1] = (person(f"{found[-1][0]} {piece}"), found[-1][1])
        else:
            name = organisation(piece) if is_body(piece, house) else person(waiting + piece)
            waiting = ""
            if name and not blank(name):
                found.append((name, role))
    return list(dict.fromkeys(found))


def _pieces(text):
    """Part a cell at what joins names; a body keeps its "dan"."""
    pieces = []
    for piece in re.split(r"[,;]", text):
        piece = piece.strip().lstrip(".").strip()
        if BODIES.match(piece):
            pieces.append(piece)
            continue
        parts = re.split(
            r"(?<=\w\w)\.?\s*[&/]\s*(?=\w\w)|\s+(?:dan|and)\s+", piece, flags=re.IGNORECASE
        )
        pieces += [part.strip() for part in parts]
    return pieces


def _inverted(text, pieces):
    """Return the natural form of ``"Toer, Pramoedya Ananta"``: one word, then the given names."""
    if len(pieces) != 2 or ", " not in text or ";" in text:
        return ""
    last, given = pieces
    one_word = re.fullmatch(r"[^\W\d_][\w'’-]+", last)
    corporate = re.fullmatch(r"inc\.?|ltd\.?|jr\.?", given, re.IGNORECASE)
    if (
        not one_word
        or corporate
        or _is_degree(given)
        or INITIALS.fullmatch(given)
        or OTHERS.fullmatch(given)
    ):
        return ""
    return person(f"{given} {last}")


def _role(piece):
    for pattern, role in ROLES:
        rest = pattern.sub("", piece, count=1)
        if rest != piece:
            return rest.strip(" ()[]:.-"), role
    return piece, "author"


def _is_degree(piece):
    low = re.sub(r"[.\s]", "", piece).casefold()
    if low in DEGREES or low in MORE_DEGREES:
        return True
    parts = [part.casefold() for part in re.split(r"[.\s]+", piece) if part]
    return len(parts) > 1 and parts[0] in DEGREE_STARTS and DEGREE_PARTS.issuperset(parts)


def _is_torn_degree(before, piece, after):
    """Tell whether a piece is half of a degree that a comma tore: ``S,Si`` or ``Ph,D``."""
    low = [re.sub(r"[.\s]", "", text).casefold() for text in (before, piece, after)]
    starts = ("s", "m", "ph")
    return (low[1] in starts and (low[2] in DEGREE_PARTS or _is_degree(after))) or (
        low[0] in starts and low[1] in DEGREE_PARTS
    )


def person(text):
    """Return one personal name: no titles, no degrees, initials with dots.

    >>> person("Prof.Dr.H.Hamzah B.Uno M.Pd.")
    'Hamzah B. Uno'
    """
    name = _without_titles(tidy(text).strip(" ,;:"))
    parts = name.split()
    while len(parts) > 1 and _is_trailing_degree(parts[-1]):
        parts.pop()
    name = " ".join(parts)
    name = re.sub(r"(?<=\w\w)\.$", "", name)
    name = re.sub(r"('\w+')(?=\w)", r"\1 ", name)
    name = re.sub(r"(?<=[a-z]{2})\.(?=[A-Z]\.)", " ", name)
    name = re.sub(r"\.(?=[^\W\d_]{2,})", ". ", name)
    name = re.sub(r"\b((?:[A-Z]\.)+[A-Z])(?=\s|$)", r"\1.", name)
    name = re.sub(r"(?:(?<=\w\s)|^)([A-HJ-Z])(?=\s\w{2,})", r"\1.", name)
    if shouts(name) or whispers(name):
        name = WORD.sub(_as_name, name)
    name = re.sub(
        r"(?<=[^\W\d_]{2})(['’])([A-Z])(?=\w)", lambda tail: tail[1] + tail[2].lower(), name
    )
    name = re.sub(r"\bMc([a-z])", lambda letter: "Mc" + letter[1].upper(), name)
    name = PARTICLES.sub(lambda word: word[0].lower(), name)
    return re.sub(
        r"(?<=\s)([A-Z][a-z])\.?$",
        lambda mark: mark[0].upper() if VOWELS.isdisjoint(mark[1].casefold()) else mark[0],
        name,
    ).strip()


def _without_titles(name):
    learned = False
    while match := TITLE.match(name):
        learned = learned or bool(match["learned"])
        name = name[match.end() :]
        if learned and (more := HONORARY.match(name) or HAJI.match(name)):
            name = name[more.end() :]
    return name


def _is_trailing_degree(word):
    if word in ("Ing", "SE", "SH", "ST", "MM", "MT", "MH", "PhD", "MBA"):
        return True
    mixed = bool(re.fullmatch(r"[SM][A-Z][a-z]{1,3}", word))
    return ("." in word or mixed) and _is_degree(word)


def _as_name(match):
    word = match[0]
    if ROMAN.fullmatch(word.upper()) and len(word) > 1:
        return word.upper()
    return word[:1].upper() + word[1:].lower()
