"""Work made with code: generative drawings, an app, an editor."""

import math
import re
from collections.abc import Callable

from PIL import Image

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Sheet, around
from portal.demo.art.colours import Colour, brightness, clear, darker, lighter, mix


def generative(canvas: Canvas) -> None:
    """Plot what a short programme can: a flow field, a harmonograph or a sunflower spiral."""
    dark = canvas.rng.random() < 0.5
    canvas.flood(darker(canvas.palette.ink, 0.35) if dark else canvas.palette.paper)
    ground = surface.colour_at(canvas.image, (0, 0))
    inks = [hue for hue in canvas.hues if abs(brightness(hue) - brightness(ground)) > 45]
    canvas.variant(_flow, _spiral, _harmonograph)(canvas, inks)


def _flow(canvas: Canvas, inks: list[Colour]) -> None:
    rng = canvas.rng
    waves = [(rng.uniform(0.002, 0.006), rng.uniform(0.002, 0.006), rng.uniform(0, 6)) for _ in range(3)]
    for _ in range(1500):
        x, y = rng.uniform(-40, canvas.width + 40), rng.uniform(-40, canvas.height + 40)
        path = [(x, y)]
        for _ in range(rng.randint(8, 34)):
            angle = sum(math.sin(x * a + start) + math.cos(y * b - start) for a, b, start in waves)
            x, y = around(x, y, 11, angle)
            path.append((x, y))
        ink = inks[int((path[0][0] / canvas.width + rng.gauss(0, 0.14)) * len(inks)) % len(inks)]
        canvas.line(path, clear(ink, 0.85), rng.choice((2, 3, 5, 8)))


def _harmonograph(canvas: Canvas, inks: list[Colour]) -> None:
    rng, x, y = canvas.rng, canvas.width / 2, canvas.height / 2
    first, second = rng.choice(((2, 3), (3, 4), (3, 5), (4, 5), (1, 2)))
    for pen, ink in enumerate(inks[:3]):
        phase, path = rng.uniform(0, math.pi), []
        for step in range(3600):
            t = step * 0.026
            fade = math.exp(-t * 0.011)
            across = math.sin(first * t + phase) * 0.32 + math.sin((second + 0.004) * t) * 0.13
            along = math.sin((second + 0.003) * t + pen * 0.5) * 0.32 + math.sin(first * t + phase * 2) * 0.13
            path.append((x + canvas.width * fade * across, y + canvas.height * fade * along))
        canvas.line(path, clear(ink, 0.9), 1.8)


def _spiral(canvas: Canvas, inks: list[Colour]) -> None:
    rng, x, y = canvas.rng, canvas.width / 2, canvas.height / 2
    golden, count = math.pi * (3 - math.sqrt(5)), 620
    arms = rng.choice((8, 13, 21))
    for seed in range(1, count):
        radius = 455 * math.sqrt(seed / count)
        size = 5 + 15 * (seed / count) ** 0.7 * (0.7 + 0.3 * math.sin(seed * math.tau / arms))
        ink = inks[(seed % arms) * len(inks) // arms]
        centre = around(x, y, radius, seed * golden)
        canvas.ellipse(*centre, size, size * 0.7, ink, seed * golden)
        canvas.ellipse(*centre, size * 0.3, size * 0.3, lighter(ink, 0.45))


_APPS = (
    ("Garden diary", ("Water the tomatoes", "Prune the roses", "Sow the beans", "Turn the compost")),
    ("Study buddy", ("Read chapter four", "Fractions, set B", "Draw the water cycle", "Call Amina")),
    ("Market day", ("Two bowls, blue", "Woven basket", "Cotton scarf", "Wooden spoons")),
    ("Bus times", ("4  Market Square", "11  Riverside", "7  Old Mill", "2  Library")),
)


def app_screen(canvas: Canvas) -> None:
    """Show one or two telephones with an app somebody designed."""
    rng, w = canvas.rng, canvas.width
    ground = canvas.hues[0]
    canvas.image.paste(surface.ramp(size=canvas.image.size, stops=[lighter(ground, 0.3), ground]), (0, 0))
    canvas.ellipse(
        w * rng.uniform(0.1, 0.9),
        canvas.height * rng.uniform(0.1, 0.9),
        330,
        330,
        clear(canvas.hues[1], 0.55),
    )
    canvas.ellipse(
        w * rng.uniform(0.1, 0.9), canvas.height * rng.uniform(0.1, 0.9), 210, 210, clear(canvas.hues[2], 0.5)
    )
    title, rows = canvas.variant(*_APPS)
    scale = min(canvas.height / 1130, canvas.width / 620)
    if canvas.width > canvas.height * 1.1:
        _telephone(canvas, w * 0.32, canvas.height * 0.53, scale * 0.97, _chart_page, title, rows)
        _telephone(canvas, w * 0.68, canvas.height * 0.47, scale * 0.97, _list_page, title, rows)
    else:
        _telephone(canvas, w * 0.5, canvas.height * 0.5, scale, rng.choice((_chart_page, _list_page)), title, rows)


Page = Callable[[Canvas, Sheet, str, tuple[str, ...]], None]


def _telephone(
    canvas: Canvas, x: float, y: float, scale: float, page: Page, title: str, rows: tuple[str, ...]
) -> None:
    width, height = 460 * scale, 960 * scale
    case = canvas.stencil()
    box = (x - width / 2 - 14, y - height / 2 - 14, x + width / 2 + 14, y + height / 2 + 14)
    case.rectangle(box, 255, 62 * scale)
    canvas.glow(case, (20, 14, 18), opacity=0.5, blur=26, shift=(18, 28))
    canvas.pour((32, 28, 32), case)
    glass = Sheet(image=Image.new("RGB", (canvas.pixels(width), canvas.pixels(height))), unit=canvas.unit * scale)
    page(canvas, glass, title, rows)
    glass.rectangle((180, 14, 280, 34), (32, 28, 32), 10)
    glass.rectangle((160, 940, 300, 946), (120, 112, 112), 3)
    mask = Sheet(image=Image.new("L", glass.image.size), unit=glass.unit)
    mask.rectangle((0, 0, 459, 959), 255, 48)
    canvas.image.paste(
        glass.image, (round((x - width / 2) * canvas.unit), round((y - height / 2) * canvas.unit)), mask.image
    )


def _list_page(canvas: Canvas, glass: Sheet, title: str, rows: tuple[str, ...]) -> None:
    hues, ink, paper = canvas.hues, canvas.palette.ink, lighter(canvas.palette.paper, 0.5)
    glass.rectangle((0, 0, 460, 960), paper)
    glass.rectangle((0, -60, 460, 250), _strong(hues[0]), 46)
    glass.text(36, 120, title, (255, 252, 246), 44)
    glass.text(36, 168, "Today", mix(_strong(hues[0]), (255, 255, 255), 0.75), 24)
    for dot in range(7):
        x = 58 + dot * 57
        glass.ellipse(x, 214, 19, 19, lighter(_strong(hues[0]), 0.85 if dot == canvas.seed % 7 else 0.2))
    for index, row in enumerate(rows):
        top = 284 + index * 132
        glass.rectangle((26, top + 4, 436, top + 116), darker(paper, 0.12), 22)
        glass.rectangle((24, top, 436, top + 112), (255, 255, 253), 22)
        hue = hues[(index + 1) % 5]
        glass.ellipse(80, top + 56, 34, 34, mix(hue, (255, 255, 255), 0.45))
        canvas_icon = (_leaf_icon, _cup_icon, _star_icon)[(index + canvas.seed) % 3]
        canvas_icon(glass, 80, top + 56, _strong(hue))
        glass.text(134, top + 54, row, ink, 25)
        glass.rectangle((134, top + 74, 340, top + 84), darker(paper, 0.08), 5)
        glass.rectangle((134, top + 74, 134 + 206 * canvas.rng.uniform(0.2, 0.95), top + 84), _strong(hue), 5)
        if index == 0:
            glass.ellipse(400, top + 56, 18, 18, _strong(hue))
            glass.line([(391, top + 56), (398, top + 64), (410, top + 48)], (255, 255, 255), 5)
        else:
            glass.ring(400, top + 56, 18, darker(paper, 0.25), 4)
    _tabs(canvas, glass, 0)


def _chart_page(canvas: Canvas, glass: Sheet, title: str, rows: tuple[str, ...]) -> None:
    hues, ink, paper = canvas.hues, canvas.palette.ink, lighter(canvas.palette.paper, 0.35)
    glass.rectangle((0, 0, 460, 960), paper)
    glass.text(36, 112, "This week", ink, 42)
    glass.text(36, 152, title, mix(ink, paper, 0.45), 24)
    glass.rectangle((24, 182, 436, 502), (255, 255, 253), 26)
    for bar, day in enumerate("MTWTFSS"):
        x, height = 70 + bar * 54, canvas.rng.uniform(60, 200)
        glass.rectangle((x - 15, 234, x + 15, 446), mix(paper, ink, 0.07), 15)
        glass.rectangle(
            (x - 15, 446 - height, x + 15, 446),
            _strong(hues[0]) if bar != canvas.seed % 7 else _strong(hues[1]),
            15,
        )
        glass.text(x, 482, day, mix(ink, paper, 0.4), 20, anchor="ms")
    for card, share in enumerate((canvas.rng.uniform(0.5, 0.9), canvas.rng.uniform(0.3, 0.7))):
        left, hue = 24 + card * 212, _strong(hues[card + 2])
        glass.rectangle((left, 524, left + 200, 734), mix(hue, (255, 255, 255), 0.72), 26)
        glass.ellipse(left + 100, 616, 62, 62, mix(hue, (255, 255, 255), 0.45))
        glass.pie(left + 100, 616, 62, -90, -90 + 360 * share, hue)
        glass.ellipse(left + 100, 616, 44, 44, mix(hue, (255, 255, 255), 0.72))
        glass.text(left + 100, 626, f"{round(share * 100)}%", darker(hue, 0.4), 28, anchor="ms")
        glass.text(left + 100, 710, ("Done", "Shared")[card], darker(hue, 0.4), 22, anchor="ms")
    glass.rectangle((24, 756, 436, 836), _strong(hues[0]), 26)
    glass.text(230, 806, rows[canvas.seed % len(rows)], (255, 253, 248), 26, anchor="ms")
    _tabs(canvas, glass, 2)


def _strong(hue: Colour) -> Colour:
    """Return `hue` dark enough to carry white words."""
    while brightness(hue) > 140:
        hue = darker(hue, 0.12)
    return hue


def _tabs(canvas: Canvas, glass: Sheet, current: int) -> None:
    glass.rectangle((0, 856, 460, 960), (255, 255, 253))
    for tab in range(4):
        hue = _strong(canvas.hues[0]) if tab == current else (176, 168, 162)
        (_leaf_icon, _cup_icon, _star_icon, _person_icon)[tab](glass, 70 + tab * 107, 896, hue)


def _leaf_icon(glass: Sheet, x: float, y: float, hue: Colour) -> None:
    glass.ellipse(x, y, 10, 20, hue, 0.7)
    glass.line([(x - 16, y + 18), (x + 6, y - 6)], hue, 4)


def _cup_icon(glass: Sheet, x: float, y: float, hue: Colour) -> None:
    glass.rectangle((x - 15, y - 12, x + 11, y + 14), hue, 7)
    glass.ring(x + 13, y - 1, 8, hue, 4)


def _star_icon(glass: Sheet, x: float, y: float, hue: Colour) -> None:
    glass.polygon(
        [around(x, y, 20 if point % 2 == 0 else 9, point * math.pi / 5 - math.pi / 2) for point in range(10)],
        hue,
    )


def _person_icon(glass: Sheet, x: float, y: float, hue: Colour) -> None:
    glass.ellipse(x, y - 8, 9, 9, hue)
    glass.pie(x, y + 19, 18, 180, 360, hue)


_PROGRAMMES = (
    '''# What grows when: the garden calendar
from datetime import date, timedelta

BEDS = {"tomato": 75, "bean": 55, "beet": 60}

def harvest(plant: str, sown: date) -> date:
    """Return the day a plant is ready."""
    days = BEDS[plant]
    return sown + timedelta(days=days)

def calendar(sown: date) -> list[str]:
    rows = []
    for plant in sorted(BEDS):
        ready = harvest(plant, sown)
        rows.append(f"{plant:8} {ready:%d %B}")
    return rows

for row in calendar(date.today()):
    print(row)''',
    """// A loom in the browser: draw one pick
const colours = ["#b5452c", "#e9c46a"];
const threads = 64;

function over(warp, weft) {
  // twill: shift by one on every row
  return (warp + weft) % 4 < 2;
}

export function pick(cloth, weft) {
  for (let warp = 0; warp < threads; warp++) {
    const tone = over(warp, weft) ? 0 : 1;
    cloth.fillStyle = colours[tone];
    cloth.fillRect(warp * 8, weft * 8, 7, 7);
  }
}

for (let row = 0; row < 48; row++) {
  pick(canvas, row);
}""",
    """# A kalimba in twenty lines
import math, random

SCALE = [261.6, 293.7, 329.6, 392.0, 440.0]
RATE = 22050

def pluck(note: float, length: float):
    for step in range(int(RATE * length)):
        time = step / RATE
        fade = math.exp(-3.2 * time)
        yield fade * math.sin(6.2832 * note * time)

def melody(bars: int = 8):
    place = 2
    while bars > 0:
        place = (place + random.choice([-1, 1])) % 5
        yield from pluck(SCALE[place], 0.4)
        bars -= 1

save("evening.wav", melody())""",
)
_TOKENS = re.compile(
    r'(?P<remark>#(?![0-9a-f]{6}).*|//.*)|(?P<text>"{3}.*?"{3}|f?"[^"]*")|(?P<number>\b\d[\d.]*)|(?P<name>\w+)|(?P<rest>.)'
)
_WORDS = frozenset(
    [
        "from",
        "import",
        "def",
        "return",
        "for",
        "in",
        "while",
        "if",
        "else",
        "yield",
        "const",
        "let",
        "function",
        "export",
    ]
)


def terminal(canvas: Canvas) -> None:
    """Show an editor with a small programme of ours, and what it printed."""
    rng = canvas.rng
    desk = canvas.hues[0]
    canvas.image.paste(
        surface.ramp(size=canvas.image.size, stops=[lighter(desk, 0.2), darker(desk, 0.25)]), (0, 0)
    )
    lines = canvas.variant(*_PROGRAMMES).splitlines()
    margin = 70
    pitch = min(19.0, (canvas.width - 2 * margin - 130) / max(len(line) for line in lines))
    leading = min((canvas.height - 2 * margin - 190) / len(lines), pitch * 2.5)
    top = (canvas.height - leading * len(lines) - 190) / 2
    box = (margin, top, canvas.width - margin, canvas.height - top)
    window = canvas.stencil()
    window.rectangle(box, 255, 22)
    canvas.glow(window, (10, 8, 12), opacity=0.6, blur=26, shift=(0, 24))
    night = mix(darker(canvas.palette.ink, 0.45), (24, 26, 34), 0.5)
    canvas.pour(night, window)
    canvas.rectangle((box[0], box[1], box[2], box[1] + 56), lighter(night, 0.1), 22)
    canvas.rectangle((box[0], box[1] + 30, box[2], box[1] + 56), lighter(night, 0.1))
    for light, hue in enumerate(((214, 98, 84), (226, 180, 88), (126, 168, 110))):
        canvas.ellipse(box[0] + 36 + light * 32, box[1] + 28, 10, 10, hue)
    bright = [lighter(hue, max(0.0, (190 - brightness(hue)) / 190)) for hue in canvas.hues]
    paints = {
        "remark": mix(night, (255, 255, 255), 0.42),
        "text": bright[1],
        "number": bright[2],
        "rest": (206, 200, 196),
        "name": (236, 230, 222),
    }
    current = rng.randrange(4, len(lines) - 3)
    for number, line in enumerate(lines):
        y = box[1] + 96 + number * leading
        if number == current:
            canvas.rectangle((box[0], y - leading * 0.68, box[2], y + leading * 0.32), lighter(night, 0.07))
        _monospaced(canvas, box[0] + 26, y, f"{number + 1:2}", mix(night, (255, 255, 255), 0.28), pitch)
        for token in _TOKENS.finditer(line):
            paint = bright[0] if token["name"] in _WORDS else paints[token.lastgroup or "rest"]
            if token["name"] and line[token.end() : token.end() + 1] == "(":
                paint = bright[3]
            _monospaced(canvas, box[0] + 90 + token.start() * pitch, y, token.group(), paint, pitch)
    foot = box[3] - 46
    canvas.rectangle((box[0] + 26, foot - 34, box[2] - 26, foot - 32), lighter(night, 0.15))
    _monospaced(canvas, box[0] + 26, foot + 10, "$ make test", (206, 200, 196), pitch)
    _monospaced(
        canvas, box[0] + 26 + 14 * pitch, foot + 10, f"{rng.randint(12, 48)} passed", (146, 190, 124), pitch
    )


def _monospaced(canvas: Canvas, x: float, y: float, words: str, paint: Colour, pitch: float) -> None:
    """Write letters at an even pitch, as an editor does, with Pillow's own (proportional) typeface."""
    for place, letter in enumerate(words):
        if letter != " ":
            canvas.text(x + (place + 0.5) * pitch, y, letter, paint, pitch * 1.55, anchor="ms")
