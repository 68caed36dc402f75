"""What people say to one another in the demo: a mentor and a participant, a group, a buyer and a maker, a minor."""

from portal.demo.content.shapes import Talk

TALKS: tuple[Talk, ...] = (
    Talk(
        people=("maria", "amina"),
        said=(
            ("maria", 9 * 24 * 60, "How is the loom since you moved it away from the window?"),
            ("amina", 9 * 24 * 60 - 14, "Better. The warp does not go slack in the afternoon any more."),
            (
                "amina",
                9 * 24 * 60 - 13,
                "But the left edge still pulls in. Three centimetres over the last runner.",
            ),
            (
                "maria",
                8 * 24 * 60,
                "Count how often you beat on the left and on the right. Mine was never the thread.",
            ),
            (
                "amina",
                2 * 24 * 60,
                "You were right. I beat harder when I throw from that side. New piece: straight.",
            ),
            ("maria", 26 * 60, "Bring it on Thursday. I want to see the back."),
        ),
    ),
    Talk(
        people=("maria", "kaya"),
        said=(
            ("kaya", 5 * 24 * 60, "Can I use the old wool for a band? It has knots."),
            (
                "maria",
                5 * 24 * 60 - 50,
                "Yes. Weave the knots to the back, and tell in your diary how you did it.",
            ),
        ),
    ),
    Talk(
        title="Thursday at the looms",
        people=("maria", "amina", "bruno", "mei", "elif"),
        said=(
            ("maria", 3 * 24 * 60, "This Thursday we have the big room until nine. Who brings tea?"),
            ("elif", 3 * 24 * 60 - 7, "I do. And the spare shuttle, sorry it took so long."),
            ("mei", 3 * 24 * 60 - 30, "May I bring my sister? She only wants to look."),
            ("maria", 3 * 24 * 60 - 34, "She may look, and then she may wind bobbins like everybody."),
            ("bruno", 20 * 60, "I come after the rehearsal, with the drum."),
        ),
    ),
    Talk(
        people=("ben", "amina"),
        about="Garden runner",
        said=(
            ("ben", 6 * 24 * 60, "Our table is 2.20 m. How far does the runner hang over?"),
            (
                "amina",
                6 * 24 * 60 - 200,
                "It does not: it is 1.80 m. I can weave one of 2.60 m, that takes three weeks.",
            ),
            ("ben", 5 * 24 * 60, "Three weeks are fine. The birthday is in six."),
        ),
    ),
)
