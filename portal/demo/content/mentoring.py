"""What mentors of the demo tell, who asked whom, and what is to be done."""

from portal.demo.content.shapes import Asking, Cohort, Goal, Invited, Mentoring, Task

MENTORING: tuple[Mentoring, ...] = (
    Mentoring(
        "maria",
        "We meet at the loom on two evenings a week, and I am slow on purpose: first the hands, then the pattern. "
        "Bring something that you began and did not finish.",
        ("weaving", "needlework", "singing"),
        "Swedish, English",
        7,
        6,
        "tue,thu",
    ),
    Mentoring(
        "joseph",
        "We write small programs that solve something of your own. You send me what you have by Friday, I answer by "
        "Sunday, and once a month we sit together.",
        ("python", "data-and-maps", "hand-drums", "recording"),
        "English, Swahili",
        6,
        4,
        "fri,sun",
    ),
    Mentoring(
        "rosa",
        "My workshop is open on Saturdays. I show, you try, we look at it together; the kiln is fired at the end of "
        "each month, so plan for it.",
        ("printmaking", "pottery", "watercolour", "woodcarving"),
        "Spanish, Quechua, English",
        4,
        5,
        "sat",
    ),
)

#: Oldest first. An empty answer: it still waits for one.
ASKINGS: tuple[Asking, ...] = (
    Asking("kofi", "maria", 40, "I drum, and I would like to learn to weave the straps.", "no_time", "", 31),
    Asking(
        "mei", "rosa", 30, "I would like to print on what I embroider.", "other_mentor", "Ask Maria first.", 24
    ),
    Asking("anders", "rosa", 6, "I want to carve the frame of a clock that I programmed."),
    Asking("bruno", "joseph", 4, "Could you show me how to record a room that echoes?"),
)

TASKS: tuple[Task, ...] = (
    Task(
        "amina", "Weave a sample with three reds", "Ten centimetres each way. Note the yarns.", "weaving", 9, True
    ),
    Task("amina", "Photograph the blue hanging by daylight", "No flash, from the front, straight.", "", 4),
    Task("bruno", "Play the ballad with a metronome", "At 60, then at 72. Record both.", "guitar", 6, True),
    Task("leila", "Throw five bowls that stack", "The same rim, the same foot.", "pottery", 12),
    Task("priya", "Draw last year's rain", "Any data you trust; say where it is from.", "generative-art", 10),
)

COHORTS: tuple[Cohort, ...] = (
    Cohort(
        "Autumn makers",
        "Twelve weeks, one finished thing each. We meet on Thursdays at six; bring what went wrong.",
        "maria",
        ("amina", "bruno", "elif"),
        30,
        12,
        "Bring something that went wrong",
        "A photo or a sound of it, and three sentences about what you would do otherwise.",
    ),
    Cohort(
        "Open workshop",
        "For everybody who makes something on Saturdays. Come when you can.",
        "carol",
        ("leila", "kofi", "mei"),
        200,
    ),
)

GOALS: tuple[Goal, ...] = (
    Goal("amina", "A wider loom", amount="640.00"),
    Goal("amina", "Kiln", amount="300.00"),
    Goal("amina", "Weave a double cloth", skill="weaving", level=4),
    Goal("bruno", "A microphone of my own", amount="180.00"),
    Goal("kaya", "My first scarf", skill="weaving", level=2),
)

INVITED: tuple[Invited, ...] = (
    Invited("maria", "signe@example.org", "Signe Berg", 20),
    Invited("maria", "nadia@example.org", "Nadia Rossi", 2),
    Invited("carol", "peter@example.org", "Peter Otieno", 5),
)
