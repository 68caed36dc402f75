"""Making somebody who may join a participant: one at a time, or several."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mentorship.forms.onboarding import KitForm, OnboardForm
from mentorship.models import Prospect
from mentorship.selectors import onboarding as asking
from mentorship.services import goals, onboarding, pairings, resources, tasks
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.policy import can

PER_PAGE = 30
#: Beside which field a refusal stands.
FIELDS: tuple[tuple[type[DomainError], str], ...] = (
    (onboarding.AddressTaken, "email"),
    (onboarding.NoAddress, "email"),
    (onboarding.GuardianHasToAgree, "guardian_agrees"),
    (onboarding.NoMentor, "mentor"),
    (pairings.Full, "over_capacity"),
    (resources.NotEnough, "kit"),
    (resources.NothingWanted, "kit"),
    (tasks.NoTitle, "task_title"),
    (goals.NoTitle, "goal_title"),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
def onboard(request: HttpRequest, public_id: str) -> HttpResponse:
    seen = Prospect.objects.visible_to(request.user).select_related("mentor", "onboarded_user")
    prospect = get_object_or_404(seen, public_id=public_id)
    if not can(request.user, "change", prospect):
        raise Http404
    if not prospect.is_open or prospect.stage not in onboarding.READY:
        messages.info(request, _refusal(prospect))
        return redirect(prospect)
    now, proposal = timezone.now(), asking.propose(prospect)
    form = OnboardForm(request.POST or None, prospect=prospect, by=request.user, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        try:
            user = onboarding.onboard(
                prospect=prospect, by=request.user, now=now, start=form.start(now=now), **form.values
            )
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            words = _("The account of %(name)s is ready, and the invitation is on its way to %(email)s.")
            messages.success(request, words % {"name": user.display_name, "email": user.email})
            return redirect("mentorship:timeline", user.handle)
    context = {
        "form": form,
        "prospect": prospect,
        "assessed": list(asking.newest_assessments(prospect).values()),
    }
    return render(request, "mentorship/onboard.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
def onboard_several(request: HttpRequest) -> HttpResponse:
    """Everybody who was offered a place; those who are ticked join with what is proposed for them."""
    rows = asking.offered(request.user)
    form = KitForm(request.POST or None)
    done: list[tuple[Prospect, object, str]] = []
    if request.method == "POST" and form.is_valid():
        those = list(rows.filter(public_id__in=request.POST.getlist("who")[:PER_PAGE]))
        if those:
            done = list(
                onboarding.onboard_several(
                    those=those,
                    by=request.user,
                    now=timezone.now(),
                    kit=form.cleaned_data.get("kit"),
                    location=form.store,
                )
            )
            joined = sum(user is not None for _prospect, user, _words in done)
            words = ngettext("%(n)s account is ready.", "%(n)s accounts are ready.", joined)
            messages.success(request, words % {"n": joined})
        else:
            messages.info(request, _("Tick whom you want to onboard."))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    refused = [(prospect, words) for prospect, user, words in done if user is None]
    context = {"page_obj": page, "form": form, "refused": refused}
    return render(request, "mentorship/onboard_several.html", context)


def _refusal(prospect: Prospect) -> str:
    if prospect.onboarded_user_id is not None:
        return str(onboarding.AlreadyOnboarded.message)
    return str(onboarding.NotReady.message)


def _tell(form: OnboardForm, refusal: DomainError) -> None:
    """Put the refusal beside its field, and offer to join two rows of one person where that is safe."""
    if isinstance(refusal, onboarding.MayLink):
        form.offer_to_link()
    name = next((field for kind, field in FIELDS if isinstance(refusal, kind)), "")
    form.add_error(name if name in form.fields else None, refusal.message)
