"""The doors before the log-in, in a real Chromium: readable on a small phone in four languages, and nothing goes wrong unseen."""

import urllib.request

import pytest

from cms.languages import ALL
from cms.tests.browser import axe, login, scrolls_sideways, shot


@pytest.mark.parametrize("language", ALL)
def test_the_log_in_is_readable_on_a_small_phone(browser_page, language):
    page = browser_page(language, width=360)
    page.goto(f"/{language}/account/login/")
    shot(page, f"login-{language}")
    assert page.get_attribute("html", "lang") == language
    assert not scrolls_sideways(page)
    assert axe(page) == []
    assert page.problems == []


def test_a_counselor_comes_in_and_meets_her_language(browser_page):
    page = browser_page("hi", width=360)
    login(page, "counselor-hi")
    shot(page, "home-counselor-hi")
    assert page.get_attribute("html", "lang") == "hi"
    assert not scrolls_sideways(page)
    assert axe(page) == []
    assert page.problems == []


def test_what_goes_wrong_unseen_is_seen(browser_page):
    """The negative control: a foreign picture and a script error are listed, a missing label is found."""
    page = browser_page("en")
    page.goto("/healthz")
    page.evaluate(
        """() => { document.body.innerHTML = '<input><img src="http://elsewhere.invalid/x.png">';
                   setTimeout(() => { throw new Error('boom') }, 0) }"""
    )
    page.wait_for_timeout(300)
    assert any("elsewhere.invalid" in p for p in page.problems)
    assert any("boom" in p for p in page.problems)
    assert any(found.startswith("label") for found in axe(page))


def test_the_served_site_is_ready(site):
    with urllib.request.urlopen(f"{site.url}/readyz", timeout=10) as answer:
        assert answer.status == 200
    assert site.run("from cms.models import User; print(User.objects.count())").strip() == "21"
