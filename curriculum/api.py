"""What a tablet reads: the pointer, manifests, blobs and packs, as stored bytes. One query each, the one that lets the tablet in."""

import base64
import gzip
import re

import orjson
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router

from cms import languages
from cms.models import Device
from cms.tablet.auth import Tablet, server_headers
from cms.tablet.contract import READS, tells
from cms.tablet.problems import Problem
from curriculum.models import ChannelPointer, Pack, Reach
from curriculum.services import packs, pointers
from curriculum.services.shapes import SHAPES

router = Router()
FOR_EVER = "private, max-age=31536000, immutable"
CHANNEL = OuterRef("device__home__channel")


def encoding(request) -> str:
    """The stored form to send: br before gzip before identity, by what the tablet takes."""
    taken = request.headers.get("Accept-Encoding", "")
    offered = {
        name.strip() for name, _, weight in (part.partition(";") for part in taken.split(",")) if weight.strip() not in ("q=0", "q=0.0")
    }
    return next((name for name in ("br", "gzip") if name in offered), "identity")


def in_force(request) -> dict:
    """The release in force on the channel of the tablet's home."""
    release = ChannelPointer.objects.filter(channel=CHANNEL)
    fields = {
        "seq": "release__seq",
        "root": "release__root_id",
        "size": "release__root__size",
        "made": "release__made_at",
        "hide": "release__withdrawn",
    }
    return {name: Subquery(release.values(path)[:1]) for name, path in fields.items()}


def offered_blob(request) -> dict:
    """The bytes under an address in the wanted form, if the channel of this home offers them and they are no answer key."""
    reach = Reach.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), channel=CHANNEL, blob=request.resolver_match.kwargs["sha256"])
    reach = reach.filter(blob__private=False)
    stored = F("blob__identity") if encoding(request) == "identity" else Coalesce(f"blob__{encoding(request)}", "blob__identity")
    return {
        "content": Subquery(reach.annotate(stored=stored).values("stored")[:1], output_field=models.BinaryField()),
        "media_type": Subquery(reach.values("blob__media_type")[:1]),
        "is_text": Exists(reach.exclude(blob__br=None)),
    }


def offered_pack(request) -> dict:
    """The pack in the wanted form, when it is built, and the one root a tablet may ask for: the one in force.

    An older root could lead to text that has been withdrawn since.
    """
    pack = Pack.objects.filter(
        root=request.resolver_match.kwargs["root"], base=request.GET.get("from", ""), language=request.GET.get("l", "")
    )
    return {
        "root": Subquery(ChannelPointer.objects.filter(channel=CHANNEL).values("release__root_id")[:1]),
        "content": Subquery(pack.values(encoding(request))[:1]),
    }


@router.get(
    "/pointer", auth=Tablet(fetch=in_force), summary="What is in force, signed; 304 when nothing changed",
    openapi_extra=tells({200: "Envelope", 304: None}, "nothing-released", *READS, shapes=SHAPES),
)  # fmt: skip
def pointer(request):
    token, now = request.auth, timezone.now()
    if token.seq is None:
        raise Problem("nothing-released")
    home = token.device.home
    facts = pointers.Facts(home.channel, token.seq, token.root, token.size, token.made, orjson.dumps(token.hide), tuple(home.languages))
    signed = pointers.pointer(facts, now)
    seen(token.device, request.headers.get("Release-Held", ""), now)
    headers = {**server_headers(token.device), "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if signed.tag in tags(request):
        return HttpResponse(status=304, headers={**headers, "ETag": f'"{signed.tag}"'})
    if encoding(request) == "identity":
        return HttpResponse(signed.envelope, content_type="application/vnd.dsse+json", headers={**headers, "ETag": f'"{signed.tag}"'})
    # Weak, because these are other bytes than the identity form's; gzip, because the pointer is small and made on the spot.
    headers |= {"ETag": f'W/"{signed.tag}"', "Content-Encoding": "gzip", "Vary": "Authorization, Accept-Encoding"}
    return HttpResponse(gzip.compress(signed.envelope, 9, mtime=0), content_type="application/vnd.dsse+json", headers=headers)


def tags(request) -> set[str]:
    """The tags a tablet holds, weak or strong: proxies weaken them on the way."""
    return {tag.strip().removeprefix("W/").strip('"') for tag in request.headers.get("If-None-Match", "").split(",")}


def seen(device: Device, held: str, now) -> None:
    """Note once a day that the tablet is alive, and at once when it holds another release."""
    number = int(held) if re.fullmatch("[0-9]{1,9}", held) else device.release_held
    stale = device.last_seen_at is None or (now - device.last_seen_at).days >= 1
    if stale or number != device.release_held:
        Device.objects.filter(pk=device.pk).update(last_seen_at=now, release_held=number)


@router.get(
    "/editions/{sha256}", auth=Tablet(fetch=offered_blob), summary="A manifest by its address",
    openapi_extra=tells({200: "Edition"}, "unknown-blob", *READS),
)  # fmt: skip
def edition(request, sha256: Path[str]):
    return stored(request)


@router.get(
    "/blobs/{sha256}", auth=Tablet(fetch=offered_blob), summary="Any bytes by their address; media in ranges",
    openapi_extra=tells({200: "Blob", 206: "Media"}, "unknown-blob", "range-not-satisfiable", *READS),
)  # fmt: skip
def blob(request, sha256: Path[str]):
    return stored(request)


def stored(request) -> HttpResponse:
    """Stored bytes. Unknown, private and not-for-this-channel look the same: knowing an address is not permission."""
    row = request.auth
    if row.content is None:
        raise Problem("unknown-blob")
    if row.is_text:
        return text(request, bytes(row.content), row.media_type)
    return media(request, bytes(row.content), row.media_type, request.resolver_match.kwargs["sha256"])


def text(request, data: bytes, media_type: str, **headers) -> HttpResponse:
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding", **headers}
    if encoding(request) != "identity":
        headers["Content-Encoding"] = encoding(request)
    return HttpResponse(data, content_type=media_type, headers=headers)


def media(request, data: bytes, media_type: str, sha256: str) -> HttpResponse:
    """Media travel as they are, so that a cut download goes on where it stopped (RFC 9110, one range)."""
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    headers = {"Cache-Control": FOR_EVER, "ETag": f'"{sha256}"', "Accept-Ranges": "bytes", "Repr-Digest": f"sha-256=:{digest}:"}
    wanted = re.fullmatch(r"bytes=([0-9]{0,12})-([0-9]{0,12})", request.headers.get("Range", ""))
    if not wanted or not any(wanted.groups()) or request.headers.get("If-Range", f'"{sha256}"') != f'"{sha256}"':
        return HttpResponse(data, content_type=media_type, headers=headers)
    first, last = wanted.groups()
    start = int(first) if first else max(len(data) - int(last), 0)
    stop = min(int(last) + 1, len(data)) if first and last else len(data)
    if start >= stop:
        raise Problem("range-not-satisfiable", headers={"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
    return HttpResponse(data[start:stop], status=206, content_type=media_type, headers=headers)


@router.get(
    "/packs/{root}", auth=Tablet(fetch=offered_pack), summary="All text in one language since a release, in one stream",
    openapi_extra=tells({200: "Pack"}, "language-unknown", "unknown-blob", "envelope-invalid", *READS),
)  # fmt: skip
def pack(request, root: Path[str], language: str = Query(alias="l"), base: str = Query("", alias="from")):
    if language not in languages.ALL:
        raise Problem("language-unknown")
    if request.auth.root != root:
        raise Problem("unknown-blob")
    content = request.auth.content
    if content is None:
        base = packs.base_of(base)
        content = built(root, base, language, encoding(request))
    return text(request, bytes(content), "application/x-ndjson", **{"Pack-Base": base or "none"})


def built(root: str, base: str, language: str, form: str) -> bytes:
    """A pack nobody asked for before."""
    found = Pack.objects.filter(root=root, base=base, language=language).first() or packs.build_pack(root, base, language)
    if found is None:
        raise Problem("unknown-blob")
    return getattr(found, form)
