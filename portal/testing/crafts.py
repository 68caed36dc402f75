"""A small craft with all that a pack brings, for tests that are about something else."""

from django.utils import timezone

from mentorship.models import (
    Discipline,
    JournalPrompt,
    Program,
    Rubric,
    Skill,
    SkillLevel,
    SkillPack,
    TaskTemplate,
)


def make(slug: str = "felt") -> Discipline:
    """Make a discipline with one skill in two levels, and one of everything that goes with it."""
    craft = Discipline.objects.create(name=slug.title(), slug=slug)
    skill = Skill.objects.create(discipline=craft, name=f"{slug.title()} making", slug=f"{slug}-making")
    for number in (1, 2):
        SkillLevel.objects.create(skill=skill, number=number, name=f"Step {number}")
    JournalPrompt.objects.create(discipline=craft, text="What did your hands learn today?")
    rubric = Rubric.objects.create(discipline=craft, name="How it is made", slug="making")
    criterion = rubric.criteria.create(name="Evenness")
    for number in (1, 2):
        criterion.levels.create(number=number, description=f"Even, step {number}")
    Program.objects.create(name=f"First steps in {slug}")
    TaskTemplate.objects.create(
        skill=skill, slug="first-ball", title="A first ball", brief="Felt a ball.", rubric=rubric
    )
    SkillPack.objects.create(
        slug=slug,
        discipline=craft,
        name=craft.name,
        version="1.0.0",
        language="en",
        licence="CC-BY-4.0",
        author="The chapter",
        checksum="0" * 64,
        loaded_at=timezone.now(),
    )
    return craft
