"""A name shows what it is: nothing in it hides, turns round or covers what stands beside it."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.core import names

CAROL = "Carol Njeri"


@pytest.mark.parametrize(
    "typed",
    [
        " Carol \t Njeri\n",
        "Carol\u2003Njeri",
        "Carol\u2028Njeri",
        "Ca\u200brol Njeri",
        "Carol\u200d Njeri",
        "Ca\u200crol Njeri",
        "\ufeffCarol Njeri",
        "Carol\u00ad Njeri",
        "\u202eCarol Njeri",
        "Carol Njeri\u2066",
        "\u061cCarol Njeri\u200f",
        "Carol\u3164 Njeri",
        "Carol \u2800 Njeri",
        "Carol Njeri\U000e0041",
        "Carol Njeri\0",
    ],
)
def test_who_looks_like_somebody_is_called_like_them_to_the_letter(typed):
    assert names.plain(typed) == CAROL


@pytest.mark.parametrize(
    "name",
    [
        CAROL,
        "María-José O’Neill",
        "Nguyễn Thị Ánh",
        "أمينة أوكويي",
        "نیلوفر\u200cزاده",  # the joiner is part of how it is written
        "ක්\u200dෂේම",
        "שָׁלוֹם",
        "李小龙",
        "Kaya 👩\u200d🎨",
    ],
)
def test_names_of_all_scripts_stay_as_they_are(name):
    assert names.plain(name) == name


def test_a_tower_of_marks_is_as_low_as_writing_needs_it():
    assert len(names.plain("C" + "\u0336\u0310" * 200 + "arol")) == len("C1234arol")


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "called"), [("\u202eCa\u200brol", "Carol"), ("x" * 90, "x" * 60)])
def test_an_account_is_named_plainly_whoever_makes_it(typed, called):
    assert User.objects.create_user("a@example.org", display_name=typed).display_name == called


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["\u3164", "\u200b\u2060", "\u202e\u202c"])
def test_who_gives_a_name_that_nobody_sees_is_called_by_their_handle(typed):
    person = User.objects.create_user("amina@example.org", display_name=typed)

    assert person.display_name == person.handle
    assert person.handle


@pytest.mark.django_db
def test_a_profile_cannot_take_a_name_that_turns_the_line(participant, login):
    page = reverse("accounts:profile_edit")

    login(participant).post(page, {"display_name": "Carol\u202e irejN", "bio": "Clay"})

    participant.refresh_from_db()
    assert participant.display_name == "Carol irejN"
