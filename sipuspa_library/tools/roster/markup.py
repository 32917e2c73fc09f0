"""XML from strangers, read as a stream: no entities, no depth, no token without an end."""

import contextlib
from xml.parsers import expat

from .cells import Refused

MAX_DEPTH = 64
SILENCE = 16  # chunks in which nothing was met: one tag or comment of a megabyte


class Enough(Exception):
    """Raised by a walker that has what it came for."""


class Walker:
    """Walks through a document; those who inherit say what they do at tags and texts."""

    def start(self, name, attributes):
        """Meet a tag; ``name`` is without its prefix."""

    def end(self, name):
        """Leave a tag."""

    def text(self, text):
        """Meet text, perhaps in pieces."""

    def walk(self, chunks):
        """Walk through a document until its end or until it is enough."""
        self._depth, self._met = 0, True
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            with contextlib.suppress(Enough):
                self._feed(parser, chunks)
        except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding nobody knows
            raise Refused("broken") from error
        return self

    def _feed(self, parser, chunks):
        silent = 0
        for chunk in chunks:
            self._met = False
            parser.Parse(chunk)
            silent = 0 if self._met else silent + 1
            if silent > SILENCE:
                raise Refused("broken")
        parser.Parse(b"", True)

    def _start(self, name, attributes):
        self._met = True
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Refused("broken")
        self.start(name.rpartition(":")[2], attributes)

    def _end(self, name):
        self._met = True
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    def _text(self, text):
        self._met = True
        self.text(text)


def _refuse_doctype(*_declaration):
    """No workbook declares entities; a file that does is meant to swell while it is read."""
    raise Refused("broken")
