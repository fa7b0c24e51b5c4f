#!/usr/bin/env python3
"""The reference tablet: pairs, syncs, sends. It shows the contract (docs/tablet.md) in code that a tablet maker can follow.

    python client.py --dir D pair URL CODE | sync LANG | send FILE | status

Standard library and `cryptography` only; it imports nothing of the server and writes nothing outside D. Kill it anywhere and
start the same command again: it goes on from what is safely in D.
"""

import argparse
import contextlib
import gzip
import hashlib
import json
import secrets
import sys
import time
import uuid
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

from store import Store
from wire import Refusal, Untrusted, Wire, body, lines, opened, unverified

POINTER, ROOT = "application/vnd.dhairya.pointer+json", "application/vnd.dhairya.root+json"
API = "/api/tablet/v1"
READABLE = {"plan/1", "unit/1", "quiz/1", "module/1", "competency/1", "course/1"}
FEW = 8  # up to so many missing blobs are fetched one by one rather than in a pack


class Tablet:
    """One tablet in one directory."""

    def __init__(self, directory: str, tries: int = 4):
        self.store, self.tries = Store(directory), tries
        self.device = self.store.read_json("device.json", {})
        self.wire = Wire(self.device.get("url", ""), self.device.get("token", ""), tries)

    # Pairing and tokens

    def pair(self, url: str, code: str) -> None:
        """Keep the install id before asking: if the answer is lost, the same id gets the same device."""
        if self.device.get("token"):
            return
        self.device = {"url": url, "install_id": self.device.get("install_id") or str(uuid.uuid4())}
        self.store.write_json("device.json", self.device)
        self.wire = Wire(url, tries=self.tries)
        data = {"code": code, "install_id": self.device["install_id"], "app": "reference", "model": sys.platform}
        answer = self.post("/pair", data)
        self.device |= answer | {"token_made": int(time.time()), "keys": self.trusted(answer["roots"], {})}
        self.wire.token = answer["token"]
        self.store.write_json("device.json", self.device)

    def trusted(self, roots: list[dict], known: dict[str, str]) -> dict[str, str]:
        """Every key of the chain. The first is believed when the tablet is paired; each later one because the one before signed it."""
        for envelope in roots:
            first = unverified(envelope)["key"]
            signers = known or {first["id"]: first["ed25519"]}
            try:
                key = opened(envelope, ROOT, signers)["key"]
            except Untrusted:
                continue
            known = known | {key["id"]: key["ed25519"]}
        return known

    def renew_token(self) -> None:
        """At half its life. The server lets the old token live until the new one is used, so a lost answer locks nothing."""
        if time.time() - self.device["token_made"] > self.device["expires_in"] / 2:
            answer = self.post("/token", {})
            self.device |= answer | {"token_made": int(time.time())}
            self.store.write_json("device.json", self.device)
            self.wire.token = answer["token"]

    # Reading

    def sync(self, language: str, media: bool = False) -> dict:
        """Bring one language up to date. Reading switches to the new release in one rename, after every byte has been checked."""
        self.renew_token()
        pointer = self.pointer()
        root, name = pointer["root"]["sha256"], f"active/{language}.json"
        active = self.store.read_json(name, {})
        if active.get("root") != root:
            self.download(pointer, language, active.get("root", ""))
            self.store.write_json(name, self.view(pointer, language))
        if media:
            self.media(language)
        self.store.sweep(self.named())
        return self.status()

    def pointer(self) -> dict:
        """The newest pointer, checked, or the one we have when nothing changed. It never goes back to an older release."""
        kept = self.store.read_json("pointer.json", {})
        held = max((active["seq"] for active in self.actives()), default=None)
        response = self.wire.call(
            "GET", f"{API}/pointer", If_None_Match=kept.get("tag", ""), Release_Held="" if held is None else str(held)
        )
        tag, data = response.headers.get("ETag", ""), body(response, 65_536)
        if response.status == 304:
            return kept["pointer"]
        pointer = self.verified(json.loads(data))
        if pointer["channel"] == kept.get("pointer", {}).get("channel") and pointer["seq"] < kept["pointer"]["seq"]:
            raise Untrusted("the server offers an older release than the tablet has seen")
        self.store.write_json("pointer.json", {"tag": tag, "pointer": pointer})
        return pointer

    def verified(self, envelope: dict) -> dict:
        """The pointer inside, if a key we trust signed it; a new key is asked for once and must be vouched for by one we know."""
        if not {s["keyid"] for s in envelope["signatures"]} & self.device["keys"].keys():
            answer = json.loads(body(self.wire.call("GET", f"{API}/keys")))
            self.device["keys"] = self.trusted(answer["roots"], self.device["keys"])
            self.store.write_json("device.json", self.device)
        return opened(envelope, POINTER, self.device["keys"])

    def download(self, pointer: dict, language: str, base: str) -> None:
        """Everything the release names in one language. A pack saves requests; what it did not bring comes one by one."""
        root = pointer["root"]["sha256"]
        manifests, texts = self.missing(root, language)
        if manifests or len(texts) > FEW:
            try:
                self.unpack(self.wire.call("GET", f"{API}/packs/{root}?from={base}&l={language}"))
            except Refusal as refusal:
                if refusal.code != "unknown-blob":
                    raise
        self.fetch(root)
        edition = self.store.blob(root)
        if (edition["seq"], edition["channel"]) != (pointer["seq"], pointer["channel"]):
            raise Untrusted("the manifest is not the one the pointer means")
        for sha in self.missing(root, language)[0]:
            self.fetch(sha)
        for sha in self.missing(root, language)[1]:
            self.fetch(sha)

    def unpack(self, response) -> None:
        """Keep every line whose bytes are what its address says, as it arrives; a damaged one is fetched by itself later."""
        for line in lines(response):
            with contextlib.suppress(ValueError, KeyError):
                found = json.loads(line)
                self.store.put(found["h"], found["b"].encode())

    def fetch(self, sha: str) -> None:
        if not self.store.has(sha):
            self.store.put(sha, body(self.wire.call("GET", f"{API}/blobs/{sha}")))

    def missing(self, root: str, language: str) -> tuple[list[str], list[str]]:
        """Addresses still to fetch: of manifests, and of the texts that the manifests already here name."""
        if not self.store.has(root):
            return [root], []
        parts = [p["sha256"] for p in self.store.blob(root)["parts"] if p["p"].endswith(f"/{language}")]
        here = [self.store.blob(sha) for sha in parts if self.store.has(sha)]
        texts = [sha for part in here for entry in part["entries"] for sha in addresses(entry)]
        return [sha for sha in parts if not self.store.has(sha)], [sha for sha in dict.fromkeys(texts) if not self.store.has(sha)]

    def view(self, pointer: dict, language: str) -> dict:
        """What a reader sees of this release: documents by name, each with its bytes, its state and its SafetyCard."""
        root = pointer["root"]["sha256"]
        parts = [p["sha256"] for p in self.store.blob(root)["parts"] if p["p"].endswith(f"/{language}")]
        entries = [entry for sha in parts for entry in self.store.blob(sha)["entries"]]
        return {"language": language, "root": root, "seq": pointer["seq"], "parts": parts, "documents": {e["p"]: e for e in entries}}

    def media(self, language: str) -> None:
        """Pictures and sound, each going on where a cut left it."""
        for entry in self.store.read_json(f"active/{language}.json")["documents"].values():
            for item in entry.get("uses", []):
                if not self.store.has(item["sha256"]):
                    self.fetch_media(item["sha256"], item["size"])

    def fetch_media(self, sha: str, size: int) -> None:
        part = self.store.root / "blobs" / f"{sha}.part"
        have = part.stat().st_size if part.exists() else 0
        wanted = {"Range": f"bytes={have}-", "If_Range": f'"{sha}"'} if 0 < have < size else {}
        response = self.wire.call("GET", f"{API}/blobs/{sha}", Accept_Encoding="identity", **wanted)
        # Only a 206 that starts where we stopped may be added; anything else is the whole thing from its first byte.
        goes_on = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        with open(part, "ab" if goes_on else "wb") as file:
            while data := response.read(131_072):
                file.write(data)
        try:
            self.store.put(sha, part.read_bytes())
        finally:
            part.unlink()

    def actives(self) -> list[dict]:
        return [self.store.read_json(f"active/{name}") for name in self.store.names("active")]

    def named(self) -> set[str]:
        """Every address something active needs."""
        found = set()
        for active in self.actives():
            found |= {active["root"], *active["parts"]}
            for entry in active["documents"].values():
                found |= {*addresses(entry), *(item["sha256"] for item in entry.get("uses", []))}
        return found

    # Sending

    def send(self, path: str) -> dict:
        """Queue the records of a file, then send all that is queued. The same file is queued once, however often this is called."""
        data = Path(path).read_bytes()
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.json"
        if name not in {*self.store.names("outbox"), *self.store.names("done")}:
            self.store.write_json(f"outbox/{name}", self.queued(json.loads(data)))
        for queued in self.store.names("outbox"):
            self.flush(queued)
        return self.status()

    def queued(self, records: list[dict]) -> list[dict]:
        """Give each record its id, number and moment, for good: a retry must be the same bytes."""
        files = [self.store.read_json(f"{folder}/{name}") for folder in ("outbox", "done") for name in self.store.names(folder)]
        last = max((record["seq"] for file in files for record in file), default=0)
        now, boot = datetime.now().astimezone().isoformat(timespec="seconds"), boot_id()
        made = []
        for number, record in enumerate(records, start=last + 1):
            head = {"id": new_id(), "seq": number, "recorded_at": now}
            made.append({**head, **({"boot": boot, "uptime_ms": uptime_ms()} if boot else {}), **record})
        return made

    def flush(self, name: str) -> None:
        """Send one queued file. It leaves the queue only when every record has a final status; a refused one stays, locked."""
        records = self.store.read_json(f"outbox/{name}")
        results, size = {}, self.device["limits"]["batch"]
        for start in range(0, len(records), size):
            for result in self.send_batch(records[start : start + size]):
                results[result["id"]] = result
        done = []
        for record in records:
            result = results.get(record["id"], {"status": "retry"})
            if result["status"] == "retry":
                return
            if result["status"] == "refused":
                self.store.write_json(f"locked/{record['id']}.json", {"record": record, "errors": result.get("errors", [])})
            done.append({"id": record["id"], "seq": record["seq"], "status": result.get("first", result["status"])})
        self.store.write_json(f"done/{name}", done)
        self.store.remove(f"outbox/{name}")

    def send_batch(self, records: list[dict]) -> list[dict]:
        held = max((active["seq"] for active in self.actives()), default=None)
        envelope = {"sent_at": datetime.now(UTC).isoformat(timespec="seconds"), "records": records}
        envelope |= {"boot": boot_id(), "uptime_ms": uptime_ms()} if boot_id() else {}
        envelope |= {} if held is None else {"release_held": held}
        data = gzip.compress(json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode())
        if len(data) > self.device["limits"]["batch_bytes"] and len(records) > 1:
            middle = len(records) // 2
            return [*self.send_batch(records[:middle]), *self.send_batch(records[middle:])]
        response = self.wire.call("POST", f"{API}/records", data, Content_Encoding="gzip", Content_Type="application/json")
        return json.loads(body(response))["results"]

    def post(self, path: str, data: dict) -> dict:
        response = self.wire.call("POST", f"{API}{path}", json.dumps(data).encode(), Content_Type="application/json")
        return json.loads(body(response))

    # Telling

    def status(self) -> dict:
        """What this tablet holds. Reading goes on however old it is; a tablet that heard nothing for long says so."""
        pointer = self.store.read_json("pointer.json", {}).get("pointer", {})
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "home": self.device.get("home"),
            "seq": pointer.get("seq"),
            "stale": pointer.get("fresh_until", now) < now,
            "languages": {view["language"]: self.shelf(view, pointer) for view in self.actives()},
            "unsent": self.unsent(),
            "locked": len(self.store.names("locked")),
        }

    def shelf(self, view: dict, pointer: dict) -> dict:
        """What may be read in one language. The pointer hides what was withdrawn even while nothing else could be downloaded."""
        hidden = {w["p"] for w in pointer["withdrawn"] if w["l"] == view["language"] and view["seq"] <= w["max_seq"]}
        readable = {p: e for p, e in view["documents"].items() if "sha256" in e and p not in hidden}
        newer = [p for p, entry in readable.items() if not set(entry["requires"]) <= READABLE]
        return {"seq": view["seq"], "documents": len(readable), "hidden": len(view["documents"]) - len(readable), "update_app": newer}

    def unsent(self) -> int:
        return sum(len(self.store.read_json(f"outbox/{name}")) for name in self.store.names("outbox"))


def addresses(entry: dict) -> list[str]:
    """The text blobs of one document in a manifest."""
    return [entry[key] if key == "sha256" else entry[key]["sha256"] for key in ("sha256", "card") if key in entry]


def new_id() -> str:
    """A UUID of version 7: random, with the moment in front, so that the ids of one batch share their beginning and pack well."""
    number = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=number))


def boot_id() -> str | None:
    """An id of this start of the machine, where it has one: then time since is sure, whatever the clock says."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else None


def uptime_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description="The reference tablet.")
    parser.add_argument("--dir", required=True, help="the only directory it writes")
    parser.add_argument("--tries", type=int, default=4, help="how often a request is tried")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, arguments in {"pair": ("url", "code"), "sync": ("language",), "send": ("file",), "status": ()}.items():
        sub = verbs.add_parser(verb)
        for argument in arguments:
            sub.add_argument(argument)
        if verb == "sync":
            sub.add_argument("--media", action="store_true", help="pictures and sound too")
    given = vars(parser.parse_args())
    tablet, verb = Tablet(given.pop("dir"), given.pop("tries")), given.pop("verb")
    if verb in ("sync", "send") and not tablet.device.get("token"):
        parser.error("pair this directory first")
    try:
        done = getattr(tablet, verb)(*given.values())
    except (Refusal, Untrusted, OSError, HTTPException, ValueError) as error:
        print(json.dumps({"problem": str(error)}))
        return 1
    print(json.dumps(done or tablet.status(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
