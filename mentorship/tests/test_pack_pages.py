"""Coordinators bring crafts here and write rubrics and tasks; mentors read them; nobody else meets them."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mentorship.models import JournalPrompt, Rubric, Skill, SkillPack, TaskTemplate, UserSkill
from mentorship.packs import archive, checking, source
from mentorship.packs.checking import Pack
from mentorship.services import pack_sources, packs, rubrics
from portal.testing import felting

pytestmark = pytest.mark.django_db

LOAD, CONFIRM = "/cms/mentorship_pack/load/", "/cms/mentorship_pack/confirm/"
READ = ("mentorship_prompt:index", "mentorship_rubric:index", "mentorship_task_template:index")


def sent(pack: Pack) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("felting.zip", archive.zipped(pack), "application/zip")}


def load(pack: Pack | None = None) -> SkillPack:
    return packs.load(pack=pack or felting.pack(), by=None, now=timezone.now()).row


def ticket_in(page: Any) -> str:
    return str(page.context["ticket"])


# Loading --------------------------------------------------------------------------------------------------


def test_a_coordinator_looks_at_a_pack_and_then_loads_it(moderator, login):
    client = login(moderator)
    assert "Bicycle repair" in client.get(LOAD).content.decode()

    seen = client.post(LOAD, sent(felting.pack()))

    assert "Wet felting" in seen.content.decode()
    assert not SkillPack.objects.exists()
    done = client.post(CONFIRM, {"ticket": ticket_in(seen)}, follow=True)
    row = SkillPack.objects.get()
    assert "“Felting” 1.0.0 is here." in done.content.decode()
    assert row.versions.get().loaded_by == moderator
    listed = client.get("/cms/mentorship_pack/").content.decode()
    assert "Felting" in listed
    assert "object at 0x" not in listed
    assert "would change nothing" in client.post(LOAD, sent(felting.pack())).content.decode()
    history = client.get("/cms/reports/site-history/", follow=True).content.decode()
    assert "Skill pack loaded" in history


def test_a_pack_that_comes_with_the_platform_is_loaded_by_a_button_and_its_craft_is_on_the_site(
    moderator, login, client
):
    browser = login(moderator)
    address = reverse("find:discipline", args=["bicycle-repair"])
    assert client.get(address).status_code == 404

    seen = browser.post(LOAD, {"shipped": "bicycle-repair"})
    browser.post(CONFIRM, {"ticket": ticket_in(seen)})

    assert "Wheels and tyres" in client.get(address).content.decode()
    steps = client.get(reverse("find:skill", args=["brakes-and-gears"])).content.decode()
    assert "Head of the workshop" in steps
    assert "It helps to know first" in steps
    assert "Look at “Bicycle repair”" not in browser.get(LOAD).content.decode()
    assert browser.post(LOAD, {"shipped": "../../etc"}).status_code == 404


def test_everything_that_is_wrong_is_shown_at_once_and_nothing_changes(moderator, login):
    manifest = felting.manifest(version="one", skills=[felting.skill(levels=2, name="<b>Wool</b>")])
    manifest["skills"][0]["levels"][1]["number"] = 3
    file = felting.zipped({"pack.json": json.dumps(manifest).encode()})

    answer = login(moderator).post(LOAD, {"file": SimpleUploadedFile("felting.zip", file.read())})

    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("$.version", "$.skills[0].name", "level 2 is missing", "It holds HTML"):
        assert words in page
    assert "<b>Wool</b>" not in page
    assert not SkillPack.objects.exists()


@pytest.mark.parametrize("data", [b"PK\x03\x04rubbish", b"not a zip", b"", b"\0" * 300])
def test_what_is_no_zip_file_is_refused_in_words(data, moderator, login):
    answer = login(moderator).post(LOAD, {"file": SimpleUploadedFile("felting.zip", data)})

    assert answer.status_code == 422
    assert "no zip file" in answer.content.decode() or "empty" in answer.content.decode()


def test_a_form_without_a_file_says_so(moderator, login):
    answer = login(moderator).post(LOAD, {})

    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()


def test_what_stands_in_the_way_is_said_with_names(moderator, participant, login):
    load()
    UserSkill.objects.create(user=participant, skill=Skill.objects.get(slug="wet-felting"), level=2)
    less = felting.pack(version="1.1.0", skills=[felting.skill(levels=1)], tasks=[])

    answer = login(moderator).post(LOAD, sent(less))

    assert answer.status_code == 409
    assert "Level 2 of “Wet felting” must stay" in answer.content.decode()
    assert "Amina Okoye" in answer.content.decode()


def test_what_has_changed_since_the_look_is_checked_again(moderator, login):
    client = login(moderator)
    seen = client.post(LOAD, sent(felting.pack()))
    load(felting.pack(version="2.0.0"))

    answer = client.post(CONFIRM, {"ticket": ticket_in(seen)})

    assert answer.status_code == 409
    assert "1.0.0 is older" in answer.content.decode()
    assert SkillPack.objects.get().version == "2.0.0"


def test_a_ticket_is_for_its_person_for_a_day_and_for_one_load(moderator, operator, login):
    client = login(moderator)
    ticket = ticket_in(client.post(LOAD, sent(felting.pack())))

    for browser, told in ((login(operator), ticket), (client, "x" + ticket), (client, "")):
        assert "no longer kept" in browser.post(CONFIRM, {"ticket": told}, follow=True).content.decode()
    assert not SkillPack.objects.exists()
    client.post(CONFIRM, {"ticket": ticket})
    assert SkillPack.objects.exists()
    assert "no longer kept" in client.post(CONFIRM, {"ticket": ticket}, follow=True).content.decode()


def test_what_nobody_loaded_is_not_kept_for_long(moderator):
    storage = pack_sources._storage()
    for name in storage.listdir(pack_sources.FOLDER)[1] if storage.exists(pack_sources.FOLDER) else ():
        storage.delete(f"{pack_sources.FOLDER}/{name}")
    pack_sources.keep(file=io.BytesIO(archive.zipped(felting.pack())), by=moderator, now=timezone.now())

    later = timezone.now() + timedelta(days=2)
    pack_sources.keep(file=io.BytesIO(archive.zipped(felting.pack(name="Felt"))), by=moderator, now=later)

    assert len(storage.listdir(pack_sources.FOLDER)[1]) == 1


def test_a_pack_is_taken_along(moderator, login):
    row = load(felting.pack_with_picture())

    answer = login(moderator).get(reverse("mentorship_pack:download", args=[row.pk]))

    assert answer["Content-Disposition"] == 'attachment; filename="felting-1.0.0.zip"'
    assert checking.check(source.read_zip(io.BytesIO(answer.content))) == felting.pack_with_picture()
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


@pytest.mark.parametrize("role", ["participant", "mentor", "buyer", "stranger"])
def test_nobody_else_meets_packs(role, request, login):
    row = load()
    client = login(request.getfixturevalue(role))

    for name in ("inspect", "download"):
        assert client.get(reverse(f"mentorship_pack:{name}", args=[row.pk])).status_code == 404
    for url in (LOAD, "/cms/mentorship_pack/"):
        assert client.get(url).status_code == 404
    seen = pack_sources.of_shipped("bicycle-repair")[1]
    for url, form in ((LOAD, sent(felting.pack(slug="other"))), (CONFIRM, {"ticket": seen})):
        assert client.post(url, form).status_code == 404
    assert SkillPack.objects.count() == 1


# Rubrics, tasks, questions --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["participant", "buyer"])
def test_who_does_not_teach_reads_no_templates(role, request, login):
    load()
    client = login(request.getfixturevalue(role))

    for name in READ:
        assert client.get(reverse(name)).status_code == 404
    assert client.get(reverse("mentorship_rubric:inspect", args=[Rubric.objects.get().pk])).status_code == 404


def test_a_mentor_reads_and_changes_nothing(mentor, login):
    load(felting.pack_with_picture())
    client = login(mentor)
    task, rubric, prompt = TaskTemplate.objects.get(), Rubric.objects.get(), JournalPrompt.objects.first()

    assert "A first ball" in client.get(reverse(READ[2])).content.decode()
    assert "Evenness" in client.get(reverse("mentorship_rubric:inspect", args=[rubric.pk])).content.decode()
    page = client.get(reverse("mentorship_task_template:inspect", args=[task.pk])).content.decode()
    assert "A ball of wool" in page
    shown = client.get(reverse("mentorship_task_template:picture", args=[task.pk]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    for name, row in (("task_template", task), ("rubric", rubric), ("prompt", prompt)):
        for verb in ("edit", "delete"):
            address = reverse(f"mentorship_{name}:{verb}", args=[row.pk])
            assert client.get(address).status_code == 404
            assert client.post(address, {"title": "x", "text": "x", "name": "x"}).status_code == 404
    assert "Learning" in client.get("/cms/").content.decode()
    assert "Load a pack" not in client.get("/cms/").content.decode()


def rubric_form(**values: Any) -> dict[str, Any]:
    """Return a rubric as the form of the CMS sends it: one criterion with two levels."""
    management = {"INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
    form = {"name": "Look", "slug": "look", "skill": "", "criteria-TOTAL_FORMS": "1"}
    form |= {f"criteria-{name}": value for name, value in management.items()}
    form |= {"criteria-0-name": "Light", "criteria-0-description": "", "criteria-0-ORDER": "1"}
    form |= {"criteria-0-levels-TOTAL_FORMS": "2"}
    form |= {f"criteria-0-levels-{name}": value for name, value in management.items()}
    for number in (0, 1):
        form |= {
            f"criteria-0-levels-{number}-number": number + 1,
            f"criteria-0-levels-{number}-description": "Seen",
        }
    return form | values


def test_a_coordinator_writes_a_rubric(moderator, login):
    load()
    discipline = Rubric.objects.get().discipline
    client = login(moderator)
    add = reverse("mentorship_rubric:add")

    gap = client.post(add, rubric_form(discipline=discipline.pk, **{"criteria-0-levels-1-number": 3}))
    assert "Levels are missing here: 2." in gap.content.decode()
    client.post(add, rubric_form(discipline=discipline.pk))

    made = Rubric.objects.get(slug="look")
    assert [level.number for level in made.criteria.get().levels.all()] == [1, 2]


def test_a_rubric_that_was_used_is_copied_and_not_changed(moderator, login):
    load()
    rubric = rubrics.use(rubric=Rubric.objects.get(), now=timezone.now())
    client = login(moderator)
    edit = reverse("mentorship_rubric:edit", args=[rubric.pk])

    answer = client.post(edit, rubric_form(discipline=rubric.discipline_id, name="Other"), follow=True)
    assert "Begin a new version" in answer.content.decode()
    rubric.refresh_from_db()
    assert rubric.name == "Felt"

    client.post(reverse("mentorship_rubric:version", args=[rubric.pk]))
    new = Rubric.objects.get(version=2)
    assert client.get(reverse("mentorship_rubric:edit", args=[new.pk])).status_code == 200


def test_a_task_leads_to_a_level_that_there_is(moderator, login):
    load()
    skill = Skill.objects.get(slug="wet-felting")
    form = {"title": "Mine", "slug": "mine", "brief": "Do it.", "skill": skill.pk, "level": 7, "position": 1}
    form |= {"rubric": "", "estimated_hours": "1.5", "due_days": 7}
    client, add = login(moderator), reverse("mentorship_task_template:add")

    refused = client.post(add, form)
    assert "This skill has no such level." in refused.content.decode()
    assert "Do it." in refused.content.decode()
    client.post(add, form | {"level": 2})

    assert TaskTemplate.objects.get(slug="mine").level == 2


def test_lists_ask_the_same_number_of_questions_however_long_they_are(
    moderator, login, assert_queries_do_not_grow
):
    load()
    skill, rubric = Skill.objects.get(slug="wet-felting"), Rubric.objects.get()
    count = iter(range(1000))

    def add_row() -> None:
        number = next(count)
        told = {"title": f"Task {number}", "brief": "x", "rubric": rubric}
        TaskTemplate.objects.create(skill=skill, slug=f"t{number}", **told)
        JournalPrompt.objects.create(discipline=skill.discipline, skill=skill, text=f"Question {number}?")
        Rubric.objects.create(discipline=skill.discipline, skill=skill, slug=f"r{number}", name=f"Rubric {number}")
        discipline = {"slug": f"d{number}", "name": f"Discipline {number}"}
        skills = [felting.skill(f"s{number}")]
        nothing = dict.fromkeys(("tasks", "supplies", "kits", "badges", "prompts", "rubrics"), ())
        told = {"discipline": discipline, "skills": skills, **{name: [] for name in nothing}}
        load(felting.pack(slug=f"p{number}", **told))

    for name in (*READ, "mentorship_pack:index"):
        assert_queries_do_not_grow(reverse(name), add_row, client=login(moderator))
