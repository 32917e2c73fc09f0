"""What the regency has fixed holds in every narrower row; what a library changes, changes nothing else.

Nothing is merged when judging, so a narrower row must itself say what the regency's row says. These
functions tell which rows must be rewritten or added for that. They look at every case there is: a
category or collection type that some rule names, or another one.
"""

from dataclasses import replace
from itertools import product

from .policy import LIBRARY, REGENCY, fits, ranked

OTHER = -1  # a category or collection type that no rule names


def cases(rules):
    """Return every pair of category and collection type that rules could tell apart."""
    categories = {rule.category_id for rule in rules if rule.category_id}
    kinds = {rule.collection_type_id for rule in rules if rule.collection_type_id}
    return list(product(sorted(categories | {OTHER}), sorted(kinds | {OTHER})))


def key_of(rule):
    """Return for whom a rule speaks: category and collection type, 0 for all."""
    return rule.category_id or 0, rule.collection_type_id or 0


def meet(rule, other):
    """Return the key of what two rules both speak of."""
    (category, kind), (other_category, other_kind) = key_of(rule), key_of(other)
    return category or other_category, kind or other_kind


def at(rule, key, **values):
    """Return a rule like this one that speaks for ``key`` alone."""
    return replace(rule, category_id=key[0], collection_type_id=key[1], **values)


def broken(rules, locks):
    """Return where the rows of one scope say otherwise than the regency has fixed.

    :param rules: those of the regency and of one library or type
    :param locks: ``{id of a regency's rule: names of the values it fixes}``
    :return: ``{(rule, key): {name: value}}``: what the rule would have to say for that key
    """
    regency = [rule for rule in rules if rule.scope == REGENCY]
    narrower = [rule for rule in rules if rule.scope != REGENCY]
    found = {}
    for category, kind in cases(rules):
        winners, above = ranked(narrower, category, kind), ranked(regency, category, kind)
        if not winners or not above:
            continue
        rule, fixed = winners[0], above[0]
        for name in locks.get(fixed.id, ()):
            if getattr(rule, name) != getattr(fixed, name):
                wrong = found.setdefault((rule, meet(rule, fixed)), {})
                wrong[name] = getattr(fixed, name)
    return found


def settled(rules, locks):
    """Return the rows of one scope as they must be for all that is fixed to hold.

    A row that speaks of no more than the fixed one is rewritten; of a wider one a copy is made for
    what is fixed, so that it stays as it is for all else. Copies have ids below 0.
    """
    rules, new_id = list(rules), 0
    while wrong := broken(rules, locks):
        (rule, key), values = next(iter(wrong.items()))
        if key == key_of(rule):
            rules[rules.index(rule)] = replace(rule, **values)
        else:
            new_id -= 1
            rules.append(at(rule, key, id=new_id, **values))
    return rules


def changed(rules, key, values):
    """Return the rows a library needs of its own to change ``values`` for ``key``, and nothing else.

    The row that holds is copied whole and changed. What a more specific row said within ``key`` is
    copied too, since a library's own row would win over it.

    :param rules: all that can speak for the library
    :param key: category, and collection type or 0
    :return: new rules of the library, the changed one first; nothing when no rule holds for ``key``
    """
    category, kind = key
    above = ranked(rules, category or OTHER, kind or OTHER)
    if not above:
        return []
    base = above[0]
    own = at(base, key, id=0, scope=LIBRARY, distance=0, **values)
    found = {key: own}
    for case in cases([*rules, own]):
        if not fits(own, *case):
            continue
        holds = ranked(rules, *case)
        if holds and holds[0] != base and ranked([*rules, own], *case)[0] is own:
            inner = meet(own, holds[0])
            found.setdefault(inner, at(holds[0], inner, id=0, scope=LIBRARY, distance=0))
    return list(found.values())
