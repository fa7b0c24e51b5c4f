"""The doors: nothing of the key before the score, nothing of anybody else, and no answer lost with the log-in."""

import uuid

import pytest
from django.http import HttpResponse

import cms.views
from assessments import registry, views
from assessments.models import Answer, Attempt
from assessments.permissions import token_of
from assessments.services import frozen
from assessments.tests.factories import CANARY, answer_all, issued_quiz, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_occasion(monkeypatch):
    filled = {
        "occasion_for": lambda user, quiz: uuid.UUID(int=7), "rule_for": lambda occasion, quiz: {"cut_percent": 50},
        "after_scoring": lambda attempt: None,
    }  # fmt: skip
    monkeypatch.setattr(registry, "_filled", filled)


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """What the templates receive, so that these tests do not depend on their words."""
    seen = []

    def render(request, template, context=None, status=200):
        seen.append((template, context))
        return HttpResponse(repr(context), status=status)

    for module in (views, cms.views):
        monkeypatch.setattr(module, "render", render)
    return seen


@pytest.fixture
def counselor():
    return person("counselor-hi")


@pytest.fixture
def logged_in(client, counselor):
    client.force_login(counselor)
    return client


@pytest.fixture
def attempt(logged_in, counselor):
    issued_quiz()
    logged_in.post("/en/quiz/ER3-Q/")
    return Attempt.objects.get()


def fields(attempt, choice=0, **changes):
    node = next(iter(frozen.items_of(attempt).values()))
    given = {"item": node["id"], "option": node["options"][choice]["id"], "client_id": str(uuid.uuid4()), "token": token_of(attempt)}
    return {**given, **changes}


def test_the_start_page_looks_the_same_to_everyone_and_starting_asks_to_log_in(client, shown, django_assert_num_queries):
    issued_quiz()
    with django_assert_num_queries(1):
        assert client.get("/en/quiz/ER3-Q/").status_code == 200
    assert shown[-1][0] == "assessments/start.html" and shown[-1][1]["count"] == 8
    assert client.post("/en/quiz/ER3-Q/").url == "/en/account/login/?next=%2Fen%2Fquiz%2FER3-Q%2F"
    assert client.get("/en/quiz/NONE-Q/").status_code == 404


def test_starting_leads_to_the_first_open_question(logged_in, attempt):
    assert logged_in.post("/en/quiz/ER3-Q/").url == f"/en/attempt/{attempt.pk}/1/"
    logged_in.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt))
    assert logged_in.post("/en/quiz/ER3-Q/").url == f"/en/attempt/{attempt.pk}/2/"
    answer_all(attempt)
    assert logged_in.post("/en/quiz/ER3-Q/").url == f"/en/attempt/{attempt.pk}/"


def test_a_question_page_has_what_its_template_needs_in_few_queries(logged_in, attempt, shown, django_assert_max_num_queries):
    logged_in.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt))
    with django_assert_max_num_queries(6):
        logged_in.get(f"/en/attempt/{attempt.pk}/1/")
    template, page = shown[-1]
    assert template == "assessments/item.html"
    assert page["chosen"] == fields(attempt)["option"] and (page["number"], page["total"]) == (1, 8)
    assert page["previous_url"] is None and page["next_url"] == f"/en/attempt/{attempt.pk}/2/"
    assert logged_in.get(f"/en/attempt/{attempt.pk}/9/").status_code == 404
    assert logged_in.get(f"/en/attempt/{attempt.pk}/0/").status_code == 404


def test_a_question_whose_wording_was_replaced_for_safety_is_not_shown_any_more(logged_in, attempt):
    assert logged_in.get(f"/en/attempt/{attempt.pk}/1/").status_code == 200
    issued_quiz(number=2, mark=" safer", change_class="safety")
    assert logged_in.get(f"/en/attempt/{attempt.pk}/1/").url == "/en/quiz/ER3-Q/"


def test_no_page_before_the_score_holds_a_byte_of_the_key(logged_in, attempt):
    pages = ["/en/quiz/ER3-Q/", f"/en/attempt/{attempt.pk}/", f"/en/attempt/{attempt.pk}/result/"]
    pages += [f"/en/attempt/{attempt.pk}/{n}/" for n in range(1, 9)]
    for address in pages:
        page = logged_in.get(address, follow=True).content.decode()
        assert CANARY not in page and "critical" not in page and "right" not in page
    answer_all(attempt)
    logged_in.post(f"/en/attempt/{attempt.pk}/submit/")
    assert CANARY in logged_in.get(f"/en/attempt/{attempt.pk}/result/").content.decode()  # the canary does sing


def test_pages_do_not_change_when_another_option_is_right(logged_in, shown):
    """Non-interference: two quizzes that differ in the key only show the same, but for their own random ids."""
    from assessments.tests import factories

    document, key = factories.quiz_documents("ER3-Q")
    other = {**key, "items": [{**n, "right": [list(n["why"])[2]], "critical": not n["critical"]} for n in key["items"]]}
    seen = []
    for number, one in enumerate((key, other), 1):
        factories.issued("quiz", "ER3-Q", document, one, number=number)
        logged_in.post("/en/quiz/ER3-Q/")
        attempt = Attempt.objects.get(submitted_at=None)
        logged_in.get(f"/en/attempt/{attempt.pk}/1/")
        item = shown[-1][1]["item"]
        seen.append({**item, "options": sorted(item["options"], key=lambda o: o["id"])})
        logged_in.post(f"/en/attempt/{attempt.pk}/submit/")
    assert seen[0] == seen[1]


def test_an_answer_is_saved_by_plain_form_and_goes_where_the_form_says(logged_in, attempt):
    goto = f"/en/attempt/{attempt.pk}/2/"
    assert logged_in.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt, goto=goto)).url == goto
    away = logged_in.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt, goto="https://elsewhere.example/"))
    assert away.url == f"/en/attempt/{attempt.pk}/"
    assert Answer.objects.count() == 2


def test_an_answer_is_saved_by_script_and_a_retry_is_harmless(logged_in, attempt):
    given = fields(attempt)
    for _ in range(2):
        answer = logged_in.post(f"/en/attempt/{attempt.pk}/answer/", given, headers={"accept": "application/json"})
        assert answer.json() == {"saved": True, "seq": 1}
    other = logged_in.post(
        f"/en/attempt/{attempt.pk}/answer/",
        {**given, "option": fields(attempt, choice=1)["option"]},
        headers={"accept": "application/json"},
    )
    assert (other.status_code, other.json()["code"]) == (409, "answer-conflict")
    assert Answer.objects.count() == 1


def test_an_answer_typed_while_the_log_in_expired_is_saved(client, attempt):
    client.logout()
    saved = client.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt, goto=f"/en/attempt/{attempt.pk}/2/"))
    assert saved.url == f"/en/attempt/{attempt.pk}/2/" and Answer.objects.count() == 1
    assert client.get(saved.url).url.startswith("/en/account/login/")


def test_without_the_token_nothing_is_saved_whoever_asks(logged_in, attempt):
    for token in ("", "0" * 64):
        answer = logged_in.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt, token=token), headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (403, "not-your-attempt")
    assert not Answer.objects.exists()


def test_the_token_asks_for_no_csrf_cookie_and_submit_does(attempt, counselor):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(counselor)
    assert strict.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt)).status_code == 302
    assert strict.post(f"/en/attempt/{attempt.pk}/submit/").status_code == 403
    assert not Attempt.objects.scored().exists()


@pytest.mark.parametrize("wrong", [{"item": "x"}, {"option": ""}, {"client_id": "1"}])
def test_a_malformed_answer_is_told_so_and_stores_nothing(logged_in, attempt, wrong):
    answer = logged_in.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt, **wrong), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"saved": False, "code": "answer-incomplete"})
    assert logged_in.post(f"/en/attempt/{attempt.pk}/answer/", fields(attempt, **wrong)).status_code == 302
    assert not Answer.objects.exists()


def test_going_back_and_choosing_anew_keeps_the_new_choice_on_the_page(logged_in, attempt, shown):
    given = fields(attempt)
    logged_in.post(f"/en/attempt/{attempt.pk}/answer/", given)
    other = fields(attempt, choice=1)["option"]
    again = logged_in.post(f"/en/attempt/{attempt.pk}/answer/", {**given, "option": other})
    page = shown[-1][1]
    assert again.status_code == 409 and page["chosen"] == other and str(page["client_id"]) != given["client_id"]


def test_another_persons_attempt_does_not_exist(client, attempt):
    client.force_login(person("counselor-mr"))
    for address in ("", "1/", "result/"):
        assert client.get(f"/en/attempt/{attempt.pk}/{address}").status_code == 404
    assert client.post(f"/en/attempt/{attempt.pk}/submit/").status_code == 404
    assert not Attempt.objects.scored().exists()


def test_handing_in_twice_shows_the_first_result(logged_in, attempt, shown):
    answer_all(attempt, wrong={0})
    for _ in range(2):
        assert logged_in.post(f"/en/attempt/{attempt.pk}/submit/").url == f"/en/attempt/{attempt.pk}/result/"
    logged_in.get(f"/en/attempt/{attempt.pk}/result/")
    template, page = shown[-1]
    assert template == "assessments/result.html" and page["passed"] is False
    assert page["reasons"] == ["1 question about a child's safety was not right. Such a question must always be right."]
    assert [line["is_right"] for line in page["items"]] == [False] + [True] * 7
    assert page["items"][0]["critical"] and page["items"][0]["right_why"].startswith(CANARY)
    assert logged_in.get(f"/en/attempt/{attempt.pk}/1/").url == f"/en/attempt/{attempt.pk}/result/"
    assert Attempt.objects.count() == 1


def test_an_attempt_stays_in_its_language(logged_in, counselor):
    issued_quiz()
    issued_quiz(language="hi", number=2)
    begun = logged_in.post("/hi/quiz/ER3-Q/").url
    assert begun.startswith("/hi/attempt/")
    assert logged_in.post("/en/quiz/ER3-Q/").url == begun


def test_a_refusal_is_a_kind_page(logged_in, shown, monkeypatch):
    issued_quiz()
    monkeypatch.setitem(registry._filled, "occasion_for", lambda user, quiz: None)
    assert logged_in.post("/en/quiz/ER3-Q/").status_code == 422
    template, page = shown[-1]
    assert template == "error.html" and "Ask your trainer" in page["happened"] and page["url"] == "/en/"


def test_get_changes_nothing_at_doors_that_write(logged_in, attempt):
    for address in ("answer/", "submit/"):
        assert logged_in.get(f"/en/attempt/{attempt.pk}/{address}").status_code == 405
