"""What the demo's chapter hands out, from where, and who gave it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Resource:
    name: str
    #: Empty for tools, which have numbers instead.
    unit: str
    cost: str
    skills: tuple[str, ...]
    low_at: str = ""
    #: What was received: (store, quantity, whether the donor gave it).
    stock: tuple[tuple[str, str, bool], ...] = ()
    serials: tuple[str, ...] = ()
    loan_days: int = 30


WORKSHOP, VAN = "Workshop, tall cupboard", "Van, green boxes"
STORES = (
    (WORKSHOP, "Behind the big table; the key hangs in the kitchen."),
    (VAN, "In the back, under the shelf."),
)
DONOR = ("River Street Foundation", "office@river-street.example", "Gives for materials every spring.")

RESOURCES = (
    Resource(
        "Linen canvas 30 × 40", "piece", "4.50", ("printmaking", "watercolour"), "5", ((WORKSHOP, "40", True),)
    ),
    Resource(
        "Relief ink, tube", "piece", "7.90", ("printmaking", "poster-design"), "3", ((WORKSHOP, "10", False),)
    ),
    Resource(
        "Cotton yarn",
        "kg",
        "11.00",
        ("weaving", "basketry", "needlework", "quilting-and-dyeing"),
        "2",
        ((WORKSHOP, "14.5", True), (VAN, "3", False)),
    ),
    Resource(
        "Natural dye, sachet", "piece", "3.20", ("quilting-and-dyeing", "weaving"), "6", ((WORKSHOP, "25", True),)
    ),
    Resource("Stoneware clay", "kg", "1.80", ("pottery",), "10", ((WORKSHOP, "60", False), (VAN, "20", False))),
    Resource("Guitar strings, set", "piece", "8.50", ("guitar",), "4", ((WORKSHOP, "5", False),)),
    Resource("Sketchbook A4", "piece", "5.00", ("drawing-people", "watercolour"), "4", ((WORKSHOP, "18", True),)),
    Resource(
        "Memory card 32 GB",
        "piece",
        "6.40",
        ("recording", "web-pages", "data-and-maps"),
        "2",
        ((WORKSHOP, "9", False),),
    ),
    Resource("Table loom", "", "240.00", ("weaving",), serials=("L-01", "L-02", "L-03"), loan_days=60),
    Resource("Field recorder", "", "129.00", ("recording", "songwriting"), serials=("R-1", "R-2"), loan_days=14),
    Resource(
        "Small laptop", "", "310.00", ("python", "web-pages"), serials=("N-11", "N-12", "N-13"), loan_days=90
    ),
)

KITS = (
    (
        "A loom at home",
        "first-cloth",
        "Yarn, dyes and a loom for the first two months.",
        "weaving",
        (("Cotton yarn", "1"), ("Natural dye, sachet", "2"), ("Table loom", "1")),
    ),
    (
        "First song",
        "first-song",
        "Strings, a card and a recorder for a fortnight.",
        "songwriting",
        (("Guitar strings, set", "1"), ("Memory card 32 GB", "1"), ("Field recorder", "1")),
    ),
)
