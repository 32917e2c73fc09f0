"""A QR code: which modules are dark, and as the path of an inline SVG."""

import qrcode

QUIET_ZONE = 2
# any mask can be read; the best of the eight costs six times the time, which counts on 5,000 labels
QUICK_MASK = 3


def matrix(text, border=0, quick=False):
    """Return the rows of the QR code of ``text``, a list of booleans each, dark is true.

    :param border: white modules around it
    :param quick: take the first mask, not the best
    """
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=border,
        box_size=1,
        mask_pattern=QUICK_MASK if quick else None,
    )
    code.add_data(text)
    return code.get_matrix()


def dark_runs(rows):
    """Return ``(x, y, width)`` of what is dark: modules of a row that touch are one rectangle."""
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                runs.append((x, y, width))
            x += width or 1
    return runs


def svg_path(text):
    """Return ``(size, path)`` of the QR code of ``text``: sharp on any screen, and no second request."""
    rows = matrix(text, QUIET_ZONE)
    path = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in dark_runs(rows))
    return len(rows), path
