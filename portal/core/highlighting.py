"""Programs in colours: classes only, no inline style; the colours are in static/src/code.css."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

#: (name for Pygments, name for people), in the order of the menu.
LANGUAGES = [
    ("python", "Python"),
    ("javascript", "JavaScript"),
    ("typescript", "TypeScript"),
    ("html", "HTML"),
    ("css", "CSS"),
    ("sql", "SQL"),
    ("bash", "Shell"),
    ("java", "Java"),
    ("c", "C"),
    ("cpp", "C++"),
    ("csharp", "C#"),
    ("go", "Go"),
    ("rust", "Rust"),
    ("php", "PHP"),
    ("ruby", "Ruby"),
    ("kotlin", "Kotlin"),
    ("lua", "Lua"),
    ("arduino", "Arduino"),
    ("json", "JSON"),
    ("yaml", "YAML"),
    ("text", "Plain text"),
]
#: Longer programs stay plain: colouring takes its time on every view.
MOST_COLOURED = 40_000


def highlight(code: str, language: str) -> SafeString:
    """Return `code` as HTML with a class for each kind of word; unknown languages stay plain."""
    if len(code) > MOST_COLOURED:
        return escape(code)
    import pygments  # heavy, and most pages show no code
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code)
    return mark_safe(str(pygments.highlight(code, lexer, HtmlFormatter(nowrap=True))))
