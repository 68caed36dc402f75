"""Comments under stories, letters through contact forms, and the place where one decides about both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms_pages import voice_selectors
from cms_pages.forms.voices import CommentForm, ContactForm, ReportForm
from cms_pages.models import BlogPostPage, ContactMessage, PortfolioPage, PostComment
from cms_pages.paging import page_of
from cms_pages.permissions import can_comment
from cms_pages.services import comments, contact
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.policy import can

PER_PAGE = 20


@login_required
@require_http_methods(["GET", "POST"])
@limited("comment")
def comment_write(request: HttpRequest, post: int) -> HttpResponse:
    """A comment under a story; the page of its own is where what was typed comes back."""
    story = get_object_or_404(BlogPostPage.objects.listed().select_related("owner"), pk=post)
    if not story.takes_comments or not can_comment(request.user, story):
        raise Http404
    form = CommentForm(request.POST or None)
    if form.is_valid():
        try:
            comment = comments.write(post=story, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("text", refusal.message)
        else:
            if comment.status == PostComment.Status.SHOWN:
                messages.success(request, _("Your comment stands below the story."))
            else:
                messages.success(request, _("Thank you. Your comment is shown once somebody has looked at it."))
            return redirect(f"{story.get_url(request)}#comments")
    return render(request, "cms_pages/comment_write.html", {"form": form, "story": story})


@login_required
@require_http_methods(["GET", "POST"])
@limited("comment")
def comment_report(request: HttpRequest, comment: int) -> HttpResponse:
    found = _comment(request, comment, "report")
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = comments.report(comment=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        if found.status == PostComment.Status.REPORTED:
            messages.success(request, _("Thank you. The comment is hidden until a coordinator has looked."))
        else:
            messages.success(request, _("Thank you. Somebody looks at it, and does not say who reported it."))
        return redirect(f"{found.post.get_url(request)}#comments")
    return render(request, "cms_pages/comment_report.html", {"form": form, "comment": found})


@login_required
@require_POST
def comment_delete(request: HttpRequest, comment: int) -> HttpResponse:
    found = _comment(request, comment, "delete")
    comments.take_back(comment=found, by=request.user)
    messages.success(request, _("The comment is gone."))
    return redirect(f"{found.post.get_url(request)}#comments")


@login_required
@require_POST
def comment_decide(request: HttpRequest, comment: int) -> HttpResponse:
    found = _comment(request, comment, "decide")
    comments.decide(comment=found, show="show" in request.POST, by=request.user, now=timezone.now())
    return redirect("cms_pages:words")


@login_required
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What reached a person, and what waits until they have looked."""
    context = {
        "comments": voice_selectors.comments_to_decide(request.user)[:PER_PAGE],
        "waiting": voice_selectors.messages_to_decide(request.user)[:PER_PAGE],
        "letters": page_of(voice_selectors.messages_for(request.user), request, PER_PAGE),
    }
    return render(request, "cms_pages/words.html", context)


@login_required
@require_POST
def message_decide(request: HttpRequest, message: int) -> HttpResponse:
    found = _message(request, message, "decide")
    contact.decide(message=found, deliver="deliver" in request.POST, by=request.user, now=timezone.now())
    return redirect("cms_pages:words")


@login_required
@require_POST
def message_delete(request: HttpRequest, message: int) -> HttpResponse:
    found = _message(request, message, "delete")
    contact.delete(message=found, by=request.user)
    messages.success(request, _("The message is gone."))
    return redirect("cms_pages:words")


@require_http_methods(["GET", "POST"])
@limited("contact")
def contact_write(request: HttpRequest, handle: str) -> HttpResponse:
    """A letter to the person of a portfolio."""
    portfolio = get_object_or_404(
        PortfolioPage.objects.listed().select_related("owner_person"), slug=handle, owner_person__is_active=True
    )
    if not portfolio.takes_messages:
        raise Http404
    form = ContactForm(request.POST or None, is_known=request.user.is_authenticated)
    if form.is_valid() and (message := _send(request, portfolio, form)):
        if message.status == ContactMessage.Status.HELD:
            words = _("Thank you. Somebody who looks after %(name)s reads it first.")
        else:
            words = _("Your message is on its way to %(name)s.")
        messages.success(request, words % {"name": portfolio.owner_person.display_name})
        return redirect(portfolio.get_url(request))
    return render(request, "cms_pages/contact_write.html", {"form": form, "portfolio": portfolio})


def _comment(request: HttpRequest, number: int, action: str) -> PostComment:
    """The comment that the reader sees and may do `action` to. Raises Http404."""
    seen = PostComment.objects.visible_to(request.user).select_related("post__owner", "author")
    found = get_object_or_404(seen, pk=number)
    if not can(request.user, action, found):
        raise Http404
    return found


def _message(request: HttpRequest, number: int, action: str) -> ContactMessage:
    """The same for a letter. Raises Http404."""
    seen = ContactMessage.objects.visible_to(request.user).select_related("recipient")
    found = get_object_or_404(seen, pk=number)
    if not can(request.user, action, found):
        raise Http404
    return found


def _send(request: HttpRequest, portfolio: PortfolioPage, form: ContactForm) -> ContactMessage | None:
    """Hand over what was typed; None, with the reason in the form, when it is refused."""
    typed: dict[str, Any] = form.cleaned_data
    try:
        return contact.write(
            recipient=portfolio.owner_person,
            by=request.user if request.user.is_authenticated else None,
            now=timezone.now(),
            **{name: typed[name] for name in ("text", "submission", "name", "email") if name in typed},
        )
    except DomainError as refusal:
        form.add_error("text", refusal.message)
        return None
