"""Programs: each comes with its text, and the small ones with what they draw or play."""

from portal.demo.content.shapes import Document, Picture, Sound, Work

_SUNFLOWER = '''"""Draw a sunflower head as SVG: `python sunflower.py > sunflower.svg`."""

import math

SEEDS = 620
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))  # change it a little and the spirals fall apart
COLOURS = ("#b5452c", "#2f6f6a", "#d9a441")


def seed(number: int) -> str:
    distance = 17 * math.sqrt(number)
    angle = number * GOLDEN_ANGLE
    x, y = 500 + distance * math.cos(angle), 500 + distance * math.sin(angle)
    size = 2 + 7 * number / SEEDS
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{COLOURS[number % 3]}"/>'


print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">')
for number in range(SEEDS):
    print(seed(number))
print("</svg>")
'''

_HARMONOGRAPH = '''"""Two pendulums and a pen: `python harmonograph.py 7 > picture.svg` draws number seven."""

import math
import sys
from random import Random

chance = Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)


def pendulum() -> tuple[float, float, float]:
    """How fast, how far along and how soon tired."""
    return chance.choice((2, 3, 4, 5)) + chance.gauss(0, 0.01), chance.uniform(0, math.tau), chance.uniform(0.001, 0.006)


def swing(pendulums, time: float) -> float:
    return sum(math.sin(speed * time + start) * math.exp(-tired * time) for speed, start, tired in pendulums)


across, along = [pendulum(), pendulum()], [pendulum(), pendulum()]
points = " ".join(
    f"{500 + 220 * swing(across, step / 40):.1f},{500 + 220 * swing(along, step / 40):.1f}" for step in range(9000)
)
print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">')
print(f'<polyline points="{points}" fill="none" stroke="#2f6f6a" stroke-width="0.8"/></svg>')
'''

_LOOM = """// A loom in the browser: draw one pick after the other.
const colours = ["#b5452c", "#e9c46a"];
const threads = 64;

function over(warp, weft) {
  // Twill: shift by one on every row.
  return (warp + weft) % 4 < 2;
}

export function pick(cloth, weft) {
  for (let warp = 0; warp < threads; warp++) {
    const tone = over(warp, weft) ? 0 : 1;
    cloth.fillStyle = colours[tone];
    cloth.fillRect(warp * 8, weft * 8, 7, 7);
  }
}

const canvas = document.querySelector("canvas").getContext("2d");
for (let row = 0; row < 48; row++) {
  pick(canvas, row);
}
"""

_KALIMBA = '''"""A kalimba in a few lines: writes evening.wav, eight bars that end at home."""

import math
import random
import struct
import wave

SCALE = [261.6, 293.7, 329.6, 392.0, 440.0]
RATE = 22050


def pluck(note: float, length: float):
    for step in range(int(RATE * length)):
        time = step / RATE
        fade = math.exp(-3.2 * time)
        yield fade * math.sin(math.tau * note * time)


def melody(bars: int = 8):
    place = 2
    for _ in range(bars * 4):
        place = (place + random.choice([-1, 1])) % 5
        yield from pluck(SCALE[place], 0.4)
    yield from pluck(SCALE[0], 1.6)


with wave.open("evening.wav", "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(RATE)
    file.writeframes(b"".join(struct.pack("<h", int(20000 * value)) for value in melody()))
'''

_GARDEN = '''"""What grows when: the garden calendar. Run it in the morning, with coffee."""

from datetime import date, timedelta

BEDS = {"tomato": 75, "bean": 55, "beet": 60}  # days from sowing to the kitchen


def harvest(plant: str, sown: date) -> date:
    """Return the day on which a plant is ready."""
    return sown + timedelta(days=BEDS[plant])


def calendar(sown: date) -> list[str]:
    rows = []
    for plant in sorted(BEDS):
        ready = harvest(plant, sown)
        rows.append(f"{plant:8} {ready:%d %B}")
    return rows


for row in calendar(date.today()):
    print(row)
'''

_BUS = '''"""The next buses of one stop, in words that my neighbour reads without her glasses."""

from datetime import datetime

# Minutes past each hour, copied from the sign at the stop.
STOPS = {"4 Market Square": (5, 20, 35, 50), "11 Riverside": (12, 42), "7 Old Mill": (0, 30), "2 Library": (27,)}


def wait(minutes_past: tuple[int, ...], now: datetime) -> int:
    """Minutes until the next bus; a bus that leaves this minute counts as missed."""
    return min((minute - now.minute - 1) % 60 + 1 for minute in minutes_past)


def sentence(line: str, minutes: int) -> str:
    if minutes < 4:
        return f"{line}: run, or have another coffee."
    return f"{line}: in {minutes} minutes. Leave in {minutes - 3}."


now = datetime.now()
for line, minutes_past in sorted(STOPS.items(), key=lambda stop: wait(stop[1], now)):
    print(sentence(line, wait(minutes_past, now)))
'''

_WIND = '''"""A field of wind: many short strokes that follow one smooth function."""

import math
from random import Random

chance = Random(3)
COLOURS = ("#1d4e5f", "#3f7f6b", "#c8552d", "#e39b4a")


def direction(x: float, y: float) -> float:
    return 1.9 * math.sin(x / 310) + 1.7 * math.cos(y / 230 + x / 600)


def stroke(x: float, y: float) -> str:
    points, colour = [], COLOURS[int((x + y) / 500) % 4]
    for _ in range(26):
        points.append(f"{x:.0f},{y:.0f}")
        x, y = x + 5 * math.cos(direction(x, y)), y + 5 * math.sin(direction(x, y))
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2.4"/>'


print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900">')
for _ in range(1400):
    print(stroke(chance.uniform(0, 1200), chance.uniform(0, 900)))
print("</svg>")
'''

_STUDY = '''"""Study buddy: which of today's tasks is the smallest one that is left? Begin with that."""

TASKS = [("Read chapter four", 30), ("Fractions, set B", 20), ("Draw the water cycle", 25), ("Call Amina", 5)]


def next_task(done: set[str]) -> str:
    left = [(minutes, name) for name, minutes in TASKS if name not in done]
    if not left:
        return "Nothing left. Go outside."
    minutes, name = min(left)
    return f"{name}, about {minutes} minutes."


done: set[str] = set()
while True:
    print(next_task(done))
    answer = input("Done? Type its name, or press Enter to stop: ").strip()
    if not answer:
        break
    done.add(answer)
'''

CODE: tuple[Work, ...] = (
    Work(
        "priya",
        "Sunflower machine",
        "code",
        ("generative-art", "python"),
        14,
        "Twenty lines of Python that place seeds the way a sunflower does: each one turned by the golden angle from "
        "the last. Change the angle by a hundredth and the spirals fall apart; my pupils do this first and laugh.",
        (
            Picture(
                "generative",
                1,
                "Round pattern of small red, teal and yellow dots that spiral outwards on cream.",
                "With the three colours of the program.",
            ),
            Picture(
                "generative",
                4,
                "Round pattern of small orange, teal and cream dots that spiral outwards on dark brown.",
                "The same seeds at night.",
            ),
        ),
        documents=(Document("sunflower.py", _SUNFLOWER, "Writes an SVG; no library needed."),),
        licence="cc-by-4.0",
    ),
    Work(
        "priya",
        "Harmonograph",
        "code",
        ("generative-art", "python"),
        47,
        "In the science museum stands a table with two pendulums and a pen. I could not take it home, so I wrote "
        "it down. Every number gives another figure; these are five and two.",
        (
            Picture(
                "generative",
                5,
                "Fine teal and coral lines that swing into a folded ribbon on pale blue.",
                "Number five.",
            ),
            Picture(
                "generative",
                2,
                "Fine green and peach lines that swing into a loop like a shell on cream.",
                "Number two.",
            ),
        ),
        documents=(Document("harmonograph.py", _HARMONOGRAPH, "Give it a number, get a picture."),),
        licence="cc-by-4.0",
    ),
    Work(
        "priya",
        "Field of wind",
        "code",
        ("generative-art",),
        80,
        "Fourteen hundred strokes that all obey one formula. It was raining, the power was out, and I had forty "
        "minutes of battery. I print it large for people who miss the sea.",
        (
            Picture(
                "generative",
                3,
                "Swirling strokes in dark blue, green, orange and red, like wind over grass.",
                "Seed three, printed at 60 by 45 cm.",
            ),
        ),
        documents=(Document("wind.py", _WIND, "The formula is on line eleven."),),
    ),
    Work(
        "priya",
        "A loom in the browser",
        "code",
        ("web-pages", "generative-art"),
        25,
        "Amina explained twill to me on the telephone, and this is what I understood. It weaves one pick after the "
        "other on a canvas. She says that the selvedge is wrong and that she would wear it anyway.",
        (
            Picture(
                "terminal",
                1,
                "Editor window with a short JavaScript program that draws a woven pattern, tests passed.",
                "The whole program on one screen.",
            ),
        ),
        documents=(Document("loom.js", _LOOM, "Put it beside a page with a canvas."),),
        licence="cc-by-4.0",
    ),
    Work(
        "priya",
        "Garden diary",
        "code",
        ("web-pages",),
        99,
        "An app for the roof garden of our school: who waters, who prunes, and what came up. Eleven girls designed "
        "it on paper, and I only typed. The beans have their own opinion.",
        (
            Picture(
                "app_screen",
                4,
                "Two phone screens of a garden diary with a weekly chart and a list of tasks.",
                "The third version, after the girls had thrown out mine.",
            ),
        ),
        licence="cc-by-nc-4.0",
    ),
    Work(
        "anders",
        "Bus board",
        "code",
        ("web-pages", "data-and-maps"),
        19,
        "My neighbour is eighty-four and does not want an app; she wants to know when to put on her coat. So the "
        "board says it: leave in six minutes. It began as forty lines of Python and now runs on an old phone by "
        "her door.",
        (
            Picture(
                "app_screen",
                3,
                "Two phone screens in blue with a weekly chart and a list of bus lines.",
                "What she sees, and what her grandson sees.",
            ),
        ),
        documents=(Document("bus_board.py", _BUS, "The part that decides about the coat."),),
        licence="cc-by-4.0",
    ),
    Work(
        "anders",
        "Garden calendar",
        "code",
        ("python",),
        56,
        "Three vegetables, one date, and the day on which there will be soup. My father prints it every spring and "
        "corrects it with a pencil, and in autumn I copy his corrections back.",
        (
            Picture(
                "terminal",
                3,
                "Editor window with a short Python program that computes harvest dates, tests passed.",
                "All of it. There is no more.",
            ),
        ),
        documents=(Document("garden.py", _GARDEN, "Add your own beds at the top."),),
        licence="cc0-1.0",
    ),
    Work(
        "anders",
        "A kalimba in twenty lines",
        "code",
        ("python",),
        31,
        "Kofi sent me a recording and I wanted to know why it sounds like that. A sine wave that fades, a scale of "
        "five notes and a walk that goes up or down by one: that is nearly all. The rest is Kofi.",
        (
            Picture(
                "terminal",
                2,
                "Editor window with a short Python program that plays a random melody, tests passed.",
                "The walk is on line fifteen.",
            ),
        ),
        (Sound("kalimba", 21, 10.0, "What it plays, and what Kofi would play better."),),
        (Document("kalimba.py", _KALIMBA, "Needs nothing but Python."),),
        licence="cc-by-4.0",
    ),
    Work(
        "anders",
        "Study buddy",
        "code",
        ("python", "web-pages"),
        73,
        "It asks one question: what is the smallest thing that is left? I wrote it while I should have been "
        "studying, and then it told me to.",
        (
            Picture(
                "app_screen",
                1,
                "Two phone screens in ochre with a weekly chart and a list of homework tasks.",
                "The drawing for a later version.",
            ),
            Picture(
                "app_screen",
                5,
                "Two phone screens in coral with a weekly chart and a list of homework tasks.",
                "The coral one won the vote in my class, nine to four.",
            ),
        ),
        documents=(Document("study_buddy.py", _STUDY, "The first version still works."),),
        licence="cc-by-4.0",
    ),
    Work(
        "anders",
        "Market day, a till for the stall",
        "code",
        ("web-pages",),
        4,
        "A till that works without a network: tap what was sold, and at home it knows the sum. Carol wants it for "
        "the spring fair. Not public until it has survived one.",
        (
            Picture(
                "app_screen",
                2,
                "Two phone screens in red with a chart of the week and a list of goods for a market stall.",
                "Two bowls, blue, and a woven basket.",
            ),
        ),
        status="in_progress",
        visibility="members",
    ),
)
