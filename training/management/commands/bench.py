"""`make bench`: the figures of docs/figures.md, measured side by side in one run and written to var/bench.json."""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import brotli
import orjson
from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.typeset import pdf
from curriculum.models import ChannelPointer, InForce
from training.management.bench.content import Corpus
from training.management.bench.wire import Relay, Served, Tablet

INSIDE = "BENCH_INSIDE"


class Command(BaseCommand):
    help = "Measure, print a table and write var/bench.json. Works in a temporary directory of its own; takes some minutes."

    def handle(self, **options):
        if not os.environ.get(INSIDE):
            return self.in_a_directory_of_its_own()
        self.rows: list[dict] = []
        self.corpus = Corpus()
        self.tablet_on("the six starter plans", "ER3")
        for plans in (48, 84):
            self.corpus.grow(plans)
            self.tablet_on(f"{plans} plans + {plans} quizzes of 16 + 4 KB", "B1")
        self.queries()
        self.processor()
        self.publishing()
        self.paper()
        self.write()

    def in_a_directory_of_its_own(self) -> None:
        """Nothing that is measured may touch a database in use."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            environment = {
                **os.environ,
                "DATA_DIR": folder,
                "DATABASE_URL": "",
                "DEMO": "yes",
                "DEMO_PASSWORD": "measure-slowly",
                INSIDE: "1",
            }
            environment["BENCH_OUT"] = str(Path(settings.BASE_DIR) / "var" / "bench.json")
            for arguments in (["run", "--prepare-only"], ["bench"]):
                quiet = {"stdout": subprocess.DEVNULL} if arguments[0] == "run" else {}
                subprocess.run([sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment, check=True, **quiet)

    def put(self, what: str, measured: str, target: str = "", **numbers) -> None:
        self.rows.append({"what": what, "measured": measured, "target": target, **numbers})
        self.stdout.write(f"  {what:66} {measured:34} {target}")
        self.stdout.flush()

    # --- tablet ----------------------------------------------------------------------------------------------------------------

    def tablet_on(self, content: str, edited: str) -> None:
        """Pair, then the four cases of a tablet that reads English."""
        self.stdout.write(f"\nTablet on {content}")
        served = Served()
        try:
            relay = Relay(served.port)
            with tempfile.TemporaryDirectory() as folder:
                tablet = Tablet(Path(folder) / "tablet", relay)
                tablet.run("pair", relay.url, self.pairing_code())
                self.case("first text sync", tablet.measured("sync", "en"), "3 requests ≤ 160 KB (48 plans)")
                self.case("no change", tablet.measured("sync", "en"), "1 request ≤ 1 KB")
                self.edit(edited)
                self.case("one plan edited", tablet.measured("sync", "en"), "2 requests ≤ 8 KB")
                self.case("50 session records up", tablet.measured("send", self.records(Path(folder), edited)), "1 request ≤ 4 KB")
        finally:
            served.stop()
        self.against_brotli()

    def case(self, what: str, counted: tuple[int, int], target: str) -> None:
        requests, octets = counted
        self.put(what, f"{requests} requests, {octets:,} bytes", target, requests=requests, bytes=octets)

    def pairing_code(self) -> str:
        from io import StringIO

        out = StringIO()
        call_command("pair_code", "home-01", stdout=out)
        return out.getvalue().split()[-1]

    def edit(self, code: str) -> None:
        self.corpus.edit(code, 1 + len(self.rows))

    def records(self, folder: Path, code: str) -> str:
        """Fifty sessions of one plan: what the Caregiver App would have kept in a week without a line."""
        row = InForce.objects.with_bytes().get(channel="stable", document_kind="plan", code=code, language="en")
        steps = [s["id"] for s in row.rendering.blob.json()["steps"]][:14]
        worker = str(self.corpus.author.pseudonym)
        payload = {
            "worker": worker, "plan": str(row.document), "rendering": row.rendering.blob_id, "held_on": timezone.localdate().isoformat(),
            "minutes": 45, "headcount": "5-8", "concern_passed_on": False, "steps": dict.fromkeys(steps, "delivered"), "amends": None,
        }  # fmt: skip
        record = {"type": "session", "schema": 1, "edition": row.rendering.blob_id, "worker": worker, "payload": payload}
        path = folder / "records.json"
        path.write_text(json.dumps([record] * 50))
        return str(path)

    def against_brotli(self) -> None:
        """The same text as one brotli-11 stream: what no protocol can beat."""
        rows = InForce.objects.on("stable").filter(language="en").with_bytes()
        texts = [b for row in rows for b in (row.rendering and row.rendering.blob, row.card_blob) if b]
        data = b"\n".join(bytes(blob.identity) for blob in texts)
        least = len(brotli.compress(data, quality=11, lgwin=24))
        first = next(row for row in reversed(self.rows) if row["what"] == "first text sync")
        self.put("first sync against brotli-11 of the same text", f"{first['bytes']:,} : {least:,} bytes", "≤ 1.05 × + 2 KB", least=least)

    # --- server ----------------------------------------------------------------------------------------------------------------

    def queries(self) -> None:
        """SQL statements of one request for content."""
        self.stdout.write("\nSQL per content request")
        client = Client(headers={"host": "localhost"})
        for what, address in {
            "plan page": "/en/plans/ER3/", "learning unit": "/en/study/ER3-U/", "list of plans": "/en/plans/",
            "plan as PDF": "/en/plans/ER3.pdf",
        }.items():  # fmt: skip
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(address)
            self.put(what, f"{len(captured)} SQL, HTTP {answer.status_code}", "≤ 1", sql=len(captured))

    def processor(self) -> None:
        """Server processor time of one full sync: ours, and stock Wagtail API v2 over the same 84 pages."""
        self.stdout.write("\nServer processor time of a full sync of 84 plans")
        served = Served()
        relay = Relay(served.port)
        with tempfile.TemporaryDirectory() as folder:
            Tablet(Path(folder) / "first", relay).run("pair", relay.url, self.pairing_code())
            token = json.loads((Path(folder) / "first" / "device.json").read_text())["token"]
            root = ChannelPointer.objects.get(channel="stable").release.root_id
            paths = ["/api/tablet/v1/pointer", f"/api/tablet/v1/packs/{root}?l=en"]  # what the reference client asks for
            ours = self.cpu_of(served, paths, 40, {"Authorization": f"Bearer {token}", "Accept-Encoding": "br"})
        served.stop()
        stock = Served("training.management.bench.stock_settings")
        fetch = [f"/stock/pages/?fields=*&limit=20&offset={offset}" for offset in range(0, 84, 20)]
        theirs = self.cpu_of(stock, fetch, 3, {})
        stock.stop()
        self.put("our tablet API", f"{ours * 1000:.1f} ms", "", seconds=ours)
        self.put("stock Wagtail API v2", f"{theirs * 1000:.0f} ms", "", seconds=theirs)
        self.put("ratio", f"1 : {theirs / ours:.0f}", "≤ 1 : 100", ratio=theirs / ours)

    def cpu_of(self, served: Served, paths: list[str], times: int, headers: dict) -> float:
        """Seconds of processor time per round of `paths`, after one round to warm up."""
        for path in paths:
            fetch(served.url + path, headers)
        before = served.cpu()
        for _ in range(times):
            for path in paths:
                fetch(served.url + path, headers)
        return (served.cpu() - before) / times

    def publishing(self) -> None:
        """One edit published, from the signed draft to the pointer, the translators' follow-up included."""
        self.stdout.write("\nPublishing one edition")
        small = self.median_publish()
        self.corpus.fill(840)
        large = self.median_publish()
        self.put("in a curriculum of 84 plans", f"{small * 1000:.0f} ms", "", seconds=small)
        self.put("in a curriculum of 840 plans", f"{large * 1000:.0f} ms", "", seconds=large)
        self.put("ratio", f"{large / small:.2f}", "≤ 2", ratio=large / small)

    def median_publish(self) -> float:
        return statistics.median(timed(lambda n=n: self.corpus.edit("B2", n + len(self.rows) * 10)) for n in range(5))

    # --- paper -----------------------------------------------------------------------------------------------------------------

    def paper(self) -> None:
        self.stdout.write("\nPDF")
        row = InForce.objects.with_bytes().get(channel="stable", document_kind="plan", code="ER3", language="hi")
        when = row.rendering.edition.issued_at
        data = {"plan": row.rendering.blob.json(), "state": "current"}
        self.put("plan in Hindi", f"{median_of(lambda: pdf('plan', data, 'hi', timestamp=when)) * 1000:.0f} ms", "≤ 200 ms")
        sample = orjson.loads((Path(settings.BASE_DIR) / "cms" / "tests" / "samples" / "hi.json").read_bytes())["certificate"]
        seconds = median_of(lambda: pdf("certificate", sample, "hi", timestamp=when))
        self.put("certificate in Hindi", f"{seconds * 1000:.0f} ms", "≤ 50 ms", seconds=seconds)

    def write(self) -> None:
        machine = (
            f"{os.cpu_count()} × {processor_name()}, {platform.system()} {platform.release()}, Python {platform.python_version()}, SQLite"
        )
        self.stdout.write(f"\nMachine: {machine}")
        out = Path(os.environ["BENCH_OUT"])
        out.parent.mkdir(exist_ok=True)
        out.write_text(
            json.dumps({"machine": machine, "day": timezone.localdate().isoformat(), "rows": self.rows}, indent=1, ensure_ascii=False)
        )


def fetch(url: str, headers: dict) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:  # noqa: S310 - our own server
        answer.read()


def timed(action) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def median_of(action, times: int = 15) -> float:
    action()
    return statistics.median(timed(action) for _ in range(times))


def processor_name() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor() or "processor")
