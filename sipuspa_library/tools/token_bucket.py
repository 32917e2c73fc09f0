"""Who asks too often: a bucket of tokens for each address, in the memory of this process."""

import threading
import time


class TokenBuckets:
    """Buckets of ``capacity`` tokens each, one more every ``seconds`` until they are full again.

    :param keys: how many buckets are kept; beyond that, the one asked longest ago is forgotten
    """

    def __init__(self, capacity, seconds, keys=10_000, clock=time.monotonic):
        self.capacity, self.seconds, self.keys, self.clock = capacity, seconds, keys, clock
        self._buckets = {}  # key -> (tokens, when it was); in the order of asking
        self._lock = threading.Lock()

    def take(self, key):
        """Take a token of ``key``; tell whether there was one."""
        with self._lock:
            tokens = self._tokens(key)
            self._buckets.pop(key, None)
            self._buckets[key] = (max(tokens - 1, 0), self.clock())
            if len(self._buckets) > self.keys:
                del self._buckets[next(iter(self._buckets))]
        return tokens >= 1

    def has(self, key):
        """Tell whether ``key`` has a token, and leave it there."""
        with self._lock:
            return self._tokens(key) >= 1

    def clear(self):
        """Fill every bucket."""
        with self._lock:
            self._buckets.clear()

    def _tokens(self, key):
        tokens, then = self._buckets.get(key, (self.capacity, self.clock()))
        return min(self.capacity, tokens + (self.clock() - then) / self.seconds)
