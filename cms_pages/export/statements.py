"""What the site says of a person on others' word, signed, so that it still counts where the site is not.

Each statement is a short text and an Ed25519 signature of its bytes. The public key is on the live site, which
also checks texts that somebody pastes; with the key anybody can check without asking us.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import reverse

from mentorship.selectors import confirmed_levels
from portal.accounts.models import User

SIGNATURE = "Signature: "
SEPARATOR = "\n\n----\n\n"
Source = Callable[[User], list[str]]
_sources: list[Source] = []


@dataclass(frozen=True)
class Statement:
    text: str
    key: str
    signature: str

    @property
    def signed(self) -> str:
        """The text with its signature below, as people pass it on."""
        return f"{self.text}\n{SIGNATURE}{self.key}:{self.signature}"


def source(function: Source) -> Source:
    """Register `function`: asked with a person, it returns sentences about them on others' word."""
    _sources.append(function)
    return function


def of(person: User) -> list[Statement]:
    """Return what the site says of `person`, signed."""
    return [sign(sentence, about=person) for each in _sources for sentence in each(person)]


def sign(sentence: str, *, about: User) -> Statement:
    site = settings.SITE_URL.rstrip("/")
    text = f"{settings.SITE_NAME} ({site}) states about {about.display_name} (@{about.handle}):\n{sentence}"
    private = private_key()
    signature = base64.b64encode(private.sign(text.encode())).decode()
    return Statement(text=text, key=_name_of(_raw(private.public_key())), signature=signature)


def check(signed: str) -> str:
    """Return the text of a signed statement if we signed it, else ""."""
    text, _newline, last = signed.replace("\r\n", "\n").strip().rpartition("\n")
    key, _colon, signature = last.strip().removeprefix(SIGNATURE).partition(":")
    public = keys().get(key)
    if not text or not last.strip().startswith(SIGNATURE) or public is None:
        return ""
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(raw, text.encode())
    except (InvalidSignature, ValueError):
        return ""
    return text


def keys() -> dict[str, str]:
    """Return the public keys with which statements of this site are checked: {name: base64}, the newest first."""
    current = _raw(private_key().public_key())
    old = [base64.b64decode(each) for each in settings.STATEMENT_OLD_KEYS]
    return {_name_of(raw): base64.b64encode(raw).decode() for raw in [current, *old]}


def keys_url() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("cms_pages:statement_keys")


def check_url() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("cms_pages:statement_check")


def shown(statements: list[Statement]) -> dict[str, Any]:
    return {"statements": statements, "keys_url": keys_url(), "check_url": check_url()}


def as_text(statements: list[Statement]) -> str:
    head = (
        f"What {settings.SITE_NAME} says on others' word. Signed is each text by itself (Ed25519, UTF-8).\n"
        f"Public keys: {keys_url()}\nPaste a text with its signature to have it checked: {check_url()}"
    )
    return SEPARATOR.join([head, *(each.signed for each in statements)]) + "\n"


def as_json(statements: list[Statement]) -> str:
    content = {
        "algorithm": "Ed25519",
        "keys": keys() if statements else {},
        "keys_url": keys_url(),
        "statements": [{"text": each.text, "key": each.key, "signature": each.signature} for each in statements],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


@source
def _levels(person: User) -> list[str]:
    """What mentors vouch for: who, what, when and on what grounds."""
    return [
        f"has reached “{row.level_name}”, level {row.level} of {row.top}, in {row.skill.name}.\n"
        f"Confirmed by {row.confirmed_by.display_name} (@{row.confirmed_by.handle}), mentor, "
        f"on {row.confirmed_at:%Y-%m-%d}.\n"
        f"What shows it: {row.evidence}"
        for row in confirmed_levels(person)
    ]


def private_key() -> Ed25519PrivateKey:
    """Return the key that signs for this site at present; the first of `keys()` belongs to it."""
    return _key_from(settings.STATEMENT_KEY or settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _key_from(secret: str) -> Ed25519PrivateKey:
    """Derive the key, so that nothing but the secret has to be kept."""
    seed = HKDF(hashes.SHA256(), 32, salt=None, info=b"portal.export.statements").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _name_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]
