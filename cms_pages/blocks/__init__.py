"""What the body of a page is made of, in the order of the editor's menu."""

from __future__ import annotations

from wagtail import blocks

from cms_pages.blocks.media import EmbedBlock, PictureBlock, PictureChooserBlock, PicturesBlock, RecordingBlock
from cms_pages.blocks.people import ContactBlock, SkillsBlock
from cms_pages.blocks.tables import TableBlock
from cms_pages.blocks.words import (
    LINE_FEATURES,
    TEXT_FEATURES,
    CallToActionBlock,
    CodeBlock,
    HeadingBlock,
    QuoteBlock,
    TextBlock,
    TimelineBlock,
)
from cms_pages.blocks.works import ProductBlock, ProjectBlock, WorkChooserBlock

__all__ = [
    "LINE_FEATURES",
    "TEXT_FEATURES",
    "HeadingBlock",
    "PictureBlock",
    "PictureChooserBlock",
    "ProductBlock",
    "ProjectBlock",
    "TextBlock",
    "WorkChooserBlock",
    "body_blocks",
    "portfolio_blocks",
]


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks that every page's body offers."""
    return [
        ("heading", HeadingBlock()),
        ("text", TextBlock()),
        ("quote", QuoteBlock()),
        ("button", CallToActionBlock()),
        ("code", CodeBlock()),
        ("table", TableBlock()),
        ("timeline", TimelineBlock()),
        ("picture", PictureBlock()),
        ("pictures", PicturesBlock()),
        ("recording", RecordingBlock()),
        ("embed", EmbedBlock()),
        ("project", ProjectBlock()),
        ("product", ProductBlock()),
    ]


def portfolio_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks of a portfolio: those of every page, and what is about its person."""
    return [*body_blocks(), ("skills", SkillsBlock()), ("contact", ContactBlock())]
