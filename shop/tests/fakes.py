"""Buying at the fakes, as a person in a browser does; and what they send, brought to our door."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import requests
from django.test import Client
from django.utils import timezone

from shop import payments as providers
from shop.models import LedgerAccount, Payment
from shop.payments.fakes.server import Fake, Message, serve
from shop.selectors import integrity
from shop.services import inbox, ledger


@contextmanager
def running(fake: Fake, name: str) -> Iterator[str]:
    """Let `fake` be the provider `name`, and look afterwards whether its books and ours agree."""
    here = serve(fake)
    providers.by_name.cache_clear()
    try:
        yield here.base
    finally:
        close = getattr(providers.by_name(name), "hang_up", None)
        if close:
            close()
        providers.by_name.cache_clear()
        here.stop()


def books_agree(fake: Any, name: str, currency: str = "EUR") -> None:
    """After everything: the provider owes us what our books say, and the fake spoke as the SDK knows it."""
    assert fake.problems == []
    assert list(integrity.problems()) == []
    held = ledger.balance(kind=LedgerAccount.Kind.CLEARING, currency=currency, provider=name)
    assert held == -fake.balance()


def click(url: str, **form: str) -> requests.Response:
    """Send a form of the provider's page and stay where it leads to on its side."""
    answer = requests.post(url, data=form, allow_redirects=False, timeout=5)
    if answer.status_code == 303 and answer.headers["Location"].startswith("/"):
        return requests.get(urljoin(url, answer.headers["Location"]), timeout=5)
    return answer


def deliver(fake: Fake, name: str, messages: Iterable[Message] | None = None) -> list[int]:
    """Bring events to the webhook, those that are held by default, and let a worker act on them."""
    sent = fake.held[:] if messages is None else list(messages)
    fake.held = [message for message in fake.held if message not in sent]
    answers = [post(name, message) for message in sent]
    inbox.work(now=timezone.now())
    return answers


def post(name: str, message: Message) -> int:
    headers = {key: value for key, value in message.headers.items() if key != "Content-Type"}
    answer = Client(enforce_csrf_checks=True).post(
        f"/shop/webhooks/{name}/", message.body, content_type="application/json", headers=headers
    )
    return answer.status_code


def again(payment: Payment) -> Payment:
    """The payment as it is now, with its order."""
    return Payment.objects.select_related("order").get(pk=payment.pk)
