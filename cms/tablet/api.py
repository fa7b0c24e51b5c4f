"""The tablet contract's doors (docs/tablet.md): parse, call a service, present. Content doors are the curriculum's own router."""

import gzip
import logging
import traceback
import zlib
from typing import Annotated

import orjson
from allauth.account.adapter import get_adapter
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse
from ninja import Body, Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError

from cms.models import Device
from cms.tablet import contract, kinds, pairing, records, results
from cms.tablet.auth import Tablet, server_headers
from cms.tablet.contract import LIMITS, READS, tells
from cms.tablet.keys import roots
from cms.tablet.openapi import document
from cms.tablet.problems import Problem, answer

log = logging.getLogger(__name__)
UUID = contract.UUID["pattern"]


class Pair(Schema):
    code: str = Field(max_length=64, examples=["BCDF-GHJK"])
    install_id: str = Field(pattern=UUID, description="made once by the app and kept")
    app: str = Field("", max_length=32, examples=["1.4.0"])
    model: str = Field("", max_length=64, examples=["iPad9,3"])


class Ids(Schema):
    ids: list[Annotated[str, Field(pattern=UUID)]] = Field(max_length=contract.STATUS_IDS)


api = NinjaAPI(
    title="Dhairya tablet API", version="1.0.0", urls_namespace="tablet", docs_url=None, openapi_url=None,
    description="How a tablet pairs, reads what is released and sends what it recorded. docs/tablet.md explains it.",
)  # fmt: skip
api.add_router("", "curriculum.api.router")


def reply(data, status: int = 200, headers: dict | None = None, request=None) -> HttpResponse:
    """JSON in UTF-8, never stored by anyone on the way; gzip when that was asked for and helps."""
    body, more = orjson.dumps(data), {"Cache-Control": "no-store", **(headers or {})}
    if request is not None and len(body) > 600 and "gzip" in request.headers.get("Accept-Encoding", ""):
        body, more = gzip.compress(body, 6, mtime=0), {**more, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return HttpResponse(body, status=status, content_type="application/json", headers=more)


def introduction(device: Device, token: str) -> dict:
    """What a tablet is told when it has been paired."""
    home = device.home
    return {
        "device_id": str(device.pk), "token": token, "expires_in": int(pairing.TOKEN_DAYS.total_seconds()), "home": home.code,
        "languages": home.languages, "channel": home.channel, "roots": roots(), "limits": LIMITS,
    }  # fmt: skip


@api.post(
    "/pair", summary="Tie a tablet to a home with a one-time code",
    openapi_extra=tells({201: "Paired"}, "pairing-code-invalid", "pairing-locked", "envelope-invalid"),
)  # fmt: skip
def pair(request, data: Body[Pair]):
    address = get_adapter(request).get_client_ip(request)
    device, token = pairing.pair(code=data.code, install_id=data.install_id, app=data.app, hardware=data.model, address=address)
    return reply(introduction(device, token), 201)


@api.post(
    "/token", auth=Tablet(reads=False), summary="A new token; the old one lives until the new one is used",
    openapi_extra=tells({201: "Token"}),
)  # fmt: skip
def token(request):
    made = pairing.new_token(request.auth.device, replaces=request.auth)
    return reply({"token": made, "expires_in": int(pairing.TOKEN_DAYS.total_seconds())}, 201)


@api.post(
    "/records", auth=Tablet(reads=False), summary="Send what was recorded; each record gets its own status",
    openapi_extra=tells({200: "RecordResults"}, "batch-too-large", "envelope-invalid", "try-again", body="Batch"),
)  # fmt: skip
def send(request):
    found = records.receive(device=request.auth.device, envelope=batch(request))
    return reply({"results": found}, headers=server_headers(request.auth.device), request=request)


def batch(request) -> dict:
    """The envelope of a batch, or a problem. Its records are judged one by one later, so that one bad one costs no other."""
    data = decoded(request)
    try:
        envelope = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise Problem("envelope-invalid") from None
    if isinstance(envelope, dict) and isinstance(envelope.get("records"), list) and len(envelope["records"]) > contract.BATCH:
        raise Problem("batch-too-large", limits=LIMITS)
    if not kinds.is_envelope(envelope):
        raise Problem("envelope-invalid")
    return envelope


def decoded(request) -> bytes:
    """The body, unpacked when it is gzip, within both limits."""
    data = request.read(contract.BATCH_BYTES + 1)
    if len(data) > contract.BATCH_BYTES:
        raise Problem("batch-too-large", limits=LIMITS)
    if request.headers.get("Content-Encoding", "identity") == "identity":
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(data, contract.BATCH_DECODED + 1)
    except zlib.error:
        raise Problem("envelope-invalid") from None
    if len(data) > contract.BATCH_DECODED:
        raise Problem("batch-too-large", limits=LIMITS)
    return data


@api.post(
    "/records/status", auth=Tablet(reads=False), summary="Which of these records does the server hold?",
    openapi_extra=tells({200: "RecordStatus"}, "envelope-invalid"),
)  # fmt: skip
def status(request, data: Body[Ids]):
    return reply({"results": records.status_of(data.ids)}, request=request)


@api.get(
    "/results", auth=Tablet(), summary="What the server made of this tablet's records",
    openapi_extra=tells({200: "Results"}, "cursor-expired", *READS),
)  # fmt: skip
def made(request, after: Query[str] = ""):
    return reply(results.page(request.auth.device, after), request=request)


@api.get("/keys", auth=None, summary="The chain of signing keys", openapi_extra=tells({200: "Keys"}))
def keys(request):
    return reply({"roots": roots()})


@api.get(
    "/device", auth=Tablet(reads=False), summary="What this tablet is to the server",
    openapi_extra=tells({200: "Device"}),
)  # fmt: skip
def own_device(request):
    device = request.auth.device
    expires = request.auth.expires_at.isoformat(timespec="seconds")
    return reply(
        {
            "device_id": str(device.pk), "state": device.state, "home": device.home.code, "languages": device.home.languages,
            "channel": device.home.channel, "release_held": device.release_held, "token_expires_at": expires,
        },
        headers=server_headers(device),
    )  # fmt: skip


@api.delete(
    "/device", auth=Tablet(reads=False), summary="Let this tablet go, after everything was sent",
    openapi_extra=tells({204: None}, "unsent-expected"),
)  # fmt: skip
def unpair(request, unsent: Query[int] = 0):
    pairing.unpair(device=request.auth.device, unsent=unsent)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@api.get("/openapi.json", auth=None, include_in_schema=False)
def openapi(request):
    return reply(document(api), request=request)


@api.exception_handler(Problem)
def problem(request, problem):
    return answer(problem)


@api.exception_handler(OperationalError)
def busy(request, error):
    """A locked or lost database is nobody's mistake: the tablet keeps everything and tries again.

    The first line of such an error names a lock, a table or a host, never a value.
    """
    log.error("the database could not be used at %s: %s", request.path, str(error).partition("\n")[0])
    return answer(Problem("try-again", headers={"Retry-After": "5"}))


@api.exception_handler(ValidationError)
@api.exception_handler(RequestDataTooBig)
@api.exception_handler(HttpError)
def invalid(request, error):
    """Where the request departs from the contract. Only our own names for the places: what was sent is not repeated."""
    errors = getattr(error, "errors", [])
    places = ["/".join(str(step) for step in found["loc"][1:3] if isinstance(step, str)) for found in errors]
    return answer(Problem("envelope-invalid", errors=[{"code": "not-valid", "at": place} for place in dict.fromkeys(places)]))


@api.exception_handler(Exception)
def failed(request, error):
    """Our mistake. The log says where, never with what: an error's message may repeat what a tablet sent."""
    log.error("%s at %s\n%s", type(error).__name__, request.path, "".join(traceback.format_tb(error.__traceback__)))
    return answer(Problem("server-error"))
