"""What the front page shows, and which works hang in whose gallery (others show all that is public)."""

from portal.demo.content.shapes import Picture

HOME_PICTURE = Picture(
    "weaving",
    3,
    "Close view of woven zigzags in dark red, orange and green with thin yellow lines.",
    "A sample from Amina's loom.",
)

#: Believable, and plainly a demo's.
IMPRINT = (
    "<p><b>This is a demo. The people, the works and this association are invented; nothing here can really be "
    "bought.</b></p>"
    "<p>Kindling Workshop Association (a demo)<br/>3 Harbour Row<br/>20457 Hamburg<br/>Germany</p>"
    "<p>Answerable: Carol Njeri, coordinator<br/>E-mail: hello@example.org</p>"
)

#: Chosen by the coordinator for newcomers, the first choice last.
FEATURED: tuple[str, ...] = (
    "Harbour basket",
    "House on the hill",
    "Thumb piano at dawn",
    "Five spoons for one kitchen",
)

GALLERIES: dict[str, tuple[str, ...]] = {
    "amina": ("Market day", "Basket with five petals", "Red earth", "Harbour basket"),
    "bruno": ("Paper boats, four songs", "Paper boats", "The attic guitar", "Small hours"),
    "lucia": ("Black sun", "House on the hill", "Three evenings"),
}
