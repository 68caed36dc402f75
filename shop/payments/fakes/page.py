"""The pages of the fakes: plain HTML that works without JavaScript, by keyboard and on a phone."""

from html import escape

_STYLE = """
body{font:1.05rem/1.5 system-ui,sans-serif;color:#1d1d1f;background:#f5f5f2;margin:0}
main{max-width:30rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #c9c9c2;border-radius:.5rem}
h1{font-size:1.4rem;margin-top:0}label{display:block;padding:.4rem 0}
button{font:inherit;min-height:2.75rem;padding:.5rem 1rem;margin:.5rem .5rem 0 0;border:1px solid #1d1d1f;
border-radius:.4rem;background:#1f3d7a;color:#fff}button.quiet{background:#fff;color:#1d1d1f}
.note{background:#fff3cd;border:1px solid #8a6d00;padding:.75rem;border-radius:.4rem}
:focus-visible{outline:3px solid #1f3d7a;outline-offset:2px}
"""


def page(title: str, *parts: str) -> str:
    """Write a page; `parts` are HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        '<p class="note">This page stands for a payment provider. No money moves; no card is asked for.</p>'
        f"{''.join(parts)}</main></body></html>"
    )


def said(text: str) -> str:
    return f'<p role="alert"><strong>{escape(text)}</strong></p>' if text else ""


def choice(legend: str, name: str, options: dict[str, str]) -> str:
    """Radio buttons; the first is chosen."""
    rows = "".join(
        f'<label><input type="radio" name="{name}" value="{escape(value)}"{" checked" if not number else ""}> '
        f"{escape(label)}</label>"
        for number, (value, label) in enumerate(options.items())
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{rows}</fieldset>"


def form(action: str, *parts: str) -> str:
    return f'<form method="post" action="{escape(action)}">{"".join(parts)}</form>'


def button(label: str, value: str, *, quiet: bool = False) -> str:
    kind = ' class="quiet"' if quiet else ""
    return f'<button name="do" value="{escape(value)}"{kind}>{escape(label)}</button>'
