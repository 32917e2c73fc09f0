"""Who asks too often: a bucket of tokens for each address, in the memory of this process."""

import ipaddress
import threading
import time

IPV6_NETWORK = 64  # bits: what one line gets; whoever has it has all addresses in it


class TokenBuckets:
    """Buckets of ``capacity`` tokens each, one more every ``seconds`` until they are full again.

    Who asks in vain loses nothing: of many behind one address, as many are served as there are tokens.

    :param keys: how many buckets are kept; beyond that, the one asked longest ago is forgotten
    """

    def __init__(self, capacity, seconds, keys=10_000, clock=time.monotonic):
        self.capacity, self.seconds, self.keys, self.clock = capacity, seconds, keys, clock
        self._buckets = {}  # key -> (tokens, when it was); in the order of asking
        self._lock = threading.Lock()

    def take(self, key, cost=1):
        """Take ``cost`` tokens of ``key``; tell whether there were so many."""
        cost = min(cost, self.capacity)
        with self._lock:
            now = self.clock()
            tokens = self._tokens(key, now)
            enough = tokens >= cost
            self._buckets.pop(key, None)
            self._buckets[key] = (tokens - cost if enough else tokens, now)
            if len(self._buckets) > self.keys:
                del self._buckets[next(iter(self._buckets))]
        return enough

    def has(self, key):
        """Tell whether ``key`` has a token, and leave it there."""
        return not self.wait(key)

    def wait(self, key, cost=1):
        """Return after how many seconds ``key`` has ``cost`` tokens; 0 when it has them."""
        with self._lock:
            missing = min(cost, self.capacity) - self._tokens(key, self.clock())
        return max(missing, 0) * self.seconds

    def clear(self):
        """Fill every bucket."""
        with self._lock:
            self._buckets.clear()

    def _tokens(self, key, now):
        tokens, then = self._buckets.get(key, (self.capacity, now))
        return min(self.capacity, tokens + (now - then) / self.seconds)


def line(address):
    """Return what stands for the line behind ``address``: itself, or the network of an IPv6 address."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip), IPV6_NETWORK), strict=False))
