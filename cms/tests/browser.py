"""Fixtures for journeys: the site as it is served, on a copy of a seeded database, and a real Chromium in front of it.

`site` is one seeded site per worker, for tests that only read. `own_site` is a fresh copy for a test that changes things.
`browser_page(language, width)` opens a page in it; `login(page, name)`, `axe(page)`, `shot(page, name)` and `page.problems` go
with it. The site runs in a process of its own (granian, the settings of production), so nothing is flushed and no thread shares a
connection; look into its database with `site.run("python code that prints")`.
"""

import contextlib
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from filelock import FileLock

from conftest import ROOT, TEMPLATES, manage, sqlite_template

PASSWORD = "walk-slowly-2026"
SCREENSHOTS = ROOT / "var" / "screenshots"
ROOMS = ("cms", "locales", "curriculum", "assessments", "training")
HOW = "No Chromium for the browser tests. To install it, type: sudo apt-get update && sudo apt-get install -y chromium libatomic1"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.browser)


# --- the site ---------------------------------------------------------------------------------------------------------------------


class Site:
    """The site in `directory`, served by granian. `url` has no slash at its end."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.base", "DATA_DIR": str(directory), "DATABASE_URL": "",
            "DEMO": "yes", "DEMO_PASSWORD": PASSWORD, "SITE_URL": self.url,
        }  # fmt: skip

    def manage(self, *arguments: str) -> str:
        """Run manage.py on this site and return what it printed; raises with its output when it fails."""
        return manage(*arguments, **self.environment)

    def run(self, code: str) -> str:
        """Run Python in this site's Django and return what it printed."""
        return self.manage("shell", "--no-imports", "-v0", "-c", code)

    def start(self) -> "Site":
        log = (self.directory / "server.log").open("wb")
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
                "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "cms.wsgi:application",
            ],
            cwd=ROOT, env=self.environment, stdout=log, stderr=log,
        )  # fmt: skip
        for _ in range(300):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                return self
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The site did not start:\n{self.log()}")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def log(self) -> str:
        """The end of what the server has written to its log."""
        return (self.directory / "server.log").read_text(errors="replace")[-3000:]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def seed_fingerprint() -> str:
    """Changes with anything that starter content goes through: code, catalogues, starter files, pages."""
    digest = hashlib.sha256(sqlite_template().name.encode())
    for room in (*ROOMS, "templates"):
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and "tests" not in path.parts and path.suffix not in (".pyc", ".mo"):
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def seeded_directory() -> Path:
    """A DATA_DIR with the starter content, made once per state of the tree by the command that `make run` calls."""
    directory = TEMPLATES / f"seeded-{seed_fingerprint()}"
    with FileLock(f"{TEMPLATES}/seeded.lock"):
        if not directory.exists():
            for old in TEMPLATES.glob("seeded-*"):
                if old.is_dir() and time.time() - old.stat().st_mtime > 24 * 3600:
                    shutil.rmtree(old)
            making = directory.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(parents=True)
            shutil.copy(sqlite_template(), making / "dhairya.sqlite3")
            fonts = Path(os.environ["DATA_DIR"]) / "fonts"
            if fonts.is_dir():
                shutil.copytree(fonts, making / "fonts")
            Site(making).manage("run", "--prepare-only")
            with sqlite3.connect(making / "dhairya.sqlite3") as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            making.rename(directory)
    return directory


@contextlib.contextmanager
def served_copy(directory: Path):
    """A running site on its own copy of the seeded data; static files and fonts never change and are only linked."""
    seeded = seeded_directory()
    directory.mkdir(parents=True)
    for entry in seeded.iterdir():
        if entry.name in ("static", "fonts"):
            (directory / entry.name).symlink_to(entry)
        elif entry.is_dir():
            shutil.copytree(entry, directory / entry.name)
        else:
            shutil.copy(entry, directory / entry.name)
    site = Site(directory).start()
    try:
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The seeded site, shared by the tests of a worker that only read."""
    with served_copy(tmp_path_factory.mktemp("site") / "data") as served:
        yield served


@pytest.fixture
def own_site(tmp_path):
    """A seeded site of this test's own: change what you like."""
    with served_copy(tmp_path / "site") as served:
        yield served


# --- the browser ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium. Without one the test is skipped with what to type; REQUIRE_BROWSER=1 makes that a failure."""
    found = subprocess.run([ROOT / "bin" / "find-browser"], capture_output=True, text=True, check=False).stdout.strip()
    if not found:
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(HOW)
    from playwright.sync_api import sync_playwright

    # The synchronous Playwright keeps a loop running in this thread; Django would refuse every query after it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"]
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium, request):
    """`browser_page(language="en", width=360, **context)` → a Playwright page on this test's site, with a session of its own.

    Uses `own_site` when the test asks for it, else `site`; addresses are relative to it (`page.goto("/hi/")`). `page.problems` lists
    what went wrong unseen: script errors, refused scripts and styles, requests to other hosts, server errors.
    """
    served = request.getfixturevalue("own_site" if "own_site" in request.fixturenames else "site")
    contexts = []

    def open_page(language: str = "en", width: int = 360, **options):
        context = chromium.new_context(
            base_url=served.url, locale=f"{language}-IN", viewport={"width": width, "height": 800}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(f"script: {error}"))
        page.on("console", lambda message: message.type == "error" and page.problems.append(f"console: {message.text}"))
        page.on("request", lambda sent: foreign(sent.url, served.url) and page.problems.append(f"foreign: {sent.url}"))
        page.on("response", lambda came: came.status >= 500 and page.problems.append(f"server: {came.status} {came.url}\n{served.log()}"))
        return page

    yield open_page
    for context in contexts:
        context.close()


def foreign(url: str, home: str) -> bool:
    """True for a request that leaves the site."""
    return url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(f"{home}/")


def login(page, name: str, language: str = "", password: str = PASSWORD) -> None:
    """Log in by the form, as a person does."""
    language = language or (name[-2:] if name[-3:] in ("-hi", "-mr", "-bn") else "en")
    page.goto(f"/{language}/account/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def axe(page, *, skip: tuple[str, ...] = ()) -> list[str]:
    """What a screen reader or a weak eye would stumble over on this page: `rule (impact): where`, WCAG 2.2 AA and best practice."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {', '.join(' '.join(map(str, node['target'])) for node in rule['nodes'][:5])}"
        for rule in found
        if rule["id"] not in skip
    ]


def shot(page, name: str) -> Path:
    """A picture of the whole page in var/screenshots/, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


def scrolls_sideways(page) -> bool:
    """True when the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
