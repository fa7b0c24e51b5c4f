"""The script of a quiz page in a real browser: an answer chosen without a line is kept, said to be kept, and sent later, once."""

import http.server
import json
import threading
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings

from cms.tests.pages import ATTEMPT, rendered

STATIC = Path(settings.BASE_DIR) / "cms" / "static"
KEPT = f"localStorage.getItem('answers:{ATTEMPT}')"


class Server:
    """A quiz page, and a door for answers that can be shut (`line`), refuse (`refuses`), or accept."""

    def __init__(self):
        self.answers, self.line, self.refuses = [], True, False
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def give(self, body: bytes, kind: str, status: int = 200):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if self.path.startswith("/static/") and (path := STATIC / self.path.removeprefix("/static/")).exists():
                    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
                    return self.give(path.read_bytes(), kinds.get(path.suffix, "font/woff2"))
                name = {"/item/": "item", "/first/": "item-first", "/review/": "review"}.get(self.path)
                return self.give(rendered(name, "en").encode() if name else b"next", "text/html; charset=utf-8")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if not server.line:
                    return self.give(b"bad gateway", "text/html", 502)
                if server.refuses:
                    return self.give(b'{"saved": false, "code": "attempt-closed"}', "application/json", 409)
                server.answers.append({key: values[0] for key, values in parse_qs(body).items()})
                return self.give(b'{"saved": true, "seq": 1}', "application/json")

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server():
    server = Server()
    yield server
    server.http.shutdown()


@pytest.fixture
def page(chromium, server):
    context = chromium.new_context(base_url=server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def says(page, text: str) -> None:
    page.wait_for_function("text => document.querySelector('.saved').textContent === text", arg=text)


def choose(page, option: str) -> None:
    page.check(f"input[value={option}]")


def test_a_chosen_answer_is_saved_at_once(page, server):
    page.goto("/item/")
    choose(page, "o2")
    says(page, "Saved")
    assert [(a["item"], a["option"], a["token"]) for a in server.answers] == [("i1", "o2", "token")]
    assert page.evaluate(KEPT) is None


def test_going_on_does_not_send_the_same_choice_again(page, server):
    page.goto("/item/")
    choose(page, "o2")
    says(page, "Saved")
    page.click("text=Save and go on")
    page.wait_for_url("**/n/")
    assert len(server.answers) == 1


def test_another_choice_has_another_id(page, server):
    page.goto("/item/")
    for option in ("o2", "o3"):
        choose(page, option)
        says(page, "Saved")
    page.wait_for_function("() => true")
    assert [a["option"] for a in server.answers] == ["o2", "o3"]
    assert len({a["client_id"] for a in server.answers}) == 2


def test_without_a_line_the_answer_is_kept_and_the_page_says_so(page, server):
    server.line = False
    page.goto("/item/")
    choose(page, "o3")
    says(page, "Not saved yet, kept on this phone")
    page.click("text=Save and go on")
    says(page, "Not saved yet, kept on this phone")
    assert page.url.endswith("/item/")
    assert len(json.loads(page.evaluate(KEPT))) == 1


def test_a_kept_answer_is_sent_when_the_line_is_back_even_after_a_reload(page, server):
    server.line = False
    page.goto("/item/")
    choose(page, "o3")
    says(page, "Not saved yet, kept on this phone")
    sent = json.loads(page.evaluate(KEPT))[0]["body"]
    server.line = True
    page.reload()
    says(page, "Saved")
    assert page.is_checked("input[value=o3]")
    assert [a["client_id"] for a in server.answers] == [parse_qs(sent)["client_id"][0]]
    assert page.evaluate(KEPT) is None


def test_the_line_coming_back_is_noticed(page, server):
    server.line = False
    page.goto("/item/")
    choose(page, "o3")
    says(page, "Not saved yet, kept on this phone")
    server.line = True
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "Saved")
    assert len(server.answers) == 1


def test_only_the_newest_kept_choice_of_a_question_is_sent(page, server):
    server.line = False
    page.goto("/item/")
    for option in ("o2", "o3"):
        choose(page, option)
        says(page, "Not saved yet, kept on this phone")
    server.line = True
    page.reload()
    says(page, "Saved")
    assert [a["option"] for a in server.answers] == ["o3"]


def test_a_refused_answer_is_not_asked_again_and_the_page_says_so(page, server):
    server.refuses = True
    page.goto("/item/")
    choose(page, "o2")
    says(page, "This answer could not be saved. Please go back and choose again.")
    assert page.evaluate(KEPT) is None


def test_the_overview_sends_what_is_kept_and_loads_again(page, server):
    server.line = False
    page.goto("/item/")
    choose(page, "o2")
    says(page, "Not saved yet, kept on this phone")
    server.line = True
    with page.expect_navigation():
        page.goto("/review/")
    page.wait_for_function(f"() => {KEPT} === null")
    assert len(server.answers) == 1


def test_without_the_script_the_form_is_a_form(chromium, server):
    context = chromium.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/first/")
    page.check("input[value=o1]")
    page.click("text=Save and go on")
    assert [(a["option"], a["goto"]) for a in server.answers] == [("o1", "/n/")]
    assert len(server.answers[0]["client_id"]) == 36
    context.close()
