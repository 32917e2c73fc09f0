"""Parts of a day, each from its start to the next one's: no overlap, no gap."""

from bisect import bisect_right

MINUTES_OF_DAY = 24 * 60


def part_at(parts, minute):
    """Return the part in which a ``minute`` of the day lies; the first one begins with the day.

    :param parts: ``(first minute, part)``, by first minute
    :return: ``None`` where there are no parts
    """
    if not parts:
        return None
    return parts[max(bisect_right([start for start, __ in parts], minute) - 1, 0)][1]


def ends(parts):
    """Return ``{part: minute at which it ends}``."""
    starts = [start for start, __ in parts[1:]] + [MINUTES_OF_DAY]
    return {part: end for (__, part), end in zip(parts, starts, strict=True)}


def minute_of(hour):
    """Return the minute of the day of an ``hour`` with a fraction, as forms hold it."""
    return round(hour * 60)
