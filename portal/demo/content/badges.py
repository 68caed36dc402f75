"""What can be earned in the demo's chapter."""

from portal.demo.content.shapes import Badge

BADGES: tuple[Badge, ...] = (
    Badge(
        "first-cloth",
        "First cloth",
        "Has woven a cloth from the first thread to the last.",
        "A mentor confirms the first level in weaving.",
        *("weaving", 1, "common", "round", "thread", "weld"),
    ),
    Badge(
        "own-patterns",
        "Patterns of one's own",
        "Plans a pattern, sets up the loom for it and weaves what was planned.",
        "A mentor confirms the third level in weaving.",
        *("weaving", 3, "rare", "flower", "thread", "madder"),
    ),
    Badge(
        "straight-edge",
        "Straight edge",
        "Pulls clean prints from a block cut by hand.",
        "A mentor confirms the second level in printmaking.",
        *("printmaking", 2, "uncommon", "shield", "brush", "madder"),
    ),
    Badge(
        "first-song",
        "First song through",
        "Plays a song from beginning to end for others.",
        "A mentor confirms the first level in guitar.",
        *("guitar", 1, "common", "round", "note", "indigo"),
    ),
    Badge(
        "steady-hands",
        "Steady hands",
        "Keeps a rhythm that others can lean on.",
        "A mentor confirms the second level in hand drums.",
        *("hand-drums", 2, "uncommon", "hexagon", "note", "indigo"),
    ),
    Badge(
        "centred",
        "Centred",
        "Throws a bowl that stands straight and holds soup.",
        "A mentor confirms the second level in pottery.",
        *("pottery", 2, "uncommon", "diamond", "bowl", "walnut"),
    ),
    Badge(
        "it-runs",
        "It runs",
        "Writes a program that does what it is meant to, and says so in words.",
        "A mentor confirms the first level in Python.",
        *("python", 1, "common", "hexagon", "brackets", "moss"),
    ),
    Badge(
        "page-for-everybody",
        "A page for everybody",
        "Builds pages that work with a keyboard, a reader and a small phone.",
        "A mentor confirms the third level in web pages.",
        *("web-pages", 3, "rare", "shield", "brackets", "moss"),
    ),
    Badge(
        "helping-hands",
        "Helping hands",
        "Has carried chairs, held ladders and explained the same knot five times.",
        "Awarded by a mentor or a coordinator for help that was not asked for.",
        rarity="legendary",
        shape="flower",
        motif="hands",
        dye="indigo",
    ),
)

#: (badge, key of who gets it, what for)
GIVEN = (("helping-hands", "amina", "Set up the looms for the whole Saturday group, three weeks in a row."),)
