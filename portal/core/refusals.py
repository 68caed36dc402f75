"""The last net: a refusal that no view has answered becomes a page in words, never a trace."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext_lazy as _

from portal.core import problems
from portal.core.exceptions import DomainError, NotAllowed

#: What Django refuses before a form is read, and what the person can do then.
TOO_MUCH = (
    (TooManyFilesSent, _("These are too many files at once. Go back and send them in several parts.")),
    ((RequestDataTooBig, TooManyFieldsSent), _("This is too much at once. Go back and send less.")),
)

IN_USE = _("Something that must stay hangs on this, so it cannot be deleted.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refused to read: in words if the person can do something about it."""
    for kinds, words in TOO_MUCH:
        if isinstance(exception, kinds):
            if problems.is_for_programs(request):
                return problems.problem(413)
            return render(request, "refused.html", {"message": words}, status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, MultiValueDictKeyError):  # a form came without a field that every browser sends
            return bad_request(request, error)
        if isinstance(error, ProtectedError | RestrictedError):  # in screens that are not ours
            return render(request, "refused.html", {"message": IN_USE}, status=409)
        if not isinstance(error, DomainError):
            return None
        status = 403 if isinstance(error, NotAllowed) else 409
        return render(request, "refused.html", {"message": error.message}, status=status)
