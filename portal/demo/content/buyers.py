"""What makers tell of their pieces in the demo, and what buyers say, ask and wish for."""

from portal.demo.content.shapes import Asked, Bought, Code, Origin

ORIGINS: tuple[Origin, ...] = (
    Origin(
        "Harbour vase",
        "Stoneware clay\nAsh glaze, mixed here",
        "Thrown in two parts, joined the next morning, and fired once in the kiln of the workshop.",
    ),
    Origin(
        "Red earth", "Linen\nEarth pigments\nLinseed oil", "Three layers, with two weeks of drying between them."
    ),
    Origin("Five spoons for one kitchen", "Walnut\nBeeswax", "Split with an axe, carved green, oiled when dry."),
)

BOUGHT: tuple[Bought, ...] = (
    Bought(
        "Red earth",
        "ben@example.org",
        5,
        "It hangs where the evening light falls on it, and it is never the same red.",
        "Thank you! That is just what I hoped it would do.",
    ),
)

ASKED: tuple[Asked, ...] = (
    Asked(
        "Harbour vase",
        "ben",
        "Does it hold water, or is it for dry flowers?",
        "It holds water; I tried it for a week.",
    ),
    Asked("Garden runner", "hannah", "Could it go into a machine, or must it be washed by hand?"),
)

CODES: tuple[Code, ...] = (Code("Soup bowls, stacked", "TABLE-10", 10, 50),)

#: (handle, title of a work)
WISHES: tuple[tuple[str, str], ...] = (("ben", "Harbour vase"), ("ben", "Night flowers"), ("hannah", "Sun drum"))
