"""How much may come from one address, and how often something secret may be guessed.

Nothing is kept of an address but a keyed hash, in the memory of this process, under a random key
that is thrown away each day. Limits are generous: fifty people behind one address in ten minutes
are far below them, as is a whole town hall that sends at once.
"""

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request

EXTENSION = "flood_counts"
DAY = 24 * 60 * 60
MOST_KEYS = 50_000


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds."""

    most: int
    seconds: int


SENDING = "send"
# What is counted by address. Codes have enough digits that this many tries find none of them.
LIMITS = {
    SENDING: Limit(300, 60),
    "receipt": Limit(120, 600),
    "saved": Limit(60, 600),
    "code": Limit(120, 600),
}
ANY = Limit(60, 600)
# What cannot be told from one address: many people share what is counted then.
SHARED = 10


class Counts:
    """Counts events by name and key within sliding windows."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._begin(clock())

    def is_too_much(self, name: str, key: str, limit: Limit) -> bool:
        """Count one event, and say whether there were more than the limit within its window.

        What is too much is not counted, so that nobody who waits a little waits for ever.
        """
        with self._lock:
            now = self._clock()
            if not self._began <= now < self._began + DAY:
                self._begin(now)
            times = self._times.setdefault(self._hash(name, key), deque(maxlen=limit.most))
            self._times.move_to_end(self._hash(name, key))
            while times and times[0] <= now - limit.seconds:
                times.popleft()
            if len(times) >= limit.most:
                return True
            times.append(now)
            if len(self._times) > MOST_KEYS:
                self._times.popitem(last=False)
            return False

    def _begin(self, now: float) -> None:
        """Begin a day: a new key, and nothing counted under the old one."""
        self._began, self._key = now, secrets.token_bytes(32)
        self._times: OrderedDict[bytes, deque[float]] = OrderedDict()

    def _hash(self, name: str, key: str) -> bytes:
        told = f"{name}\n{key}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(told, key=self._key, digest_size=16).digest()


def may_send() -> bool:
    """Count one Send of this request's address; say whether it may go on.

    Where the address is not known (see `address_of_request`) nothing is limited.
    """
    address = address_of_request()
    most = current_app.config.get("SENDS_PER_MINUTE", LIMITS[SENDING].most)
    if not address or not most:
        return True
    limit = Limit(int(most), LIMITS[SENDING].seconds)
    return not _counts().is_too_much(SENDING, address, limit)


def brake(name: str, key: str = "") -> bool:
    """Count one try at guessing something; say whether there were too many: then do not look.

    `name` says what is guessed (a key of LIMITS); `key` is what tries are counted by, this
    request's address where it is empty. Ask before the secret is looked up.
    """
    limit = LIMITS.get(name, ANY)
    key = key or address_of_request()
    if not key:
        limit = Limit(limit.most * SHARED, limit.seconds)
    return _counts().is_too_much(name, key, limit)


def address_of_request() -> str:
    """Return the network address that this request came from, "" where we cannot tell.

    A header says what it likes: X-Forwarded-For is read only where TRUSTED_PROXIES says how many
    web servers of our own stand in front. Without it, what comes from this machine itself comes
    through such a server, and everybody would look like one. IPv6: the network, for a home has
    more addresses than anybody could count.
    """
    proxies = int(current_app.config.get("TRUSTED_PROXIES") or 0)
    said = request.remote_addr or ""
    if proxies > 0:
        passed = ",".join(request.headers.getlist("X-Forwarded-For")).split(",")
        said = passed[-proxies] if len(passed) >= proxies else ""
    try:
        address = ipaddress.ip_address(said.strip().partition("%")[0])
    except ValueError:
        return ""
    if address.is_loopback:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return "" if address.ipv4_mapped.is_loopback else str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _counts() -> Counts:
    found: Counts = current_app.extensions.setdefault(EXTENSION, Counts())
    return found
