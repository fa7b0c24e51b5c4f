"""Every page in four languages: nothing missing, nothing inline, nothing from elsewhere, light enough for a cheap phone."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from cms import fonts, languages
from cms.templatetags import dhairya
from cms.tests.pages import pages, rendered
from cms.views import server_error

NAMES = list(pages("en"))
STATIC = Path(settings.BASE_DIR) / "cms" / "static" / "dhairya"
# Screens of the admin are tested where they belong; the others are parts of pages.
OWN = (
    "cms/",
    "wagtailadmin/",
    "curriculum/re",
    "locales/desk",
    "components/",
    "training/state",
    "mfa/alternatives",
    "personal.html",
    "base.html",
)
CONTENT = ["plan", "plan-behind", "plan-past", "unit", "withheld", "start", "plans"]


@pytest.fixture
def marked(monkeypatch):
    """A variable that a template asks for and does not get is marked in the page."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "[missing %s]")


@pytest.fixture(scope="module")
def web_fonts(tmp_path_factory) -> dict[str, int]:
    """Bytes of all letters that a page of a language may fetch: its script, Latin, and the names in the language switch."""
    directory = tmp_path_factory.mktemp("fonts")
    fonts.build(directory)
    sizes = {path.name: path.stat().st_size for path in directory.glob("*.woff2")}
    always = sizes["mukta-latn.woff2"] + sizes["names-deva.woff2"] + sizes["names-beng.woff2"]
    own = {"Deva": sizes["mukta-deva.woff2"], "Beng": sizes["hind-siliguri-beng.woff2"], "Latn": 0}
    return {language: always + own[languages.SCRIPT[language]] for language in languages.ALL}


class Page(HTMLParser):
    """What stands in the page: elements with their attributes, ids, and headings in order."""

    def __init__(self, html: str):
        super().__init__()
        self.elements = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.mark.parametrize("language", languages.ALL)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_misses_no_variable(marked, name, language):
    assert "[missing" not in rendered(name, language)


def test_a_missing_variable_would_be_seen(marked, monkeypatch):
    monkeypatch.setattr("cms.tests.pages.house", lambda: {"error": ("error.html", {"title": "x"})})
    assert "[missing happened]" in rendered("error", "en")


def test_every_template_has_a_sample():
    templates = Path(settings.BASE_DIR) / "templates"
    paths = {str(p.relative_to(templates)) for p in templates.rglob("*.html")}
    assert {p for p in paths if not p.startswith(OWN)} == {template for template, _context in pages("en").values()}


@pytest.mark.parametrize("language", languages.ALL)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_obeys_the_strict_policy(name, language):
    html = rendered(name, language)
    page = Page(html)
    assert all(script.get("src", "").startswith("/static/") for script in page.all("script"))
    assert not page.all("style", "iframe", "object")
    assert not [a for _tag, a in page.elements if "style" in a or any(key.startswith("on") for key in a)]
    addresses = [v for _tag, a in page.elements for k, v in a.items() if k in ("src", "href", "action", "srcset") and v]
    assert not [a for a in addresses if not a.startswith(("/", "#", "tel:", "data:image/svg+xml")) or a.startswith("//")]


@pytest.mark.parametrize("language", languages.ALL)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_its_language_and_has_one_main_heading(name, language):
    page = Page(rendered(name, language))
    assert page.all("html")[0]["lang"] == language
    assert len(page.all("h1")) == 1
    ids = [a["id"] for _tag, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag, _a in page.elements if re.fullmatch("h[1-6]", tag)]
    after_first = levels[levels.index(1) :]
    assert all(b - a <= 1 for a, b in zip(after_first, after_first[1:], strict=False))


@pytest.mark.parametrize("language", languages.ALL)
@pytest.mark.parametrize("name", ["plan", "unit", "item"])
def test_a_page_is_light(name, language, web_fonts):
    page = len(gzip.compress(rendered(name, language).encode(), 6))
    sheets = sum(len(gzip.compress((STATIC / file).read_bytes(), 6)) for file in ("site.css", "site.js", "answer.js", "mark.svg"))
    assert page + sheets <= 30 * 1024
    assert page + sheets + web_fonts[language] <= 75 * 1024


@pytest.mark.parametrize("name", CONTENT)
def test_a_content_page_does_not_look_at_who_is_reading(name):
    class Nobody:
        def __getattr__(self, name):
            raise AssertionError(f"the page asked for user.{name}")

    assert rendered(name, "en", user=Nobody())


def test_a_personal_page_does():
    class Nobody:
        def __getattr__(self, name):
            raise AssertionError("asked")

    with pytest.raises(AssertionError, match="asked"):
        rendered("home", "en", user=Nobody())


@pytest.mark.parametrize("language", languages.ALL)
@pytest.mark.parametrize("name", ["plan", "plan-past", "withheld"])
def test_the_safety_card_is_there_with_numbers_to_dial(name, language):
    page = Page(rendered(name, language))
    assert [a for a in page.all("section") if a.get("id") == "card"]
    dialled = {a["href"] for a in page.all("a") if a.get("href", "").startswith("tel:")}
    assert {"tel:1098", "tel:112"} <= dialled
    assert all(re.fullmatch(r"tel:[+0-9*#]+", href) for href in dialled)


@pytest.mark.parametrize("name", ["plan", "unit", "start", "item", "review", "result", "withheld", "certificate", "verify", "home-learner"])
@pytest.mark.parametrize("language", languages.ALL)
def test_the_notice_stands_on_every_page_of_the_document(name, language):
    assert 'class="notice"' in rendered(name, language)


def test_the_page_for_a_broken_server_needs_nothing():
    html = server_error(None).content.decode()
    assert "Something went wrong" in html
    assert "tel:1098" in html


def test_the_worker_may_serve_the_whole_site(client):
    response = client.get("/worker.js")
    assert response.headers["Content-Type"] == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert b"no-store" in response.content


@pytest.mark.parametrize("path", ["/hi/privacy/", "/hi/offline/"])
def test_what_the_worker_keeps_is_the_same_for_everyone(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_a_page_travels_compressed_and_what_machines_read_does_not(client):
    page = client.get("/hi/privacy/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < len(gzip.decompress(page.content)) / 2
    assert "Content-Encoding" not in client.get("/hi/privacy/").headers
    assert "Content-Encoding" not in client.get("/worker.js", headers={"Accept-Encoding": "gzip"}).headers


def test_an_older_edition_says_so_and_cannot_be_ticked_off():
    html = rendered("unit-past", "en")
    assert "older edition" in html
    assert 'name="rendering"' not in html


@pytest.mark.parametrize("name", ["plan", "login", "404"])
def test_the_page_can_be_had_in_the_other_languages_at_its_own_address(name):
    links = [a for a in Page(rendered(name, "hi")).all("a") if a.get("hreflang") and a["href"].endswith(f"/{name}/")]
    assert [a["href"] for a in links] == [f"/{code}/{name}/" for code in languages.ALL]
    assert [a["hreflang"] for a in links if "aria-current" in a] == ["hi"]


def test_a_page_without_a_language_in_its_address_asks_by_a_form():
    buttons = [a for a in Page(rendered("verify", "en")).all("button") if a.get("name") == "language"]
    assert [a["value"] for a in buttons] == list(languages.ALL)


def test_the_other_languages_keep_what_was_asked():
    request = RequestFactory().get("/hi/account/login/", {"next": "/hi/quiz/ER3-Q/"})
    with override("hi"):
        links = dhairya.other_languages({"request": request})
    assert links[0]["url"] == "/en/account/login/?next=%2Fhi%2Fquiz%2FER3-Q%2F"


@pytest.mark.parametrize(("number", "dialled"), [("1098", "1098"), ("१०९८", "1098"), ("+91 22-১২৩", "+9122123"), ("112 (day)", "112")])
def test_a_number_can_be_dialled_whatever_script_it_is_in(number, dialled):
    assert dhairya.tel(number) == dialled


def test_text_is_inert_and_keeps_its_paragraphs():
    assert dhairya.paragraphs("a <b>\n\nc\nd\n\n ") == "<p>a &lt;b&gt;</p><p>c<br>d</p>"


def test_the_clock_of_a_session_runs_through_its_parts():
    steps = [{"part": "opening", "minutes": 2}, {"part": "main", "minutes": 5}, {"part": "main", "minutes": 1}]
    parts = dhairya.flow(steps)
    assert [(p["part"], [(s["number"], s["start"], s["end"]) for s in p["steps"]]) for p in parts] == [
        ("opening", [(1, 0, 2)]),
        ("main", [(2, 2, 7), (3, 7, 8)]),
    ]


def test_the_sheet_calls_only_fonts_that_are_built():
    called = set(re.findall(r'url\("\.\./fonts/([^"]+)"\)', (STATIC / "site.css").read_text()))
    assert called == {font.name for font in fonts.WEB_FONTS}
    assert set(dhairya.FONTS.values()) <= {f"fonts/{name}" for name in called}


def test_indic_text_is_never_spaced_out_slanted_or_crowded():
    sheet = (STATIC / "site.css").read_text()
    assert "letter-spacing" not in sheet
    assert "italic" not in sheet
    assert "text-transform" not in sheet
    leadings = re.findall(r":lang\((?:hi|bn)\)[^{]*\{[^}]*(?:line-height|--leading): ([0-9.]+)", sheet)
    assert leadings
    assert min(map(float, leadings)) >= 1.6
