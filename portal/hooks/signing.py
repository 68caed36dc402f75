"""Signatures by which the other side knows that we sent something: those of “Standard Webhooks”.

HMAC-SHA256 over "id.timestamp.body", in base64, after "v1,"; with two secrets two of them stand side by side.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from portal.hooks.models import Delivery, Endpoint

PREFIX = "whsec_"
#: For how long is signed by the old secret too, once there is a new one.
OVERLAP = timedelta(hours=24)


def secret_of(endpoint: Endpoint, nonce: str = "") -> str:
    """Return the secret as the other side enters it."""
    return PREFIX + base64.b64encode(_key(endpoint, nonce or endpoint.nonce)).decode()


def headers_for(delivery: Delivery, *, now: datetime) -> dict[str, str]:
    """Return what is sent beside the body."""
    endpoint, moment = delivery.endpoint, str(int(now.timestamp()))
    nonces = [endpoint.nonce]
    if endpoint.old_until and endpoint.old_until > now:
        nonces.append(endpoint.old_nonce)
    signed = f"{delivery.event_id}.{moment}.{delivery.body}".encode()
    return {
        "Content-Type": "application/json",
        "Webhook-Id": str(delivery.event_id),
        "Webhook-Timestamp": moment,
        "Webhook-Signature": " ".join(_sign(_key(endpoint, nonce), signed) for nonce in nonces),
    }


def _key(endpoint: Endpoint, nonce: str) -> bytes:
    value = f"{endpoint.public_id}:{nonce}"
    return salted_hmac("portal.hooks", value, algorithm="sha256").digest()


def _sign(key: bytes, words: bytes) -> str:
    return "v1," + base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()
