"""One message: changing it, taking it back, reporting it, its files; and what was held."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.views import files
from messaging.forms import ReportForm, WordsForm
from messaging.models import Conversation, Message, MessageFile
from messaging.selectors import conversations as questions
from messaging.services import messages, reactions, reports
from portal.accounts.services import audit
from portal.core.exceptions import DomainError

PER_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, public_id: str, seq: int) -> HttpResponse:
    """Change one's own message or take it back; report that of somebody else."""
    talk = get_object_or_404(Conversation.objects.visible_to(request.user), public_id=public_id)
    row = get_object_or_404(questions.messages_of(talk, request.user), seq=seq)
    is_own = row.author_id == request.user.pk
    kind = WordsForm if is_own else ReportForm
    form = kind(request.POST if request.method == "POST" else None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, row, form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("messaging:conversation", talk.public_id)
    return render(request, "messaging/message.html", {"talk": talk, "row": row, "form": form, "is_own": is_own})


@login_required
@require_POST
def reaction(request: HttpRequest, public_id: str, seq: int) -> HttpResponse:
    """Give a message a sign, or take it back."""
    talk = get_object_or_404(Conversation.objects.visible_to(request.user), public_id=public_id)
    row = get_object_or_404(questions.messages_of(talk, request.user), seq=seq)
    sign = request.POST.get("on") or request.POST.get("off", "")
    asked = {"sign": sign, "is_on": "on" in request.POST}
    try:
        reactions.react(message=row, by=request.user, now=timezone.now(), **asked)
    except DomainError as refusal:
        notes.error(request, refusal.message)
    return redirect(f"{reverse('messaging:conversation', args=[talk.public_id])}#message-{seq}")


def _act(request: HttpRequest, row: Message, values: dict[str, str]) -> None:
    if row.author_id != request.user.pk:
        reports.of_message(message=row, by=request.user, now=timezone.now(), **values)
        notes.success(request, _("Thank you. Somebody looks at it, and does not say who reported it."))
    elif "delete" in request.POST:
        messages.delete(message=row, by=request.user, now=timezone.now())
    else:
        messages.edit(message=row, by=request.user, now=timezone.now(), **values)


@login_required
@require_safe
def message_file(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    rows = MessageFile.objects.visible_to(request.user).select_related("message__conversation")
    file = get_object_or_404(rows, public_id=public_id)
    talk = file.message.conversation
    if not talk.memberships.current().filter(user=request.user).exists():
        audit.looked_at(what="conversation", by=request.user, obj=talk)
    return files.answer(request, file, variant, is_public=False)


@login_required
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """What waits to be looked at before it is delivered."""
    rows = Paginator(questions.held(), PER_PAGE).get_page(request.GET.get("page"))
    if rows.object_list:
        audit.looked_at(what="held-messages", by=request.user)
    return render(request, "messaging/held.html", {"page_obj": rows})


@login_required
@require_POST
def held_decide(request: HttpRequest, number: int) -> HttpResponse:
    row = get_object_or_404(questions.held(), pk=number)
    try:
        messages.decide(message=row, by=request.user, release="release" in request.POST, now=timezone.now())
    except DomainError as refusal:
        notes.error(request, refusal.message)
    else:
        notes.success(request, _("Noted."))
    return redirect("messaging:held")
