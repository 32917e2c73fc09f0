"""Headings and call numbers as Indonesian libraries write them on a spine.

Heading: the last element of a personal name comes first ("Pramoedya Ananta Toer" -> "Toer,
Pramoedya Ananta"). Titles and degrees are left out; initials, and the Balinese words that only tell
birth order or caste, do not head a name while another word can; a name with *bin* and the name of a
body stay as they are. Call number: class, first three letters of the heading, first letter of the
title without an article, or whatever pattern the regency writes by. Practice as in the Indonesian samples
of INLISLite and SLiMS; a proposal, always overridable.
"""

import re


def _words_of(text):
    return frozenset(text.split())


TITLES = _words_of("prof dr drs dra ir h hj kh ust ustadz")
DEGREES = _words_of(
    """
    ak amd amdkeb amdpd apt ba bba bsc dba dea dr edd lc llm ma mag mba med meng mfil mfilh mh mhum
    mikom mip mkeb mkes mkom mm mmsi mp mpa mpd mpdh mpdi mph msc msi msn mt mti ners phd sag se sei
    sfarm sfil sgz sh shi shum sikom sip skeb sked skep skh ski skm skom sp spd spdh spdi spdsd spi
    spsi spt ss ssi ssit ssn ssos sst st stp
    """
)
SUFFIXES = _words_of("jr jr. sr sr.")
BIRTH_ORDER = _words_of(
    "i ni wayan putu gede gde made kadek nengah nyoman komang ketut luh iluh niluh"
)
CASTE = _words_of("ida bagus ayu dewa gusti anak agung cokorda tjokorda desak pande ngurah sang")
PATRONYMICS = _words_of("bin binti")
ARTICLES = _words_of("si sang para the a an")
PATTERN = "{class} {author:3} {title:1}"
TOKEN = re.compile(r"\{(?:(class)|(author|title)(?::([1-9]))?)\}")
WIDTHS = {"author": 3, "title": 1}
BODIES = re.compile(
    r"(?:akademi|badan|balai|bank|cv|departemen|dewan|dinas|direktorat|fakultas|forum|himpunan"
    r"|ikatan|institut|kabupaten|kantor|kelompok|kementeri?an|komisi|komite|komnas|lembaga|majelis"
    r"|museum|organisasi|palang|panitia|parisada|pemerintah|penerbit|perhimpunan|perpustakaan"
    r"|persatuan|provinsi|pt|pusat|redaksi|sekolah|sekretariat|ud|universitas|yayasan)\b",
    re.IGNORECASE,
)
# "Tim" is a team before such words, capitals, or three words and more; else a first name: Tim Burton
TEAM = re.compile(
    r"tim\b(?:\s+\S+){3}"
    r"|[Tt](?:im|IM)\s+[A-Z]{2,}\b"
    r"|(?i:tim\s+(?:abdi|ahli|bina|bse|bentang|bumi|dosen|editor|erlangga|fasilitator|ganesha|gramedia"
    r"|grasindo|guru|inti|intan|kajian|kanisius|kerja|kreatif|laskar|media|mizan|pakar|pelaksana|pembina|pemuda"
    r"|peneliti|pengajar|pengarah|pengembang|penulis|penyunting|penyusun|perumus|penerjemah|pustaka"
    r"|quantum|redaksi|riset|sejarah|studi|sukses|tentor|teras|tiga|visi|warta|yudhistira))\b",
)
# Chinese and Korean names put the family first: such a word, and two syllables behind it.
FAMILIES = _words_of(
    """
    auw baek cai chan chang chen cheng chiang cho choi chou chua gao goh gouw han ho hong hsu huang hwang
    jang jeon jeong jiang jung kang khoe khouw kho kim ko kwan kwee kwek kwik kwon lai lau lee li liang
    lie liem lim lin liu lo loe low mao ng njoo oei oen oey ong ooi park seo shin siauw siem sim
    sin siu soe song souw sun tan tang tay teng teo the thio thung tio tjan tjia tjiook tjoa tjong wang
    wong woo wu yang yap yeo yoon yu zhang zhao zhou zhu
    """
)
SYLLABLE = re.compile(
    r"(?:ch|dj|gh|gw|hs|hw|kh|kw|ng|ph|sh|sj|th|tj|ts|tz|zh|[bcdfghjklmnpqrstwxyz])?[wy]?[aeiou]{1,3}"
    r"(?:ng|nh|[hklmnptwy])?",
    re.IGNORECASE,
)
PARTICLES = _words_of("al bin da de den di du le van von")
FURTHER_NAMES = re.compile(r"[\s,]+(?:&|(?:dan|and|dkk|et\.?\s*al)\b).*$", re.IGNORECASE)
GLUED_TITLE = re.compile(r"\b(prof|drs?|dra|ir|hj)\.(?=\S)", re.IGNORECASE)
GLUED_NAME = re.compile(r"\.(?=[A-Z][a-z])")
INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]?|[A-Z]{1,2}|[IVX]+")
ARABIC_ARTICLE = re.compile(r"(a[dlnrstz]-)(?=\w)", re.IGNORECASE)


def heading(name):
    """Return the heading form of one author; a name of one word, or of a body, stays as it is.

    >>> heading("Prof. Dr. I Wayan Sudarma, M.Si.")
    'Sudarma, I Wayan'
    """
    text = " ".join((name or "").split()).strip(" ,;")
    if BODIES.match(text) or TEAM.match(text):
        return text
    first, *parts = [part.strip() for part in FURTHER_NAMES.sub("", text).split(",")]
    given = [part for part in parts if part and not _is_degree(part)]
    one_word = not re.search(r"[.\s]", first)
    if one_word and len(parts) == 1 and INITIALS.fullmatch(parts[0].replace(" ", "")):
        given = parts  # "Mintardja, S.H." is as likely a name as a degree: as typed
    suffix = [part for part in given if part.casefold() in SUFFIXES]
    if given and (one_word or given != suffix):
        return ", ".join([first, *given])
    words = _words(first)
    if len(words) > 2 and words[-1].casefold() in SUFFIXES:
        suffix = [words.pop()]
    return ", ".join([_turned(words), *suffix])


def _is_degree(part):
    return re.sub(r"[.\s]", "", part).casefold() in DEGREES


def _turned(words):
    """Return the heading of a personal name in natural order, given as words."""
    if not PATRONYMICS.isdisjoint(word.casefold() for word in words[1:-1]):
        return " ".join(words)
    if _puts_family_first(words):
        return f"{words[0]}, {' '.join(words[1:])}"
    at = _heading_position(words)
    before = words[:at] + words[at + 1 :]
    if not before:
        return " ".join(words)
    element = words[at]
    if article := ARABIC_ARTICLE.match(element):
        element = element[article.end() :]
        before.append(article[1])
    return f"{element}, {' '.join(before)}"


def _words(name):
    """Return the words of a name in natural order, without titles before and degrees behind it."""
    words = name.split()
    while len(words) > 1 and "." in words[-1] and _is_degree(words[-1]):
        words.pop()
    words = GLUED_NAME.sub(". ", GLUED_TITLE.sub(r"\1. ", " ".join(words))).split()
    while len(words) > 1 and words[0].replace(".", "").casefold() in TITLES:
        if len(words[0].strip(".")) == 1 and INITIALS.fullmatch(words[1]):
            break  # "H. B. Jassin" are initials, "H. Agus Salim" has been to Mecca
        words.pop(0)
    return words


def _puts_family_first(words):
    """Tell "Soe Hok Gie" and "Kim Dae-jung" from names whose last word is the family's."""
    syllables = [part for word in words[1:] for part in word.split("-")]
    return (
        len(syllables) == 2
        and words[0].casefold() in FAMILIES
        and PARTICLES.isdisjoint(part.casefold() for part in syllables)
        and all(map(SYLLABLE.fullmatch, syllables))
    )


def _heading_position(words):
    """Return the position of the word a name is filed under: the last that is more than a mark."""
    last = len(words) - 1
    while last > 0 and (INITIALS.fullmatch(words[last]) or not re.search(r"[^\W\d_]", words[last])):
        last -= 1
    at = last
    while at > 0 and words[at].casefold() in BIRTH_ORDER:
        at -= 1
    return last if at < 0 or words[at].casefold() in BIRTH_ORDER | CASTE else at


def articles_of(text):
    """Return the words of a list as it is typed ("Si, Sang, Para"), in small letters."""
    return frozenset(re.findall(r"[^\W_]+", (text or "").casefold()))


def filing_title(title, articles=ARTICLES):
    """Return the title without a leading article, which does not count when filing."""
    words = (title or "").strip().split()
    while len(words) > 1 and words[0].casefold().strip("\"'“”‘’") in articles:
        words.pop(0)
    return " ".join(words)


def letters(text, count):
    """Return the first ``count`` letters or digits of ``text``."""
    return re.sub(r"[\W_]", "", text or "")[:count]


def call_number(class_number, name_heading, title, pattern=PATTERN, articles=ARTICLES):
    """Return the proposed call number, e.g. ``813 TOE b``; the title's letters where no author is.

    What is between two parts is written only where both are there.

    :param class_number: class as text, never a number ("2X4.1", "R 413", "813"), or nothing
    :param name_heading: heading of the main contributor, or nothing
    :param title: title, articles included
    :param pattern: text with ``{class}``, ``{author}`` or ``{author:3}`` (so many letters, in capitals),
        ``{title}`` or ``{title:1}``
    :param articles: words that do not count at the beginning of a title, in small letters
    """
    filing = filing_title(title, articles)
    written, end = "", 0
    tokens = [*TOKEN.finditer(pattern)]
    for match in tokens:
        if value := _part(match, class_number, name_heading, filing):
            written += pattern[end : match.start()] + value if written else value
        end = match.end()
    return pattern[: tokens[0].start()] + written + pattern[end:] if written else ""


def _part(match, class_number, name_heading, filing):
    kind, count = match[2], int(match[3] or WIDTHS.get(match[2], 0))
    if match[1]:
        return (class_number or "").strip()
    if kind == "author":
        return letters(name_heading or filing, count).upper()
    # the title stands in for a missing author already
    return letters(filing, count).lower() if name_heading else ""


def check_pattern(pattern):
    """Raise :class:`ValueError` when call numbers cannot be written by ``pattern``.

    It needs the class, without which a shelf has no order, and author or title.
    """
    kinds = {match[1] or match[2] for match in TOKEN.finditer(pattern)}
    if "class" not in kinds or "author" not in kinds:
        raise ValueError(f"no class or no author in {pattern!r}")
    if re.search("[{}]", TOKEN.sub("", pattern)):
        raise ValueError(f"unknown part in {pattern!r}")
