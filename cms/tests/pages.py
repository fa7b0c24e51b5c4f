"""Every template with a sample context, made from the sample plan of a language; for the page tests and for looking at."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.languages import NATIVE
from cms.tests.samples import sample

ATTEMPT = UUID(int=7)
CODE = "7KQ4-M2XD-9RTA"


class Entrance(forms.Form):
    """Stands for allauth's log-in form, refused once so that the error is seen."""

    login = forms.CharField(label="User name or phone", help_text="")
    password = forms.CharField(widget=forms.PasswordInput, label="Password")

    def clean(self):
        raise forms.ValidationError(_("The user name or the password is not right."))


class Code(forms.Form):
    code = forms.CharField(label="Code")
    secret = "JBSWY3DPEHPK3PXP"


def unit(plan: dict) -> dict:
    """A learning unit out of the texts of a plan."""
    kinds = ("concept", "example", "practice", "reflection", "caution")
    texts = [plan["background"].split("\n\n")[0], plan["background"].split("\n\n")[-1], plan["practice"], plan["self_check"][0]["text"]]
    texts.append(plan["do_not_use_if"][0]["text"])
    blocks = [
        {"id": f"b{n}", "kind": kind, "heading": plan["title"], "html": f"<p>{text}</p><ul><li><strong>{plan['code']}</strong></li></ul>"}
        for n, (kind, text) in enumerate(zip(kinds, texts, strict=True))
    ]
    return {
        **{key: plan[key] for key in ("language", "title", "edition", "approval")},
        "schema": "unit/1", "code": "ER3-U", "plan": {"id": plan["id"], "code": plan["code"]}, "minutes": 10, "blocks": blocks,
    }  # fmt: skip


def quiz(plan: dict) -> dict:
    """A quiz out of the red flags of a plan: the sign is the question, the actions are the options."""
    options = [{"id": f"o{n}", "text": flag["action"]} for n, flag in enumerate(plan["red_flags"])]
    items = [{"id": f"i{n}", "stem": flag["sign"], "options": options} for n, flag in enumerate(plan["red_flags"])]
    return {
        **{key: plan[key] for key in ("language", "title", "edition", "approval")},
        "schema": "quiz/1", "code": "ER3-Q", "intro": plan["summary"], "purpose": "certify", "items": items,
    }  # fmt: skip


def course(language: str, plan: dict) -> dict:
    title = sample(language)["certificate"]["course_title"]
    return {"schema": "course/1", "language": language, "title": title, "intro": plan["summary"], "approval": plan["approval"]}


def curriculum(language: str, plan: dict) -> dict:
    other = {"language": "en", "name": NATIVE["en"], "url": "/en/plans/ER3/"}
    line = {"code": "ER3", "title": plan["title"], "summary": plan["summary"], "minutes": 45, "state": "current", "url": "/x/"}
    lines = [{**line, "language": language, "language_name": ""}, {**line, "language": "en", "language_name": NATIVE["en"]}]
    edition = {"plan": plan, "past": True, "state": "past"}
    seen = {"plan": plan, "state": "current", "pdf_url": "/x.pdf", "unit_url": "/x/", "offers": [other]}
    card = {**plan["card"], "approval": plan["approval"], "edition": plan["edition"]}
    withheld = {
        "code": "ER3",
        "title": plan["title"],
        "language": language,
        "reason": plan["background"].split("\n\n")[0],
        "card": card,
        "fallback": other,
    }
    studied = {"unit": unit(plan), "state": "behind", "plan_url": "/x/", "done_url": "/x/", "rendering": 3}
    module = {"title": plan["title"], "text": plan["summary"], "plans": lines, "language": language}
    return {
        "plans": ("curriculum/plans.html", {"modules": [module]}),
        "plan": ("curriculum/plan.html", seen),
        "plan-behind": ("curriculum/plan.html", {**seen, "state": "behind"}),
        "plan-past": ("curriculum/plan.html", edition),
        "unit": ("curriculum/unit.html", studied),
        "unit-past": ("curriculum/unit.html", {"unit": unit(plan), "past": True, "state": "past"}),
        "withheld": ("curriculum/withheld.html", withheld),
        "withheld-without-card": ("curriculum/withheld.html", {**withheld, "card": None, "fallback": None}),
    }  # fmt: skip


def assessments(language: str, plan: dict) -> dict:
    whole = quiz(plan)
    attempt = SimpleNamespace(pk=ATTEMPT, id=ATTEMPT, language=language)
    item = {
        "attempt": attempt, "token": "token", "number": 2, "total": 4, "item": whole["items"][1], "chosen": "o1", "answer_url": "/a/",
        "client_id": UUID(int=9), "previous_url": "/p/", "next_url": "/n/", "review_url": "/r/", "quiz": whole,
    }  # fmt: skip
    overview = [{"number": n, "stem": i["stem"], "answered": n % 3 > 0, "url": "/i/"} for n, i in enumerate(whole["items"], 1)]
    review = {"attempt": attempt, "items": overview, "open_count": 1, "submit_url": "/s/", "token": "token", "quiz": whole}
    feedback = [
        {
            "number": n, "stem": i["stem"], "chosen": i["options"][0]["text"] if n < 4 else "", "chosen_why": plan["if_then"][0]["then"],
            "right": i["options"][n - 1]["text"], "right_why": plan["if_then"][1]["then"], "is_right": n == 1, "critical": n == 2,
            "review_url": "/u/#b",
        }
        for n, i in enumerate(whole["items"], 1)
    ]  # fmt: skip
    again = {"attempt": attempt, "quiz": whole, "passed": False, "reasons": [plan["summary"]], "items": feedback}
    urls = {"again_url": "/q/", "home_url": "/"}
    return {
        "start": ("assessments/start.html", {"quiz": whole, "count": 4}),
        "item": ("assessments/item.html", item),
        "item-first": ("assessments/item.html", {**item, "number": 1, "chosen": None, "previous_url": None}),
        "review": ("assessments/review.html", review),
        "review-ready": ("assessments/review.html", {**review, "open_count": 0}),
        "result": ("assessments/result.html", {**again, **urls}),
        "result-passed": ("assessments/result.html", {**again, **urls, "passed": True, "reasons": []}),
    }


def training(language: str, plan: dict) -> dict:
    printed = sample(language)["certificate"]
    path = course(language, plan)
    days = {"issued_on": date(2026, 11, 23), "valid_until": date(2027, 11, 22)}
    mine = SimpleNamespace(code=CODE, get_level_display=printed["level_line"], level="provisional", **days)
    texts = [row["text"] for row in plan["self_check"]]
    steps = [{"text": text, "done": n == 0, "current": n == 1, "url": "/x/", "kind": "study"} for n, text in enumerate(texts)]
    step = {"kind": "study", "title": plan["title"], "text": texts[1], "url": "/x/", "button": _("Study now")}
    cited = [{"title": plan["title"], "edition": 3, "language": NATIVE[language], "sha": "3f9c1b7e2d" * 6, "url": "/x/"}]
    page = {
        "certificate": mine, "course": path, "state": "valid", "holder": printed["name"], "level_text": printed["level_line"],
        "notice": printed["notice"], "reasons": texts, "evidence": cited, "pdf_url": "/x.pdf", "verify_url": f"/verify/{CODE}/",
    }  # fmt: skip
    found = {
        "found": True, "code": CODE, "state": "valid", "level": "provisional", "level_text": printed["level_line"],
        "course_title": path["title"], "notice": printed["notice"], "json_url": f"/verify/{CODE}.json", **days,
    }  # fmt: skip
    home = {"plans_url": "/x/", "certificates": [mine], "course": path, "steps": steps, "next": step}
    return {
        "home": ("training/home.html", {"next": None, "plans_url": "/x/", "login_url": "/x/"}),
        "home-learner": ("training/home.html", home),
        "certificate": ("training/certificate.html", page),
        "certificate-revoked": ("training/certificate.html", {**page, "state": "revoked"}),
        "verify": ("training/verify.html", found),
        "verify-suspended": ("training/verify.html", {**found, "state": "suspended"}),
        "verify-unknown": ("training/verify.html", {"found": False, "state": "unknown", "code": "7KQ"}),
    }


def account() -> dict:
    entrance, code = Entrance({"login": "x", "password": "y"}), Code()
    form = {"form": entrance, "redirect_field": ""}
    coded = {"form": code, "redirect_field": ""}
    codes = {"unused_codes": ["1a2b3c4d", "5e6f7a8b"], "total_count": 10, "can_view_codes": True, "can_download_codes": True}
    drawn = {**coded, "totp_svg_data_uri": "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="}
    on = {"authenticators": {"totp": True, "recovery_codes": True}, "is_mfa_enabled": True}
    return {
        "login": ("account/login.html", form),
        "logout": ("account/logout.html", form),
        "password_change": ("account/password_change.html", form),
        "reauthenticate": ("account/reauthenticate.html", {**form, "reauthentication_alternatives": [{"url": "/x/", "description": "x"}]}),
        "mfa": ("mfa/index.html", {"authenticators": {}, "is_mfa_enabled": False}),
        "mfa-on": ("mfa/index.html", on),
        "mfa-authenticate": ("mfa/authenticate.html", coded),
        "mfa-reauthenticate": ("mfa/reauthenticate.html", coded),
        "totp": ("mfa/totp/activate_form.html", drawn),
        "totp-off": ("mfa/totp/deactivate_form.html", coded),
        "codes": ("mfa/recovery_codes/index.html", {**codes, "can_generate_codes": True}),
        "codes-new": ("mfa/recovery_codes/generate.html", {"form": forms.Form(), "unused_code_count": 2}),
    }


def house() -> dict:
    told = {"title": _("Not yet"), "happened": "…", "safe": "…", "do": "…", "url": "/x/", "button": "x"}
    errors = {name: (f"{name}.html", {}) for name in ("400", "403", "404", "500")}
    plain = {"privacy": ("privacy.html", {}), "offline": ("offline.html", {}), "closed": ("locales/closed.html", {})}
    return {**errors, **plain, "error": ("error.html", told)}


def pages(language: str) -> dict[str, tuple[str, dict]]:
    """Name → (template, context). Names with a dash are other states of the same template."""
    plan = sample(language)["plan"]["plan"]
    return {**curriculum(language, plan), **assessments(language, plan), **training(language, plan), **account(), **house()}


def rendered(name: str, language: str, user=None) -> str:
    """The HTML of a page in a language, as the site would serve it."""
    with override(language):
        template, context = pages(language)[name]
        address = f"/verify/{CODE}/" if name.startswith("verify") else f"/{language}/{name}/"
        request = RequestFactory().get(address)
        request.user = user or AnonymousUser()
        return render_to_string(template, context, request)
