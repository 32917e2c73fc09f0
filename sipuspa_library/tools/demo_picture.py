"""Draws what a village would photograph: the title page of a book that never was."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, TABLE = (243, 236, 219), (52, 44, 38), (108, 84, 62)
WIDTH, HEIGHT = 600, 840


def title_page(title, author, imprint):
    """Return a photo of a title page that lies a little askew on a table, as base64."""
    page = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(page)
    draw.rectangle((40, 40, WIDTH - 40, HEIGHT - 40), outline=INK, width=3)
    draw.rectangle((50, 50, WIDTH - 50, HEIGHT - 50), outline=INK, width=1)
    for height, size, text in ((150, 30, author), (300, 50, title), (HEIGHT - 150, 26, imprint)):
        draw.multiline_text(
            (WIDTH / 2, height),
            text,
            fill=INK,
            font=ImageFont.load_default(size),
            anchor="ma",
            align="center",
            spacing=14,
        )
    photo = Image.new("RGB", (WIDTH + 140, HEIGHT + 140), TABLE)
    askew = page.convert("RGBA").rotate(2.5, Image.Resampling.BICUBIC, expand=True)
    photo.paste(askew, (60, 50), askew)
    written = io.BytesIO()
    photo.save(written, "JPEG", quality=70)
    return base64.b64encode(written.getvalue())
