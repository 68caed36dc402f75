"""Where payment providers tell us that something happened. Nobody is logged in here."""

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from shop import jobs
from shop.payments import UnknownProvider
from shop.payments.base import NotGenuine, ProviderDown
from shop.services import inbox


@method_decorator(csrf_exempt, name="dispatch")
class WebhookView(View):
    """Answers 200 once the event is kept, 400 to what is not genuine; after 503 providers send it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, provider: str) -> HttpResponse:
        if _length(request) > inbox.LARGEST:
            return HttpResponse(status=413)
        try:
            if inbox.receive(provider=provider, body=request.body, headers=request.headers, now=timezone.now()):
                jobs.work_inbox.enqueue()
        except UnknownProvider:
            raise Http404 from None
        except inbox.TooLarge:
            return HttpResponse(status=413)
        except NotGenuine:
            return HttpResponse(status=400)
        except (ProviderDown, DatabaseError):
            return HttpResponse(status=503)
        return HttpResponse(status=200)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() else inbox.LARGEST + 1
