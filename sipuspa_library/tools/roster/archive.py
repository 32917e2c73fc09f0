"""ZIP files from strangers: sizes are checked before anything is inflated, and counted while it is."""

import contextlib
import zipfile
import zlib

from .cells import Refused

MAX_PART = 200_000_000
MAX_DIRECTORY = 1_000_000
END = b"PK\x05\x06"
END_SIZE, LONGEST_COMMENT = 22, 65_535
CHUNK = 64 * 1024
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others take gigabytes to inflate
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Archive:
    """A ZIP file whose list of contents and whose parts are bounded."""

    def __init__(self, stream):
        _check_directory(stream)
        with _told_kindly():
            self._zip = zipfile.ZipFile(stream)
        self.parts = {info.filename: info for info in self._zip.infolist()}

    def chunks(self, name, most=MAX_PART):
        """Yield the contents of a part, piece by piece.

        :param most: bytes; what is longer, whatever it says of itself, is refused
        """
        info = self.parts.get(name)
        if info is None or info.compress_type not in READABLE:
            raise Refused("broken")
        if info.flag_bits & 1:
            raise Refused("password")
        if info.file_size > most:
            raise Refused("too_large_inside")
        length = 0
        with _told_kindly(), self._zip.open(info) as part:
            while chunk := part.read(CHUNK):
                length += len(chunk)
                if length > most:
                    raise Refused("too_large_inside")
                yield chunk


def _check_directory(stream):
    """Refuse a list of contents that is itself too long to be read."""
    length = stream.seek(0, 2)
    stream.seek(max(0, length - END_SIZE - LONGEST_COMMENT))
    tail = stream.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_SIZE:
        raise Refused("broken")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > MAX_DIRECTORY:
        raise Refused("too_large_inside")
    stream.seek(0)


@contextlib.contextmanager
def _told_kindly():
    try:
        yield
    except BROKEN as error:
        raise Refused("broken") from error
