"""How often one line may ask, in one worker process: every rate of the program, and why it is so.

A school shares one address, so a rate is that of three classes, not that of a person: what a class
of 40 does at once passes, a machine that goes on is slowed. Who is logged in has a bucket of their own.
An office changes them all by one percentage among its settings (0: the proxy alone limits), but not
how many wrong PINs and codes may be tried.
"""

from .token_bucket import TokenBuckets

PERCENT, PERCENT_KEY = 100, "sipuspa_library.rate_percent"

BUCKETS = {
    # three classes search at once, and again; then five a second
    "search": TokenBuckets(capacity=300, seconds=0.2),
    # three classes open ten pages each at once; then ten a second, covers among them
    "page": TokenBuckets(capacity=1200, seconds=0.1),
    # while they type: four words of seven letters in a minute are 120 pupils at 14 a second
    "suggest": TokenBuckets(capacity=1200, seconds=0.05),
    # a village meeting may register together, a machine may not go on
    "join": TokenBuckets(capacity=20, seconds=60),
    # a lesson begins: three classes log in within a minute, some twice
    "login": TokenBuckets(capacity=240, seconds=0.5),
    # two breaks at two doors, and what waited while the line was down
    "kiosk": TokenBuckets(capacity=600, seconds=0.2),
}

# wrong PINs from one address: a class of 40 may mistype twice and more, a machine may not go on
WRONG_PINS = TokenBuckets(capacity=120, seconds=2)

# codes typed to pair a tablet, twice a year by hand: from one line, and from all of them together, so
# that six digits which hold ten minutes are not found by guessing
PAIRING_CODES = TokenBuckets(capacity=10, seconds=60)
PAIRING_CODES_ANYWHERE = TokenBuckets(capacity=100, seconds=10)
