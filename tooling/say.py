"""How the program speaks: one line a step with the seconds it took, one sentence when it gives up."""

import sys
import time
from contextlib import contextmanager

BEGAN = time.monotonic()


class Stop(Exception):
    """The end of the command, with the one sentence a person needs to go on."""


def say(text=""):
    print(text, flush=True)


def note(text):
    """A line about the work itself; on stderr, so that a verb's result can be piped."""
    print(f"[{time.monotonic() - BEGAN:6.1f} s] {text}", file=sys.stderr, flush=True)


@contextmanager
def step(text):
    """Announce a step that may last, and say how long it took."""
    note(f"{text} …")
    began = time.monotonic()
    yield
    note(f"{text}: done in {time.monotonic() - began:.1f} s")
