"""Works to listen to, and instruments to play them on."""

from portal.demo.content.shapes import Document, Picture, Sound, Work

_TUNING = """Tuning a frame drum with a kettle
=================================

A skin is tuned by water and warmth, so this is the shortest guide I can write.

Too high: lay a damp cloth on the skin for five minutes. Do not soak it. Tap every minute.

Too low: hold the drum a forearm's length above a kettle that has just boiled, skin up, and turn it.
Dry warmth is better than steam. A sunny wall is better than both.

Uneven: tap along the rim, a thumb's width from the edge, and listen for the place that is flat.
Warm only that place with your palm. It takes longer than you think. Sing the note while you wait.

Before the rain the skin drops by a third. It is not broken. It is talking about the weather.
"""

MUSIC: tuple[Work, ...] = (
    Work(
        "bruno",
        "Paper boats",
        "audio",
        ("guitar", "songwriting"),
        10,
        "The first of four songs: a tune for one guitar that goes round like something on a pond. I recorded it in one take at the kitchen "
        "table; the click at the start is the lid of the sugar bowl. For four boats that my son folded from an "
        "electricity bill.",
        (
            Picture(
                "waveform",
                3,
                "Cover with a white sound wave across a pale green disc, titled Paper Boats.",
                "The cover.",
            ),
        ),
        (Sound("strings", 11, 12.0, "Paper boats, guitar. One take, no edits."),),
    ),
    Work(
        "bruno",
        "Small hours",
        "audio",
        ("songwriting", "recording"),
        35,
        "Whistled at half past one in the stairwell, because the stairwell has the best echo in Porto. The low "
        "string under it is my late father's guitar, tuned down until it grumbles.",
        (
            Picture(
                "waveform",
                1,
                "Cover with white waves inside a golden sun on a dark orange ground, titled Small Hours.",
                "The cover, drawn from the sound itself.",
            ),
            Picture(
                "vinyl",
                2,
                "Record half out of a violet sleeve with rows of coloured leaves, titled Small Hours.",
                "A sleeve for it, folded from wallpaper.",
            ),
        ),
        (
            Sound(
                "whistle",
                4,
                12.0,
                "Small hours, whistle and one guitar.",
                "A stairwell with a long echo. A low guitar string hums; over it somebody whistles a slow tune that rises "
                "four notes and comes down three, again and again, until the echo is longer than the tune.",
            ),
        ),
        licence="cc-by-nc-4.0",
    ),
    Work(
        "bruno",
        "Paper boats, four songs",
        "audio",
        ("guitar", "recording", "songwriting"),
        62,
        "Four songs without words on a short record: two slow, one slower, and one that hurries. A friend pressed "
        "fifty copies and I folded the sleeves. You hear the beginning of the first side and of the second.",
        (
            Picture(
                "vinyl",
                1,
                "Record half out of an orange sleeve with teal and yellow waves, titled Paper Boats.",
                "One of fifty, on the repair bench.",
            ),
        ),
        (
            Sound("strings", 22, 10.0, "Side one: Paper boats, with a second guitar."),
            Sound("strings", 37, 10.0, "Side two: Weir."),
        ),
    ),
    Work(
        "bruno",
        "The attic guitar",
        "object",
        ("guitar", "woodcarving"),
        85,
        "Found under a roof in Gaia with two strings and a wasp's nest. New bridge, new frets, old voice. It took "
        "seven months because I kept stopping to play it. The wasps had moved out.",
        (
            Picture(
                "instrument",
                1,
                "Dark wooden guitar lying on a yellow ground.",
                "After the repair.",
            ),
            Picture(
                "instrument",
                4,
                "Pale wooden guitar lying on a pink ground.",
                "Its pale cousin, which is waiting for a new neck.",
            ),
        ),
    ),
    Work(
        "bruno",
        "Practice: week six",
        "audio",
        ("guitar",),
        1,
        "Only for Maria and me: the same eight bars at three speeds. I lose the thumb in the fast one at the second "
        "chord, every time, and I do not know why.",
        (),
        (Sound("strings", 58, 8.0, "Eight bars, medium speed."),),
        status="in_progress",
        visibility="mentor",
    ),
    Work(
        "kofi",
        "Thumb piano at dawn",
        "audio",
        ("hand-drums", "recording"),
        13,
        "Twelve tongues of spring steel on a box of odum wood. I sat on the step before the street woke up and "
        "played until the first bus came. You can just hear that it did not come.",
        (
            Picture(
                "instrument",
                3,
                "Thumb piano with twelve metal tongues on a dark wooden body with a sound hole.",
                "The instrument that you hear.",
            ),
        ),
        (Sound("kalimba", 3, 12.0, "Thumb piano at dawn, on the step."),),
    ),
    Work(
        "kofi",
        "Tin roof",
        "audio",
        ("hand-drums",),
        42,
        "Rain on a tin roof is a drummer with a thousand hands. I answer it with two bells and the deep drum, one "
        "bell in each hand, which is why I am out of breath at the end. If you want to play it, learn the low bell "
        "first.",
        (
            Picture(
                "vinyl",
                4,
                "Record half out of a pink sleeve with wavy bands, titled Tin Roof.",
                "Dele printed the sleeve and took a small drum for it.",
            ),
        ),
        (
            Sound("drums", 5, 12.0, "Both bells and the drum."),
            Sound("drums", 9, 8.0, "The answer alone, slower, to practise with."),
        ),
        licence="cc-by-4.0",
    ),
    Work(
        "kofi",
        "Frame drum with diamonds",
        "object",
        ("hand-drums", "woodcarving"),
        22,
        "A frame drum of 40 cm: steamed ash, goat skin, lacing in red cotton, and a ring of painted diamonds in the "
        "blue of my mother's door. It speaks low and stops when you ask it to. Listen to it below.",
        (
            Picture(
                "instrument",
                5,
                "Round frame drum seen from above, with blue diamonds and a blue ring painted on its skin.",
                "The paint is thin, so that the skin stays free.",
            ),
        ),
        (Sound("drums", 14, 8.0, "This very drum, with brushes and hands."),),
    ),
    Work(
        "kofi",
        "Sun drum",
        "object",
        ("hand-drums", "woodcarving"),
        77,
        "Number thirty-one. A larger frame drum, 52 cm, painted with a ring of yellow diamonds and small blue dots. "
        "It was made to be played by two people who face each other.",
        (
            Picture(
                "instrument",
                2,
                "Round frame drum with yellow diamonds, blue dots and a double ring on its skin.",
                "On the workshop table.",
            ),
        ),
    ),
    Work(
        "kofi",
        "Tuning a frame drum with a kettle",
        "text",
        ("hand-drums",),
        50,
        "The page that goes into the box with every drum I sell. It fits on one side, because nobody reads the "
        "other.",
        (),
        (),
        (Document("tuning-with-a-kettle.md", _TUNING, "One page, with apologies to the kettle."),),
        licence="cc0-1.0",
    ),
    Work(
        "dele",
        "Slow river, a round",
        "audio",
        ("singing", "songwriting"),
        17,
        "A round for four voices, all of them mine, recorded in the empty swimming hall before the mosaic was set. "
        "Start the second voice when the first reaches its third chord. There are no words yet; hum.",
        (
            Picture(
                "waveform",
                2,
                "Cover with overlapping translucent waves in red, green and sand, titled Slow River.",
                "Four voices drawn as four waves.",
            ),
        ),
        (Sound("choir", 2, 14.0, "Slow river, four voices."),),
        licence="cc-by-sa-4.0",
    ),
    Work(
        "dele",
        "Blue kitchen",
        "audio",
        ("singing", "recording", "poster-design"),
        105,
        "Songs for washing up, and the sleeve that I printed for them. My neighbours sing on it, and one of the "
        "neighbours' taps. Sold as a download, because the sleeves went in a day.",
        (
            Picture(
                "vinyl",
                5,
                "Record half out of a dark blue sleeve with rows of coloured leaves, titled Blue Kitchen.",
                "The last of the sleeves, cut and printed by hand.",
            ),
        ),
        (Sound("choir", 8, 12.0, "Blue kitchen, the beginning."),),
    ),
)
