"""Where labels lie on a sheet of stickers: millimetres from its upper left corner, and nothing else."""

from dataclasses import dataclass
from typing import NamedTuple

# what sheets are measured to; a sum of floats may miss by less
TOLERANCE = 0.05
# a common printer leaves the outer border of a sheet white
UNPRINTABLE = 4.0
SAFE_MARGIN = 1.5
SMALLEST_WIDTH, SMALLEST_HEIGHT = 20.0, 10.0
LARGEST_GRID = 500


class Box(NamedTuple):
    """A rectangle on paper: millimetres from the left and the upper edge."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self):
        return self.left + self.width

    @property
    def bottom(self):
        return self.top + self.height

    def inset(self, across, down):
        """Return the box without a border of so much left and right, above and below."""
        return Box(
            self.left + across, self.top + down, self.width - 2 * across, self.height - 2 * down
        )

    def moved(self, across, down):
        return self._replace(left=self.left + across, top=self.top + down)

    def cut_top(self, height):
        """Return ``(upper part of that height, the rest)``."""
        return (
            self._replace(height=height),
            self._replace(top=self.top + height, height=self.height - height),
        )

    def cut_bottom(self, height):
        """Return ``(the rest, lower part of that height)``."""
        return self.cut_top(self.height - height)

    def cut_left(self, width):
        """Return ``(left part of that width, the rest)``."""
        return (
            self._replace(width=width),
            self._replace(left=self.left + width, width=self.width - width),
        )


@dataclass(frozen=True)
class Sheet:
    """A sheet of stickers, or one row of a roll: a grid of equal labels on paper.

    The pitch goes from one label's edge to the same edge of the next, so it holds the gap.
    """

    paper_width: float
    paper_height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    left: float = 0.0
    top: float = 0.0
    pitch_x: float = 0.0
    pitch_y: float = 0.0
    corner: float = 0.0

    @property
    def count(self):
        """How many labels one sheet has."""
        return self.columns * self.rows

    @property
    def is_roll(self):
        """One row to a page: what a label printer takes; it prints to the edge, in coarse dots."""
        return self.rows == 1

    def problem(self):
        """Return what is wrong with the measures as a word, nothing when the grid fits the paper."""
        if not (self.columns >= 1 and self.rows >= 1 and self.count <= LARGEST_GRID):
            return "grid"
        if self.label_width < SMALLEST_WIDTH or self.label_height < SMALLEST_HEIGHT:
            return "small"
        if self.left < 0 or self.top < 0 or self.corner < 0:
            return "negative"
        if self.columns > 1 and self.pitch_x < self.label_width - TOLERANCE:
            return "overlap_across"
        if self.rows > 1 and self.pitch_y < self.label_height - TOLERANCE:
            return "overlap_down"
        last = self.box(self.count)
        if last.right > self.paper_width + TOLERANCE:
            return "too_wide"
        if last.bottom > self.paper_height + TOLERANCE:
            return "too_high"
        return None

    def box(self, position):
        """Return the :class:`Box` of the label at ``position``: from 1, row by row."""
        row, column = divmod(position - 1, self.columns)
        return Box(
            self.left + column * self.pitch_x,
            self.top + row * self.pitch_y,
            self.label_width,
            self.label_height,
        )

    def boxes(self):
        """Return the boxes of all labels, in the order of their positions."""
        return [self.box(position) for position in range(1, self.count + 1)]

    def place(self, number, start=1):
        """Return ``(page, position)`` of the label ``number``, both from 1, the first at ``start``."""
        page, position = divmod(start - 1 + number - 1, self.count)
        return page + 1, position + 1

    def pages(self, labels, start=1):
        """Return how many pages so many labels take."""
        return self.place(labels, start)[0] if labels else 0

    def safe_border(self):
        """Return ``(across, down)``: how far what is printed stays from the edge of a label.

        Labels that reach the edge of the paper are all printed a bit smaller, so that they look
        alike and the printer's white border cuts none.
        """
        if self.is_roll:
            return SAFE_MARGIN, min(SAFE_MARGIN, self.label_height * 0.08)
        last = self.box(self.count)
        across = min(self.left, self.paper_width - last.right)
        down = min(self.top, self.paper_height - last.bottom)
        return (
            max(SAFE_MARGIN, UNPRINTABLE - across),
            max(min(SAFE_MARGIN, self.label_height * 0.08), UNPRINTABLE - down),
        )
