"""The service worker in a real browser: a plan that was read once can be read without a line; a page of one person never."""

import http.server
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from cms.tests.pages import rendered

STATIC = Path(settings.BASE_DIR) / "cms" / "static"
PAGES = {"/hi/plans/ER3/": "plan", "/hi/plans/": "plans", "/hi/": "home-learner", "/hi/offline/": "offline", "/hi/study/ER3-U/": "unit"}
PERSONAL = ("/hi/", "/hi/study/ER3-U/")
with override("hi"):
    OFFLINE = f"{gettext('No line just now')} · {gettext('Dhairya')}"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@pytest.fixture
def address():
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            path = STATIC / ("dhairya/worker.js" if self.path == "/worker.js" else self.path.removeprefix("/static/"))
            name = PAGES.get(self.path)
            if not name and not path.is_file():
                return self.send_error(404)
            body = rendered(name, "hi").encode() if name else path.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8" if name else KINDS[path.suffix])
            self.send_header("Content-Length", str(len(body)))
            if self.path in PERSONAL:
                self.send_header("Cache-Control", "private, no-store")
            self.end_headers()
            return self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def context(chromium, address):
    context = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740})
    yield context
    context.close()


def kept(page) -> list[str]:
    return page.evaluate("async () => (await (await caches.open('pages-1')).keys()).map(key => new URL(key.url).pathname)")


def wait_until_kept(page, path: str) -> None:
    for _ in range(100):
        if path in kept(page):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{path} was not kept; kept are {kept(page)}")


def test_a_plan_read_once_can_be_read_without_a_line_and_says_so(context):
    page = context.new_page()
    page.goto("/hi/plans/ER3/")
    wait_until_kept(page, "/hi/plans/ER3/")
    wait_until_kept(page, "/hi/offline/")
    context.set_offline(True)
    page.reload()
    assert page.locator("#card").is_visible()
    assert page.locator("#flow li").count() == 13
    assert page.locator("[data-offline]").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") == "rgb(13, 74, 77)"


def test_a_page_never_read_gives_the_offline_page(context):
    page = context.new_page()
    page.goto("/hi/plans/ER3/")
    wait_until_kept(page, "/hi/offline/")
    context.set_offline(True)
    page.goto("/hi/plans/")
    assert page.title() == OFFLINE


def test_a_page_of_one_person_is_never_kept(context):
    page = context.new_page()
    page.goto("/hi/plans/ER3/")
    wait_until_kept(page, "/hi/offline/")
    for path in PERSONAL:
        page.goto(path)
        assert not page.locator("[data-offline]").is_visible()
    assert sorted(kept(page)) == ["/hi/offline/", "/hi/plans/ER3/"]
    context.set_offline(True)
    page.goto("/hi/")
    assert page.title() == OFFLINE
