"""The examples go their whole way on a running server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site

from leaderboard.models import Badge, Milestone
from mentorship.models import Discipline, Goal, Project, Skill
from portal.accounts.models import Invitation
from portal.testing import cast
from shop.models import Payment

EXAMPLES = site.ROOT / "examples"


needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="nothing else of the project wants curl")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param([sys.executable, str(EXAMPLES / "mvp.py")], id="py"),
        pytest.param(["bash", str(EXAMPLES / "mvp.sh")], id="sh", marks=needs_curl),
    ],
)
def test_an_example_goes_from_a_new_participant_to_the_milestone(
    command, participant, mentor, live_server, settings
):
    settings.SITE_URL = live_server.url
    for person in (participant, mentor):
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    clay, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    Skill.objects.create(slug="throwing", name="Throwing", discipline=clay)
    badge = Badge.objects.create(slug="sold-one", name="Sold one")
    Milestone.objects.create(name="First piece sold", pieces_sold=1, badge=badge)

    said = run([*command, live_server.url], MENTOR=mentor.email, PARTICIPANT=participant.email)

    assert said["milestones"] == "First piece sold"
    assert float(said["earned"]) > 0
    assert said["feedback"] == "approved"
    assert Payment.objects.get().order.number == said["bought"]
    assert Project.objects.get(owner=participant).files.count() == 1
    assert Invitation.objects.get().email.startswith("nadia-")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("number", "program"), [pytest.param(0, "bash", marks=needs_curl), (1, sys.executable)])
def test_the_quick_start_does_what_it_says(number, program, mentor, live_server):
    EmailAddress.objects.create(user=mentor, email=mentor.email, verified=True, primary=True)
    words = (site.ROOT / "docs" / "api.md").read_text().split("## Quick start", 1)[1].split("\n## ", 1)[0]
    code = textwrap.dedent(re.findall(r"(?:^    .*\n(?:\n(?=    ))*)+", words, re.MULTILINE)[number])
    here = {"http://127.0.0.1:8000": live_server.url, "maria@example.org": mentor.email, "demo-portal-2026": ""}
    for there, name in here.items():
        assert there in code
        code = code.replace(there, name or cast.PASSWORD)

    done: Any = subprocess.run([program, "-c", code], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603

    assert done.returncode == 0, done.stderr
    assert Goal.objects.get(owner=mentor).public_id in done.stdout


@needs_curl
@pytest.mark.django_db(transaction=True)
def test_the_shell_ends_at_a_refusal_with_one_line(live_server):
    done = start(["bash", str(EXAMPLES / "mvp.sh"), live_server.url], MENTOR="nobody@example.org")

    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith('POST auth/token: 401 {"code":"wrong_credentials"')


def run(command: list[str], **people: str) -> dict[str, str]:
    """Return what the example says, line by line: {what: which}."""
    done = start(command, **people)
    assert done.returncode == 0, done.stderr + done.stdout
    return dict(line.split(": ", 1) for line in done.stdout.splitlines())


def start(command: list[str], **people: str) -> Any:
    knows = {**os.environ, "SKILL": "throwing", "PASSWORD": cast.PASSWORD, **people}
    return subprocess.run(command, env=knows, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
