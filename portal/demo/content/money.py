"""How makers of the demo save, and what was paid out to them."""

from portal.demo.content.shapes import PaidOut, Saving

SAVING: tuple[Saving, ...] = (
    Saving("amina", "Kiln", 20, "300.00"),
    Saving("bruno", "A microphone of my own", 30, "180.00"),
)

#: Whose mentor sees what they earn.
SHARED = ("amina",)

PAID_OUT: tuple[PaidOut, ...] = (PaidOut("amina", "20.00", "R-2041"),)
