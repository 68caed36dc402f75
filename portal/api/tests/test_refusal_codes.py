"""The codes of refusals in docs/api.md are those of the code, no more and no fewer."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from django.conf import settings
from rest_framework import exceptions

from portal.core import problems
from portal.core.api import code_of
from portal.core.exceptions import DomainError

DOCS = (settings.ROOT / "docs" / "api.md").read_text()
#: What programs send, and where the rules about it are.
RULES = {
    "participants": (
        *("mentorship.services.adding", "mentorship.services.pairings"),
        *("mentorship.services.skills", "portal.accounts.services.invitations"),
    ),
    "tasks": ("mentorship.services.tasks",),
    "handing in": ("mentorship.services.submissions",),
    "projects": ("mentorship.services.projects",),
    "files": ("mentorship.services.work_files", "portal.core.images", "portal.core.quota"),
    "feedback": ("mentorship.services.reviews",),
    "selling": ("shop.services.listings",),
    "journals": ("mentorship.services.journals",),
    "interactions": ("mentorship.services.interactions",),
    "goals": ("mentorship.services.goals",),
    "messages": ("messaging.services.messages",),
    "exports": ("cms_pages.services.exports", "cms_pages.export.builder", "cms_pages.export.scope"),
}
#: Codes that are written where they are answered, and the framework's own of what our views refuse.
WRITTEN = {"invalid", "not_allowed", "insufficient_scope", "suspended"}
FRAMEWORK = (
    *(exceptions.ParseError, exceptions.NotAuthenticated, exceptions.AuthenticationFailed, exceptions.NotFound),
    *(exceptions.PermissionDenied, exceptions.MethodNotAllowed, exceptions.NotAcceptable, exceptions.Throttled),
    exceptions.UnsupportedMediaType,
)


def ours(of: type[Any]) -> set[type[Any]]:
    """The refusals of our own that derive from `of`."""
    below = {each for one in of.__subclasses__() for each in (one, *ours(one))}
    return {
        each for each in below if each.__module__.split(".")[0] in ("portal", "mentorship", "shop", "messaging")
    }


def rows(head: str) -> list[list[str]]:
    """The rows of the table below the line `head`."""
    lines = DOCS.split(head, 1)[1].split("\n\n", 1)[0].strip().splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_code_of_a_refusal_is_told():
    import_module("portal.api.urls")
    own = {each.default_code for each in ours(exceptions.APIException) if each.__name__ != "Answered"}
    known = {code for code, _words in (*problems.KNOWN.values(), problems.FAILED)}
    told = [code for row in rows("| status | `code` | when |\n") for code in re.findall(r"`([a-z_]+)`", row[1])]

    assert len(told) == len(set(told))
    assert set(told) == WRITTEN | own | known | {each.default_code for each in FRAMEWORK}


def test_every_rule_is_told():
    told = {row[0]: row[1] for row in rows("| about | `code` |\n")}
    expected = {}
    for about, modules in RULES.items():
        found = [each for name in modules for each in vars(import_module(name)).values() if isinstance(each, type)]
        codes = {code_of(each) for each in found if issubclass(each, DomainError) and each.__module__ in modules}
        expected[about] = ", ".join(f"`{each}`" for each in sorted(codes))

    assert told == {about: codes for about, codes in expected.items() if codes}
