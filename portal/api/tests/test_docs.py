"""The viewers of the API: from our own server, for members, under the policy of the site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db
PAGES = pytest.mark.parametrize("path", ["/api/v1/docs/", "/api/v1/redoc/"])


def directives(answer: Any) -> dict[str, list[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


@PAGES
def test_its_policy_is_that_of_the_site_but_for_small_signs(path, participant, login):
    browser = login(participant)
    policy, usual = directives(browser.get(path)), directives(browser.get("/"))

    assert "unsafe" not in str(policy)
    assert [each for each in policy["script-src"] if not each.startswith("'nonce-")] == ["'self'"]
    assert set(policy["img-src"]) - set(usual["img-src"]) == {"data:"}
    same = policy.keys() - {"script-src", "style-src", "img-src"}
    assert {name: policy[name] for name in same} == {name: usual[name] for name in same}
    assert policy.keys() == usual.keys()


@PAGES
def test_nothing_in_it_runs_from_the_page_or_comes_from_elsewhere(path, participant, login):
    page = login(participant).get(path)
    words = page.content.decode()

    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", words))
    assert not re.search(r"<style|\son\w+=|\sstyle=", words)
    files = re.findall(r'(?:src|href)="/static/([^"]+)"', words)
    assert len(re.findall(r"<script", words)) == 2
    assert all(finders.find(each) for each in files)
    assert not [each for each in re.findall(r'(?:src|href)="([^"]+)"', words) if not re.match(r"/(?!/)", each)]
    assert 'data-schema="/api/v1/schema/"' in words


@PAGES
@pytest.mark.parametrize("accept", ["text/html", "*/*", "application/json"])
def test_members_only_whatever_their_browser_asks_for(path, accept, participant, login):
    refused = Client().get(path, headers={"Accept": accept})

    assert (refused.status_code, refused["Content-Type"]) == (401, "application/problem+json")
    assert refused.json()["code"]
    assert login(participant).get(path, headers={"Accept": accept}).status_code == 200
    assert login(participant).post(path).status_code == 405
