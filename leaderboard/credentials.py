"""Certificates as Open Badges 3.0: an AchievementCredential inside a signed token (VC-JWT).

The shape follows the Open Badges Specification 3.0 of 1EdTech (AchievementCredential, external proof) on the W3C's
Verifiable Credentials Data Model 2.0. Whoever holds the token checks it with the key in its header, which is also
at an address of this site; whether it was revoked since says the list that it names (1EdTechRevocationList).
"""

from __future__ import annotations

import base64
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.urls import reverse

from cms_pages.export import statements
from leaderboard.models import Certificate
from portal.core.addresses import absolute

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
ALGORITHM = "EdDSA"
TYPE = "JWT"


def as_credential(certificate: Certificate) -> dict[str, Any]:
    """Return the credential as JSON-like data. Needs `with_grounds()`."""
    said = certificate.confirmation
    address = absolute(certificate.get_absolute_url())
    mentor = f"{said.confirmed_by.display_name} (@{said.confirmed_by.handle})"
    criteria = f"{mentor}, a mentor, confirmed it on {said.confirmed_at:%Y-%m-%d}. What shows it: {said.evidence}"
    return {
        "@context": list(CONTEXT),
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{said.skill.name}: {certificate.level_name}",
        "issuer": {
            "id": absolute("/"),
            "type": ["Profile"],
            "name": str(settings.SITE_NAME),
            "url": absolute("/"),
        },
        "validFrom": certificate.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{address}#holder",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": certificate.name,
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": absolute(f"/#{said.skill.slug}-level-{said.level}"),
                "type": ["Achievement"],
                "achievementType": "Competency",
                "name": f"{said.skill.name}: {certificate.level_name}",
                "description": said.skill.description or said.skill.name,
                "criteria": {"narrative": criteria},
            },
        },
        "credentialStatus": {
            "id": absolute(reverse("leaderboard:certificates_revoked")),
            "type": "1EdTechRevocationList",
        },
    }


def as_token(certificate: Certificate) -> str:
    """Return the credential signed; the same certificate always gives the same token. Needs `with_grounds()`."""
    payload = as_credential(certificate)
    registered = {
        "iss": payload["issuer"]["id"],
        "jti": payload["id"],
        "sub": payload["credentialSubject"]["id"],
        "nbf": int(certificate.issued_at.timestamp()),
    }
    name, raw = next(iter(statements.keys().items()))
    headers = {"typ": TYPE, "kid": key_url(name), "jwk": _jwk(raw)}
    return jwt.encode({**payload, **registered}, statements.private_key(), algorithm=ALGORITHM, headers=headers)


def read(token: str) -> dict[str, Any]:
    """Return what one of our tokens says, or {} when none of our keys signed it."""
    for raw in statements.keys().values():
        try:
            return jwt.decode(token, _public(raw), algorithms=[ALGORITHM])
        except jwt.InvalidTokenError:
            continue
    return {}


def key_url(name: str) -> str:
    return absolute(reverse("leaderboard:certificate_key", args=[name]))


def key(name: str) -> dict[str, str]:
    """Return the public key called `name` as a JWK, or {}."""
    raw = statements.keys().get(name)
    return {**_jwk(raw), "kid": key_url(name)} if raw else {}


def revocation_list(certificates: Any) -> dict[str, Any]:
    """Return which of the `certificates` count no longer; why is said on their pages, not here."""
    return {
        "id": absolute(reverse("leaderboard:certificates_revoked")),
        "issuer": absolute("/"),
        "revokedCredential": [{"id": absolute(each.get_absolute_url()), "revoked": True} for each in certificates],
    }


def _jwk(raw: str) -> dict[str, str]:
    found: dict[str, str] = jwt.algorithms.OKPAlgorithm.to_jwk(_public(raw), as_dict=True)
    return found


def _public(raw: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(raw))
