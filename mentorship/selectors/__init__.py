"""Questions about works and skills."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mentorship.models import Discipline, LevelConfirmation, Pairing, Project, ProjectFile, SkillLevel, UserSkill
from mentorship.models.projects import ProjectQuerySet
from portal.accounts.models import User
from portal.accounts.permissions import needing_approval
from portal.core import freshness, quota
from portal.core.search import matching


class KindsOfWork(NamedTuple):
    """How many works there are, and by what they can be narrowed: {value: words} each."""

    total: int
    kinds: dict[str, str]
    disciplines: dict[str, str]
    skills: dict[str, str]


def crafts() -> list[Discipline]:
    """The disciplines by name; nobody may change them. At most one query."""
    return freshness.kept_here("crafts", lambda: list(Discipline.objects.order_by("name")))


def recent_works(count: int) -> ProjectQuerySet:
    """The `count` newest public works, ready for cards. Two queries."""
    return Project.objects.public().with_card().newest_first()[:count]


def works_of(
    user: Any, viewer: Any, *, kind: str = "", discipline: str = "", skill: str = "", token: str = ""
) -> ProjectQuerySet:
    """The works of `user` that `viewer` may see, newest first, ready for cards. Two queries.

    Of a kind, of the discipline or the skill with these slugs, when they are given; with the works that the
    secret link of `token` shows.
    """
    works = Project.objects.visible_to(viewer, token).filter(owner=user)
    links = Project.skills.through.objects
    if kind:
        works = works.filter(media_type=kind)
    if discipline:
        works = works.filter(pk__in=links.filter(skill__discipline__slug=discipline).values("project"))
    if skill:
        works = works.filter(pk__in=links.filter(skill__slug=skill).values("project"))
    return works.with_card().newest_first()


def kinds_of_work(user: Any, viewer: Any) -> KindsOfWork:
    """How many works of `user` there are that `viewer` may see, and what narrows them.

    One query; none for visitors, who all see the same, while the cache knows.
    """
    if viewer.is_authenticated:
        rows = _kinds_of_work(user, viewer)
    else:
        rows = freshness.kept_for_all("kinds-of-work", str(user.pk), lambda: _kinds_of_work(user, viewer))
    named = [row for row in rows if row[2]]
    return KindsOfWork(
        total=rows[0][0] if rows else 0,
        kinds={kind: str(Project.MediaType(kind).label) for _total, kind, *_skill in rows},
        disciplines={slug: name for *_skill, slug, name in named},
        skills={slug: name for _total, _kind, slug, name, *_discipline in named},
    )


def _kinds_of_work(user: Any, viewer: Any) -> list[tuple[Any, ...]]:
    works = Project.objects.visible_to(viewer).filter(owner=user).order_by()
    total = works.values("owner").annotate(number=Count("pk")).values("number")
    skill = [f"skills__{name}" for name in ("slug", "name", "discipline__slug", "discipline__name")]
    return list(works.annotate(total=Subquery(total)).values_list("total", "media_type", *skill).distinct())


def near(project: Project, viewer: Any, *, count: int = 4) -> ProjectQuerySet:
    """Works beside `project` that `viewer` may see, ready for cards: the newest of its maker, and of others with
    one of its skills, `count` of each. Two queries; the skills of `project` must be prefetched."""
    seen = Project.objects.visible_to(viewer).exclude(pk=project.pk).newest_first()
    alike = Project.skills.through.objects.filter(skill__in=list(project.skills.all())).values("project")
    by_maker = seen.filter(owner=project.owner_id)[:count]
    by_others = seen.filter(pk__in=alike).exclude(owner=project.owner_id)[:count]
    found = Q(pk__in=by_maker.values("pk")) | Q(pk__in=by_others.values("pk"))
    return Project.objects.filter(found).with_card().newest_first()


def find_works(
    viewer: Any, *, text: str = "", kind: str = "", discipline: str = "", maker: str = ""
) -> ProjectQuerySet:
    """Works that `viewer` may find, by words, kind, discipline (slug) and the maker's handle; newest first."""
    works = matching(Project.objects.all(), text).visible_to(viewer)
    if kind:
        works = works.filter(media_type=kind)
    if discipline:
        of_craft = Project.skills.through.objects.filter(skill__discipline__slug=discipline)
        works = works.filter(pk__in=of_craft.values("project"))
    if maker:
        works = works.filter(owner__handle=maker)
    return works.with_card().newest_first()


def visible_file(user: Any, public_id: Any, token: str = "") -> QuerySet[ProjectFile]:
    """The file named `public_id` if `user` may see its work, as a queryset of one or none."""
    return ProjectFile.objects.visible_to(user, token).filter(public_id=public_id).select_related("project")


@quota.counter("size_bytes")
def files_of_works(person: Any) -> QuerySet[ProjectFile]:
    return ProjectFile.objects.filter(project__owner=person)


def own_skills(user: Any) -> QuerySet[UserSkill]:
    """The skills that `user` names, by discipline and name, with the words of their levels. Two queries."""
    return (
        UserSkill.objects.filter(user=user)
        .select_related("skill__discipline")
        .prefetch_related("skill__levels")
        .order_by("skill__discipline__name", "skill__name")
    )


def accompanied(mentor: Any) -> QuerySet[Pairing]:
    """The lasting pairings of `mentor`, by name, with `work_count`: works that the mentor may see. One query."""
    shared = Project.objects.visible_to(mentor).filter(owner=OuterRef("participant")).order_by()
    count = shared.values("owner").annotate(number=Count("pk")).values("number")
    return (
        Pairing.objects.current()
        .filter(mentor=mentor)
        .select_related("participant__profile")
        .annotate(work_count=Coalesce(Subquery(count, output_field=IntegerField()), 0))
        .order_by("participant__display_name")
    )


def with_activity(pairings: QuerySet[Pairing], *, seen_by: Any) -> QuerySet[Pairing]:
    """`pairings` with `work_count` and `active_at`, both of the works that `seen_by` may see. One query."""
    shared = Project.objects.visible_to(seen_by).filter(owner=OuterRef("participant")).order_by()
    count = shared.values("owner").annotate(number=Count("pk")).values("number")
    newest = shared.order_by("-updated_at").values("updated_at")[:1]
    return pairings.select_related("participant", "mentor").annotate(
        work_count=Coalesce(Subquery(count, output_field=IntegerField()), 0), active_at=Subquery(newest)
    )


def works_to_show(by: Any) -> ProjectQuerySet:
    """Works shared with `by` of makers who need an approval, not shown to others yet; ready for cards."""
    makers = User.objects.filter(needing_approval()).values("pk")
    shared = Project.objects.visible_to(by).filter(visibility=Project.Visibility.MENTOR, owner__in=makers)
    return shared.exclude(owner=by).with_card().order_by("updated_at", "pk")


def current_pairings(viewer: Any, handle: str = "") -> QuerySet[Pairing]:
    """The lasting pairings that `viewer` sees, or those of the person named `handle`, by mentor. One query."""
    pairings = Pairing.objects.visible_to(viewer).select_related("mentor", "participant")
    if handle:
        pairings = pairings.filter(Q(mentor__handle=handle) | Q(participant__handle=handle))
    return pairings.order_by("mentor__display_name", "participant__display_name", "pk")


def confirmed_levels(user: Any) -> QuerySet[LevelConfirmation]:
    """What mentors vouch for about `user`, by skill and level, with `level_name` and `top`. One query."""
    steps = SkillLevel.objects.filter(skill=OuterRef("skill"))
    return (
        LevelConfirmation.objects.standing()
        .filter(user=user)
        .select_related("skill", "confirmed_by")
        .annotate(
            level_name=Subquery(steps.filter(number=OuterRef("level")).values("name")),
            top=Subquery(steps.order_by("-number").values("number")[:1]),
        )
        .order_by("skill__name", "level")
    )
