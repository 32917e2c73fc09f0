"""Titles as clerks type them: capitals, no spaces after commas, the edition glued behind.

What is wrong by form is mended; what may be right is left, typing errors included: a librarian
who has the book in hand corrects those.
"""

import re
import unicodedata


def words(text):
    """Return the words of a table typed as one text."""
    return frozenset(text.split())


# Words with a spelling of their own, by their small letters.
SPELLINGS = {
    word.casefold(): word
    for word in words(
        """
    HTML CSS PHP SQL XML JSON VB VBA ASP API UML ERP CRM LAN WAN CPU USB PC OS GPS GIS CCTV SMS IoT AI
    CD DVD TV MySQL MySQLi PostgreSQL MariaDB SQLite JavaScript TypeScript jQuery ReactJS NodeJS VueJS
    CodeIgniter AutoCAD ArchiCAD SketchUp CorelDRAW FoxPro MikroTik RouterOS PowerPoint MATLAB SPSS MYOB
    UMKM UKM BUMN BUMD BUMDes PKK APBN APBD BPK BPKP KPK DPR DPRD DPD MPR NKRI TNI POLRI RI PBB ASEAN
    UUD KUHP KUHAP KUHPer HAM HKI HAKI PTUN KUP PPh PPN PBB BPJS OJK UU PP KTP NPWP
    SAK ETAP PSAK IFRS GAAP ISO SOP TQM CSR SDM SAP ETF SWOT
    SD MI SMP MTs SMA MA SMK TK PAUD IPA IPS PKn PPKn PJOK SBK SBdP TIK BK KTSP RPP UN UNBK CPNS PNS ASN
    TOEFL IELTS TOEIC TPA SNMPTN SBMPTN UTBK HIV AIDS DNA RNA ASI KB UKS P3K NAPZA
    PT CV UD PD UC PKI Dr Drs Ir Mr Mrs PhD dkk
    """
    )
}
ALWAYS_WORDS = {"ma", "mi", "un", "os", "pp", "ai"}  # read as words unless they stand in brackets
SMALL = words(
    """
    di ke dari dan yang untuk dengan dalam pada oleh bagi atau serta sebagai terhadap tentang kepada
    daripada antara agar melalui maupun bahwa
    of and to in on for from by with at or the an
    """
)
ENGLISH = words("the of and to your you is are my for with how what who")
VOWELS = set("aeiouy")

WORD = re.compile(r"\w+(?:['’`]\w+)*")
ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
PART = re.compile(r"\s*\|\s*|\s+:\s*|:\s+")
SPACES = re.compile(r"\s+")

_NUMBER = (
    r"(?:ke-?\s?\d+|\d{1,4}|[ivx]+|pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh|kedelapan"
    r"|kesembilan|kesepuluh|revisi|rev\.?|terbaru|baru|reformasi|lengkap(?=\W*$)|januari|februari"
    r"|maret|april|mei|juni|juli|agustus|september|oktober|november|desember)"
)
EDITION = re.compile(
    rf"[\s(,;–-]*\b(?P<word>edisi|cetakan|ed\b\.?|cet\b\.?)\s*(?P<rest>{_NUMBER}\b\.?(?:[\s,]+{_NUMBER}\b\.?)*)"
    r"\s*\)?",
    re.IGNORECASE,
)
ENGLISH_EDITION = re.compile(
    r"[\s(,;–-]*\b(?P<text>(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|revised|international|new|\d{1,2}(?:st|nd|rd|th))\s+)(?:edition|ed\b\.?)|\d{1,2}e(?=\s*$))\s*\)?",
    re.IGNORECASE,
)
VOLUME = re.compile(
    r"(?:jilid|buku|vol(?:ume)?\b\.?|bagian|seri|bab|kitab|tingkat)\s*(?:\d+|[ivx]+\b|satu|dua|pertama|kedua)",
    re.IGNORECASE,
)
MONTHS = re.compile(
    r"\b(januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember)\b"
)


def fold(text):
    """Return what is compared of a text: letters without accents and digits, small.

    >>> fold("Undang-Undang R.I.") == fold("UNDANG UNDANG RI")
    True
    """
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def tidy(text):
    """Return ``text`` without stray blanks and with one after each comma."""
    text = SPACES.sub(" ", unicodedata.normalize("NFC", text or "").replace("\u00a0", " ")).strip()
    text = re.sub(r"\s+([,;)])", r"\1", text)
    text = re.sub(r"([,;])(?=[^\s\d,;)])|(?<=\D)([,;])(?=\d)", r"\1\2 ", text)
    text = re.sub(r"\s*\(\s*", " (", text)
    text = re.sub(r"(?<=\w\w)\s*&\s*(?=\w\w)", " & ", text)
    return text.strip()


def shouts(text):
    """Tell whether a text is in capitals, a few mixed words aside."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) > 0.7 * len(letters)


def whispers(text):
    """Tell whether a text has no capital at all."""
    return not any(letter.isupper() for letter in text)


def title_parts(text):
    """Return title, subtitle and edition of a typed title; what is not there is empty.

    >>> title_parts("AUDIT EDISI 3 | BUKU 2 KERTAS KERJA")
    ('Audit', 'Buku 2 Kertas Kerja', 'Edisi 3')
    """
    text = _unglued(tidy(text))
    loud, english = shouts(text) or whispers(text), not ENGLISH.isdisjoint(fold_words(text))
    known = acronyms(text)
    parts, editions = [], []
    for part in PART.split(text):
        for piece in _without_edition(part, editions):
            piece = _closed(piece.strip(" ,;:/–-"))
            if piece:
                parts.append(capitalised(piece, known, english) if loud else piece)
    if not parts:
        return capitalised(text, known, english) if loud else text, "", ""
    return parts[0], ": ".join(parts[1:]), "; ".join(editions)


def fold_words(text):
    return [word.casefold() for word in WORD.findall(text)]


def _unglued(text):
    """Part what clerks join: ``PT.MAJU`` and ``R.I.NOMOR``."""
    text = re.sub(r"\b(PT|CV|UD|PD|UC)\s*[.,]\s*(?=\w)", r"\1 ", text)
    return re.sub(r"\b((?:[A-Z]\.)+)(?=[A-Z]{2,})", r"\1 ", text)


def _closed(text):
    return text + ")" if text.count("(") == text.count(")") + 1 else text


def _without_edition(part, editions):
    """Yield what is left of ``part``, its edition moved to ``editions``."""
    for pattern in (EDITION, ENGLISH_EDITION):
        if match := pattern.search(part):
            before, after = part[: match.start()].strip(), part[match.end() :].strip(" ,;:-")
            editions.append(edition_text(match))
            if before and VOLUME.match(after):
                yield from _without_edition(f"{before} {after}", editions)
            else:
                yield from _without_edition(before, editions)
                yield from _without_edition(after, editions)
            return
    if re.fullmatch(r"[\w\s-]+\sedition", part, re.IGNORECASE):
        editions.append(part.strip().capitalize())
        return
    yield part


def edition_text(match):
    """Return an edition in plain words: ``Edisi 3``, ``Edisi revisi kedua``, ``Second edition``."""
    if "text" in match.re.groupindex:
        text = match["text"].lower()
        return (
            re.sub(r"\bed\b\.?", "edition", text)[:1].upper()
            + re.sub(r"\bed\b\.?", "edition", text)[1:]
        )
    word = "Cetakan" if match["word"].lower().startswith("c") else "Edisi"
    rest = tidy(match["rest"]).lower().strip(" .")
    rest = re.sub(r"\brev\b\.?", "revisi", rest)
    rest = re.sub(r"\b[ivx]+\b", lambda numeral: numeral[0].upper(), rest)
    rest = re.sub(r"\bke-?\s?(?=\d)", "ke-", rest)
    return f"{word} {MONTHS.sub(lambda month: month[0].capitalize(), rest)}"


def acronyms(text):
    """Return the words of a text that it spells out beside them, in brackets.

    >>> sorted(acronyms("SOP (STANDARD OPERATING PROCEDURE)"))
    ['sop']
    """
    found = set()
    for match in re.finditer(r"([^()]*)\(([^()]*)\)?", text):
        before, within = fold_words(match[1]), fold_words(match[2])
        if len(within) == 1 and _spells(within[0], before, from_end=True):
            found.add(within[0])
        if before and _spells(before[-1], within):
            found.add(before[-1])
    return found


def _spells(word, others, from_end=False):
    if not 2 <= len(word) <= 7 or len(others) < 2:
        return False
    for chosen in (others, [other for other in others if other not in SMALL]):
        chosen = chosen[-len(word) :] if from_end else chosen[: len(word) + 1]
        initials = "".join(other[0] for other in chosen)
        if len(initials) > 1 and (initials == word or initials.startswith(word)):
            return True
    return False


def capitalised(text, known=frozenset(), english=False):
    """Return ``text`` with a capital on every word but small ones, acronyms kept.

    >>> capitalised("MEMBANGUN WEB DENGAN PHP DAN MYSQL")
    'Membangun Web dengan PHP dan MySQL'
    """
    whole_mixed = not shouts(text)

    def recase(match):
        word, low = match[0], match[0].casefold()
        before = text[: match.start()].rstrip()
        first = not before or before[-1] in "(\"“'‘:"
        if low in known:
            return word.upper()
        if low in SPELLINGS and (low not in ALWAYS_WORDS or _alone(text, match)):
            return SPELLINGS[low]
        if any(letter.islower() for letter in word) and not whole_mixed:
            return word
        if len(word) == 1:
            return "a" if english and low == "a" and not first else word.upper()
        digits = sum(letter.isdigit() for letter in word)
        if (digits and len(word) - digits <= 3) or ROMAN.fullmatch(word.upper()):
            return word.upper()
        if len(word) <= 5 and VOWELS.isdisjoint(low):
            return word.upper()
        if low in SMALL and not first:
            return low
        return low[:1].upper() + low[1:]

    return re.sub(r"(?<=\w)\.JS\b", ".js", WORD.sub(recase, text))


def _alone(text, match):
    return text[match.start() - 1 : match.start()] == "(" and text[match.end() :][:1] == ")"
