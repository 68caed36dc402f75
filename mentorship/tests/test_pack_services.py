"""A pack comes whole or not at all, and a new version of it takes nothing from anybody."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from mentorship.models import (
    Discipline,
    JournalPrompt,
    Kit,
    LevelConfirmation,
    PackVersion,
    ResourceType,
    Rubric,
    Skill,
    SkillLevel,
    SkillPack,
    TaskTemplate,
    UserSkill,
)
from mentorship.packs import archive, checking, source
from mentorship.packs.checking import Pack
from mentorship.services import pack_exports, packs, projects, rubrics
from mentorship.services.pack_changes import InTheWay
from mentorship.signals import pack_loaded
from portal.core.exceptions import NotAllowed
from portal.testing import felting

pytestmark = pytest.mark.django_db


def load(pack: Pack, by: Any = None) -> packs.Loaded:
    return packs.load(pack=pack, by=by, now=timezone.now())


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of what a pack may touch."""
    labels = ("mentorship", "taggit", "wagtailcore.modellogentry")
    models = [model for model in apps.get_models() if model._meta.label_lower.startswith(labels)]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def newer(**values: Any) -> Pack:
    return felting.pack(version="1.1.0", **values)


def exported() -> Pack:
    return pack_exports.export(slug="felting", by=None)


# Loading --------------------------------------------------------------------------------------------------


def test_a_craft_comes_without_code(moderator, client):
    loaded = load(felting.pack(), by=moderator)

    felt, dyeing = Skill.objects.order_by("-slug")
    assert [(level.number, level.name) for level in felt.levels.all()] == [(1, "Step 1"), (2, "Step 2")]
    assert list(felt.tags.names()) == ["wool"]
    assert list(dyeing.needs.all()) == [felt]
    assert felt.discipline.media_types[0] == {"kind": "image", "hint": "By a window."}
    rubric = Rubric.objects.get()
    assert [each.levels.count() for each in rubric.criteria.all()] == [2, 2]
    assert [(task.title, task.level, task.rubric) for task in TaskTemplate.objects.in_order()] == [
        ("A first ball", 1, rubric),
        ("A second ball", 2, rubric),
    ]
    assert [prompt.skill for prompt in JournalPrompt.objects.in_order()] == [None, felt]
    assert {line.resource.name: float(line.quantity) for line in Kit.objects.get().lines.all()} == {
        "Felting wool": 0.5,
        "Felting needle": 1,
    }
    assert (loaded.row.version, loaded.row.versions.get().loaded_by) == ("1.0.0", moderator)
    assert {change.verb for change in loaded.changes} == {"made"}
    assert "Wet felting" in client.get(reverse("find:discipline", args=["felting"])).content.decode()
    assert "Felting" in client.get(reverse("find:look")).content.decode()


def test_loading_again_changes_nothing(moderator):
    load(felting.pack(), by=moderator)
    before = rows()

    assert load(felting.pack(), by=moderator).changes == []
    assert packs.preview(pack=felting.pack(), by=moderator, now=timezone.now()) == []
    assert rows() == before


def test_a_preview_tells_what_loading_does_and_does_nothing(moderator, django_capture_on_commit_callbacks):
    before = rows()
    with django_capture_on_commit_callbacks(execute=True) as told:
        seen = packs.preview(pack=felting.pack_with_picture(), by=moderator, now=timezone.now())

    assert rows() == before
    assert told == []
    assert seen == load(felting.pack_with_picture(), by=moderator).changes


def test_who_does_not_run_the_chapter_loads_nothing(participant, mentor, buyer):
    before = rows()

    for person in (participant, mentor, buyer):
        for act in (packs.load, packs.preview):
            with pytest.raises(NotAllowed):
                act(pack=felting.pack(), by=person, now=timezone.now())
    assert rows() == before


def test_others_hear_of_a_pack_and_its_badges(moderator, django_capture_on_commit_callbacks):
    heard: list[dict[str, Any]] = []

    def listen(**facts: Any) -> None:
        heard.append(facts)

    pack_loaded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            loaded = load(felting.pack(), by=moderator)
            load(felting.pack(), by=moderator)
    finally:
        pack_loaded.disconnect(listen)

    assert [(facts["pack"], facts["by"]) for facts in heard] == [(loaded.row, moderator)]
    badge = {"slug": "felting-first", "name": "First felt", "description": "Felted a ball.", "rarity": "common"}
    look = dict.fromkeys(("shape", "motif", "dye"), "")
    assert heard[0]["badges"] == [{**badge, **look, "criteria": {"skill": "wet-felting", "level": 1}}]


def test_what_a_chapter_made_by_hand_is_taken_over_and_keeps_its_people(participant):
    discipline = Discipline.objects.create(slug="felting", name="Felt", description="Old words.")
    skill = Skill.objects.create(discipline=discipline, slug="wet-felting", name="Felting with water")
    SkillLevel.objects.create(skill=skill, number=1, name="Beginner")
    held = UserSkill.objects.create(user=participant, skill=skill, level=1)

    changes = load(felting.pack()).changes

    held.refresh_from_db()
    assert (held.skill.name, held.level) == ("Wet felting", 1)
    assert ("name", "Felt", "Felting") in changes[0].details


# What stands in the way -----------------------------------------------------------------------------------


def in_the_way(pack: Pack) -> list[str]:
    """Return why `pack` is refused, having seen that it leaves no trace."""
    before = rows()
    for act in (packs.preview, packs.load):
        with pytest.raises(InTheWay) as refused:
            act(pack=pack, by=None, now=timezone.now())
        assert rows() == before
    return refused.value.reasons


def test_a_name_that_is_taken_is_refused_and_nothing_is_half_done():
    other = Discipline.objects.create(slug="wool", name="Wool")
    Skill.objects.create(discipline=other, slug="wet-felting", name="Wet felting")
    Skill.objects.create(discipline=other, slug="dyeing", name="Dyeing")

    assert in_the_way(felting.pack()) == [
        "The skill “dyeing” exists already, in another discipline.",
        "The skill “wet-felting” exists already, in another discipline.",
    ]


def test_a_discipline_has_one_pack_and_one_name():
    load(felting.pack())
    Discipline.objects.create(slug="wool", name="Wool")

    assert in_the_way(felting.pack(slug="other-felting")) == [
        "The discipline “felting” belongs to the pack “Felting”."
    ]
    wool = {"slug": "felting", "name": "Wool"}
    assert in_the_way(newer(discipline=wool)) == ["Another discipline is called “Wool”."]
    moved = {"slug": "felts", "name": "Felts"}
    assert in_the_way(newer(discipline=moved)) == [
        "This pack is about the discipline “felting” and stays with it."
    ]


def test_a_material_that_is_counted_otherwise_here_is_refused():
    ResourceType.objects.create(name="felting wool", kind="consumable", unit="kg")

    assert in_the_way(felting.pack()) == ["“felting wool” is “kg” here and “g” in the pack."]


def test_a_skill_of_the_chapter_with_the_same_name_is_refused():
    load(felting.pack())
    Skill.objects.create(discipline=Discipline.objects.get(), slug="own", name="Spinning")

    skills = [*felting.manifest()["skills"], felting.skill("spinning", "Spinning")]
    assert in_the_way(newer(skills=skills)) == ["The chapter has another skill that is called “Spinning” here."]


@pytest.mark.parametrize(("here", "new"), [("1.0.0", "0.9.9"), ("1.10.0", "1.9.0"), ("2.0.0", "1.99.99")])
def test_an_older_version_is_refused(here, new):
    load(felting.pack(version=here))
    before = rows()

    with pytest.raises(packs.Older, match=f"Version {here} of “Felting” is here; {new} is older."):
        load(felting.pack(version=new))
    assert rows() == before


def test_one_version_says_one_thing():
    load(felting.pack())
    before = rows()

    with pytest.raises(packs.SameVersion, match="Give it a higher version"):
        load(felting.pack(description="Something else."))
    assert rows() == before


# A new version --------------------------------------------------------------------------------------------


def test_a_new_version_changes_words_and_keeps_people(participant):
    load(felting.pack())
    skill = Skill.objects.get(slug="wet-felting")
    held = UserSkill.objects.create(user=participant, skill=skill, level=2)

    skills = [felting.skill(name="Felting with water", levels=3), felting.skill("dyeing", "Dyeing")]
    changes = load(newer(skills=skills)).changes

    held.refresh_from_db()
    assert (held.skill_id, held.level, held.skill.name) == (skill.pk, 2, "Felting with water")
    assert held.skill.levels.count() == 3
    assert not Skill.objects.get(slug="dyeing").needs.exists()
    assert [str(change) for change in changes] == [
        "Skill “Felting with water”: changed (name: “Wet felting” → “Felting with water”)",
        "Level “Felting with water, level 3”: new",
        "Skill “Dyeing”: changed (needs: “wet-felting” → “”)",
    ]
    assert [each.version for each in PackVersion.objects.order_by("pk")] == ["1.0.0", "1.1.0"]


def one_level_less() -> Pack:
    tasks = [felting.task()]
    return newer(skills=[felting.skill(levels=1), felting.skill("dyeing", "Dyeing")], tasks=tasks)


def test_a_level_that_nobody_has_goes():
    load(felting.pack())

    changes = [str(change) for change in load(one_level_less()).changes]

    assert "Level “Wet felting, level 2”: removed" in changes
    assert "Task “A second ball”: removed" in changes
    assert list(SkillLevel.objects.filter(skill__slug="wet-felting").values_list("number", flat=True)) == [1]


def test_a_level_that_somebody_has_stays_and_the_refusal_says_who(participant, stranger, mentor):
    load(felting.pack())
    skill = Skill.objects.get(slug="wet-felting")
    for person in (participant, stranger):
        UserSkill.objects.create(user=person, skill=skill, level=2)
    told = {"evidence": "Seen.", "confirmed_by": mentor, "confirmed_at": timezone.now()}
    LevelConfirmation.objects.create(user=participant, skill=skill, level=2, **told)

    assert in_the_way(one_level_less()) == [
        "Level 2 of “Wet felting” must stay; it is used by 2 skills of people (Amina Okoye, Bruno Teixeira), "
        "1 confirmed level."
    ]


def test_a_level_to_which_a_task_of_the_chapter_leads_stays():
    load(felting.pack())
    own = TaskTemplate.objects.get(slug="second-ball")
    own.pk, own.slug = None, "own"
    own.save()

    assert in_the_way(one_level_less()) == ["Level 2 of “Wet felting” must stay; it is used by 1 task template."]


def without_dyeing() -> Pack:
    return newer(skills=[felting.skill()])


def test_a_skill_that_nobody_uses_goes():
    load(felting.pack())

    assert str(load(without_dyeing()).changes[-1]) == "Skill “Dyeing”: removed"
    assert not Skill.objects.filter(slug="dyeing").exists()


def test_a_skill_of_a_work_stays(participant):
    load(felting.pack())
    dyeing = Skill.objects.get(slug="dyeing")
    projects.create(owner=participant, by=participant, title="Blue", media_type="object", skills=[dyeing])

    (reason,) = in_the_way(without_dyeing())

    assert reason.startswith("The skill “Dyeing” must stay; it is used by 1")


def test_what_the_chapter_added_stays():
    load(felting.pack())
    skill = Skill.objects.get(slug="wet-felting")
    SkillLevel.objects.create(skill=skill, number=3, name="Own")
    own = Skill.objects.create(discipline=skill.discipline, slug="own", name="Own")
    skill.needs.add(own)
    JournalPrompt.objects.create(discipline=skill.discipline, text="Own?")

    load(newer(prompts=[], tasks=[]))

    assert skill.levels.count() == 3
    assert list(skill.needs.all()) == [own]
    assert [prompt.text for prompt in JournalPrompt.objects.all()] == ["Own?"]
    assert TaskTemplate.objects.count() == 0


# Rubrics --------------------------------------------------------------------------------------------------


def test_a_rubric_that_nobody_used_is_changed_where_it_is():
    load(felting.pack())
    changed = felting.rubric(name="Felt, looked at")

    load(newer(rubrics=[changed]))

    rubric = Rubric.objects.get()
    assert (rubric.name, rubric.version, rubric.criteria.count()) == ("Felt, looked at", 1, 2)


def test_a_rubric_that_was_used_never_changes_and_tasks_follow_the_new_version():
    load(felting.pack())
    used = rubrics.use(rubric=Rubric.objects.get(), now=timezone.now())
    before = rubrics.content(used)
    criteria = [{"name": "Evenness", "levels": felting.steps("holes", "none")}]

    changes = load(newer(rubrics=[felting.rubric(criteria=criteria)])).changes

    assert rubrics.content(Rubric.objects.get(version=1)) == before
    new = Rubric.objects.get(version=2)
    assert [level.description for level in new.criteria.get().levels.all()] == ["holes", "none"]
    assert set(TaskTemplate.objects.values_list("rubric", flat=True)) == {new.pk}
    assert [str(change) for change in changes if change.kind == "Rubric"] == [
        "Rubric “Felt”: changed (version: “1” → “2”)"
    ]
    assert list(Rubric.objects.offered()) == [new]


def test_a_rubric_that_was_used_is_no_longer_offered_when_the_pack_drops_it_and_can_come_back():
    load(felting.pack())
    rubrics.use(rubric=Rubric.objects.get(), now=timezone.now())
    tasks = [felting.task(rubric="other")]
    other = felting.rubric(slug="other", name="Other")

    load(newer(rubrics=[other], tasks=tasks))
    assert Rubric.objects.get(slug="felt").retired_at

    load(felting.pack(version="1.2.0"))
    assert [(each.slug, each.version) for each in Rubric.objects.offered()] == [("felt", 2)]


def test_the_chapter_begins_a_version_of_its_own_only_where_it_must(moderator, mentor):
    load(felting.pack())
    rubric = Rubric.objects.get()

    assert rubrics.begin_version(rubric=rubric, by=moderator) == rubric
    rubrics.use(rubric=rubric, now=timezone.now())
    new = rubrics.begin_version(rubric=rubric, by=moderator)

    assert (new.version, new.is_used) == (2, False)
    assert rubrics.content(new) == rubrics.content(rubric)
    assert rubrics.begin_version(rubric=rubric, by=moderator) == new
    with pytest.raises(NotAllowed):
        rubrics.begin_version(rubric=rubric, by=mentor)
    with pytest.raises(rubrics.InUse):
        rubrics.require_changeable(rubric=rubric, by=moderator)


def test_the_first_use_of_a_rubric_is_the_one_that_counts():
    load(felting.pack())
    first = timezone.now()

    rubrics.use(rubric=Rubric.objects.get(), now=first)
    rubrics.use(rubric=Rubric.objects.get(), now=first + timedelta(days=1))

    assert Rubric.objects.get().used_at == first


# Pictures -------------------------------------------------------------------------------------------------


def test_a_picture_comes_is_replaced_and_goes(django_capture_on_commit_callbacks):
    load(felting.pack_with_picture("red"))
    task = TaskTemplate.objects.get()
    first, storage = task.picture.name, task.picture.storage
    assert task.picture_alt == "A ball of wool"

    with django_capture_on_commit_callbacks(execute=True):
        load(felting.pack_with_picture("blue", version="1.1.0"))
    task.refresh_from_db()
    second = task.picture.name
    assert (storage.exists(first), storage.exists(second)) == (False, True)

    with django_capture_on_commit_callbacks(execute=True):
        load(felting.pack(version="1.2.0"))
    task.refresh_from_db()
    assert (task.picture.name, task.picture_alt, storage.exists(second)) == ("", "", False)


# Taking along ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["art", "bicycle-repair", "coding", "crafts", "music"])
def test_what_is_loaded_is_exported_to_the_byte(slug, settings):
    pack = checking.check(source.read(settings.ROOT / "mentorship/packs" / slug))

    load(pack)
    out = pack_exports.export(slug=slug, by=None)

    assert archive.files(out) == archive.files(pack)
    assert archive.zipped(out) == archive.zipped(pack_exports.export(slug=slug, by=None))
    assert load(out).changes == []


def test_a_picture_travels_with_its_name():
    pack = felting.pack_with_picture()
    load(pack)

    assert exported() == pack


def test_what_the_chapter_changed_is_exported_as_the_next_version():
    load(felting.pack())
    Skill.objects.filter(slug="wet-felting").update(description="Our words.")

    out = exported()

    assert (out.version, out.manifest["skills"][1]["description"]) == ("1.0.1", "Our words.")
    assert pack_exports.export(slug="felting", by=None, version="3.0.0").version == "3.0.0"
    assert load(out).changes == []
    assert SkillPack.objects.get().version == "1.0.1"


def test_a_craft_that_was_made_by_hand_becomes_a_pack():
    discipline = Discipline.objects.create(slug="bread", name="Bread")
    skill = Skill.objects.create(discipline=discipline, slug="sourdough", name="Sourdough")

    with pytest.raises(checking.PackRefused, match="It needs at least 1"):
        pack_exports.export(slug="bread", by=None)
    SkillLevel.objects.create(skill=skill, number=1, name="Feeder")
    out = pack_exports.export(slug="bread", by=None)

    assert (out.slug, out.version) == ("bread", "1.0.0")
    assert [change.name for change in load(out).changes] == []


def test_only_who_runs_the_chapter_takes_a_craft_along(mentor, moderator):
    load(felting.pack())

    assert pack_exports.export(slug="felting", by=moderator) == felting.pack()
    with pytest.raises(NotAllowed):
        pack_exports.export(slug="felting", by=mentor)
    with pytest.raises(pack_exports.NoSuchCraft):
        pack_exports.export(slug="nothing", by=moderator)


# Commands -------------------------------------------------------------------------------------------------


def run(*args: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_commands_load_and_write_packs(tmp_path):
    archive.write(felting.pack_with_picture(), tmp_path / "felting")

    assert "Felting 1.0.0 would be loaded: " in run("load_pack", str(tmp_path / "felting"), dry_run=True)
    assert not SkillPack.objects.exists()
    assert "Skill “Wet felting”: new" in run("load_pack", str(tmp_path / "felting"))
    assert "is here: 0 changes" in run("load_pack", str(tmp_path / "felting"))
    run("export_pack", "felting", output=tmp_path / "out.zip")
    assert checking.check(source.read(tmp_path / "out.zip")) == felting.pack_with_picture()


def test_commands_say_what_is_wrong(tmp_path):
    archive.write(felting.pack(), tmp_path)
    broken = (tmp_path / "pack.json").read_text().replace('"number": 2', '"number": 3')
    (tmp_path / "pack.json").write_text(broken)

    with pytest.raises(CommandError, match=r"levels of skill “Wet felting”: level 2 is missing"):
        run("load_pack", str(tmp_path))
    with pytest.raises(CommandError, match="There is no pack"):
        run("export_pack", "nothing", output=tmp_path / "x.zip")
    with pytest.raises(CommandError, match="no such folder"):
        run("load_pack", str(tmp_path / "nowhere"))
