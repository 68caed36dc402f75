"""Identifiers that say nothing about how many there are."""

import secrets

#: No vowels, no look-alikes: never spells a word, survives being read aloud.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def public_id(length: int = 12) -> str:
    """Return a random identifier for a public address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
