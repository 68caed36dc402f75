import pytest

from mentorship.models import Discipline, Skill

pytestmark = pytest.mark.django_db
SKILLS, NEW, NEW_DISCIPLINE = (
    "/cms/mentorship_skill/",
    "/cms/mentorship_skill/new/",
    "/cms/mentorship_discipline/new/",
)


def test_a_coordinator_adds_a_discipline_and_a_skill_with_levels(moderator, login):
    client = login(moderator)

    client.post(NEW_DISCIPLINE, {"name": "Music", "slug": "music", "description": ""})
    music = Discipline.objects.get()
    levels = {
        "levels-TOTAL_FORMS": "2",
        "levels-INITIAL_FORMS": "0",
        "levels-MIN_NUM_FORMS": "0",
        "levels-MAX_NUM_FORMS": "1000",
        "levels-0-number": "1",
        "levels-0-name": "Breath",
        "levels-0-description": "",
        "levels-0-ORDER": "1",
        "levels-1-number": "2",
        "levels-1-name": "Tone",
        "levels-1-description": "",
        "levels-1-ORDER": "2",
    }
    client.post(
        NEW,
        {"discipline": music.pk, "name": "Flute", "slug": "flute", "description": "", "tags": "wind", **levels},
    )

    flute = Skill.objects.get()
    assert [level.name for level in flute.levels.order_by("number")] == ["Breath", "Tone"]
    assert "Flute" in client.get(SKILLS).content.decode()
    assert "Learning" in client.get("/cms/").content.decode()


@pytest.mark.parametrize("role", ["participant", "mentor"])
def test_participants_and_mentors_do_not_meet_reference_data(role, request, login):
    client = login(request.getfixturevalue(role))

    for url in (SKILLS, NEW, NEW_DISCIPLINE):
        assert client.get(url).status_code == 404
    client.post(NEW_DISCIPLINE, {"name": "Magic", "slug": "magic"})
    assert not Discipline.objects.exists()
    assert "mentorship_skill" not in client.get("/cms/").content.decode()
