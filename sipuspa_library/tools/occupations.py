"""Which entry of a list of occupations a person's own words mean."""

from .description import fold as words_of


def fold(text):
    """Return ``text`` as occupations are compared: small, without accents and marks."""
    return " ".join(words_of(text))


def meant_by(text, known, other=False):
    """Return the occupation of the longest known word or phrase in ``text``; of two, the first.

    :param known: ``{folded word or phrase: occupation}``
    :param other: what stands for words nobody knows
    """
    words = fold(text).split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            found = known.get(" ".join(words[start : start + length]))
            if found:
                return found
    return other if words else False
