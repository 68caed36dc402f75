"""The fakes beside a developer's site: on fixed ports, with a memory that outlives them."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from shop.payments.fakes.paypal_fake import PayPalFake
from shop.payments.fakes.server import Fake, serve
from shop.payments.fakes.stripe_fake import StripeFake

#: What we have there from the first day on, in smallest units: demo makers sold nothing at these providers.
TOPPED_UP = 1_000_000


@contextmanager
def open_for_business() -> Iterator[dict[str, str]]:
    """Let every fake listen until the end of the block; yield where. Raises CommandError if a port is taken."""
    with ExitStack() as stack:
        yield {
            "stripe": stack.enter_context(_one(StripeFake(), "stripe", settings.FAKE_STRIPE_PORT)),
            "paypal": stack.enter_context(_one(PayPalFake(), "paypal", settings.FAKE_PAYPAL_PORT)),
        }


@contextmanager
def _one(fake: Fake, name: str, port: int) -> Iterator[str]:
    memory = _memory(name)
    if memory.exists():
        fake.remember(json.loads(memory.read_text()))
    fake.topped_up = TOPPED_UP
    fake.webhook = f"{settings.SITE_URL}/shop/webhooks/{name}/"
    try:
        running = serve(fake, port)
    except OSError as error:
        raise CommandError(f"The fake of {name} cannot listen on port {port}: {error}.") from error
    try:
        yield running.base
    finally:
        running.stop()
        memory.write_text(json.dumps(fake.memory()))


def _memory(name: str) -> Path:
    """Beside the database and the mails: it belongs to what the site knows."""
    return Path(settings.JOBS_ALIVE_FILE).parent / f"fake-{name}.json"
