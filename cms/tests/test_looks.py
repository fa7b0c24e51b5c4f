"""How pages stand on a small phone: nothing sideways, big targets, right letters, and nothing that axe finds."""

from pathlib import Path

import pytest
from django.conf import settings

from cms import fonts, languages
from cms.tests.browser import axe, scrolls_sideways
from cms.tests.pages import rendered

STATIC = Path(settings.BASE_DIR) / "cms" / "static"
SITE = "http://dhairya.test"
# The longest words are Bengali; the pages of staff are looked at in English.
BENGALI = ("plan", "unit", "withheld", "start", "item", "review", "result", "home-learner", "certificate", "login")
ENGLISH = ("home", "plans", "verify", "mfa-on", "totp", "codes", "reauthenticate", "password_change", "404", "privacy", "offline")
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden])')].map(e => e.type === 'radio' ? e.closest('label') : e)
    .filter(e => !e.closest('p:not(.actions):not(.help), .skip, dd') && !e.closest('.skip'))
    .filter(e => e.getBoundingClientRect().height > 0 && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("fonts")
    fonts.build(directory)
    return directory


@pytest.fixture
def show(chromium, letters):
    """`show(name, language)` → the page on a 360 px phone; every request is answered here."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    page = context.new_page()

    def answer(route):
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/fonts/"):
            return route.fulfill(path=letters / path.removeprefix("/static/fonts/"))
        if path.startswith("/static/"):
            return route.fulfill(path=STATIC / path.removeprefix("/static/"))
        language, name = path.strip("/").split("/")
        return route.fulfill(body=rendered(name, language), content_type="text/html; charset=utf-8")

    def open_page(name: str, language: str):
        page.goto(f"{SITE}/{language}/{name}/")
        page.evaluate("document.fonts.ready")
        return page

    page.route("**/*", answer)
    yield open_page
    context.close()


@pytest.mark.parametrize(("name", "language"), [*((name, "bn") for name in BENGALI), *((name, "en") for name in ENGLISH)])
def test_a_page_stands_well_on_a_small_phone(show, name, language):
    page = show(name, language)
    assert not scrolls_sideways(page)
    assert page.evaluate(SMALL) == []
    assert axe(page) == []


@pytest.mark.parametrize(("language", "font"), [("hi", "Mukta Deva"), ("mr", "Mukta Deva"), ("bn", "Siliguri Beng"), ("en", "Mukta Latn")])
def test_a_page_fetches_the_letters_of_its_own_language_only(show, language, font):
    page = show("plan", language)
    page.wait_for_function("font => [...document.fonts].some(f => f.family.includes(font) && f.status === 'loaded')", arg=font)
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))")
    assert font in loaded
    assert set(loaded) <= {font, "Mukta Latn", "Names"}


def test_a_page_too_wide_would_be_seen(show):
    page = show("plan", "en")
    page.evaluate("document.querySelector('h1').style.width = '500px'")
    assert scrolls_sideways(page)


@pytest.mark.parametrize("language", languages.ALL)
def test_a_printed_plan_has_the_card_and_leaves_the_site_around_it_out(show, language):
    page = show("plan", language)
    page.emulate_media(media="print")
    assert page.locator("#card").is_visible()
    assert page.locator(".notice").is_visible()
    for around in (".top", ".bottom", ".at-hand", ".contents", ".actions"):
        assert not page.locator(around).first.is_visible()
