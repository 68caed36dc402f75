"""What others vouch for stays checkable wherever it is taken, and nothing else passes the check."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from cms_pages.export import builder, statements

SENTENCE = "has reached level 2 of 4 in Weaving, confirmed by Maria Lindqvist on 2026-05-03."


@pytest.fixture
def vouched(monkeypatch):
    """Somebody vouches for everybody."""
    monkeypatch.setattr(statements, "_sources", [lambda person: [SENTENCE]])


@pytest.fixture
def site(participant, vouched, tmp_path) -> Path:
    root = tmp_path / "site"
    root.mkdir()
    builder.build(person=participant, root=root)
    return root


@pytest.mark.django_db
def test_a_statement_is_checked_with_the_public_key_alone(site, client):
    kept = json.loads((site / "verified.json").read_text())
    keys = client.get("/verify/keys.json").json()["keys"]

    [statement] = kept["statements"]
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys[statement["key"]]))
    public.verify(base64.b64decode(statement["signature"]), statement["text"].encode())
    assert SENTENCE in statement["text"]
    assert "Amina Okoye" in statement["text"]
    assert kept["keys"] == keys
    assert SENTENCE in (site / "verified/index.html").read_text()


@pytest.mark.django_db
def test_the_site_checks_what_somebody_pastes(participant, vouched, client):
    [statement] = statements.of(participant)

    def answer(text: str, browser: Client = client) -> str:
        return browser.post("/verify/", {"statement": text}).content.decode()

    assert "This is ours, word for word" in answer(statement.signed)
    assert "This is ours, word for word" in answer(statement.signed.replace("\n", "\r\n") + "\r\n")
    for forged in (
        statement.signed.replace("level 2", "level 4"),
        statement.signed.replace("Amina", "Bruno"),
        statement.signed.replace(statement.key, "0" * 16),
        statement.text,
        f"{statement.text}\nSignature: {statement.key}:not base64",
        f"{statement.text}\nSignature: {statement.key}:",
        "Signature: x",
    ):
        page = answer(forged)
        assert "We have not signed this" in page
        assert forged.split("\n")[0].split("(")[0] in page, "what was pasted is kept"
    assert "We have not signed this" not in client.get("/verify/").content.decode()
    assert "This field is required" in answer("")


@pytest.mark.django_db
def test_an_old_key_still_counts_when_it_is_published(participant, vouched, settings):
    [old] = statements.of(participant)
    public = statements.keys()[old.key]

    settings.STATEMENT_KEY = "another long and random text"
    assert statements.check(old.signed) == ""

    settings.STATEMENT_OLD_KEYS = [public]
    assert statements.check(old.signed) == old.text
    assert next(iter(statements.keys())) == statements.of(participant)[0].key


@pytest.mark.django_db
def test_who_nobody_vouches_for_gets_a_page_that_says_so(participant, monkeypatch, tmp_path):
    monkeypatch.setattr(statements, "_sources", [])
    root = tmp_path / "site"
    root.mkdir()

    builder.build(person=participant, root=root)

    assert "Nobody has vouched for anything yet" in (root / "verified/index.html").read_text()
    assert json.loads((root / "verified.json").read_text())["statements"] == []
