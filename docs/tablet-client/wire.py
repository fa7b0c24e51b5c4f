"""HTTP and signatures: one connection that stays open, patient retries, answers unpacked within a limit, DSSE envelopes checked."""

import base64
import http.client
import json
import random
import ssl
import time
import zlib
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

try:
    import brotli  # smaller downloads where it is there; nothing depends on it
except ImportError:
    brotli = None

LONGEST_WAIT = 60
LARGEST = 128_000_000


class Refusal(Exception):
    """The server's problem+json. Nothing the tablet holds may be dropped because of it."""

    def __init__(self, status: int, code: str):
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class Untrusted(Exception):
    """Bytes whose signature or number is not what it must be. What is on the tablet stays."""


class Wire:
    """Requests to one server with one token."""

    def __init__(self, url: str, token: str = "", tries: int = 4):
        self.address, self.token, self.tries = urlsplit(url), token, tries
        self.connection = None

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str):
        """The response, its body still unread. Lost connections, 429 and 5xx are tried again, each time after a longer random wait."""
        for attempt in range(self.tries):
            try:
                response = self.send(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.close()
                if attempt + 1 == self.tries:
                    raise
                self.wait(attempt, "")
                continue
            if response.status in (429, 500, 502, 503, 504) and attempt + 1 < self.tries:
                response.read()
                self.wait(attempt, response.headers.get("Retry-After", ""))
                continue
            return self.checked(response)
        raise AssertionError("unreachable")

    def send(self, method: str, path: str, body: bytes | None, headers: dict):
        """One request. Tests replace this to cut the power before or after it."""
        if self.connection is None:
            secure = self.address.scheme == "https"
            options = {"context": ssl.create_default_context()} if secure else {}
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            self.connection = kind(self.address.hostname, self.address.port, timeout=60, **options)
        lines = {name.replace("_", "-"): value for name, value in headers.items() if value}
        lines.setdefault("Accept-Encoding", "br, gzip" if brotli else "gzip")
        if self.token:
            lines["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, f"{self.address.path.rstrip('/')}{path}", body, lines)
        return self.connection.getresponse()

    def wait(self, attempt: int, asked: str) -> None:
        """Full jitter, so that a thousand tablets do not come back in the same second."""
        least = int(asked) if asked.isdigit() else 0
        time.sleep(min(LONGEST_WAIT, least + random.uniform(0, 0.5 * 2**attempt)))

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def checked(self, response):
        if response.status < 400:
            return response
        data = response.read(65_536)
        try:
            code = json.loads(data)["code"]
        except (ValueError, KeyError, TypeError):
            code = "unknown"
        self.close()
        raise Refusal(response.status, code)


def pieces(response, largest: int = LARGEST):
    """The body, unpacked piece by piece, as it arrives. More than `largest` bytes is an attack or a mistake."""
    unpack = unpacker(response.headers.get("Content-Encoding", "identity"))
    total = 0
    while part := response.read(16_384):
        data = unpack(part)
        total += len(data)
        if total > largest:
            raise Untrusted("more bytes than announced")
        yield data


def unpacker(encoding: str):
    if encoding == "br" and brotli:
        return brotli.Decompressor().process
    if encoding == "gzip":
        return zlib.decompressobj(31).decompress
    return lambda data: data


def body(response, largest: int = LARGEST) -> bytes:
    return b"".join(pieces(response, largest))


def lines(response):
    """The lines of a stream, each as soon as it is whole; a line that was cut off does not come."""
    rest = b""
    for data in pieces(response):
        *whole, rest = (rest + data).split(b"\n")
        yield from whole


def unverified(envelope: dict) -> dict:
    """The payload before it is trusted: only to learn the key that a first pairing believes."""
    return json.loads(base64.b64decode(envelope["payload"]))


def opened(envelope: dict, kind: str, keys: dict[str, str]) -> dict:
    """The payload of a DSSE envelope, if one of `keys` (id → base64 of the public key) signed these very bytes."""
    payload = base64.b64decode(envelope["payload"])
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    for signature in envelope["signatures"]:
        key = keys.get(signature["keyid"])
        if key and envelope["payloadType"] == kind:
            try:
                Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(signature["sig"]), signed)
            except InvalidSignature:
                continue
            return json.loads(payload)
    raise Untrusted("no signature of a known key")
