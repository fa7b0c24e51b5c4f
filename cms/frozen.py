"""Issued is forever: database triggers that refuse UPDATE and DELETE on rows of frozen models.

A model says `frozen = True` (every row, always) or `frozen_when = "submitted_at IS NOT NULL"` (a row, once the condition holds
for its OLD values). The triggers are (re)created after every migrate, because SQLite drops them when it remakes a table.
"""

from django.apps import apps
from django.db import connections

MESSAGE = "issued is forever: {table} is insert-only"


def frozen_models():
    """All concrete models that are frozen, wholly or in part."""
    return [m for m in apps.get_models() if getattr(m, "frozen", False) or getattr(m, "frozen_when", None)]


def trigger_names(model) -> list[str]:
    """The names under which `model`'s triggers live in the database."""
    return [f"{model._meta.db_table}_no_{verb}" for verb in ("update", "delete")]


def _old(condition: str | None, columns) -> str:
    """The condition with each bare column read from the OLD row."""
    if not condition:
        return ""
    words = [f"OLD.{w}" if w in columns else w for w in condition.split()]
    return f" WHEN ({' '.join(words)})"


def _sqlite(model) -> list[str]:
    table = model._meta.db_table
    when = _old(getattr(model, "frozen_when", None), {f.column for f in model._meta.local_fields})
    statements = []
    for verb, name in zip(("UPDATE", "DELETE"), trigger_names(model), strict=True):
        statements += [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}"{when} BEGIN SELECT RAISE(ABORT, \'{MESSAGE.format(table=table)}\'); END',
        ]
    return statements


FUNCTION = """
CREATE OR REPLACE FUNCTION issued_is_forever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'issued is forever: % is insert-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _postgresql(model) -> list[str]:
    table = model._meta.db_table
    when = _old(getattr(model, "frozen_when", None), {f.column for f in model._meta.local_fields})
    statements = []
    for verb, name in zip(("UPDATE", "DELETE"), trigger_names(model), strict=True):
        statements += [
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" FOR EACH ROW{when} EXECUTE FUNCTION issued_is_forever()',
        ]
    return [
        *statements,
        f'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION issued_is_forever()',
    ]


def freeze(using: str = "default") -> None:
    """(Re)create the triggers of every frozen model whose table exists. Idempotent."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    models = [m for m in frozen_models() if m._meta.db_table in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for model in models:
            for statement in _postgresql(model) if connection.vendor == "postgresql" else _sqlite(model):
                cursor.execute(statement)


def thaw(using: str = "default") -> None:
    """Drop every trigger. Only for a test database's flush and for a data migration that names this function."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in frozen_models():
            table = model._meta.db_table
            if table not in tables:
                continue
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            for name in [*trigger_names(model), *([f"{table}_no_truncate"] if on else [])]:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing(using: str = "default") -> list[str]:
    """Triggers that should exist and do not: what `/readyz` and the system check report."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    tables = set(connection.introspection.table_names())
    guarded = [model for model in frozen_models() if model._meta.db_table in tables]
    return [name for model in guarded for name in trigger_names(model) if name not in present]


def after_migrate(sender, using="default", **kwargs) -> None:
    """post_migrate receiver, connected once for the `cms` app."""
    freeze(using)
