"""Texts and programs of works as pages show them: coloured, or laid out, and never able to do anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import nh3
from django.core.cache import cache
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mentorship.models import KeptFile, ProjectFile
from portal.core.highlighting import highlight

#: Characters of all texts together that one page shows; the files themselves have all of it.
CODE_SHOWN = 16_000
TEXT_SHOWN = 60_000
#: A longer line was written by a machine, and patterns that colour it may never come to an end.
LONGEST_LINE = 1_000
KEPT_FOR = 7 * 24 * 3600
TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s"}
)
TAGS |= {"strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}

_markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
_markdown.disable("image")


@dataclass(frozen=True)
class Reading:
    """The beginning of a text as safe HTML."""

    html: SafeString
    is_cut: bool = False


NOTHING = Reading(mark_safe(""), is_cut=True)


def readings(files: Iterable[ProjectFile]) -> dict[int, Reading]:
    """Return what a page shows of each text and program among `files`, by primary key; never a query."""
    room = {ProjectFile.Kind.CODE.value: CODE_SHOWN, ProjectFile.Kind.TEXT.value: TEXT_SHOWN}
    found = {}
    for file in files:
        if file.kind in room:
            found[file.pk] = read(file, room[file.kind]) if room[file.kind] else NOTHING
            room[file.kind] = max(0, room[file.kind] - file.size_bytes)
    return found


def read(file: ProjectFile, limit: int) -> Reading:
    """Return at most `limit` characters of `file`; laid out once, then kept. Nothing when it has gone astray."""
    name = hashlib.sha256(file.filename.encode()).hexdigest()[:12]
    key = f"reading:1:{file.public_id}:{file.revision}:{name}:{limit}"
    reading: Reading | None = cache.get(key)
    if reading is None:
        try:
            with file.original.open("rb") as stored:
                text = stored.read(limit + 1).decode(errors="ignore")
        except FileNotFoundError:
            return NOTHING
        reading = Reading(layout(file.kind, file.filename, text[:limit]), is_cut=file.size_bytes > limit)
        cache.set(key, reading, KEPT_FOR)
    return reading


def layout(kind: str, filename: str, text: str) -> SafeString:
    """Return `text` as HTML: a program in colours by line, Markdown laid out, other text in paragraphs."""
    if kind == ProjectFile.Kind.CODE:
        return _lines(_coloured(filename, text))
    if filename.lower().endswith((".md", ".markdown")):
        return _from_markdown(text)
    return linebreaks(text, autoescape=True)


def _coloured(filename: str, text: str) -> str:
    from pygments.lexers import find_lexer_class_for_filename  # heavy, and most pages show no code

    machine_made = any(len(line) > LONGEST_LINE for line in text.split("\n"))
    lexer = None if machine_made else find_lexer_class_for_filename(filename)
    return highlight(text, lexer.aliases[0]) if lexer else escape(text)


def _lines(html: str) -> SafeString:
    """Wrap each line, so that the style sheet numbers them and copying takes no numbers along."""
    lines = html.removesuffix("\n").split("\n")
    return mark_safe("\n".join(f'<span class="line">{line}</span>' for line in lines))


def _from_markdown(text: str) -> SafeString:
    tokens = _markdown.parse(text)
    for token in tokens:
        _lower_heading(token)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(
        nh3.clean(
            html,
            tags=set(TAGS),
            attributes={"a": {"href", "title"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow ugc noopener",
        )
    )


def _lower_heading(token: Token) -> None:
    """Let the headings of a text stand below those of the page."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + 2)}"


def numbered(file: KeptFile, limit: int) -> list[SafeString]:
    """Return at most `limit` characters of a text or program, line by line, programs in colours."""
    try:
        with file.original.open("rb") as stored:
            text = stored.read(limit).decode(errors="ignore")
    except FileNotFoundError:
        return []
    html = _coloured(file.filename, text) if file.kind == KeptFile.Kind.CODE else escape(text)
    return [mark_safe(line) for line in html.removesuffix("\n").split("\n")]
