"""What the documentation names is there: pages, links, words on buttons, addresses, and the models as they are."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import resolve

ROOT = settings.ROOT
DOCS = sorted((ROOT / "docs").rglob("*.md"))
INDEX = ROOT / "docs" / "README.md"
PAGES = [*DOCS, *sorted(ROOT.glob("*.md"))]
#: What tells people where to press: each name in bold is one that the site says.
GUIDES = [*sorted((ROOT / "docs" / "guides").glob("*.md")), ROOT / "docs" / "tutorial.md"]
#: Texts of ours in any catalogue, and those of the two libraries whose pages are used as they are.
CATALOGUES = ("locale/es",)
LIBRARIES = (("wagtail", "admin/locale/en"), ("allauth", "locale/en"))
PICTURES = sorted((ROOT / "docs" / "guides" / "pictures").glob("*"))
#: Bytes of a picture, and pictures, so that a clone stays small.
HEAVIEST, MOST = 60_000, 25


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def links(page: Path) -> list[Path]:
    """Return the files that `page` links to; code is no link."""
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [
        (page.parent / target.partition("#")[0]).resolve()
        for target in targets
        if not re.match(r"[a-z]+:|#", target)
    ]


@cache
def said() -> frozenset[str]:
    """Return every text that a page may say; names of models are shown with a capital."""
    folders = [ROOT / folder for folder in CATALOGUES]
    for package, folder in LIBRARIES:
        found = find_spec(package)
        assert found
        assert found.origin
        folders.append(Path(found.origin).parent / folder)
    texts = {entry.msgid for folder in folders for entry in polib.pofile(folder / "LC_MESSAGES" / "django.po")}
    return frozenset(texts | {text[:1].upper() + text[1:] for text in texts})


def test_the_drawing_of_the_models_is_up_to_date() -> None:
    call_command("draw_models", "--check")


@pytest.mark.parametrize("page", [page for page in DOCS if page != INDEX], ids=named)
def test_every_page_is_in_the_index(page: Path) -> None:
    assert page in links(INDEX)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_file(page: Path) -> None:
    assert [named(target) for target in links(page) if not target.exists()] == []


@pytest.mark.parametrize("guide", GUIDES, ids=named)
def test_what_a_guide_says_to_press_is_on_the_site(guide: Path) -> None:
    told = {re.sub(r"\s+", " ", name) for name in re.findall(r"\*\*(.+?)\*\*", guide.read_text(), re.DOTALL)}

    assert told
    assert told - said() == set()


@pytest.mark.parametrize("guide", GUIDES, ids=named)
def test_addresses_in_a_guide_are_those_of_the_site(guide: Path) -> None:
    told = re.findall(r"`(/[a-z0-9/-]*/)`", guide.read_text())

    assert [path for path in told if resolve(path).url_name in {None, "wagtail_serve"}] == []


def test_a_name_that_no_page_says_would_be_found() -> None:
    assert "My works" in said()
    assert "Press here for gold" not in said()
    assert resolve("/no/such/page/").url_name == "wagtail_serve"


def test_pictures_are_used_few_and_small() -> None:
    used = {target for guide in GUIDES for target in links(guide)}

    assert PICTURES
    assert len(PICTURES) <= MOST
    assert [named(picture) for picture in PICTURES if picture not in used] == []
    assert [named(picture) for picture in PICTURES if picture.stat().st_size > HEAVIEST] == []
