"""Draw what is kept and how it hangs together: docs/models.md, from the models themselves."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import models

DRAWING = settings.ROOT / "docs" / "models.md"
#: Lowest first; an app's models point to its own and to those of apps before it.
APPS = {
    "core": "What all apps stand on: who works jobs off, and answers that are given once.",
    "accounts": "People, their consents and guardians, how they come in and how they leave.",
    "mentorship": "Skills and works, tasks and feedback, pairings and cohorts, supplies, diaries and goals.",
    "cms_pages": "Pages, their pictures, and what others write on them.",
    "shop": "Offers, sales, payments, the ledger, savings and payouts.",
    "leaderboard": "Points, badges, milestones and certificates.",
    "messaging": "Conversations, notices, mails, and the desk that watches over people.",
    "hooks": "Other systems that are told what has happened.",
}
#: Shown beside the keys: what identifies a row to people or to programs.
NAMED = ("handle", "key", "kind", "slug", "status", "token")
HEAD = """# The models

Written by `make models`; a test says when it is out of date. A box shows keys and what identifies a row, not
every column. A line is a key to a model of the same app; a key to another app's model stands in the box, with that
app's name beside it. Wagtail's and Oscar's own tables are not drawn.
"""


class Command(BaseCommand):
    help = "Write docs/models.md: a diagram (Mermaid) of each app's models."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if it is out of date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            DRAWING.write_text(drawn())
        elif DRAWING.read_text() != drawn():
            raise CommandError("docs/models.md is out of date: make models")


def drawn() -> str:
    """Return the whole page."""
    return HEAD + "".join(section(apps.get_app_config(label)) for label in APPS)


def section(app: AppConfig) -> str:
    """Return one app and its diagram."""
    ours = sorted((model for model in app.get_models() if is_ours(model)), key=lambda model: model.__name__)
    lines = [line for model in ours for line in box(model)]
    lines += sorted(line for model in ours for line in strokes(model))
    body = "\n".join(f"    {line}" for line in lines)
    return f"\n## {app.label}\n{APPS[app.label]}\n\n```mermaid\nerDiagram\n{body}\n```\n"


def is_ours(model: type[models.Model]) -> bool:
    return not model._meta.proxy and model._meta.label_lower.split(".")[0] in APPS


def box(model: type[models.Model]) -> Iterator[str]:
    yield f"{model.__name__} {{"
    for field in model._meta.local_fields:
        marks = [mark for mark, holds in (("PK", field.primary_key), ("FK", field.is_relation)) if holds]
        if field.unique and not field.primary_key:
            marks.append("UK")
        if marks or field.name in NAMED:
            yield " ".join(filter(None, (f"    {kind(field)}", field.name, ", ".join(marks), elsewhere(field))))
    yield from (
        f'    {kind(field)} {field.name} "{field.related_model._meta.app_label}, many"'
        for field in model._meta.local_many_to_many
        if elsewhere(field)
    )
    yield "}"


def kind(field: models.Field[Any, Any]) -> str:
    return field.related_model.__name__ if field.is_relation else field.get_internal_type().removesuffix("Field")


def elsewhere(field: models.Field[Any, Any]) -> str:
    """Return the name of the other app that `field` points to, as Mermaid's remark."""
    if not field.is_relation or field.related_model._meta.app_label == field.model._meta.app_label:
        return ""
    return f'"{field.related_model._meta.app_label}"'


def strokes(model: type[models.Model]) -> Iterator[str]:
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        if not field.is_relation or elsewhere(field):
            continue
        if isinstance(field, models.ManyToManyField):
            if not field.remote_field.through._meta.auto_created:
                continue  # the table between has a box of its own
            ends = "}o--o{"
        else:
            ends = ("|o" if field.null else "||") + ("--o|" if field.unique else "--o{")
        yield f"{field.related_model.__name__} {ends} {model.__name__} : {field.name}"
