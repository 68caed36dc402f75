"""Forms of the chapter: who makes them, what sending one meets, who reads the answers, how long they are kept."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms_pages.forms import voices
from cms_pages.models import FormAnswer, FormField, FormPage, HomePage
from cms_pages.services import enquiries
from portal.accounts.services import exports
from portal.core import privacy
from portal.testing import letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "QUICKEST", timedelta(seconds=-1))


@pytest.fixture
def page(moderator: Any) -> FormPage:
    form = FormPage(title="Help us", slug="help-us", owner=moderator, told="carol@example.org, ada@example.org")
    form.form_fields = [
        FormField(sort_order=0, label="Your name", field_type="singleline"),
        FormField(sort_order=1, label="Mail", field_type="email"),
        FormField(sort_order=2, label="Homepage", field_type="singleline", required=False),
        FormField(sort_order=3, label="What?", field_type="checkboxes", choices="Teach\nDrive", required=False),
        FormField(sort_order=4, label="When?", field_type="date", required=False),
    ]
    HomePage.objects.get().add_child(instance=form)
    form.save_revision(user=moderator).publish(user=moderator)
    return FormPage.objects.get(pk=form.pk)


def filled(browser: Client, page: FormPage, **typed: Any) -> dict[str, Any]:
    """What a browser sends that has opened the page."""
    form = browser.get(page.url).context["form"]
    return {
        "answer_your_name": "Vera",
        "answer_mail": "Vera@Example.org",
        "answer_what": ["Teach"],
        "consent": "on",
        "moment": form["moment"].value(),
        "submission": str(form["submission"].value()),
        **typed,
    }


def send(page: FormPage, browser: Client | None = None, **typed: Any) -> Any:
    browser = browser or Client()
    address = reverse("cms_pages:answer_send", args=[page.pk])
    return browser.post(address, filled(browser, page, **typed), follow=True)


def kept(page: FormPage, **values: Any) -> FormAnswer:
    values = {"your_name": "Vera", "mail": "vera@example.org", **values}
    return enquiries.send(page=page, answers=values, submission=uuid4(), now=timezone.now())


# Sending -------------------------------------------------------------------------------------------------


def test_a_visitor_sends_a_form_and_gets_a_reference(page: FormPage) -> None:
    answer = send(page, answer_homepage="https://vera.example", answer_when="2026-12-01")

    row = FormAnswer.objects.get()
    assert row.reference in answer.content.decode()
    assert row.form_data["homepage"] == "https://vera.example"
    assert (row.form_data["what"], row.form_data["when"]) == (["Teach"], "2026-12-01")
    assert (row.email, row.sender, row.agreed_to) == ("vera@example.org", None, page.consent)
    assert (row.forget_at - row.submit_time).days == page.kept_days


def test_whom_the_form_names_is_told_and_nothing_personal_is_mailed(
    page: FormPage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(page)

    assert sorted(each for letter in letters.sent() for each in letter.to) == [
        "ada@example.org",
        "carol@example.org",
    ]
    for letter in mail.outbox:
        assert f"/cms/forms/submissions/{page.pk}/" in letter.body
        assert "Vera" not in letter.body + letter.subject


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(page: FormPage) -> None:
    answer = send(page, answer_your_name="Vera & Co", answer_mail="nonsense", answer_when="soon", consent="")

    text = answer.content.decode()
    form = answer.context["form"]
    assert not FormAnswer.objects.exists()
    assert set(form.errors) == {"answer_mail", "answer_when", "consent"}
    assert 'value="Vera &amp; Co"' in text
    assert 'value="nonsense"' in text
    assert 'aria-invalid="true"' in text
    assert "Without your consent" in text


def test_a_form_sent_twice_is_one_answer(page: FormPage) -> None:
    browser = Client()
    typed = filled(browser, page)
    address = reverse("cms_pages:answer_send", args=[page.pk])

    for _ in range(2):
        assert browser.post(address, typed).status_code == 302

    assert FormAnswer.objects.count() == 1


def test_a_machine_that_fills_the_trap_or_is_too_fast_is_refused(
    page: FormPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "homepage" in send(page, homepage="https://spam.example").context["form"].errors
    monkeypatch.setattr(voices, "QUICKEST", timedelta(seconds=3))
    assert "moment" in send(page).context["form"].errors
    assert "moment" in send(page, moment="").context["form"].errors
    assert not FormAnswer.objects.exists()


def test_nobody_sends_without_end_and_what_was_typed_comes_back(page: FormPage, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "answer": "2/10m"}
    for _ in range(2):
        assert send(page).status_code == 200

    refused = send(page, answer_your_name="Vera the third")

    assert refused.status_code == 429
    assert "Vera the third" in refused.content.decode()
    assert FormAnswer.objects.count() == 2


def test_a_form_that_is_offline_takes_nothing(page: FormPage) -> None:
    browser = Client()
    typed = filled(browser, page)
    page.unpublish()

    assert browser.post(reverse("cms_pages:answer_send", args=[page.pk]), typed).status_code == 404
    with pytest.raises(enquiries.Closed):
        kept(page)


def test_the_form_costs_the_same_however_much_was_sent(page: FormPage, assert_queries_do_not_grow: Any) -> None:
    assert_queries_do_not_grow(page.url, lambda: kept(page))


# One's own answer ----------------------------------------------------------------------------------------


def test_who_knows_the_reference_reads_and_deletes_what_they_sent(page: FormPage) -> None:
    answer, other = kept(page, what=["Teach", "Drive"]), kept(page, your_name="Quillwort")
    browser, address = Client(), reverse("cms_pages:answer_mine")
    typed = f" {answer.reference[:4]}-{answer.reference[4:8]}-{answer.reference[8:].upper()} "

    shown = browser.post(address, {"reference": typed}).content.decode()
    assert "Teach, Drive" in shown
    assert "Quillwort" not in shown
    browser.post(address, {"reference": answer.reference, "delete": "1"})

    assert list(FormAnswer.objects.all()) == [other]


def test_a_wrong_reference_finds_nothing(page: FormPage) -> None:
    kept(page)

    answer = Client().post(reverse("cms_pages:answer_mine"), {"reference": "nothing-here"})

    assert "Nothing is kept" in answer.content.decode()
    assert 'value="nothing-here"' in answer.content.decode()


def test_the_reference_is_shown_to_nobody_else(page: FormPage) -> None:
    send(page)

    answer = Client().get(reverse("cms_pages:answer_sent", args=[page.pk]))

    assert (answer.status_code, answer["Location"]) == (302, page.url)


# How long ------------------------------------------------------------------------------------------------


def test_answers_are_deleted_when_their_time_has_come(page: FormPage) -> None:
    old, young = kept(page), kept(page)
    FormAnswer.objects.filter(pk=old.pk).update(forget_at=timezone.now() - timedelta(seconds=1))
    said = StringIO()

    call_command("publish_due", stdout=said)

    assert list(FormAnswer.objects.all()) == [young]
    assert "1 answers forgotten" in said.getvalue()


def test_a_longer_time_of_the_form_is_not_that_of_what_was_sent_before(page: FormPage) -> None:
    answer = kept(page)
    page.kept_days = 700
    page.save()

    answer.refresh_from_db()

    assert (answer.forget_at - answer.submit_time).days == 180


def test_a_copy_holds_what_one_sent_and_erasing_takes_it(page: FormPage, participant: Any) -> None:
    EmailAddress.objects.create(user=participant, email=participant.email.upper(), verified=True)
    kept(page, mail=participant.email, your_name="Nachtigall")
    foreign = kept(page, your_name="Quillwort")

    with exports.build(user=participant, by=participant, now=timezone.now()) as copy:
        text = zipfile.ZipFile(BytesIO(copy.read())).read("cms_pages.FormAnswer.json").decode()

    assert json.loads(text)[0]["answers"]["your_name"] == "Nachtigall"
    assert "Quillwort" not in text
    [rule] = [rule for rule in privacy.rules() if rule.model == "cms_pages.FormAnswer"]
    assert not rule.rows(participant).filter(pk=foreign.pk).exists()


def test_an_address_that_nobody_has_proven_finds_nothing(page: FormPage, participant: Any) -> None:
    EmailAddress.objects.create(user=participant, email="vera@example.org", verified=False)
    kept(page)
    [rule] = [rule for rule in privacy.rules() if rule.model == "cms_pages.FormAnswer"]

    assert not rule.rows(participant).exists()


# Coordinators --------------------------------------------------------------------------------------------


def test_coordinators_read_find_and_delete_answers(page: FormPage, moderator: Any, login: Any) -> None:
    vera, other = kept(page), kept(page, your_name="Quillwort", mail="other@example.org")
    browser, address = login(moderator), reverse("wagtailforms:list_submissions", args=[page.pk])

    assert "Quillwort" in browser.get(address).content.decode()
    for typed in ("Vera@example.org", vera.reference.upper()):
        found = browser.get(address, {"who": typed}).content.decode()
        assert vera.reference in found
        assert "Quillwort" not in found
    browser.post(f"{reverse('wagtailforms:delete_submissions', args=[page.pk])}?selected-submissions={vera.pk}")

    assert list(FormAnswer.objects.all()) == [other]


@pytest.mark.parametrize("who", ["participant", "mentor", "buyer"])
def test_nobody_else_finds_answers(request: Any, page: FormPage, login: Any, who: str) -> None:
    answer = kept(page)
    browser = login(request.getfixturevalue(who))

    for name in ("list_submissions", "list_submissions_results", "delete_submissions"):
        address = reverse(f"wagtailforms:{name}", args=[page.pk])
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}?selected-submissions={answer.pk}").status_code == 404
    assert FormAnswer.objects.exists()


def test_tables_hold_no_formulas(page: FormPage, moderator: Any, login: Any) -> None:
    kept(page, your_name='=HYPERLINK("https://evil.example")')
    browser, address = login(moderator), reverse("wagtailforms:list_submissions", args=[page.pk])

    table = b"".join(browser.get(address, {"export": "csv"})).decode()
    book = load_workbook(BytesIO(b"".join(browser.get(address, {"export": "xlsx"}))))

    assert "\"'=HYPERLINK" in table
    assert {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value} <= {"s", "d", "n"}


def test_the_list_costs_the_same_for_many(
    page: FormPage, moderator: Any, login: Any, assert_queries_do_not_grow: Any
) -> None:
    address = reverse("wagtailforms:list_submissions", args=[page.pk])

    assert_queries_do_not_grow(address, lambda: kept(page), client=login(moderator))


def editor_form(*questions: dict[str, str], **values: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "Volunteer",
            "slug": "volunteer",
            "intro": rich_text("", features=["bold", "italic", "link"]),
            "body": streamfield([]),
            "form_fields": inline_formset(list(questions)),
            "button": "Send",
            "thanks": rich_text("", features=["bold", "italic", "link"]),
            "consent": "You may keep this.",
            "kept_days": "90",
            "told": "",
            "seo_title": "",
            "search_description": "",
            "social_image": "",
            "action-publish": "1",
            **values,
        }
    )


def question(label: str, kind: str = "singleline", choices: str = "") -> dict[str, str]:
    values = {"label": label, "field_type": kind, "choices": choices, "help_text": "", "default_value": ""}
    return {**values, "required": "on"}


def add_address(parent: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["cms_pages", "formpage", parent.pk])


def test_a_coordinator_puts_a_form_together(moderator: Any, login: Any) -> None:
    asked = (question("Name"), question("Which?", "radio", "This\nThat"))

    login(moderator).post(add_address(HomePage.objects.get()), editor_form(*asked))

    page = FormPage.objects.get()
    assert page.live
    shown = Client().get(page.url).content.decode()
    assert 'type="radio"' in shown
    assert "You may keep this." in shown


@pytest.mark.parametrize(
    ("asked", "values", "words"),
    [
        ((), {}, "Ask at least one question"),
        ((question("Which?", "radio", "This"),), {}, "Offer at least two answers"),
        ((question("Name"), question("Name!")), {}, "conflicts with another field"),
        ((question("Name"),), {"consent": "   "}, "This field is required"),
        ((question("Name"),), {"kept_days": "0"}, "greater than or equal to 1"),
        ((question("Name"),), {"told": "carol@example.org, nobody"}, "valid email"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_with_its_reason(
    moderator: Any, login: Any, asked: Any, values: Any, words: str
) -> None:
    answer = login(moderator).post(add_address(HomePage.objects.get()), editor_form(*asked, **values))

    assert words in answer.content.decode()
    assert not FormPage.objects.exists()


def test_a_participant_makes_no_form(participant: Any, login: Any) -> None:
    browser = login(participant)

    for parent in (participant.portfolio, HomePage.objects.get()):
        answer = browser.post(add_address(parent), editor_form(question("Password?")))
        assert answer.status_code in (302, 403, 404)
    assert not FormPage.objects.exists()
    assert not FormPage.can_create_at(participant.portfolio)
