"""Tasks of the demo that were worked on: what was handed in, and what Maria and Joseph said about it."""

from portal.demo.content.shapes import Document, Note, Picture, Piece, Said, Sound, WorkedOn

_RAIN_ONE = """import csv


def total(path):
    sum = 0
    for row in csv.reader(open(path)):
        sum = sum + float(row[1])
    return sum


print(total("rain.csv"))
"""

_RAIN_TWO = '''"""Last year's rain, in millimetres: prints the sum of each month."""

import csv
from collections import defaultdict


def by_month(path):
    months = defaultdict(float)
    with open(path, newline="") as file:
        for day, millimetres in csv.reader(file):
            months[day[:7]] += float(millimetres)
    return months


for month, millimetres in sorted(by_month("rain.csv").items()):
    print(month, round(millimetres))
'''

#: Words that mentors keep for the next feedback: (who, words, skill).
SAVED: tuple[tuple[str, str, str], ...] = (
    ("maria", "Hold it against the light before you cut it off: what do you see?", "weaving"),
    ("maria", "Do it once more, slower, and write down what your hands did.", ""),
    ("joseph", "Read it aloud, line by line, to somebody who does not program.", ""),
)

WORKED: tuple[WorkedOn, ...] = (
    WorkedOn(
        "amina",
        "Weave a border that lies flat",
        "Twenty centimetres, two colours, edges that neither wave nor pull in. Photograph it lying on a table.",
        "weaving",
        34,
        (
            Piece(
                27,
                "The left edge is good until the middle. There I changed the shuttle, and I think one sees it.",
                (Picture("weaving", 71, "A woven border in warm colours, lying on a table."),),
                "4.5",
                (2, 2),
                Said(
                    "A border that I would sew onto something. The edge tells where you were tired.",
                    "Your colours sit beside one another without a quarrel, and the beat is even for a whole span.",
                    ("Lay the weft in an arc, not straight.", "Change the shuttle at the edge, never inside."),
                    "revision",
                    "She works late; the edge pulls in after nine in the evening. Suggest mornings.",
                    (
                        Note(0, "Here the weft was laid straight: it pulls in.", "8", "46"),
                        Note(0, "The quietest part. Remember how your hands were.", "62", "30"),
                    ),
                    (2, 2),
                    "I did talk on the phone there. How did you know?",
                ),
            ),
            Piece(
                19,
                "In the morning, without a phone. I laid the weft like a small hill.",
                (Picture("weaving", 72, "A second woven border, its edges straight."),),
                "3.5",
                (3, 3),
                Said(
                    "It lies flat. Cut it off and keep it: this is your measure from now on.",
                    "Both edges are straight, and the change of colour is where nobody looks for it.",
                    ("Show the next person how you lay the weft.",),
                    "approved",
                    "",
                    (Note(0, "Straight to the last thread.", "92", "60"),),
                    (3, 3),
                ),
            ),
        ),
    ),
    WorkedOn(
        "amina",
        "Dye three blues from one pot",
        "One pot, three strengths. Note the minutes, and show the three beside each other by daylight.",
        "quilting-and-dyeing",
        16,
        (
            Piece(
                8,
                "Four, nine and twenty minutes. The third is green where the pot was open.",
                (
                    Picture("quilt", 73, "Patches in pale and deep blue beside each other."),
                    Document(
                        "minutes.txt", "4 min: pale\n9 min: the sky\n20 min: nearly black, green at the rim\n"
                    ),
                ),
                "3",
                (1, 2),
                Said(
                    "Two of the three are blues that I would buy. The third is a lesson about lids.",
                    "You wrote the minutes down while you dyed. Most people remember them wrong the day after.",
                    ("Dye the third again with the lid on.", "Let them dry before you photograph them."),
                    "revision",
                    "",
                    (
                        Note(0, "This is the air: it greens where it meets the vat.", "74", "22"),
                        Note(1, "Write down how warm it was as well.", lines=(1, 3)),
                    ),
                    (1, 2),
                ),
            ),
        ),
    ),
    WorkedOn(
        "amina",
        "Show the back of a weave",
        "The side that nobody sees: where do the threads end?",
        "weaving",
        9,
        (
            Piece(
                2,
                "I hid two ends and left one as it was. Which one holds longer?",
                (Picture("weaving", 74, "The back of a woven cloth with loose ends of thread."),),
                "1.5",
                (2, 3),
            ),
        ),
    ),
    WorkedOn(
        "bruno",
        "Record one song twice",
        "Once at night, once by day, the same microphone at the same place. What is different?",
        "recording",
        20,
        (
            Piece(
                12,
                "By night. The fridge is in it.",
                (Sound("strings", 75, 9.0, "By night"),),
                "2",
                (2, 2),
                Said(
                    "I hear a room, and somebody in it. Now take away what is not yours.",
                    "You begin before you play: that breath belongs to the song.",
                    ("Switch the fridge off, and put your keys into it so that you remember.",),
                    "revision",
                    "",
                    (Note(0, "Here the fridge begins.", seconds="3.5"),),
                    (2, 2),
                ),
            ),
            Piece(5, "By day, without the fridge.", (Sound("strings", 76, 9.0, "By day"),), "1.5", (2, 3)),
        ),
    ),
    WorkedOn(
        "kaya",
        "Weave your first stripe",
        "Ten rows of each of two colours. It may be crooked.",
        "weaving",
        12,
        (
            Piece(
                4,
                "It is crooked.",
                (Picture("weaving", 77, "A small woven stripe in two colours."),),
                "2",
                (1, 1),
                Said(
                    "Crooked on one side only, so you have found out something.",
                    "Ten rows and ten rows: you counted.",
                    ("Begin the next one with the side that became straight.",),
                    "revision",
                    is_draft=True,
                ),
            ),
        ),
    ),
    WorkedOn(
        "priya",
        "Add up last year's rain",
        "A program that reads rain.csv and says how much it rained. Say how you know that it is right.",
        "python",
        25,
        (
            Piece(
                17,
                "It prints 742.4, and by hand I get the same for January.",
                (Document("rain.py", _RAIN_ONE),),
                "2",
                (2, 1),
                Said(
                    "It is right, and it will be hard to change. Say what it is about, then say how.",
                    "You checked one month by hand. That is how one begins to believe a program.",
                    ("Give the months, not only the sum.", "Choose another name than sum."),
                    "revision",
                    "",
                    (
                        Note(0, "sum is Python's own word: yours hides it.", lines=(5, 5)),
                        Note(0, "Who closes the file?", lines=(6, 6)),
                    ),
                    (2, 1),
                ),
            ),
            Piece(6, "Months now. The file is closed by with.", (Document("rain.py", _RAIN_TWO),), "1.5", (3, 2)),
        ),
    ),
)
