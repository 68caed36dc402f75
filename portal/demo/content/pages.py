"""How the portfolios of the demo look, what else stands on them, and what others say under stories."""

from dataclasses import dataclass
from typing import Any

from portal.demo.content.shapes import Picture


@dataclass(frozen=True)
class Thread:
    """A series in somebody's journal: titles of stories in their order."""

    author: str
    title: str
    intro: str
    stories: tuple[str, ...]


@dataclass(frozen=True)
class Remark:
    """A comment under a story; `shown` unless it waits."""

    story: str
    by: str
    text: str
    days_ago: int
    shown: bool = True


@dataclass(frozen=True)
class Question:
    label: str
    kind: str
    required: bool = True
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Form:
    title: str
    slug: str
    intro: str
    thanks: str
    button: str
    questions: tuple[Question, ...]
    #: Words of the link that leads to it from the page about us.
    invitation: str


#: {person: (theme, accent, layout)}; others wear the workshop.
LOOKS: dict[str, tuple[str, str, str]] = {
    "amina": ("workshop", "#96361f", "side"),
    "bruno": ("dye-bath", "#4a3aa0", "works"),
    "lucia": ("white-wall", "#1f5c4d", "single"),
    "priya": ("dye-bath", "#1b5e82", "side"),
    "noor": ("white-wall", "#8a3a12", "works"),
}

TABLE = {
    "caption": "What goes into a band of two metres",
    "columns": [
        {"type": "words", "heading": "Step"},
        {"type": "figures", "heading": "Hours"},
        {"type": "words", "heading": "What I listen to"},
    ],
    "rows": [
        {"values": ["Drawing the pattern", "2", "Nothing at all"]},
        {"values": ["Warping", "1.5", "The news"]},
        {"values": ["Weaving", "9", "Bruno's songs, in order"]},
        {"values": ["Washing and pressing", "1", "The kettle"]},
    ],
}

PATTERN = """\
# Nine threads, three colours: each row is one pass of the shuttle.
COLOURS = {"r": "madder", "i": "indigo", "w": "white"}

def row(pattern, number):
    threads = pattern[number % len(pattern)]
    return [COLOURS[thread] for thread in threads]

for number in range(6):
    print(row(["rrwwiwwrr", "rwwiiiwwr"], number))
"""

#: Blocks below a person's first words: values as the editor stores them, works by their title.
BODIES: dict[str, tuple[tuple[str, Any], ...]] = {
    "amina": (
        (
            "quote",
            {
                "text": "You do not need a better loom, you need a longer table.",
                "source": "Maria, on a rainy Tuesday",
            },
        ),
        (
            "timeline",
            {
                "title": "So far",
                "moments": [
                    {
                        "when": "2022",
                        "title": "A frame of four sticks",
                        "text": "From the fence. My first band was as crooked as a river.",
                    },
                    {
                        "when": "2024",
                        "title": "The floor loom",
                        "text": "It came in eleven pieces and with twelve screws.",
                    },
                    {
                        "when": "2025",
                        "title": "First market",
                        "text": "Three belts before noon, and a man who wanted the loom.",
                    },
                    {"when": "This spring", "title": "Forty rows an hour", "text": ""},
                ],
            },
        ),
        ("heading", "How a band is made"),
        ("table", {"table": TABLE, "names_rows": True}),
        (
            "code",
            {
                "language": "python",
                "code": PATTERN,
                "caption": "Priya wrote this, so that I see a band before I weave it",
            },
        ),
        ("product", "Harbour basket"),
        ("skills", {"title": "What I learn"}),
        (
            "contact",
            {
                "title": "Write to me",
                "invitation": "About patterns, yarn and bands to order. I answer on Sundays, with wool on my hands.",
            },
        ),
    ),
    "bruno": (
        (
            "recording",
            {
                "work": "Paper boats",
                "title": "Paper boats, recorded on the stairs",
                "transcript": "A guitar, slowly. A door closes on the third floor. Somebody hums along, out of sight, and stops when the song does.",
            },
        ),
        ("product", "Paper boats, four songs"),
        ("contact", {"title": "Book me", "invitation": "Weddings, stairwells, birthdays of small children."}),
    ),
    "lucia": (("project", "House on the hill"), ("contact", {"title": "Ask about a print", "invitation": ""})),
}

#: Two pictures more for the portfolio of Amina.
WALL: dict[str, tuple[Picture, ...]] = {
    "amina": (
        Picture("weaving", 11, "A band of red and blue lozenges on the loom.", "Before washing"),
        Picture("weaving", 12, "The same band, softer, on a wooden table.", "After washing"),
    ),
}

TAGS: dict[str, tuple[str, ...]] = {
    "What I unwove on Tuesday": ("weaving", "mistakes"),
    "My first sale, and what I did with the money": ("weaving", "selling"),
    "Five petals that meet": ("baskets", "patience"),
    "Why I record in the stairwell": ("recording", "songs"),
    "Finishing is a skill too": ("songs", "patience"),
    "Wasps, frets and patience": ("repair", "patience"),
    "How to pack a plate": ("selling",),
    "The price of a spoon": ("selling", "wood"),
    "Amina taught me twill by telephone": ("weaving",),
    "A quilt is a list of shirts": ("sewing",),
}

THREADS: tuple[Thread, ...] = (
    Thread(
        "amina",
        "My first year at the loom",
        "From a basket to a sale, and back to the beginning of a band.",
        ("Five petals that meet", "My first sale, and what I did with the money", "What I unwove on Tuesday"),
    ),
    Thread(
        "bruno",
        "One guitar, four songs",
        "How an instrument from an attic came to sing.",
        ("Wasps, frets and patience", "Finishing is a skill too", "Why I record in the stairwell"),
    ),
)

REMARKS: tuple[Remark, ...] = (
    Remark(
        "What I unwove on Tuesday",
        "maria",
        "I have unwoven whole weeks. The thread forgives you sooner than you do.",
        10,
    ),
    Remark(
        "What I unwove on Tuesday",
        "ben",
        "My belt has one crossing that goes the other way. I look for it every morning.",
        9,
    ),
    Remark("What I unwove on Tuesday", "elif", "Which needle do you use to lift the threads?", 1, shown=False),
    Remark(
        "Why I record in the stairwell",
        "amina",
        "Forty rows to this one. The door on the third floor is the best note.",
        30,
    ),
)

JOIN = Form(
    title="Help us",
    slug="help-us",
    intro=(
        "An evening at the workshop, a lift for a loom, an hour with somebody's accounts: tell us what you could do, "
        "and we say honestly whether we need it."
    ),
    thanks="Thank you. Carol reads this within the week and writes to you, also when the answer is no.",
    button="Offer help",
    questions=(
        Question("Your name", "singleline"),
        Question("Your e-mail address", "email", help="We answer here and write nothing else to it."),
        Question(
            "What could you do?",
            "checkboxes",
            choices=(
                "Teach a craft",
                "Look after an evening",
                "Drive and carry",
                "Keep accounts",
                "Something else",
            ),
        ),
        Question("When could you begin?", "date", required=False),
        Question("Anything we should know", "multiline", required=False),
    ),
    invitation="Could you help?",
)
