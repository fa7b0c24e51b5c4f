"""Reads for people: what there is to study, in one query."""

from django.urls import reverse
from django.utils.translation import override

from cms.languages import FALLBACK, NATIVE
from curriculum.models import InForce


def catalogue(language: str) -> list[dict]:
    """Modules with their plans in a language. A plan that cannot be read in it is offered in the next language, labelled."""
    rows = InForce.objects.on("stable").filter(document_kind__in=("module", "plan"), language__in=(language, *FALLBACK[language]))
    best: dict[tuple[str, str], InForce] = {}
    for wanted in (language, *FALLBACK[language]):
        for row in rows:
            if row.language == wanted and row.rendering_id:
                best.setdefault((row.document_kind, row.code), row)
    plans = sorted((r for (kind, _), r in best.items() if kind == "plan"), key=lambda r: (r.face.get("order", 0), r.code))
    modules = sorted((r for (kind, _), r in best.items() if kind == "module"), key=lambda r: r.face.get("order", 0))
    return [
        {
            "title": module.face["title"], "text": module.face["text"], "language": module.language,
            "plans": [_line(row, language) for row in plans if row.module == module.code],
        }
        for module in modules
    ]  # fmt: skip


def _line(row: InForce, language: str) -> dict:
    with override(row.language):
        url = reverse("plan", args=[row.code])
    other = row.language != language
    return {
        "code": row.code, **row.face, "state": row.state, "url": url, "language": row.language,
        "language_name": NATIVE[row.language] if other else "",
    }  # fmt: skip
