"""A person's diary: writing, keeping in order, sharing and taking it along; and what mentors are let read."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.journals import FilterForm, JournalForm, MakingForm, NewEntryForm, ReplyForm
from mentorship.models import JournalEntry, JournalPrompt, JournalReply, Visibility
from mentorship.selectors import journals as questions
from mentorship.services import journal_copies, journals
from mentorship.views import files
from portal.core.exceptions import DomainError
from portal.core.limits import limited, sends_files
from portal.core.policy import can
from portal.core.uploads import BadUpload

PER_PAGE = 20


@login_required
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """The own diary, month by month, with a form for today."""
    months = questions.months_of(request.user)
    wanted = FilterForm(request.GET, owner=request.user, months=months)
    page = Paginator(questions.diary_of(request.user, **wanted.chosen), PER_PAGE).get_page(request.GET.get("page"))
    weeks, today = questions.weeks_of(request.user), timezone.localdate()
    can_write = can(request.user, "create", JournalEntry)
    context = {
        "page_obj": page,
        "wanted": wanted,
        "is_filtered": bool(wanted.chosen),
        "has_entries": bool(months),
        "week_count": len(weeks),
        "in_a_row": questions.weeks_in_a_row(weeks, today),
        "can_write": can_write,
        "form": _new_form(request) if can_write else None,
        "prompts": questions.prompts_for(request.user, turn=today.toordinal()),
    }
    return render(request, "mentorship/journal.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", counts=sends_files)
def journal_new(request: HttpRequest) -> HttpResponse:
    if not can(request.user, "create", JournalEntry):
        raise Http404
    form = _new_form(request)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            entry = journals.write(owner=request.user, by=request.user, now=timezone.now(), **values)
        except journals.AlreadyKept as refusal:
            return _kept_before(request, refusal.entry, values)
        except DomainError as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, _("Your entry is kept."))
            return _kept(entry)
    prompt = JournalPrompt.objects.filter(pk=form["prompt"].value()).first() if _is_number(form) else None
    return render(request, "mentorship/journal_new.html", {"form": form, "prompt": prompt})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", counts=sends_files)
def journal_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    entry = _own(request, public_id)
    return _edit(request, entry, JournalForm(*_sent(request), instance=_own(request, public_id)))


def _edit(request: HttpRequest, entry: JournalEntry, form: JournalForm) -> HttpResponse:
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data["visibility"]
        try:
            changed = journals.revise(
                entry=entry, by=request.user, now=timezone.now(), visibility=wanted, **form.changes
            )
        except journals.Changed as refusal:
            _explain(form, refusal)
            form.data = {**form.data.dict(), "version": str(_own(request, entry.public_id).version)}
        except DomainError as refusal:
            _explain(form, refusal)
        else:
            if changed.visibility != wanted:
                words = _("Your changes are kept. Your mentors look at them before others see them again.")
                messages.info(request, words)
            else:
                messages.success(request, _("Your changes are kept."))
            return redirect(changed)
    return render(request, "mentorship/journal_edit.html", {"form": form, "entry": entry})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def journal_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    entry = _own(request, public_id)
    if request.method == "POST":
        journals.delete(entry=entry, by=request.user)
        messages.success(request, _("The entry is deleted."))
        return redirect("mentorship:journal")
    return render(request, "mentorship/journal_delete.html", {"entry": entry})


@login_required
@require_POST
@limited("export")
def journal_download(request: HttpRequest) -> HttpResponseBase:
    """The own diary as a zip file with one page and its photos and sounds."""
    archive = journal_copies.build(owner=request.user, by=request.user)
    name = f"diary-{request.user.handle}-{timezone.localdate().isoformat()}.zip"
    response = FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
def journal_making(request: HttpRequest, public_id: str, file_id: UUID) -> HttpResponse:
    """Choose a photo of an entry for a work, among those that show how it was made."""
    entry = _own(request, public_id)
    file = get_object_or_404(entry.files.filter(kind="image"), public_id=file_id)
    form = MakingForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        project = form.cleaned_data["project"]
        try:
            journals.show_making(file=file, project=project, by=request.user)
        except DomainError as refusal:
            form.add_error("project", refusal.message)
        else:
            words = _("The photo stands on “%(title)s” now, with how it was made.")
            messages.success(request, words % {"title": project.title})
            return redirect(entry)
    return render(request, "mentorship/journal_making.html", {"form": form, "entry": entry, "file": file})


@login_required
@require_safe
def journal_shared(request: HttpRequest) -> HttpResponse:
    """What those whom a mentor accompanies let them read, unread first."""
    handle = request.GET.get("person", "")[:40]
    page = Paginator(questions.shared_with(request.user, handle), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/journal_shared.html", {"page_obj": page, "is_filtered": bool(handle)})


@require_safe
def journal_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """One entry: for its owner and their mentors with what was said about it, for others what was shown."""
    entry = _seen(request, public_id)
    if not can(request.user, "reply", entry) and entry.owner_id != request.user.pk:
        response = render(request, "mentorship/journal_public.html", {"entry": entry})
    else:
        response = _with_dialogue(request, entry, ReplyForm())
        journals.note_reading(entry=entry, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    if not entry.is_public:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def journal_reply(request: HttpRequest, public_id: str) -> HttpResponse:
    entry = _seen(request, public_id)
    if not can(request.user, "reply", entry):
        raise Http404
    if request.method != "POST":
        return redirect(entry)
    if number := request.POST.get("take_back"):
        return _take_back(request, entry, number)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            said = journals.reply(entry=entry, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            there = redirect(entry)
            there["Location"] += f"#reply-{said.pk}"
            return there
    return _with_dialogue(request, entry, form)


@login_required
@require_POST
def journal_show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an entry to everybody for an owner who needs an approval, or to their mentors only again."""
    entry = _seen(request, public_id)
    if not can(request.user, "show", entry):
        raise Http404
    wanted = Visibility.PUBLIC if request.POST.get("action") == "show" else Visibility.MENTOR
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    try:
        journals.show(entry=entry, visibility=wanted, by=request.user, now=timezone.now(), seen_version=seen)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        is_public = wanted == Visibility.PUBLIC
        done = _("Everybody sees this entry now.") if is_public else _("Only the owner and their mentors see it.")
        messages.success(request, done)
    return redirect(entry)


@require_safe
def journal_file(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    """One variant of a photo or sound. One query for public entries."""
    public = questions.visible_file(AnonymousUser(), public_id).first()
    file = public or questions.visible_file(request.user, public_id).first()
    if file is None:
        raise Http404
    return files.answer(request, file, variant, is_public=public is not None)


def _own(request: HttpRequest, public_id: str) -> JournalEntry:
    return get_object_or_404(JournalEntry.objects.with_files(), public_id=public_id, owner=request.user)


def _seen(request: HttpRequest, public_id: str) -> JournalEntry:
    return get_object_or_404(JournalEntry.objects.visible_to(request.user).with_files(), public_id=public_id)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _new_form(request: HttpRequest) -> NewEntryForm:
    asked = request.GET.get("prompt", "")
    initial = {"prompt": asked} if asked.isascii() and asked.isdigit() and len(asked) < 10 else {}
    return NewEntryForm(*_sent(request), owner=request.user, initial=initial)


def _is_number(form: NewEntryForm) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,9}", str(form["prompt"].value() or "")))


def _kept(entry: JournalEntry) -> HttpResponse:
    """Lead to the diary; `kept` tells the browser that its draft has arrived."""
    there = redirect("mentorship:journal")
    there["Location"] += f"?kept={entry.submission or ''}"
    return there


def _kept_before(request: HttpRequest, entry: JournalEntry, values: dict[str, Any]) -> HttpResponse:
    """A form that came twice: nothing new, or words that were typed since the first time, to be looked at."""
    if values["text"].strip() == entry.text:
        messages.info(request, _("This entry is kept already."))
        return _kept(entry)
    form = JournalForm(instance=entry, initial={"text": values["text"]})
    words = _("The entry was kept already. Below is what you wrote since: keep the changes if you want them.")
    messages.info(request, words)
    return render(request, "mentorship/journal_edit.html", {"form": form, "entry": entry})


def _explain(form: Any, refusal: DomainError) -> None:
    """Put the words of `refusal` beside the field that they are about; a browser forgets the files."""
    again = _("Please choose the files again.")
    match refusal:
        case BadUpload() | journals.TooManyFiles():
            form.add_error("files", f"{refusal.message} {again}")
            return
        case journals.NeedsApproval() | journals.NotByLink():
            form.add_error("visibility", refusal.message)
        case journals.Empty():
            form.add_error("text", refusal.message)
        case _:
            form.add_error(None, refusal.message)
    if form.cleaned_data.get("files"):
        form.add_error("files", again)


def _take_back(request: HttpRequest, entry: JournalEntry, number: str) -> HttpResponse:
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Http404
    own = JournalReply.objects.visible_to(request.user).filter(entry=entry, author=request.user)
    journals.take_back(reply=get_object_or_404(own, pk=int(number)), by=request.user)
    messages.success(request, _("Your words are gone."))
    return redirect(entry)


def _with_dialogue(request: HttpRequest, entry: JournalEntry, form: ReplyForm) -> HttpResponse:
    is_own = entry.owner_id == request.user.pk
    context = {
        "entry": entry,
        "replies": list(questions.dialogue(entry, request.user)),
        "is_own": is_own,
        "form": None if entry.is_private else form,
        "can_show": not is_own and can(request.user, "show", entry),
        "pictures": [file for file in entry.files.all() if file.kind == "image"] if is_own else [],
    }
    return render(request, "mentorship/journal_entry.html", context)
