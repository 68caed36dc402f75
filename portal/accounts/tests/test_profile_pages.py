import pytest
from django.test import Client
from PIL import Image

from portal.accounts.services import people
from portal.core import stores
from portal.core.exceptions import NotAllowed
from portal.core.images import BadUpload
from portal.testing.uploads import picture, text

pytestmark = pytest.mark.django_db
PROFILE = "/my/profile/"


def typed(**more):
    return {
        "display_name": "Amina O.",
        "bio": "I weave.",
        "city": "Lagos",
        "country": "Nigeria",
        "experience": "",
        **more,
    }


def test_visitors_log_in_first():
    for url in ("/my/", PROFILE):
        assert Client().get(url).status_code == 302


def test_a_profile_is_changed_with_a_square_picture(participant, login):
    answer = login(participant).post(PROFILE, typed(avatar=picture("me.png", (900, 300), "PNG")))

    participant.refresh_from_db()
    avatar = participant.profile.avatar
    assert answer.status_code == 302
    assert (participant.display_name, participant.profile.place) == ("Amina O.", "Lagos, Nigeria")
    assert "me" not in avatar.name.removeprefix("avatars/").split(".")[0]
    with Image.open(avatar.open()) as shown:
        assert (shown.size, shown.format) == ((400, 400), "JPEG")


def test_a_new_picture_takes_the_place_of_the_old(participant, login, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        login(participant).post(PROFILE, typed(avatar=picture()))
    participant.profile.refresh_from_db()
    old = participant.profile.avatar.name

    with django_capture_on_commit_callbacks(execute=True):
        login(participant).post(PROFILE, typed(avatar=picture()))
    participant.profile.refresh_from_db()
    new = participant.profile.avatar.name
    assert new != old
    assert not stores.private().exists(old)

    with django_capture_on_commit_callbacks(execute=True):
        login(participant).post(PROFILE, typed(remove_avatar="on"))
    participant.profile.refresh_from_db()
    assert not participant.profile.avatar
    assert not stores.private().exists(new)


def test_a_bad_picture_is_told_beside_its_field_and_the_words_stay(participant, login):
    answer = login(participant).post(PROFILE, typed(bio="Typed just now", avatar=text("me.jpg", "no picture")))

    assert "not a picture" in str(answer.context["form"].errors["avatar"])
    assert "Typed just now" in answer.content.decode()
    participant.refresh_from_db()
    assert participant.display_name == "Amina Okoye"


@pytest.mark.parametrize("bad", [{"display_name": ""}, {"display_name": "x" * 61}, {"bio": "x" * 1201}])
def test_a_bad_value_is_told_beside_its_field(participant, login, bad):
    answer = login(participant).post(PROFILE, typed(**bad))

    assert list(answer.context["form"].errors) == list(bad)


def test_the_handle_stays(participant, login):
    login(participant).post(PROFILE, typed(handle="root"))

    handle = participant.handle
    participant.refresh_from_db()
    assert participant.handle == handle


def test_the_service_refuses_others_unknown_values_and_bad_pictures(participant, mentor):
    profile = participant.profile

    with pytest.raises(NotAllowed):
        people.update_profile(profile=profile, by=mentor, bio="x")
    with pytest.raises(TypeError):
        people.update_profile(profile=profile, by=participant, user="x")
    with pytest.raises(BadUpload):
        people.update_profile(profile=profile, by=participant, avatar=text())
