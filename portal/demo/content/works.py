"""All works of the demo, and what they need to be drawn and played."""

from portal.demo.content.shapes import Picture, Work
from portal.demo.content.works_art import ART
from portal.demo.content.works_code import CODE
from portal.demo.content.works_crafts import CRAFTS
from portal.demo.content.works_music import MUSIC

WORKS: tuple[Work, ...] = (*CRAFTS, *ART, *MUSIC, *CODE)
PICTURES: tuple[Picture, ...] = tuple(
    picture for work in WORKS for picture in work.things if isinstance(picture, Picture)
)
