"""The inbox, how people want to be told, and the way out of mails."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging import selectors
from messaging.kinds import BY_SLUG, KINDS
from messaging.models import Notification, Preference
from messaging.notice_forms import InboxFilter, KindForm, ReceptionForm
from messaging.services import notifications as service

PER_PAGE = 30


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what one was told, unread first."""
    form = InboxFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = selectors.inbox(request.user, kind=chosen.get("kind", ""), only=chosen.get("only", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "items": selectors.shown(request.user, page.object_list), "form": form}
    return render(request, "messaging/notices.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Mark as read and go to what it is about."""
    notice = get_object_or_404(Notification.objects.in_inbox_of(request.user), pk=number)
    service.read(notices=[notice.pk], by=request.user, now=timezone.now())
    links = [item.link for item in selectors.shown(request.user, [notice]) if item.link]
    return redirect(links[0] if links else "messaging:notices")


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    service.read(notices=None, by=request.user, now=timezone.now())
    return redirect("messaging:notices")


@login_required
@require_POST
def mark(request: HttpRequest, number: int) -> HttpResponse:
    """Mark one as read, or as unread again."""
    notice = get_object_or_404(Notification.objects.in_inbox_of(request.user), pk=number)
    if notice.is_unread:
        service.read(notices=[notice.pk], by=request.user, now=timezone.now())
    else:
        service.unread(notice=notice, by=request.user)
    return redirect("messaging:notices")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Let people say how they want to hear of each kind, and when."""
    sent = request.POST if request.method == "POST" else None
    form = ReceptionForm(sent, instance=service.reception_of(request.user))
    chosen = {each.kind: each for each in Preference.objects.filter(person=request.user)}
    kind_forms = [
        KindForm(
            sent,
            prefix=kind.slug,
            initial={
                "in_inbox": chosen[kind.slug].in_inbox if kind.slug in chosen else kind.in_inbox,
                "mail": chosen[kind.slug].mail if kind.slug in chosen else kind.mail,
            },
        )
        for kind in KINDS
    ]
    if sent is not None and form.is_valid() and all(each.is_valid() for each in kind_forms):
        choices = {each.kind.slug: each.choice for each in kind_forms}
        service.prefer(choices=choices, reception=form.cleaned_data, by=request.user)
        messages.success(request, _("This is how you will hear of things."))
        return redirect("messaging:settings")
    return render(request, "messaging/settings.html", {"form": form, "kind_forms": kind_forms})


@csrf_exempt  # mail programs post here by themselves (RFC 8058): what permits it is the signed address
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, without a log-in, whether mails of this kind are to stop; a POST stops them."""
    try:
        if request.method == "POST":
            scope, is_done = service.unsubscribe(token=token), True
        else:
            (_person, scope), is_done = service.read_token(token), False
    except service.BadLink as refusal:
        return render(request, "messaging/unsubscribe.html", {"refusal": refusal.message}, status=404)
    label = BY_SLUG[scope].label if scope in BY_SLUG else ""
    response = render(request, "messaging/unsubscribe.html", {"label": label, "is_done": is_done})
    response["X-Robots-Tag"] = "noindex"
    return response
