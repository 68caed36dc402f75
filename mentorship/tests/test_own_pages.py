import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from mentorship.models import Discipline, Project, Skill, SkillLevel
from mentorship.services import projects, skills, work_files
from portal.testing.uploads import picture, sound, text

pytestmark = pytest.mark.django_db
MINE = "/my/works/"
NEW = "/my/works/new/"


@pytest.fixture
def flute():
    skill = Skill.objects.create(
        discipline=Discipline.objects.create(name="Music", slug="music"), name="Flute", slug="flute"
    )
    for number, name in enumerate(["Breath", "Tone"], 1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    return skill


@pytest.fixture
def pot(participant):
    return projects.create(
        owner=participant,
        by=participant,
        title="Pot",
        media_type="object",
        files=[picture("a.jpg"), sound("b.wav")],
    )


def typed(**more):
    return {
        "title": "Evening song",
        "description": "For two voices.",
        "media_type": "audio",
        "status": "finished",
        "licence": "cc-by-4.0",
        "visibility": "public",
        **more,
    }


def test_a_work_is_made_with_everything_in_one_page(participant, login, flute):
    answer = login(participant).post(NEW, typed(skills=[flute.pk], files=[sound(), picture()]))

    work = Project.objects.get()
    assert answer.status_code == 302
    assert (work.owner, work.title, work.visibility, work.licence) == (
        participant,
        "Evening song",
        "public",
        "cc-by-4.0",
    )
    assert work.published_at
    assert list(work.skills.all()) == [flute]
    assert work.files.count() == 2


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (text("photo.jpg", "no picture"), "photo.jpg: This kind of file cannot be shown"),
        (text("empty.jpg", ""), "empty"),
        (picture("huge.jpg"), "huge.jpg: The picture is too large"),
    ],
)
def test_a_bad_file_is_told_beside_its_field_and_what_was_typed_stays(
    participant, login, flute, settings, bad, sentence
):
    settings.UPLOAD_MAX_IMAGE_BYTES = 20

    answer = login(participant).post(NEW, typed(skills=[flute.pk], files=[sound(), bad]))

    form = answer.context["form"]
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in str(form.errors["files"])
    assert set(form.errors) == {"files"}
    assert 'value="Evening song"' in page
    assert "For two voices." in page
    assert re.search(rf'value="{flute.pk}"[^>]* checked', page)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "field",
    [{"title": ""}, {"title": "x" * 121}, {"media_type": "hologram"}, {"visibility": "moon"}, {"skills": ["99"]}],
)
def test_a_bad_value_is_told_beside_its_field(participant, login, field):
    answer = login(participant).post(NEW, typed(**field))

    assert list(answer.context["form"].errors) == list(field)
    assert not Project.objects.exists()


def test_who_may_make_works(login, buyer, moderator, mentor):
    for person, status in ((buyer, 404), (moderator, 404), (mentor, 200)):
        assert login(person).get(NEW).status_code == status
    assert login(buyer).post(NEW, typed()).status_code == 404
    assert Client().get(NEW).status_code == 302
    assert login(buyer).get(MINE).status_code == 200


def test_my_works_ask_the_same_for_one_and_many(participant, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(
        MINE,
        lambda: projects.create(
            owner=participant, by=participant, title="Pot", media_type="object", files=[picture()]
        ),
        client=login(participant),
    )


def test_my_works_are_mine(participant, stranger, login, pot):
    assert "Pot" in login(participant).get(MINE).content.decode()
    assert "Pot" not in login(stranger).get(MINE).content.decode()


def test_a_work_is_changed_and_shared_by_link(participant, login, pot):
    url = reverse("mentorship:project_edit", args=[pot.public_id])

    answer = login(participant).post(url, typed(title="Jug", visibility="link"), follow=True)

    pot.refresh_from_db()
    assert (pot.title, pot.visibility) == ("Jug", "link")
    assert reverse("mentorship:project_sharing", args=[pot.public_id]) in answer.content.decode()


def test_a_bad_change_keeps_the_work_and_the_words(participant, login, pot):
    url = reverse("mentorship:project_edit", args=[pot.public_id])

    answer = login(participant).post(url, typed(title="", description="Fired twice"))

    assert "Fired twice" in answer.content.decode()
    assert '<h1 class="text-3">Pot</h1>' in answer.content.decode()
    pot.refresh_from_db()
    assert pot.title == "Pot"


def test_files_are_added_all_or_none(participant, login, pot):
    client, url = login(participant), reverse("mentorship:project_files", args=[pot.public_id])

    bad = client.post(url, {"files": [picture("c.jpg"), text("d.png", "no")]})
    assert "d.png" in str(bad.context["form"].errors["files"])
    none = client.post(url, {})
    assert none.context["form"].errors["files"]
    assert pot.files.count() == 2

    assert client.post(url, {"files": [picture("c.jpg"), text("d.md")]}).status_code == 302
    assert pot.files.count() == 4


def press(client, pot, file, action, **values):
    url = reverse("mentorship:project_file", args=[pot.public_id, file.public_id])
    data = {f"{file.public_id}-{name}": value for name, value in {"caption": "", **values}.items()}
    return client.post(url, {**data, "action": action})


def test_a_file_gets_words_moves_is_replaced_and_removed(participant, login, pot):
    client = login(participant)
    first, second = pot.files.all()

    press(client, pot, first, "save", alt_text="A pot", caption="Fired in May")
    first.refresh_from_db()
    assert (first.alt_text, first.caption) == ("A pot", "Fired in May")

    press(client, pot, first, "down", alt_text="A red pot")
    assert [file.pk for file in pot.files.all()] == [second.pk, first.pk]
    first.refresh_from_db()
    assert first.alt_text == "A red pot"

    press(client, pot, first, "save", replacement=picture("new.jpg", (20, 10)))
    first.refresh_from_db()
    assert (first.filename, first.width) == ("new.jpg", 20)

    press(client, pot, second, "remove", caption="x" * 999)
    assert [file.pk for file in pot.files.all()] == [first.pk]
    assert press(client, pot, second, "remove").status_code == 404


def test_a_bad_replacement_is_told_beside_its_field_and_the_words_stay(participant, login, pot):
    file = pot.files.first()

    answer = press(login(participant), pot, file, "save", caption="Typed", replacement=text("x.jpg", "no"))

    page = answer.content.decode()
    assert "cannot be shown" in page
    assert 'value="Typed"' in page
    file.refresh_from_db()
    assert file.filename == "a.jpg"


def test_the_files_page_asks_the_same_for_one_and_many(participant, login, pot, assert_queries_do_not_grow):
    assert_queries_do_not_grow(
        reverse("mentorship:project_files", args=[pot.public_id]),
        lambda: work_files.add(project=pot, files=[picture()], by=participant),
        client=login(participant),
    )


def test_nobody_else_reaches_the_files_of_a_work(stranger, mentor, login, pot):
    file = pot.files.first()

    for person in (stranger, mentor):
        assert press(login(person), pot, file, "remove").status_code == 404
        own = projects.create(owner=person, by=person, title="Own", media_type="image")
        assert press(login(person), own, file, "remove").status_code == 404
    assert pot.files.count() == 2


def test_a_work_is_deleted_after_a_question(participant, login, pot):
    client, url = login(participant), reverse("mentorship:project_delete", args=[pot.public_id])

    assert "Pot" in client.get(url).content.decode()
    assert Project.objects.exists()

    assert client.post(url).status_code == 302
    assert not Project.objects.exists()


def test_a_work_for_sale_is_kept_with_a_reason(participant, login, pot, monkeypatch):
    def refuse(**_kwargs):
        raise projects.ForSale

    monkeypatch.setattr(projects, "delete_project", refuse)

    answer = login(participant).post(reverse("mentorship:project_delete", args=[pot.public_id]))

    assert answer.status_code == 409
    assert "Withdraw it there if it is for sale" in answer.content.decode()
    assert "It is private already" in answer.content.decode()


def test_a_work_that_must_stay_is_made_private_on_the_same_page(participant, login, pot, monkeypatch):
    projects.change_visibility(project=pot, visibility="public", by=participant)

    def refuse(**_kwargs):
        raise projects.ForSale

    monkeypatch.setattr(projects, "delete_project", refuse)
    client, url = login(participant), reverse("mentorship:project_delete", args=[pot.public_id])
    assert 'value="hide"' in client.post(url).content.decode()

    answer = client.post(url, {"action": "hide"}, follow=True)

    pot.refresh_from_db()
    assert pot.visibility == "private"
    assert "Only you see" in answer.content.decode()


def test_a_form_sent_twice_makes_one_work(participant, stranger, login):
    client = login(participant)
    submission = re.search(r'name="submission" value="([^"]+)"', client.get(NEW).content.decode()).group(1)

    client.post(NEW, typed(submission=submission))
    again = client.post(NEW, typed(submission=submission), follow=True)

    first = Project.objects.get()
    assert again.redirect_chain == [(first.get_absolute_url(), 302)]
    assert "is kept already" in again.content.decode()
    login(stranger).post(NEW, typed(submission=submission))
    client.post(NEW, typed())
    client.post(NEW, typed())
    assert Project.objects.count() == 4


def test_the_slower_of_two_presses_finds_the_first_work(participant, monkeypatch):
    form = uuid4()
    first = projects.create(owner=participant, by=participant, title="Pot", media_type="object", submission=form)
    asked, ask = [], projects._refuse_twice

    def miss_the_first_time(*args):
        asked.append(args)
        if len(asked) > 1:
            ask(*args)

    monkeypatch.setattr(projects, "_refuse_twice", miss_the_first_time)

    with pytest.raises(projects.AlreadyKept) as refusal:
        projects.create(owner=participant, by=participant, title="Pot", media_type="object", submission=form)

    assert refusal.value.project == first


def test_too_many_files_are_told_beside_their_field(participant, login):
    answer = login(participant).post(NEW, typed(files=[text(f"{number}.md") for number in range(31)]))

    assert set(answer.context["form"].errors) == {"files"}
    assert "at most 30 files" in str(answer.context["form"].errors["files"])


def test_more_files_than_a_request_may_have_are_refused_in_words(participant, login):
    answer = login(participant).post(NEW, typed(files=[text(f"{number}.md") for number in range(101)]))

    assert answer.status_code == 413
    assert "too many files" in answer.content.decode()
    assert not Project.objects.exists()


def test_addresses_that_only_take_forms_lead_to_their_page(participant, login, pot, flute):
    client = login(participant)
    there = {
        reverse(
            "mentorship:project_file", args=[pot.public_id, pot.files.first().public_id]
        ): f"/my/works/{pot.public_id}/files/",
        reverse("mentorship:my_skill", args=["flute"]): "/my/skills/",
    }

    for address, page in there.items():
        assert client.get(address)["Location"] == page


def test_own_skills_are_named_set_and_forgotten(participant, login, flute):
    client = login(participant)

    client.post("/my/skills/", {"skill": "flute"})
    assert participant.user_skills.get().level == 0
    client.post("/my/skills/flute/", {"level": "2"})
    assert participant.user_skills.get().level == 2
    client.post("/my/skills/flute/", {"level": "7"})
    assert participant.user_skills.get().level == 2
    again = client.post("/my/skills/", {"skill": "flute"})
    assert again.context["form"].errors["skill"]
    client.post("/my/skills/flute/", {"action": "remove"})
    assert not participant.user_skills.exists()
    assert client.post("/my/skills/flute/", {"level": "1"}).status_code == 404


def test_my_skills_ask_the_same_for_one_and_many(participant, login, flute, assert_queries_do_not_grow):
    def add():
        number = Skill.objects.count()
        skill = Skill.objects.create(discipline=flute.discipline, name=f"Skill {number}", slug=f"skill-{number}")
        SkillLevel.objects.create(skill=skill, number=1, name="First")
        skills.set_own_level(user=participant, skill=skill, level=1, by=participant)

    assert_queries_do_not_grow("/my/skills/", add, client=login(participant))
