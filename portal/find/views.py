"""One address for looking; three for looking around."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.models import Discipline, Project, Skill
from portal.core.limits import limited, searches
from portal.find import spelling, suggesting
from portal.find.forms import FindForm, Wish
from portal.find.kinds import KINDS, PEOPLE, PIECES, WORKS, Found, Kind, find

PER_PAGE = 24
#: Of each kind, while no kind is chosen.
FIRST_FEW = 4
PEOPLE_SHOWN = 6


@require_safe
@limited("search", counts=searches)
def look(request: HttpRequest) -> HttpResponse:
    """What was found, by kind; nothing was asked yet: ways in."""
    form = FindForm(request.GET)
    wish = form.wish()
    if wish.is_empty:
        return render(request, "find/start.html", {"form": form, **_ways_in()})
    found, corrected = _found(wish, request.user)
    chosen = next((each for each in found if each.kind.slug == request.GET.get("kind")), None)
    context = {"form": form, "wish": wish, "found": found, "corrected": corrected, "chosen": chosen}
    context["tabs"] = _tabs(request, found, chosen)
    context["is_nothing"] = not any(each.numbers for each in found)
    return render(request, "find/found.html", {**context, **_shown(request, found, chosen)})


@require_safe
@limited("suggest", counts=searches)
def suggest(request: HttpRequest) -> JsonResponse:
    """Names that begin like what is being typed, for the list under the field."""
    return JsonResponse({"suggestions": suggesting.names(request.GET.get("q", ""), request.user)})


@require_safe
def discipline(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is of one discipline."""
    one = get_object_or_404(Discipline, slug=slug)
    skills = list(one.skills.order_by("name"))
    chips = [(skill.name, reverse("find:skill", args=[skill.slug]), False, None) for skill in skills]
    context = {"title": one.name, "words": one.description, "chips": chips, "trail": [_to_find()]}
    return _browse(request, Wish(discipline=slug), context)


@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is of one skill."""
    one = get_object_or_404(Skill.objects.select_related("discipline"), slug=slug)
    above = one.discipline
    trail = [_to_find(), (above.name, reverse("find:discipline", args=[above.slug]))]
    needs = [
        (each.name, reverse("find:skill", args=[each.slug]), False, None) for each in one.needs.order_by("name")
    ]
    context = {"title": one.name, "words": one.description, "trail": trail, "needs": needs}
    return _browse(request, Wish(skill=slug), {**context, "levels": list(one.levels.all())})


def _browse(request: HttpRequest, wish: Wish, context: dict[str, Any]) -> HttpResponse:
    """Show works page by page, and a few of the people and pieces; the reader is anybody."""
    people, works, pieces = (find(kind, wish, request.user) for kind in (PEOPLE, WORKS, PIECES))
    page = Paginator(works.numbers, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "works": works.rows(page.object_list),
        "page_obj": page,
        "people": people.rows(people.numbers[:PEOPLE_SHOWN]),
        "pieces": pieces.rows(pieces.numbers[:FIRST_FEW]),
    }
    return render(request, "find/browse.html", {**context, **shown})


def _found(wish: Wish, viewer: Any) -> tuple[list[Found], str]:
    """Return what was found of each kind; if nothing, what is found for the words that were perhaps meant."""
    found = [find(kind, wish, viewer) for kind in KINDS]
    if not wish.words or any(each.numbers for each in found):
        return found, ""
    better = spelling.corrected(wish.words, viewer)
    if better:
        instead = [find(kind, _with_words(wish, better), viewer) for kind in KINDS]
        if any(each.numbers for each in instead):
            return instead, better
    return found, ""


def _with_words(wish: Wish, words: str) -> Wish:
    return Wish(**{**wish.__dict__, "words": words})


def _shown(request: HttpRequest, found: list[Found], chosen: Found | None) -> dict[str, Any]:
    if chosen is None:
        few = [(each, each.rows(each.numbers[:FIRST_FEW]), _address(request, each.kind)) for each in found]
        return {"groups": [(each, rows, address) for each, rows, address in few if rows]}
    page = Paginator(chosen.numbers, PER_PAGE).get_page(request.GET.get("page"))
    return {"groups": [(chosen, chosen.rows(page.object_list), "")], "page_obj": page}


def _tabs(
    request: HttpRequest, found: list[Found], chosen: Found | None
) -> list[tuple[str, str, bool, str | None]]:
    everything = (_("Everything"), _address(request, None), chosen is None, None)
    return [
        everything,
        *((str(each.kind.name), _address(request, each.kind), each is chosen, each.count) for each in found),
    ]


def _address(request: HttpRequest, kind: Kind | None) -> str:
    """The address of the same search, of one kind or of all."""
    query = request.GET.copy()
    for name in ("page", "kind"):
        query.pop(name, None)
    if kind is not None:
        query["kind"] = kind.slug
    return f"{reverse('find:look')}?{query.urlencode()}"


def _ways_in() -> dict[str, Any]:
    disciplines = Discipline.objects.prefetch_related("skills").order_by("name")
    return {
        "disciplines": disciplines,
        "featured": Project.objects.featured().with_card().select_related("owner__portfolio")[:FIRST_FEW],
        "works": Project.objects.public().newest_first().with_card().select_related("owner__portfolio")[:8],
    }


def _to_find() -> tuple[str, str]:
    return _("Find"), reverse("find:look")
