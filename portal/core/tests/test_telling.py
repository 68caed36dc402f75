"""What a person reads at their next page."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage

from portal.core.exceptions import DomainError
from portal.core.telling import told


class TooLate(DomainError):
    message = "It is too late."


@pytest.fixture
def request_of_somebody(rf):
    request = rf.post("/")
    request._messages = BaseStorage(request)
    return request


def read(request):
    return [(each.level_tag, each.message) for each in messages.get_messages(request)._queued_messages]


def test_what_is_done_is_told(request_of_somebody):
    with told(request_of_somebody, "Sent."):
        pass

    assert read(request_of_somebody) == [("success", "Sent.")]


def test_a_refusal_is_told_in_its_own_words(request_of_somebody):
    with told(request_of_somebody, "Sent."):
        raise TooLate

    assert read(request_of_somebody) == [("error", "It is too late.")]


def test_a_fault_of_ours_is_not_swallowed(request_of_somebody):
    with pytest.raises(ZeroDivisionError), told(request_of_somebody, "Sent."):
        raise ZeroDivisionError

    assert read(request_of_somebody) == []
