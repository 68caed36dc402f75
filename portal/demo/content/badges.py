"""What people award in the demo's chapter; badges for levels come with the packs."""

from portal.demo.content.shapes import Badge

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
)

#: (badge, key of who gets it, what for)
GIVEN = (("helping-hands", "amina", "Set up the looms for the whole Saturday group, three weeks in a row."),)
