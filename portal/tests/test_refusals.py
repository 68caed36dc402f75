import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError

from portal.core.exceptions import DomainError, NotAllowed
from portal.core.refusals import RefusalMiddleware
from portal.testing import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("error", "status"), [(NotAllowed("Only mentors."), 403), (DomainError("Sold."), 409)])
def test_a_refusal_nobody_answered_is_told_in_words(error, status, participant):
    request = RequestFactory().get("/")
    request.user = participant

    response = RefusalMiddleware(lambda request: None).process_exception(request, error)

    assert response.status_code == status
    assert error.message in response.content.decode()


def test_a_tool_that_deletes_what_others_hang_on_is_refused_in_words(client, participant):
    """Wagtail's screen for people is not ours, and knows nothing of what hangs on them."""
    client.force_login(cast.operator())

    answer = client.post(reverse("wagtailusers_users:delete", args=[participant.pk]))

    assert answer.status_code == 409
    assert "must stay" in answer.content.decode()
    assert type(participant).objects.filter(pk=participant.pk).exists()


def test_a_form_without_its_fields_is_a_bad_request_and_no_fault_of_ours(participant):
    request = RequestFactory().post("/")
    request.user = participant

    response = RefusalMiddleware(lambda request: None).process_exception(request, MultiValueDictKeyError("count"))

    assert response.status_code == 400


def test_a_fault_of_ours_is_left_to_the_error_page():
    assert (
        RefusalMiddleware(lambda request: None).process_exception(RequestFactory().get("/"), ValueError()) is None
    )


def test_a_form_without_its_token_is_answered_in_our_design(participant):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(participant)

    response = browser.post("/my/profile/", {"bio": "x"})

    assert response.status_code == 403
    assert "Please send that again" in response.content.decode()


def test_browsers_find_an_icon(client):
    assert client.get("/favicon.ico")["Location"].endswith("favicon.ico")


@pytest.mark.parametrize(
    "path", ["/%00", "/works/?q=%00", "/shop/pieces/%00/", "/works/?%00=1", "/cms/login/?next=%00"]
)
def test_a_null_byte_in_an_address_is_a_page_that_does_not_exist(client, path):
    assert client.get(path).status_code == 404
