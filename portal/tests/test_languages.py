"""The catalogues of the interface: whole for what every visitor meets, and compiled from what stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

CATALOGUES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
#: What is on every page, and the pages that the chapter translates.
MET_BY_ALL = (
    *("base.html", "404.html", "django/forms/field.html"),
    *(f"components/{name}.html" for name in ("pagination", "card_work", "card_post", "price")),
    *(f"partials/{name}.html" for name in ("header", "nav_links", "footer", "languages", "basket_link")),
    *(f"cms_pages/{name}.html" for name in ("home", "form", "form_sent", "answer_mine")),
)
MARKED = re.compile(r'{% translate "([^"]+)"')
PHRASES = re.compile(r"{% blocktranslate %}([^{}]*){{ (\w+) }}([^{}]*){% endblocktranslate %}")


def words_that_everybody_meets() -> set[str]:
    folder = settings.ROOT / "templates"
    texts = [(folder / name).read_text() for name in MET_BY_ALL]
    phrases = {f"{before}%({name})s{after}" for text in texts for before, name, after in PHRASES.findall(text)}
    return {words for text in texts for words in MARKED.findall(text)} | phrases


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_has_all_that_every_visitor_meets(path: Path) -> None:
    translated = {entry.msgid for entry in polib.pofile(path).translated_entries()}

    missing = words_that_everybody_meets() - translated

    assert len(words_that_everybody_meets()) > 40
    assert not missing


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    """Run msgfmt on the catalogue after a change."""
    written = {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.pofile(path)}

    compiled = {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(path.with_suffix(".mo"))
    }

    assert compiled == written


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_names_what_its_original_names(path: Path) -> None:
    for entry in polib.pofile(path):
        for words in [entry.msgstr, *entry.msgstr_plural.values()]:
            if words:
                named = set(re.findall(r"%\(\w+\)s", words))
                wanted = set(re.findall(r"%\(\w+\)s", entry.msgid_plural or entry.msgid))
                spoken = 1 if entry.msgid_plural else 0  # a form for one or two may say the number in words
                assert named <= wanted, entry.msgid
                assert len(wanted - named) <= spoken, entry.msgid
