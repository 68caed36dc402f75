"""Certificates and badges as Open Badges 3.0: an AchievementCredential inside a signed token (VC-JWT).

The shape follows the Open Badges Specification 3.0 of 1EdTech (AchievementCredential, external proof) on the W3C's
Verifiable Credentials Data Model 2.0. Whoever holds the token checks it with the key in its header, which is also
at an address of this site; whether it was revoked since says the list that it names (1EdTechRevocationList).
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.urls import reverse

from cms_pages.export import statements
from leaderboard.models import BadgeAward, Certificate
from portal.core.addresses import absolute

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
ALGORITHM = "EdDSA"
TYPE = "JWT"


def as_credential(certificate: Certificate) -> dict[str, Any]:
    """Return the credential as JSON-like data. Needs `with_grounds()`."""
    said = certificate.confirmation
    mentor = f"{said.confirmed_by.display_name} (@{said.confirmed_by.handle})"
    criteria = f"{mentor}, a mentor, confirmed it on {said.confirmed_at:%Y-%m-%d}. What shows it: {said.evidence}"
    return _credential(
        address=absolute(certificate.get_absolute_url()),
        holder=certificate.name,
        valid_from=certificate.issued_at,
        achievement={
            "id": absolute(f"/#{said.skill.slug}-level-{said.level}"),
            "type": ["Achievement"],
            "achievementType": "Competency",
            "name": f"{said.skill.name}: {certificate.level_name}",
            "description": said.skill.description or said.skill.name,
            "criteria": {"narrative": criteria},
        },
    )


def as_badge(award: BadgeAward) -> dict[str, Any]:
    """Return what somebody holds as a credential. Needs its badge, its holder and its grounds."""
    badge = award.badge
    evidence = award.confirmation.evidence if award.confirmation else award.evidence
    return {
        **_credential(
            address=award_address(award),
            holder=award.user.display_name,
            valid_from=award.awarded_at,
            achievement={
                "id": absolute(f"{reverse('leaderboard:hall')}#badge-{badge.slug}"),
                "type": ["Achievement"],
                "achievementType": "Badge",
                "name": badge.name,
                "description": badge.description,
                "criteria": {"narrative": badge.earned_by},
            },
        ),
        "evidence": [{"type": ["Evidence"], "narrative": evidence}],
    }


def award_address(award: BadgeAward) -> str:
    """What an award is called outside; it names nobody, for the list of what was revoked is public."""
    return absolute(f"{reverse('leaderboard:hall')}#award-{award.pk}")


def _credential(*, address: str, holder: str, valid_from: datetime, achievement: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": list(CONTEXT),
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement["name"],
        "issuer": {
            "id": absolute("/"),
            "type": ["Profile"],
            "name": str(settings.SITE_NAME),
            "url": absolute("/"),
        },
        "validFrom": valid_from.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": address + ("-holder" if "#" in address else "#holder"),
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityHash": holder, "identityType": "name", "hashed": False}
            ],
            "achievement": achievement,
        },
        "credentialStatus": {
            "id": absolute(reverse("leaderboard:certificates_revoked")),
            "type": "1EdTechRevocationList",
        },
    }


def as_token(certificate: Certificate) -> str:
    """Return the credential signed; the same certificate always gives the same token. Needs `with_grounds()`."""
    return _signed(as_credential(certificate), certificate.issued_at)


def badge_token(award: BadgeAward) -> str:
    """The same of a badge that somebody holds."""
    return _signed(as_badge(award), award.awarded_at)


def _signed(payload: dict[str, Any], valid_from: datetime) -> str:
    registered = {
        "iss": payload["issuer"]["id"],
        "jti": payload["id"],
        "sub": payload["credentialSubject"]["id"],
        "nbf": int(valid_from.timestamp()),
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


def revocation_list(certificates: Iterable[Certificate], awards: Iterable[BadgeAward] = ()) -> dict[str, Any]:
    """Return which `certificates` and `awards` count no longer; why is said on their pages, not here."""
    gone = [*(absolute(each.get_absolute_url()) for each in certificates), *map(award_address, awards)]
    return {
        "id": absolute(reverse("leaderboard:certificates_revoked")),
        "issuer": absolute("/"),
        "revokedCredential": [{"id": each, "revoked": True} for each in gone],
    }


def _jwk(raw: str) -> dict[str, str]:
    found: dict[str, str] = jwt.algorithms.OKPAlgorithm.to_jwk(_public(raw), as_dict=True)
    return found


def _public(raw: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(raw))
