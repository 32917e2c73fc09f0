"""The PIN of a card: drawn for its owner, then chosen by its owner; and which ones are too easy."""

import secrets

DIGITS = 6
SHORTEST, LONGEST = 6, 64
# what is tried first
EASY = {
    *("password", "passwort", "rahasia", "sipuspa", "perpustakaan", "perpus", "sekolah", "sayang"),
    *(
        "qwerty",
        "qwertyuiop",
        "bismillah",
        "indonesia",
        "merdeka",
        "klungkung",
        "anggota",
        "member",
    ),
    *("abcdef", "abc123", "a1b2c3", "123qwe", "112233", "445566", "778899", "102030", "147258"),
    *("159753", "147369", "258369", "121314", "131313", "202020", "696969"),
}
KEYBOARD = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")


def drawn(personal=()):
    """Return a new PIN of six digits that nobody can guess.

    :param personal: see :func:`problem`
    """
    while True:
        pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        if not problem(pin, personal):
            return pin


def problem(pin, personal=()):
    """Return why ``pin`` cannot be used, or nothing: ``short``, ``long``, ``easy`` or ``personal``.

    :param personal: what others know of its owner: names, numbers, :func:`birthday_forms`
    """
    text = pin.casefold()
    if len(text) < SHORTEST:
        return "short"
    if len(text) > LONGEST:
        return "long"
    known = {word.casefold() for word in personal}
    if text in known or set(text.split()) <= known:
        return "personal"
    if text in EASY or _repeats(text) or _walks(text):
        return "easy"
    return None


def birthday_forms(day):
    """Return how a day of birth is typed as a number; nothing where it is not known."""
    if not day:
        return set()
    shapes = ("%d%m%y", "%d%m%Y", "%y%m%d", "%Y%m%d", "%m%d%y", "%m%d%Y")
    return {day.strftime(shape) for shape in shapes} | {f"{day.day}{day.month}{day.year}"}


def _repeats(text):
    """Tell whether a text is one piece of up to three letters again and again: 111111, 121212."""
    return any(
        text == (text[:size] * len(text))[: len(text)]
        for size in (1, 2, 3)
        if len(text) >= 2 * size
    )


def _walks(text):
    """Tell whether a text walks along the keyboard or the alphabet, either way: 123456, poiuyt."""
    return any(text in row or text[::-1] in row for row in KEYBOARD)
