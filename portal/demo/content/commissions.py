"""What is made to order in the demo: one piece that waits for an answer, one in work, one delivered."""

from portal.demo.content.shapes import MadeToOrder

MADE_TO_ORDER: tuple[MadeToOrder, ...] = (
    MadeToOrder(
        "Basket with five petals",
        "ben",
        "Could you weave one with a lid, for bread? About thirty centimetres across.",
        "up to 80",
        "Bread basket with a lid",
        "Willow from this year's harvest, woven to your size, sent in a box",
        "72.00",
        30,
        21,
        "delivered",
    ),
    MadeToOrder(
        "Garden runner",
        "hannah",
        "I would love it a little longer, for a table of two metres forty.",
        "around 120",
        "Garden runner, two metres forty",
        "Linen, hemmed by hand, in the same colours",
        "118.00",
        40,
        35,
        "in_work",
    ),
    MadeToOrder(
        "Market day",
        "ben",
        "The same scene on a winter morning: is that possible?",
        "not decided",
        "Market day in winter",
        "One woven picture, sixty by forty centimetres, ready to hang",
        "240.00",
        25,
        60,
        "offered",
    ),
)
