"""The inbox, a conversation, and beginning one."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.models import Project, Task
from messaging.forms import GroupForm, MessageForm
from messaging.models import Conversation, Membership, Reaction
from messaging.permissions.conversations import can_review, may_listen
from messaging.selectors import announcements as announced
from messaging.selectors import conversations as questions
from messaging.selectors import reading
from messaging.services import conversations, drafts, messages
from portal.accounts.models import User
from portal.accounts.services import audit
from portal.core.exceptions import DomainError, NotAllowed
from portal.core.limits import limited, sends_files
from portal.core.policy import can
from shop.models import Listing

PER_PAGE = 25
#: How many announcements that are new stand above the conversations.
MOST_ANNOUNCED = 3
MARKS = {
    "pin": ("is_pinned", True),
    "unpin": ("is_pinned", False),
    "archive": ("is_archived", True),
    "unarchive": ("is_archived", False),
    "mute": ("is_muted", True),
    "unmute": ("is_muted", False),
    "unread": ("is_unread", True),
}


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """One's conversations: a constant number of queries."""
    show, q = request.GET.get("show", ""), request.GET.get("q", "").strip()[:80]
    show = show if show in questions.FILTERS else ""
    places = Paginator(questions.inbox(request.user, show=show, q=q), PER_PAGE).get_page(request.GET.get("page"))
    for place in places:
        _describe(place, request.user)
    context = {
        "page_obj": places,
        "q": q,
        "show": show,
        "tabs": _tabs(show),
        "unread": questions.unread(request.user).count(),
        "reviews": can_review(request.user),
        "announced": () if show or q else announced.new_for(request.user)[:MOST_ANNOUNCED],
    }
    return render(request, "messaging/inbox.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("talk")
@limited("upload", counts=sends_files)
def conversation(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The newest messages, or those before a number; what is written here is sent."""
    talk = _talk(request, public_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    place = talk.memberships.current().filter(user=request.user).first()
    begun = {"reply_to": request.GET.get("reply"), "text": place.draft if place else ""}
    form = MessageForm(*sent, initial=begun)
    if request.method == "POST" and form.is_valid() and _sent(request, form, talk):
        if _wants_json(request):
            return JsonResponse({}, status=201)
        return redirect(f"{reverse('messaging:conversation', args=[talk.public_id])}#newest")
    if request.method == "POST":
        _keep(request, talk)
    if request.method == "POST" and _wants_json(request):
        return JsonResponse({"message": " ".join(chain.from_iterable(form.errors.values()))}, status=422)
    if place is None:
        audit.looked_at(what="conversation", by=request.user, obj=talk)
    rows = questions.page(talk, request.user, before=_number(request, "before"))
    context = _context(request, talk, place, rows) | {"form": form}
    if place is not None and request.method == "GET" and not request.GET.get("before"):
        conversations.read(conversation=talk, by=request.user, until=talk.last_seq)
    return render(request, "messaging/conversation.html", context)


@login_required
@require_safe
def conversation_changes(request: HttpRequest, public_id: str) -> HttpResponse:
    """What became new or different after a change, as the page shows it: the page asks when it is told so."""
    talk = _talk(request, public_id)
    rows = questions.changed_after(talk, request.user, _number(request, "after") or 0)
    place = talk.memberships.current().filter(user=request.user).first()
    if place is None:
        audit.looked_at(what="conversation", by=request.user, obj=talk)
    elif request.GET.get("seen") and rows:
        conversations.read(conversation=talk, by=request.user, until=max(each.seq or 0 for each in rows))
    rows = _told(rows, request.user)
    context = {"rows": rows, "talk": talk, "can_write": place is not None, "readers": _readers(request, talk)}
    return render(request, "messaging/partials/changes.html", context)


@login_required
@require_POST
def conversation_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep what is being written; a script sends it now and then."""
    return HttpResponse(status=204 if _keep(request, _talk(request, public_id)) else 422)


@login_required
@require_POST
def conversation_mark(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pin, archive, mute, mark as unread, answer a request, take somebody out, or leave."""
    talk, action = _talk(request, public_id), request.POST.get("action", "")
    try:
        if action in MARKS:
            name, value = MARKS[action]
            conversations.mark(conversation=talk, by=request.user, **{name: value})
        elif action in {"accept", "ignore"}:
            conversations.answer_request(conversation=talk, by=request.user, accept=action == "accept")
        elif action == "remove":
            _remove(request, talk)
        elif action == "leave":
            conversations.leave(conversation=talk, by=request.user, now=timezone.now())
        else:
            notes.error(request, _("This is not possible."))
    except DomainError as refusal:
        notes.error(request, refusal.message)
    stays = action in {"pin", "unpin", "mute", "unmute", "accept", "unarchive", "remove"}
    return redirect("messaging:conversation", talk.public_id) if stays else redirect("messaging:inbox")


@login_required
@require_POST
def conversation_begin(request: HttpRequest, handle: str) -> HttpResponse:
    """Lead to the conversation with somebody, perhaps about a piece. Whom one cannot write to answers alike."""
    person = User.objects.filter(handle=handle, is_active=True).first()
    pieces = Listing.objects.filter(project__owner=person, pk=_number(request, "listing") or 0)
    piece = pieces.filter(project__in=Project.objects.visible_to(request.user)).first()
    try:
        if person is None:
            raise conversations.CannotWrite
        talk = conversations.begin(by=request.user, to=person, listing=piece)
    except DomainError as refusal:
        notes.error(request, refusal.message)
        return redirect("messaging:inbox")
    return redirect("messaging:conversation", talk.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            talk = conversations.begin_group(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("people", refusal.message)
        else:
            return redirect("messaging:conversation", talk.public_id)
    return render(request, "messaging/group_new.html", {"form": form})


@login_required
@require_POST
def task_thread(request: HttpRequest, public_id: str) -> HttpResponse:
    task = get_object_or_404(Task.objects.visible_to(request.user), public_id=public_id)
    try:
        talk = conversations.about_task(task=task, by=request.user)
    except DomainError as refusal:
        notes.error(request, refusal.message)
        return redirect("mentorship:task", task.public_id)
    return redirect("messaging:conversation", talk.public_id)


def _remove(request: HttpRequest, talk: Conversation) -> None:
    person = User.objects.filter(handle=request.POST.get("person", "")).first()
    if person is None:
        raise NotAllowed
    conversations.remove(conversation=talk, person=person, by=request.user, now=timezone.now())
    notes.success(request, _("%(name)s is not in this group any more.") % {"name": person.display_name})


def _talk(request: HttpRequest, public_id: str) -> Conversation:
    rows = Conversation.objects.visible_to(request.user).select_related("task", "listing__project")
    return get_object_or_404(rows, public_id=public_id)


def _number(request: HttpRequest, name: str) -> int | None:
    word = request.GET.get(name) or request.POST.get(name) or ""
    return int(word) if word.isdecimal() and word.isascii() and len(word) < 10 else None


def _keep(request: HttpRequest, talk: Conversation) -> bool:
    """Keep the words of a form that was not sent; return whether they could be kept."""
    form = MessageForm(request.POST)
    form.is_valid()
    name = form.cleaned_data.get("client_id")
    try:
        drafts.keep(conversation=talk, by=request.user, text=request.POST.get("text", ""), client_id=name)
    except DomainError:
        return False
    return True


def _wants_json(request: HttpRequest) -> bool:
    """Whether a script asks that shows by itself what was said."""
    return request.headers.get("Accept") == "application/json"


def _sent(request: HttpRequest, form: MessageForm, talk: Conversation) -> bool:
    try:
        message = messages.send(conversation=talk, by=request.user, now=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return False
    if message.is_held and not _wants_json(request):
        notes.info(request, _("Somebody looks at your message before it is delivered."))
    return True


def _context(
    request: HttpRequest, talk: Conversation, place: Membership | None, rows: list[Any]
) -> dict[str, Any]:
    people = questions.people_of(talk)
    read = place.read_seq if place else talk.last_seq
    of_others = [each for each in rows if each.author_id != request.user.pk and not each.is_hidden]
    new = [each for each in of_others if each.seq and each.seq > read]
    numbered = [each.seq for each in rows if each.seq]
    return {
        "talk": talk,
        "place": place,
        "people": people,
        "name": _name(talk, [each.user for each in people], request.user),
        "rows": _told(rows, request.user),
        "removable": questions.removable_by(request.user, talk, people),
        "first_new": new[0].pk if new else None,
        "before": numbered[0] if numbered and numbered[0] > 1 else None,
        "is_older": "before" in request.GET,
        "can_write": place is not None and can(request.user, "write", talk),
        "is_live": place is not None and may_listen(request.user, talk),
        "readers": _readers(request, talk),
        "is_watched": questions.is_watched(talk),
    }


def _readers(request: HttpRequest, talk: Conversation) -> list[str]:
    """Return who has read the last message of one's own, as far as one is told."""
    last = questions.last_own(talk, request.user)
    return reading.names_of_readers(talk, request.user, last) if last else []


def _told(rows: list[Any], person: Any) -> list[Any]:
    """Note on each of `rows` whether its words can still be changed, and who gave which sign."""
    now = timezone.now()
    for each in rows:
        each.is_open = each.deleted_at is None and each.seq is not None and now - each.sent_at <= messages.WINDOW
        each.given = _signs(each, person)
    return rows


def _signs(row: Any, person: Any) -> list[dict[str, Any]]:
    """Return each sign with its picture, its name, who gave it, and whether `person` did."""
    given: dict[str, list[User]] = defaultdict(list)
    for each in row.signs:
        given[each.sign].append(each.by)
    return [
        {
            "sign": sign.value,
            "picture": picture,
            "label": sign.label,
            "people": given[sign.value],
            "names": ", ".join(each.display_name for each in given[sign.value]),
            "is_mine": person in given[sign.value],
        }
        for sign, picture in Reaction.PICTURES.items()
    ]


def _name(talk: Conversation, people: list[User], person: Any) -> str:
    if talk.title or talk.task:
        return talk.title or str(talk.task.title if talk.task else "")
    others = [each.display_name for each in people if each.pk != person.pk]
    return ", ".join(others[:3]) or _("Nobody else")


def _describe(place: Any, person: Any) -> None:
    talk = place.conversation
    people = [each.user for each in talk.places]
    others = [each for each in people if each.pk != person.pk]
    place.name = _name(talk, people, person)
    place.face = others[0] if others else None
    place.last = talk.newest[0] if talk.newest else None
    place.unread_count = max(place.new_count, 1 if place.is_unread else 0)


def _tabs(show: str) -> list[tuple[str, str, bool, None]]:
    names = {"": _("All"), "unread": _("Unread"), "pinned": _("Pinned")}
    names |= {"archived": _("Archived"), "requests": _("Requests")}
    return [(name, f"?show={code}" if code else "?", code == show, None) for code, name in names.items()]
