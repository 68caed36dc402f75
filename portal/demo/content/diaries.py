"""Days in the diaries of the demo's learners; most of them are nobody else's business."""

from portal.demo.content.shapes import DiaryEntry, Picture, Sound

DIARIES: tuple[DiaryEntry, ...] = (
    DiaryEntry(
        "amina",
        1,
        "Warped the loom for the new hanging. 212 ends of linen. I counted twice and got 211 and 213, so I counted a "
        "third time and believed that one.",
        "mentor",
        95,
        "proud",
        "weaving",
        talk=(("maria", "Tie a red thread after every twentieth end. Then you count to ten, not to 212."),),
    ),
    DiaryEntry(
        "amina",
        8,
        "Dyed with onion skins. The first skein came out like weak tea, the second like a ripe plantain. The only "
        "difference was the iron pot, so from now on the iron pot has a name.",
        "public",
        150,
        "curious",
        "quilting-and-dyeing",
        (
            Picture(
                "weaving",
                61,
                "Woven checks in pale and deep ochre, green and red.",
                "Tea on one side, plantain on the other.",
            ),
        ),
    ),
    DiaryEntry(
        "amina",
        5,
        "For Thursday: the red ran into the linen although I had rinsed it twice. Has anybody got a cold bath to work?",
        "cohort",
        30,
        "stuck",
        "quilting-and-dyeing",
    ),
    DiaryEntry(
        "amina", 10, "Tired. Opened the kitchen door, looked at the loom, closed the door again.", mood="tired"
    ),
    DiaryEntry(
        "amina",
        15,
        "The selvedge pulls in again. It begins where I talk on the phone while I weave. I unwove nine centimetres and "
        "did them again in silence.",
        "mentor",
        120,
        "stuck",
        "weaving",
        talk=(
            (
                "maria",
                "Nine centimetres that nobody else would have unwoven. How do you lay the weft before you beat?",
            ),
            ("amina", "Straight across. I suppose that is the answer?"),
            ("maria", "Try a hill of two fingers in the middle, and send me a photo."),
        ),
    ),
    DiaryEntry(
        "amina",
        22,
        "Sold the small basket at the fair to a man who asked what it is for. I said: for asking. He bought it.",
        "public",
        mood="proud",
        skill="basketry",
    ),
    DiaryEntry("amina", 50, "Coiled for an hour and thought of nothing. The best hour of the week.", minutes=60),
    DiaryEntry(
        "bruno",
        3,
        "Eight bars, eleven takes. Number seven is the one, with the tram in it. I keep the tram.",
        "mentor",
        80,
        "flowing",
        "recording",
        (Sound("strings", 91, 6.0, "Take seven, with the tram."),),
        (("maria", "I know nothing about recording, but I know that tram. Keep it."),),
    ),
    DiaryEntry(
        "bruno",
        11,
        "Glued the bridge of the old parlour guitar. Now it wants a day of being left alone, and so do I.",
        "members",
        45,
        skill="guitar",
    ),
    DiaryEntry(
        "bruno", 19, "Finished nothing today, and noticed that I was about to begin a third thing.", mood="stuck"
    ),
    DiaryEntry(
        "kaya",
        2,
        "My frame is too small for what I want to make. I drew a bigger one with my uncle. It needs 44 nails. This one on "
        "the wall of the workshop is what I want.",
        "mentor",
        40,
        "curious",
        "weaving",
        (
            Picture(
                "weaving", 62, "Woven hanging with yellow and red diamonds and a fringe, on a rod.", "What I want."
            ),
        ),
        (
            (
                "maria",
                "Leave the last nail out until the first thread is on. Shall we do it together on Thursday?",
            ),
            ("kaya", "Yes! I bring the nails."),
        ),
    ),
    DiaryEntry(
        "kaya", 9, "Showed my band at school. Two people want one. I said I would think about it.", mood="proud"
    ),
)
