"""People who may join: the list, the board, one of them, and what is done with them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.prospects import (
    AssessForm,
    FindProspectsForm,
    HandOverForm,
    MoveForm,
    NewProspectForm,
    ProspectForm,
    SaveViewForm,
)
from mentorship.models import Prospect, SavedView, Stage
from mentorship.selectors import prospects as asking
from mentorship.services import meeting, onboarding, prospects
from mentorship.views import outbox
from mentorship.views.outbox import sent
from portal.accounts import consent_texts
from portal.accounts.permissions import can_run_chapter
from portal.core import tables, timeline
from portal.core.exceptions import DomainError
from portal.core.limits import limited, searches
from portal.core.policy import can

PER_PAGE = 30
MOST_EXPORTED = 20_000


class Counted(Paginator[Any]):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count  # type: ignore[misc]  # a cached property of Django's


@login_required
@require_safe
@limited("search", counts=searches)
def prospect_list(request: HttpRequest) -> HttpResponse:
    form = FindProspectsForm(request.GET, runs_chapter=can_run_chapter(request.user))
    chosen = form.chosen
    stage = chosen.pop("stage", "")
    everything = asking.find_prospects(request.user, **chosen)
    counts = asking.stage_counts(everything)
    rows = everything.filter(stage=stage) if stage else everything
    count = counts[stage] if stage else sum(counts.values())
    page = _page(asking.with_contact(rows).order_by(*asking.SORTS[form.order]), request, count)
    context = {
        "form": form,
        "page_obj": page,
        "tabs": _stage_tabs(request, counts, stage),
        "views": _saved_views(request),
        "save_form": SaveViewForm(),
        "query": _query(request),
        "is_filtered": bool(chosen or stage),
        "runs_chapter": can_run_chapter(request.user),
    }
    return render(request, "mentorship/prospects.html", context)


@login_required
@require_safe
@limited("search", counts=searches)
def prospect_board(request: HttpRequest) -> HttpResponse:
    """The pipeline side by side; each column has pages of its own. As many queries for ten people as for 5,000."""
    form = FindProspectsForm(request.GET, runs_chapter=can_run_chapter(request.user), board=True)
    rows = asking.find_prospects(request.user, **form.chosen)
    counts = asking.stage_counts(rows)
    pages = {stage: _column(request, rows.filter(stage=stage), stage, counts[stage]) for stage in Stage}
    cards = asking.in_columns(rows, [page.object_list for page in pages.values()])
    columns = []
    for stage, page in pages.items():
        page.object_list = cards[stage]
        columns.append((stage, page, f"{stage}_page", [(to, Stage(to).label) for to in prospects.MOVES[stage]]))
    context = {
        "form": form,
        "columns": columns,
        "is_filtered": bool(form.chosen),
        "runs_chapter": can_run_chapter(request.user),
        "query": _query(request),
    }
    return render(request, "mentorship/prospect_board.html", context)


def _column(request: HttpRequest, rows: Any, stage: str, count: int) -> Page[Any]:
    """Return one page of a column, whose cards were not asked for yet: that is done for all columns at once."""
    newest = rows.order_by(*asking.SORTS[""]).values("pk")
    return Counted(newest, asking.PER_COLUMN, count=count).get_page(request.GET.get(f"{stage}_page"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def prospect_new(request: HttpRequest) -> HttpResponse:
    form = NewProspectForm(sent(request)[0], runs_chapter=can_run_chapter(request.user))
    alike: list[Prospect] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if not (request.POST.get("is_other") or outbox.is_late(request)):
            alike = asking.likely_same(request.user, name=said["name"], phone=said["phone"], email=said["email"])
        alike = [each for each in alike if each.client_id != said["client_id"]]
        if not alike:
            try:
                words = {**form.words, "mentor": said.get("mentor")}
                prospect = meeting.meet(by=request.user, now=timezone.now(), **words, **form.next_words)
            except DomainError as refusal:
                form.add_error(None, refusal.message)
            else:
                return _kept(request, prospect)
    if outbox.is_late(request):
        return outbox.refused(form)
    context = {
        "form": form,
        "alike": alike,
        "consent": consent_texts.current(consent_texts.CONTACT),
        "steps": NEXT_STEPS,
    }
    return render(request, "mentorship/prospect_new.html", context)


#: Offered while somebody types what comes next.
NEXT_STEPS = (
    gettext_lazy("Call again"),
    gettext_lazy("Visit at home"),
    gettext_lazy("Try-out lesson"),
    gettext_lazy("Talk with the guardian"),
    gettext_lazy("Send the address"),
    gettext_lazy("Bring material"),
)


def _kept(request: HttpRequest, prospect: Prospect) -> HttpResponse:
    if outbox.is_late(request):
        return outbox.kept(prospect.get_absolute_url())
    messages.success(request, _("%(name)s is noted.") % {"name": prospect.name})
    url = reverse("mentorship:prospect_new") if "another" in request.POST else prospect.get_absolute_url()
    return outbox.kept(url) if outbox.is_fetched(request) else redirect(url)


@login_required
@require_safe
def prospect(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of them: what is known, what is planned, and all that happened."""
    found = get_object_or_404(
        Prospect.objects.visible_to(request.user)
        .select_related("mentor", "onboarded_user", "batch", "merged_into")
        .prefetch_related("skills"),
        public_id=public_id,
    )
    if found.merged_into is not None:
        return redirect(found.merged_into)
    may_change = can(request.user, "change", found) and found.forgotten_at is None
    subject = asking.timeline_of_prospect(found)
    told = timeline.page(
        subject, viewer=request.user, before=request.GET.get("before", ""), kind=request.GET.get("kind", "")
    )
    due = asking.due_steps(request.user, everybody=True).filter(prospect=found)
    alike = asking.likely_same(
        request.user, name=found.name, phone=found.phone, email=found.email, but=found.pk
    )  # fmt: skip
    context = {
        "prospect": found,
        "facts": _facts(found),
        "told": told,
        "due": list(due[:5]),
        "alike": alike if may_change else [],
        "may_change": may_change,
        "may_onboard": may_change and found.stage in onboarding.READY,
        "move_form": MoveForm(prospect=found) if may_change and prospects.MOVES[found.stage] else None,
        "hand_over_form": HandOverForm() if may_change and can(request.user, "hand_over", found) else None,
        "stages": _way(found),
    }
    return render(request, "mentorship/prospect.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prospect_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _to_change(request, public_id)
    form = ProspectForm(sent(request)[0], instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            prospects.change(prospect=found, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, _("What you wrote about %(name)s is kept.") % {"name": form.cleaned_data["name"]}
            )
            return redirect(found)
    consent = consent_texts.words(consent_texts.CONTACT, found.consent_version)
    return render(request, "mentorship/prospect_edit.html", {"form": form, "prospect": found, "consent": consent})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prospect_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """“Move to …”: the form itself, and where the board's cards are dropped."""
    found = _to_change(request, public_id)
    form = MoveForm(sent(request)[0], prospect=found, initial={"to": request.GET.get("to", "")})
    if request.method == "POST" and form.is_valid():
        try:
            prospects.move(prospect=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            words = _("%(name)s is “%(stage)s” now.")
            messages.success(request, words % {"name": found, "stage": Stage(form.cleaned_data["to"]).label})
            return redirect(_back(request, found))
    context = {"form": form, "prospect": found, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "mentorship/prospect_move.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prospect_assess(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _to_change(request, public_id)
    form = AssessForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            prospects.assess(prospect=found, by=request.user, now=timezone.now(), **form.words)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Your assessment of %(name)s is kept.") % {"name": found})
            return redirect("mentorship:prospect_assess" if "another" in request.POST else found, *(
                [public_id] if "another" in request.POST else []
            ))  # fmt: skip
    given = found.assessments.select_related("skill", "by").order_by("-assessed_at", "-pk")
    return render(
        request, "mentorship/prospect_assess.html", {"form": form, "prospect": found, "given": given[:20]}
    )


@login_required
@require_POST
def prospect_hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _to_change(request, public_id)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the mentor who looks after them from now on."))
        return redirect(found)
    try:
        prospects.hand_over(prospect=found, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        words = _("%(mentor)s looks after %(name)s now.")
        messages.success(request, words % {"mentor": form.cleaned_data["mentor"], "name": found})
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prospect_forget(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks once more, then takes out all that tells who they are."""
    found = _to_change(request, public_id)
    if request.method == "POST":
        name = found.name
        try:
            prospects.forget(prospect=found, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(found)
        messages.success(request, _("Nothing tells any more who %(name)s was.") % {"name": name})
        return redirect("mentorship:prospects")
    return render(request, "mentorship/prospect_forget.html", {"prospect": found})


@login_required
@require_safe
def prospect_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered, for a spreadsheet; what is exported can be imported again."""
    form = FindProspectsForm(request.GET, runs_chapter=can_run_chapter(request.user))
    rows = asking.with_contact(asking.find_prospects(request.user, **form.chosen)).order_by(*asking.SORTS["name"])
    return tables.answer(
        name=f"prospects-{timezone.localdate()}",
        headers=EXPORTED,
        rows=(_exported(each) for each in rows[:MOST_EXPORTED]),
        kind=kind,
    )


EXPORTED = (
    *("name", "phone", "email", "place", "languages", "skills", "source", "source note", "consent", "agreed on"),
    *("age", "guardian", "guardian contact", "days", "hours", "note", "stage", "stage since", "reason"),
    *("reason in words", "mentor", "last contact", "next step", "due"),
)


def _exported(each: Any) -> list[Any]:
    return [
        *(each.name, each.phone, each.email, each.place, each.languages),
        ", ".join(skill.name for skill in each.skills.all()),
        *(each.get_source_display(), each.source_note, each.get_consent_how_display()),
        timezone.localdate(each.consented_at).isoformat(),
        *(each.get_age_band_display(), each.guardian_name, each.guardian_contact),
        *(", ".join(each.weekday_names), each.hours_per_week, each.staff_note),
        *(each.get_stage_display(), timezone.localdate(each.stage_changed_at).isoformat()),
        *(each.get_reason_display(), each.reason_text, each.mentor.display_name),
        timezone.localdate(each.last_contact_at).isoformat() if each.last_contact_at else "",
        each.next_words or "",
        each.next_due.isoformat() if each.next_due else "",
    ]


# Saved views --------------------------------------------------------------------------------------------------


@login_required
@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    query = _clean_query(QueryDict(request.POST.get("query", "")[:500]))
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 letters."))
    else:
        try:
            prospects.save_view(by=request.user, query=query, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("“%(name)s” is one of your views now.") % form.cleaned_data)
    return redirect(f"{reverse('mentorship:prospects')}?{query}")


@login_required
@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedView, owner=request.user, pk=pk).delete()
    return redirect("mentorship:prospects")


# Small things -------------------------------------------------------------------------------------------------


def _to_change(request: HttpRequest, public_id: str) -> Prospect:
    """Return the prospect if the visitor works with them; else there is none."""
    found = get_object_or_404(Prospect.objects.visible_to(request.user).standing(), public_id=public_id)
    if not can(request.user, "change", found):
        raise Http404
    return found


def _page(rows: Any, request: HttpRequest, count: int) -> Page[Any]:
    return Counted(rows, PER_PAGE, count=count).get_page(request.GET.get("page"))


def _query(request: HttpRequest) -> str:
    return _clean_query(request.GET)


def _clean_query(said: QueryDict) -> str:
    """Return the filters in an address, without pages and what is empty."""
    return urlencode([(name, said[name]) for name in said if said[name] and name in FindProspectsForm.base_fields])


def _stage_tabs(request: HttpRequest, counts: dict[str, int], now: str) -> list[tuple[str, str, bool, int]]:
    said = request.GET.copy()
    for name in ("stage", "page"):
        said.pop(name, None)

    rest = _clean_query(said)

    def url(stage: str) -> str:
        return "?" + "&".join(filter(None, [rest, stage and f"stage={stage}"]))

    tabs = [(_("All"), url(""), not now, sum(counts.values()))]
    return [*tabs, *((str(stage.label), url(stage), stage == now, counts[stage]) for stage in Stage)]


def _saved_views(request: HttpRequest) -> list[tuple[SavedView, str, bool]]:
    own, now = reverse("mentorship:prospects"), _query(request)
    return [
        (view, f"{own}?{view.query}", view.query == now and bool(now)) for view in asking.saved_views(request.user)
    ]


def _back(request: HttpRequest, found: Prospect) -> str:
    """Return to the board with its filters, or to the person."""
    wish = request.POST.get("next", "")
    board = reverse("mentorship:prospect_board")
    return wish if wish == board or wish.startswith(f"{board}?") else found.get_absolute_url()


def _facts(found: Prospect) -> list[tuple[str, str]]:
    hours = _("%(number)s hours a week") % {"number": found.hours_per_week} if found.hours_per_week else ""
    paused = _("not before %(day)s") % {"day": date_format(found.paused_until)} if found.paused_until else ""
    when = ", ".join(filter(None, [", ".join(found.weekday_names), hours, paused]))
    agreed = f"{found.get_consent_how_display()}, {date_format(timezone.localdate(found.consented_at))}"
    met = " · ".join(filter(None, [found.get_source_display(), found.source_note]))
    age = "" if found.age_band == "unknown" else found.get_age_band_display()
    return [
        (_("Place"), found.place),
        (_("Languages"), found.languages),
        (_("Available"), when),
        (_("Age"), age),
        (_("Guardian"), " · ".join(filter(None, [found.guardian_name, found.guardian_contact]))),
        (_("How we met"), met),
        (_("Agreed to be contacted"), agreed),
        (_("Looked after by"), found.mentor.display_name),
    ]


def _way(found: Prospect) -> dict[str, Any]:
    """Return the steps of the pipeline, and on which of them they are."""
    way = [Stage.NEW, Stage.CONTACTED, Stage.ASSESSED, Stage.OFFERED, Stage.ONBOARDED]
    now = way.index(Stage(found.stage)) + 1 if found.stage in way else 0
    return {"items": [(str(stage.label), "") for stage in way], "now": now}
