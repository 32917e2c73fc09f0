"""Which known word was meant by one that nobody has written in the catalogue."""

LEAST, LONG = 4, 8  # letters: of a word that is looked at or meant, of one with two slips


def distance(one, other):
    """Return how many letters were added, left out, changed or swapped with their neighbour.

    >>> distance("lsakar", "laskar"), distance("pelngi", "pelangi"), distance("hirata", "hirota")
    (1, 1, 1)
    """
    before, above = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != against))
            is_swap = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against
            )
            line.append(min(cost, before[column - 2] + 1) if is_swap else cost)
        before, above = above, line
    return above[-1]


def nearest(typed, known):
    """Return the word that was most likely meant, or nothing.

    One slip in most words, two in a long one; among equals what more titles hold, and what
    begins with the same letter, since first letters are seldom mistyped.

    :param known: ``{word: number of titles}``
    """
    if len(typed) < LEAST:
        return ""
    allowed = 2 if len(typed) >= LONG else 1
    judged = [
        (steps, word[:1] != typed[:1], -count, word)
        for word, count in known.items()
        for steps in [distance(typed, word)]
        if word != typed and steps <= allowed and len(word) >= LEAST
    ]
    return min(judged)[-1] if judged else ""


def halves(typed):
    """Return where a space may have been left out: every cut into two words of three letters or more.

    >>> halves("bukuku")
    [('buk', 'uku')]
    """
    return [(typed[:cut], typed[cut:]) for cut in range(3, len(typed) - 2)]
