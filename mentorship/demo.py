"""The skills, pairings and works of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from mentorship.models import Pairing, Project, ProjectFile, Skill, SkillPack, UserSkill
from mentorship.services import (
    confirmations,
    featuring,
    pack_sources,
    packs,
    pairings,
    projects,
    sharing,
    skills,
    work_files,
)
from portal.accounts.models import User
from portal.core.uploads import CleanUpload
from portal.demo import films
from portal.demo.content import shapes

FileOf = Callable[[shapes.Thing], CleanUpload]
PAIRED_FOR = timedelta(days=120)
CONFIRMED_BEFORE = timedelta(days=40)
EVIDENCE = "I watched it being made, from the first sketch to the finished piece."


def load_crafts(*, slugs: Iterable[str], by: User, now: datetime) -> dict[str, Skill]:
    """Load those of the packs that come with the platform which are not here; return all skills by their slugs."""
    here = set(SkillPack.objects.values_list("slug", flat=True))
    for slug in slugs:
        if slug not in here:
            packs.load(pack=pack_sources.of_shipped(slug)[0], by=by, now=now)
    return {skill.slug: skill for skill in Skill.objects.filter(discipline__pack__slug__in=slugs)}


def load_people(
    *,
    everybody: Iterable[shapes.Person],
    users: Mapping[str, User],
    skills_by_slug: Mapping[str, Skill],
    by: User,
    now: datetime,
) -> None:
    """Let everybody name their skills, and bring mentors and participants together."""
    held = set(UserSkill.objects.values_list("user_id", "skill_id"))
    paired = set(Pairing.objects.values_list("mentor_id", "participant_id"))
    for person in everybody:
        user = users[person.key]
        for slug, level in person.skills:
            skill = skills_by_slug[slug]
            if (user.pk, skill.pk) not in held:
                skills.set_own_level(user=user, skill=skill, level=level, by=user)
        mentor = users.get(person.mentor)
        if mentor and (mentor.pk, user.pk) not in paired:
            pairings.begin(mentor=mentor, participant=user, by=by, now=now - PAIRED_FOR)
            _confirm(user, person, by=mentor, now=now - CONFIRMED_BEFORE)


def _confirm(user: User, person: shapes.Person, *, by: User, now: datetime) -> None:
    """Let a mentor vouch for the first skill that somebody names."""
    first = person.skills[0][0] if person.skills else ""
    held = UserSkill.objects.filter(user=user, skill__slug=first, level__gt=0).first()
    if held is not None:
        confirmations.confirm(user=user, skill=held.skill, level=held.level, evidence=EVIDENCE, by=by, now=now)


def load_works(
    *,
    works: Iterable[shapes.Work],
    users: Mapping[str, User],
    skills_by_slug: Mapping[str, Skill],
    file_of: FileOf,
    now: datetime,
) -> dict[str, Project]:
    """Make the works that are not there, the oldest first, and return all by their titles."""
    found = {}
    for work in sorted(works, key=lambda work: -work.days_ago):
        owner = users[work.owner]
        project = Project.objects.filter(owner=owner, title=work.title).first()
        found[work.title] = project or _make(work, owner, skills_by_slug, file_of, now)
    return found


def _make(
    work: shapes.Work, owner: User, skills_by_slug: Mapping[str, Skill], file_of: FileOf, now: datetime
) -> Project:
    files = [file_of(thing) for thing in work.things]  # waits for the studio, so not inside the transaction
    with transaction.atomic():
        project = projects.create(
            owner=owner,
            by=owner,
            title=work.title,
            media_type=work.kind,
            description=work.description,
            skills=[skills_by_slug[slug] for slug in work.skills],
            status=work.status,
            licence=work.licence,
            takes_commissions=work.commissions,
            visibility=work.visibility,
            files=files,
            now=now - timedelta(days=work.days_ago, hours=len(work.title) % 11),
        )
        for thing, file in zip(work.things, project.files.order_by("position"), strict=True):
            _describe(thing, file, owner, is_process=thing in work.making)
        if project.visibility == project.Visibility.LINK:
            sharing.make_link(thing=project, by=owner, now=now, label="My sister")
        return project


def _describe(thing: shapes.Thing, file: ProjectFile, owner: User, *, is_process: bool) -> None:
    words: dict[str, str | bool] = {"caption": thing.caption, "is_process": is_process}
    if isinstance(thing, shapes.Picture | shapes.Still):
        words["alt_text"] = thing.alt
    if isinstance(thing, shapes.Sound):
        words["transcript"] = thing.words
    work_files.describe(file=file, by=owner, **words)
    if isinstance(thing, shapes.Film):
        captions = ContentFile(thing.captions.encode(), name="captions.vtt")
        work_files.set_captions(file=file, upload=captions, by=owner)
        still = films.still(seed=thing.seed, part=0.6, size=films.SIZE)
        work_files.set_poster(file=file, upload=ContentFile(still, name="poster.jpg"), by=owner)


def feature(*, titles: Iterable[str], works: Mapping[str, Project], by: User, now: datetime) -> None:
    """Let `by` choose the works `titles` for newcomers."""
    for title in titles:
        if works[title].featured_at is None:
            featuring.feature(project=works[title], by=by, now=now)
