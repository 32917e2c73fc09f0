"""Photos of persons in a ZIP, each named by a number: bounded, made small, and nothing but the picture.

What a phone writes into a photo beside the picture (place, time, device) is left behind.
"""

import io
import posixpath
from typing import NamedTuple

from PIL import Image, ImageOps

from .archive import Archive
from .cells import Refused

MAX_ZIP = 100_000_000
MAX_PHOTOS = 200
MAX_PHOTO = 15_000_000
MAX_PIXELS = 25_000_000
LONGEST_SIDE = 600  # a card's photo is 213 pixels high at 300 dpi
QUALITY = 85
ENDINGS = (".jpg", ".jpeg", ".png")
FORMATS = ("JPEG", "PNG")
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError)


class Photo(NamedTuple):
    """A file of such a ZIP: its name, and the number it is named by, or why it is left aside."""

    path: str
    number: str = ""
    code: str = ""

    @property
    def name(self):
        return _base_name(self.path)


class Photos:
    """The photos of a ZIP, read one by one."""

    def __init__(self, stream):
        if stream.seek(0, 2) > MAX_ZIP:
            raise Refused("zip_too_large", most=MAX_ZIP // 1_000_000)
        stream.seek(0)
        if stream.read(4) != b"PK\x03\x04":
            raise Refused("not_a_zip")
        self._archive = Archive(stream)
        self.photos = [self._photo(path) for path in self._archive.parts if _is_file(path)]
        if not self.photos:
            raise Refused("no_photos")
        if len(self.photos) > MAX_PHOTOS:
            raise Refused("too_many_photos", most=MAX_PHOTOS)

    def _photo(self, path):
        stem, ending = posixpath.splitext(_base_name(path))
        if ending.lower() not in ENDINGS:
            return Photo(path, code="no_photo")
        if self._archive.parts[path].file_size > MAX_PHOTO:
            return Photo(path, code="photo_too_large")
        return Photo(path, stem.strip())

    def picture(self, photo):
        """Return the JPEG to be kept of a photo.

        :raise Refused: when it is none, is damaged, or would be too large once it is opened
        """
        data = b"".join(self._archive.chunks(photo.path, MAX_PHOTO))
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Refused("photo_too_large")
                image.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
                return _small(ImageOps.exif_transpose(image))
        except UNREADABLE as error:
            raise Refused("photo_broken") from error


def _base_name(path):
    return posixpath.basename(
        path.replace("\\", "/")
    )  # some programs pack folders as Windows has them


def _is_file(path):
    return not path.endswith("/") and not any(
        part.startswith((".", "__MACOSX")) for part in path.split("/")
    )


def _small(image):
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if image.mode != "RGB":
        seen = image.convert("RGBA")
        image = Image.new("RGB", seen.size, "white")
        image.paste(seen, mask=seen.getchannel("A"))
    output = io.BytesIO()
    # a new picture: what stood beside the old one does not come along
    Image.frombytes("RGB", image.size, image.tobytes()).save(output, "JPEG", quality=QUALITY)
    return output.getvalue()
