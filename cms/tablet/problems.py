"""What can go wrong, as problem+json (RFC 9457) with a code that never changes. No answer ever repeats what was sent."""

import orjson
from django.http import HttpResponse

# code → (status, title). Titles are for the makers of the app; the app shows its own words for each code.
CODES = {
    "address-unknown": (404, "There is nothing at this address."),
    "batch-too-large": (413, "The batch has more records or bytes than `limits` allows."),
    "cursor-expired": (410, "The cursor is not known; start again without one."),
    "envelope-invalid": (400, "The request is not what the contract describes."),
    "home-closed": (410, "The home of this tablet is closed; it may only send what it has."),
    "language-unknown": (404, "The language is not one of those offered."),
    "method-not-allowed": (405, "This address is not asked in this way."),
    "nothing-released": (404, "Nothing has been released on the channel of this home yet."),
    "pairing-code-invalid": (403, "The pairing code is wrong, expired or used."),
    "pairing-locked": (429, "Too many wrong pairing codes; wait before the next try."),
    "range-not-satisfiable": (416, "The range lies outside the bytes."),
    "send-only": (403, "This tablet may only send what it has."),
    "server-error": (500, "The server made a mistake; what the tablet holds is not affected."),
    "token-expired": (401, "The token has expired; pair again."),
    "token-invalid": (401, "The token is missing or not known."),
    "token-revoked": (401, "This tablet has been blocked; it may do nothing."),
    "try-again": (503, "The server is busy; try again."),
    "unknown-blob": (404, "There are no such bytes for this tablet."),
    "unsent-expected": (409, "The tablet still holds records; send them first."),
}


class Problem(Exception):
    """Raised anywhere below the API; becomes the answer."""

    def __init__(self, code: str, headers: dict | None = None, **more):
        super().__init__(code)
        self.code, self.headers, self.more = code, headers or {}, more


def answer(problem: Problem) -> HttpResponse:
    """The problem as a response."""
    status, title = CODES[problem.code]
    body = {"type": f"urn:dhairya:problem:{problem.code}", "code": problem.code, "status": status, "title": title, **problem.more}
    headers = {"Cache-Control": "no-store", **problem.headers}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json", headers=headers)
