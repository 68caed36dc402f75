"""What people award in the demo's chapter; badges for levels come with the packs."""

from portal.demo.content.shapes import Badge, Milestone

BADGES: tuple[Badge, ...] = (
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
    Badge(
        "own-feet",
        "On your own feet",
        "Sells, learns and saves, all at once.",
        "The milestone of the same name.",
        rarity="rare",
        shape="hexagon",
        motif="star",
        dye="moss",
    ),
)

MILESTONES: tuple[Milestone, ...] = (
    Milestone(
        "On your own feet",
        "Three pieces sold, a second level confirmed, and something put aside.",
        "own-feet",
        pieces=3,
        level=2,
        saved="100.00",
    ),
)

#: (badge, key of who gets it, what for)
GIVEN = (("helping-hands", "amina", "Set up the looms for the whole Saturday group, three weeks in a row."),)
