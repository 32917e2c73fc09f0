"""Texts whose wording is a library's own, with places for facts: ``Thank you, {donor}``."""

import re

TOKEN = re.compile(r"\{([^{}]*)\}")


def unknown_tokens(text, known):
    """Return the words in braces in ``text`` that stand for nothing, in their order."""
    return [name for name in TOKEN.findall(text or "") if name not in known]


def fill(text, values):
    """Return ``text`` with the facts in their places; what stands for nothing stays as it is."""
    return TOKEN.sub(lambda match: values.get(match[1], match[0]), text or "")
