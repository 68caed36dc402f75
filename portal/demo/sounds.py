"""Little tunes for the demo site, played by our own code: the same seed, the same bytes."""

import array
import io
import math
import sys
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

RATE = 22_050  # samples per second
LOUDEST = 0.82  # of full scale: room for players that resample
Samples = list[float]
Note = tuple[float, int, float]  # start in seconds, step of the scale, length in seconds

_SCALES = (
    (0, 2, 4, 7, 9),  # major pentatonic
    (0, 3, 5, 7, 10),  # minor pentatonic
    (0, 2, 5, 7, 9),  # suspended
    (0, 2, 3, 7, 9),  # dorian without its fourth and seventh
)
_RHYTHMS = ((1, 1, 2), (1.5, 0.5, 1, 1), (0.5, 0.5, 1, 2), (2, 1, 1), (1, 0.5, 0.5, 1, 1), (3, 1))


def play(*, tune: str, seed: int, seconds: float = 12.0) -> bytes:
    """Return a mono 16-bit WAV at 22,050 Hz of `tune` (one of TUNES)."""
    rng = Random(f"{tune}:{seed}")
    samples = [0.0] * round(seconds * RATE)
    _PLAYERS[tune](samples, rng, seconds)
    return _record(_end_softly(_echo(samples, rng)))


def peaks(wav: bytes, *, count: int = 120) -> list[float]:
    """Return the loudness of `count` equal parts of `wav`, 0..1, the loudest being 1 (all 0 for silence)."""
    with wave.open(io.BytesIO(wav)) as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    edges = [len(samples) * part // count for part in range(count + 1)]
    parts = [samples[start:end] for start, end in pairwise(edges)]
    heights = [max((abs(value) for value in part), default=0) for part in parts]
    tallest = max(heights) or 1
    return [round(height / tallest, 4) for height in heights]


def _pitch(scale: tuple[int, ...], step: int, root: float) -> float:
    octave, degree = divmod(step, len(scale))
    return root * 2 ** (octave + scale[degree] / 12)


def _melody(rng: Random, *, beat: float, until: float, low: int = 0, high: int = 9) -> Iterator[Note]:
    """Sing in phrases of four bars (a, a', b, a), mostly by step, each phrase coming home to the root."""
    verse, answer = _bars(rng, low, high), _bars(rng, low, high)
    now = 0.0
    while now < until:
        for phrase in (verse, _varied(verse, rng), answer, verse):
            for length, step in phrase:
                if now >= until:
                    return
                yield now, step, length * beat
                now += length * beat


def _bars(rng: Random, low: int, high: int) -> list[tuple[float, int]]:
    step, phrase = rng.choice((0, 2, 4)) + low, []
    for bar in range(2):
        for length in rng.choice(_RHYTHMS):
            phrase.append((float(length), step))
            step = min(high, max(low, step + rng.choice((-2, -1, -1, 0, 1, 1, 2, 3))))
        if bar:
            home = min((low, low + 5), key=lambda place: abs(place - phrase[-1][1]))
            phrase[-1] = (phrase[-1][0], home)
    return phrase


def _varied(phrase: list[tuple[float, int]], rng: Random) -> list[tuple[float, int]]:
    place = rng.randrange(len(phrase) - 1)
    return [(length, step + (1 if index == place else 0)) for index, (length, step) in enumerate(phrase)]


def _mix(samples: Samples, start: float, tone: Samples, volume: float) -> None:
    first = round(start * RATE)
    room = max(0, min(len(tone), len(samples) - first))
    for index in range(room):
        samples[first + index] += volume * tone[index]


def _kalimba(samples: Samples, rng: Random, seconds: float) -> None:
    """Pluck metal tongues: a pure tone, a glassy one above it, the thumb's tick; a low note each bar."""
    scale, root, beat = rng.choice(_SCALES), rng.choice((220.0, 246.9, 261.6, 293.7)), rng.uniform(0.3, 0.4)
    tones: dict[int, Samples] = {}

    def tongue(step: int) -> Samples:
        if step not in tones:
            tones[step] = _tongue(_pitch(scale, step, root), rng)
        return tones[step]

    for start, step, length in _melody(rng, beat=beat, until=seconds - 1.6):
        _mix(samples, start + rng.uniform(0, 0.012), tongue(step), rng.uniform(0.75, 1.0))
        if length >= beat * 2:
            _mix(samples, start + beat, tongue(step + 2), 0.4)
    bar = 0.0
    while bar < seconds - 1.6:
        _mix(samples, bar, tongue(rng.choice((-5, -5, -3, -2))), 0.6)
        bar += 4 * beat


def _tongue(pitch: float, rng: Random) -> Samples:
    turn, tone = math.tau * pitch / RATE, []
    for index in range(round(1.5 * RATE)):
        time = index / RATE
        body = math.sin(turn * index) * math.exp(-3.1 * time)
        glass = 0.22 * math.sin(turn * 5.4 * index) * math.exp(-16 * time) if time < 0.35 else 0.0
        buzz = 0.12 * math.sin(turn * 2.0 * index) * math.exp(-6 * time)
        tick = rng.uniform(-0.3, 0.3) * math.exp(-420 * time) if time < 0.015 else 0.0
        tone.append((body + glass + buzz + tick) * min(1.0, index / 22))
    return tone


def _strings(samples: Samples, rng: Random, seconds: float) -> None:
    """Pick chords and a tune on plucked strings (Karplus and Strong's loop of noise that grows soft)."""
    root, beat = rng.choice((98.0, 110.0, 123.5, 130.8)), rng.uniform(0.26, 0.34)
    chords = rng.choice(
        (
            ((0, 7, 12, 16), (9, 12, 16, 21), (5, 9, 12, 17), (7, 11, 14, 19)),
            ((0, 7, 12, 15), (8, 12, 15, 20), (3, 10, 15, 19), (10, 14, 17, 22)),
        )
    )
    fingers = rng.choice(((0, 1, 2, 3, 2, 1, 3, 2), (0, 2, 1, 3, 0, 2, 3, 1), (0, 3, 2, 1, 2, 3, 2, 1)))
    now, place, strings = 0.0, 0, {}
    while now < seconds - 1.4:
        chord = chords[place // 8 % 4]
        note = chord[fingers[place % 8]]
        if rng.random() < 0.12 and place % 8:
            note += 12
        if note not in strings:
            strings[note] = _string(root * 2 ** (note / 12), rng)
        _mix(
            samples,
            now + rng.uniform(0, 0.01),
            strings[note],
            (1.0 if place % 8 == 0 else 0.62) * rng.uniform(0.85, 1.0),
        )
        now += beat
        place += 1
    for note in chords[0]:
        _mix(samples, now + note * 0.004, strings.get(note) or _string(root * 2 ** (note / 12), rng), 0.7)


def _string(pitch: float, rng: Random) -> Samples:
    period = max(2, round(RATE / pitch - 0.5))
    loop = [rng.uniform(-1, 1) for _ in range(period)]
    # Softening the first pluck takes the wire out of it and leaves gut.
    loop = [(loop[index - 1] + loop[index] + loop[(index + 1) % period]) / 3 for index in range(period)]
    middle = sum(loop) / period
    tone = [value - middle for value in loop]
    for index in range(period, round(1.9 * RATE)):
        tone.append(0.4985 * (tone[index - period] + tone[index - period - 1 if index > period else 0]))
    # The loop is a whole number of samples long (and half a one more, by the averaging): read it at the
    # speed that puts the note in tune.
    speed = pitch * (period + 0.5) / RATE
    length = int((len(tone) - 2) / speed)
    return [_between(tone, index * speed) * min(1.0, (length - index) / 4000) for index in range(length)]


def _between(tone: Samples, place: float) -> float:
    index = int(place)
    return tone[index] + (tone[index + 1] - tone[index]) * (place - index)


def _drums(samples: Samples, rng: Random, seconds: float) -> None:
    """Drum a pattern of two bars with its fills: a deep skin, an open slap, a shaker and two bells."""
    beat = rng.uniform(0.13, 0.17)
    deep, slap, shaker = _skin(68, 40, 7.5, 0.05, rng), _skin(210, 60, 17, 0.5, rng), _shaker(rng)
    bells = [_bell(pitch) for pitch in rng.choice(((620, 830), (560, 840), (700, 930)))]
    low = rng.choice(("x..x..x...x.x...", "x...x..x..x...x.", "x..x...x..x.x..."))
    mid = rng.choice(("....x.....x.x..x", "..x...x...x...xx", "....x..x....x.x."))
    top = rng.choice(("a.a.b.a.a.b.a.b.", "a..b..a..b..a.b.", "a.b.a.a.b.a.b.a."))
    place = 0
    while (now := place * beat) < seconds - 0.9:
        step, fill = place % 16, place % 64 >= 58
        if low[step] == "x":
            _mix(samples, now, deep, 1.0)
        if mid[step] == "x" or (fill and rng.random() < 0.7):
            _mix(samples, now, slap, rng.uniform(0.5, 0.75))
        if place >= 16 and top[step] in "ab":
            _mix(samples, now, bells["ab".index(top[step])], 0.17)
        _mix(samples, now + (0.012 if place % 2 else 0), shaker, 0.2 if place % 4 == 0 else 0.1)
        place += 1
    _mix(samples, place * beat, deep, 1.0)


def _skin(pitch: float, bend: float, decay: float, noise: float, rng: Random) -> Samples:
    phase, tone = 0.0, []
    for index in range(round(0.5 * RATE)):
        time = index / RATE
        phase += math.tau * (pitch + bend * math.exp(-28 * time)) / RATE
        hit = noise * rng.uniform(-1, 1) * math.exp(-70 * time)
        tone.append((math.sin(phase) * math.exp(-decay * time) + hit) * min(1.0, index / 20))
    return tone


def _shaker(rng: Random) -> Samples:
    tone, before = [], 0.0
    for index in range(round(0.09 * RATE)):
        value = rng.uniform(-1, 1)
        tone.append((value - before) * 0.6 * math.sin(math.pi * index / (0.09 * RATE)) ** 2)
        before = value
    return tone


def _bell(pitch: float) -> Samples:
    turn = math.tau * pitch / RATE
    return [
        (math.sin(turn * index) + 0.6 * math.sin(turn * 1.48 * index))
        * math.exp(-9 * index / RATE)
        * min(1.0, index / 12)
        for index in range(round(0.4 * RATE))
    ]


def _choir(samples: Samples, rng: Random, seconds: float) -> None:
    """Let four voices hum slow chords: each swells, breathes and wavers by itself."""
    root = rng.choice((130.8, 146.8, 110.0, 123.5))
    progression = rng.choice(
        (
            ((0, 7, 16, 24), (-3, 9, 16, 24), (-7, 9, 17, 24), (-5, 7, 14, 23)),
            ((0, 7, 15, 24), (-4, 8, 15, 24), (3, 10, 19, 22), (-2, 10, 17, 22)),
        )
    )
    chords = max(2, round(seconds / 3.1))
    length = seconds / chords
    for index in range(chords):
        chord = progression[index % 4] if index < chords - 1 else progression[0]
        for voice, note in enumerate(chord):
            tone = _hum(root * 2 ** (note / 12), min(length + 0.9, seconds - index * length), rng)
            _mix(samples, index * length + voice * 0.05, tone, (1.0, 0.7, 0.6, 0.4)[voice])


def _hum(pitch: float, length: float, rng: Random) -> Samples:
    """Sing one long vowel from a table of one cycle, read at a slightly wavering speed."""
    table = _vowel(pitch)
    size, count = len(table), round(length * RATE)
    swell, fade = 0.55 * RATE, 0.9 * RATE
    rate, start = rng.uniform(4.6, 5.6), rng.uniform(0, math.tau)
    place, step, tone = rng.uniform(0, size), size * pitch / RATE, []
    wave_step = math.tau * rate / RATE
    for index in range(count):
        if index % 32 == 0:
            now = step * (1 + 0.0045 * math.sin(start + wave_step * index))
            level = min(1.0, index / swell, (count - index) / fade)
            level = level * level * (3 - 2 * level)
        place += now
        if place >= size:
            place -= size
        tone.append(table[int(place)] * level)
    return tone


def _vowel(pitch: float) -> Samples:
    """Return one cycle of an "ah": the overtones near the mouth's two resonances are the strong ones."""
    size = 2048
    table = [0.0] * size
    for overtone in range(1, max(2, min(14, int(4200 / pitch))) + 1):
        hertz = overtone * pitch
        mouth = math.exp(-(((hertz - 620) / 300) ** 2)) + 0.45 * math.exp(-(((hertz - 1080) / 260) ** 2))
        strength = (0.16 + mouth) / overtone**0.7
        for index in range(size):
            table[index] += strength * math.sin(math.tau * overtone * index / size + overtone)
    tallest = max(abs(value) for value in table)
    return [value / tallest for value in table]


def _whistle(samples: Samples, rng: Random, seconds: float) -> None:
    """Whistle a tune that slides from note to note, with breath in it, over a softly plucked string."""
    scale, root, beat = rng.choice(_SCALES), rng.choice((523.3, 587.3, 659.3)), rng.uniform(0.36, 0.46)
    phase, pitch, breath = 0.0, root, 0.0
    for start, step, length in _melody(rng, beat=beat, until=seconds - 1.2, high=7):
        goal, first = _pitch(scale, step, root), round(start * RATE)
        count = min(round(length * RATE), len(samples) - first)
        for index in range(count):
            pitch += (goal - pitch) * 0.0022
            waver = 1 + 0.006 * math.sin(math.tau * 5.2 * index / RATE) * min(1.0, index / 7000)
            phase += math.tau * pitch * waver / RATE
            breath += (rng.random() - 0.5 - breath) * 0.4
            level = min(1.0, index / 900, (count - index) / 1600)
            samples[first + index] += level * (0.8 * math.sin(phase) + 0.06 * math.sin(2 * phase) + 0.05 * breath)
    bar, strings = 0.0, {step: _string(_pitch(scale, step, root / 4), rng) for step in (0, 2, 3)}
    while bar < seconds - 1.2:
        for place, step in enumerate((0, rng.choice((2, 3)))):
            if bar + place * beat * 2 < seconds - 1.2:
                _mix(samples, bar + place * beat * 2, strings[step], 0.6)
        bar += 4 * beat


def _echo(samples: Samples, rng: Random) -> Samples:
    """Put the players in a small room: two soft reflections."""
    for delay, share in ((rng.uniform(0.11, 0.15), 0.2), (rng.uniform(0.23, 0.31), 0.13)):
        gap = round(delay * RATE)
        for index in range(gap, len(samples)):
            samples[index] += share * samples[index - gap]
    return samples


def _end_softly(samples: Samples) -> Samples:
    """Centre the sound on zero and fade out its end: a second and a half, or a third of a short one."""
    middle = sum(samples) / max(1, len(samples))
    samples = [value - middle for value in samples]
    fade = min(round(1.5 * RATE), len(samples) // 3)
    for back in range(fade):
        samples[-1 - back] *= (back / fade) ** 1.5
    return samples


def _record(samples: Samples) -> bytes:
    loudest = max((abs(value) for value in samples), default=0.0) or 1.0
    volume = LOUDEST * 32_767 / loudest
    whole = array.array("h", [round(value * volume) for value in samples])
    if sys.byteorder == "big":
        whole.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(whole.tobytes())
    return file.getvalue()


_PLAYERS: dict[str, Callable[[Samples, Random, float], None]] = {
    "kalimba": _kalimba,
    "strings": _strings,
    "drums": _drums,
    "choir": _choir,
    "whistle": _whistle,
}
TUNES: tuple[str, ...] = tuple(_PLAYERS)
