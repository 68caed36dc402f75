"""Words that leave the chapter name nobody, and pseudonyms stay."""

import time

import pytest

from mentorship.anonymous import Names, Pseudonyms, without_people

AMINA = Names().add(["Amina Okoye", "José García-López"], every_part=True)
OTHERS = Names().add(["Rose Hart", "Zora"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Amina's bowl is round.", "[name]'s bowl is round."),
        ("AMINA OKOYE wove this.", "[name] wove this."),
        ("By amina_okoye, or aminaokoye", "By [name], or [name]"),
        ("Jose Garcia Lopez and JOSÉ", "[name] and [name]"),
        ("Ask Jose\u0301.", "Ask [name]."),
        ("A rose is red; ask Rose, zora or rose hart.", "A rose is red; ask [name], [name] or [name]."),
        ("Animated in laminate", None),
        ("Write to amina@example.org, or to a.b (at) example.org!", "Write to [e-mail], or to [e-mail]!"),
        ("Call +44 (0)20 7946-0958 or 0170 5550101.", "Call [phone] or [phone]."),
        ("In 2024, on 2024-05-17 and 17.05.2024, 12.5 kg, 1250 °C", None),
        ("See https://example.org/amina?x=1 or www.example.org", "See [link] or [link]"),
        ("Thanks @amina-okoye", "Thanks [handle]"),
        ("", None),
    ],
)
def test_no_one_is_named(text, told):
    assert without_people(text, AMINA, OTHERS) == (text if told is None else told)


@pytest.mark.parametrize(
    "text", ["1 " * 20_000, "a" * 40_000, "a." * 20_000, "(at)" * 10_000, "@" * 40_000, "+(" * 9_000]
)
def test_no_text_takes_long(text):
    begun = time.monotonic()

    without_people(text, AMINA, OTHERS)

    assert time.monotonic() - begun < 5


def test_a_pseudonym_is_the_same_with_the_same_key_only():
    own, other = Pseudonyms(b"one"), Pseudonyms(b"two")

    assert own.of("person", 7) == Pseudonyms(b"one").of("person", 7)
    assert len({own.of("person", 7), own.of("person", 8), own.of("piece", 7), other.of("person", 7)}) == 4
    assert own.of("person", 7).startswith("person-")


def test_about_a_tenth_is_kept_for_validation():
    own = Pseudonyms(b"one")

    kept = [number for number in range(1000) if own.is_for_validation(number)]

    assert 50 < len(kept) < 150
    assert kept == [number for number in range(1000) if Pseudonyms(b"one").is_for_validation(number)]
