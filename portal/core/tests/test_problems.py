"""Refusals to programs take the place of pages."""

from __future__ import annotations

from typing import Any

from django.core.signals import request_finished
from django.http import HttpResponse
from django.test import RequestFactory

from portal.core.problems import ProblemMiddleware


def answer(path: str, response: HttpResponse) -> Any:
    return ProblemMiddleware(lambda request: response)(RequestFactory().get(path))


def test_a_page_becomes_problem_details_and_keeps_what_a_program_goes_by():
    page = HttpResponse("<h1>Wait</h1>", status=429, headers={"Retry-After": "9", "X-Other": "1"})

    told = answer("/api/v1/tasks", page)

    assert (told.status_code, told["Content-Type"], told["Retry-After"]) == (429, "application/problem+json", "9")
    assert b"throttled" in told.content
    assert "X-Other" not in told


def test_pages_elsewhere_and_what_is_json_already_are_left_alone():
    page = HttpResponse("<h1>No</h1>", status=404)
    said = HttpResponse("{}", status=404, content_type="application/json")

    assert answer("/works/", page) is page
    assert answer("/api/v1/tasks", said) is said
    assert answer("/api/v1/tasks", fine := HttpResponse("<h1>Yes</h1>")) is fine


def test_the_request_goes_on_after_it():
    """Closing the page would end the request for everybody, the connection to the database among them."""
    ended = []

    def note(**_facts: Any) -> None:
        ended.append(True)

    request_finished.connect(note)
    try:
        answer("/api/v1/tasks", HttpResponse("<h1>No</h1>", status=404))
    finally:
        request_finished.disconnect(note)

    assert ended == []
