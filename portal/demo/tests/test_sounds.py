"""The demo site's sounds: tunes with notes in them, that end softly and never clip."""

import array
import io
import math
import sys
import wave
from random import Random

import pytest

from portal.demo.sounds import RATE, TUNES, _string, peaks, play

SECONDS = 3.0


@pytest.fixture(scope="module")
def tunes() -> dict[str, bytes]:
    return {tune: play(tune=tune, seed=1, seconds=SECONDS) for tune in TUNES}


def heard(wav: bytes) -> list[float]:
    """Return the samples of `wav`, -1..1."""
    with wave.open(io.BytesIO(wav)) as file:
        samples = array.array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return [sample / 32_768 for sample in samples]


def loudness(samples: list[float]) -> float:
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


def test_there_are_five_tunes():
    assert len(set(TUNES)) >= 5


@pytest.mark.parametrize("tune", TUNES)
def test_a_tune_is_a_mono_16_bit_wav_as_long_as_asked(tunes, tune):
    with wave.open(io.BytesIO(tunes[tune])) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert file.getnframes() == SECONDS * RATE


@pytest.mark.parametrize("tune", TUNES)
def test_a_tune_is_heard_and_does_not_clip(tunes, tune):
    samples = heard(tunes[tune])

    assert 0.05 < loudness(samples) < 0.5
    assert max(abs(sample) for sample in samples) < 0.9
    assert abs(sum(samples) / len(samples)) < 0.001


@pytest.mark.parametrize("tune", TUNES)
def test_a_tune_ends_softly(tunes, tune):
    samples = heard(tunes[tune])

    assert loudness(samples[-RATE // 20 :]) < 0.02
    assert abs(samples[-1]) < 0.001


@pytest.mark.parametrize("tune", TUNES)
def test_a_tune_rises_and_falls(tunes, tune):
    heights = peaks(tunes[tune], count=40)[:30]

    assert max(heights) - min(heights) > 0.15


@pytest.mark.parametrize("tune", TUNES)
def test_the_same_seed_plays_the_same_bytes_and_another_does_not(tunes, tune):
    assert play(tune=tune, seed=1, seconds=SECONDS) == tunes[tune]
    assert play(tune=tune, seed=2, seconds=SECONDS) != tunes[tune]


def test_plucked_strings_are_in_tune():
    for pitch in (110.0, 261.6, 740.0):
        tone = _string(pitch, Random(1))[RATE // 4 : RATE // 4 + 4096]
        found = max((strength(tone, pitch * 2 ** (cents / 1200)), cents) for cents in range(-48, 49, 8))[1]
        assert abs(found) <= 8


def strength(tone: list[float], hertz: float) -> float:
    """Return how much of one pitch is in `tone`."""
    turn, count = math.tau * hertz / RATE, len(tone)
    smooth = [value * math.sin(math.pi * index / count) ** 2 for index, value in enumerate(tone)]
    real = sum(value * math.cos(turn * index) for index, value in enumerate(smooth))
    imaginary = sum(value * math.sin(turn * index) for index, value in enumerate(smooth))
    return math.hypot(real, imaginary)


def test_peaks_are_as_many_as_asked_and_between_nothing_and_one(tunes):
    for count in (1, 60, 120):
        heights = peaks(tunes["kalimba"], count=count)

        assert len(heights) == count
        assert max(heights) == 1
        assert min(heights) >= 0


def test_a_sound_shorter_than_its_peaks_can_still_be_drawn():
    wav = play(tune="drums", seed=1, seconds=0.002)

    assert len(peaks(wav, count=120)) == 120
