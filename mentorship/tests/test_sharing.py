"""Secret links: each opens one work and its pictures, for as long as its owner wants."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship import selectors
from mentorship.models import Project, WorkLink
from mentorship.models.sharing import key_in
from mentorship.services import pairings, projects, sharing
from portal.accounts.models import AuditEvent
from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from portal.core.policy import can
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db
ROLES = ["anonymous", "buyer", "stranger", "mentor", "moderator", "operator", "owner"]


def make(owner, visibility="link", title="Pot", **more) -> Project:
    more.setdefault("files", [picture()])
    return projects.create(owner=owner, by=owner, title=title, media_type="object", visibility=visibility, **more)


def link_to(work: Project, **more) -> WorkLink:
    return sharing.make_link(thing=work, by=work.owner, now=more.pop("now", timezone.now()), **more)


@pytest.fixture
def pot(participant) -> Project:
    return make(participant)


@pytest.fixture
def everybody(participant, mentor, stranger, moderator, buyer, operator):
    """{role: person}; `mentor` accompanies the owner."""
    return dict(
        zip(ROLES, [AnonymousUser(), buyer, stranger, mentor, moderator, operator, participant], strict=True)
    )


def browser(person) -> Client:
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def opened(client: Client, link: WorkLink) -> list[int]:
    """The answers of the page, and of every picture of it."""
    file = link.project.files.get()
    names = ["original", *(f"w{each['width']}.{each['format']}" for each in file.renditions)]
    pictures = [f"{reverse('mentorship:file', args=[file.public_id, name])}?key={link.token}" for name in names]
    return [client.get(address).status_code for address in [link.path, *pictures]]


@pytest.mark.parametrize("visibility", Project.Visibility.values)
def test_with_a_link_everybody_sees_a_work_that_is_shared_by_link_and_nothing_more(everybody, visibility):
    work = make(everybody["owner"])
    link = link_to(work)
    without = {
        "private": {"owner", "operator"},
        "mentor": {"owner", "operator", "mentor"},
        "cohort": {"owner", "operator", "mentor"},
        "members": set(ROLES) - {"anonymous"},
        "link": set(ROLES),
        "public": set(ROLES),
    }
    projects.change_visibility(project=work, visibility=visibility, by=work.owner)
    work.refresh_from_db()

    for role, person in everybody.items():
        answers = set(opened(browser(person), link))
        expected = 200 if role in without[visibility] else 404
        assert answers == {expected}, (role, visibility)
        assert can(person, "see", work, link.token) == (expected == 200)


def test_a_link_opens_one_work_and_its_pictures_and_leads_to_nothing_else(participant, pot):
    other, public = make(participant, title="Secret bowl"), make(participant, "public", title="Public jug")
    link = link_to(pot)
    visitor = Client()

    page = visitor.get(link.path)
    words = page.content.decode()

    assert page.status_code == 200
    assert page.context["image"]["src"].endswith(f"key={link.token}")
    assert visitor.get(page.context["image"]["src"]).status_code == 200
    assert "Secret bowl" not in words
    assert "Public jug" not in words
    for foreign in (other, public):
        for file in foreign.files.all():
            assert visitor.get(f"{file.url()}?key={link.token}").status_code == (200 if foreign.is_public else 404)
    assert visitor.get(f"{other.get_absolute_url()}?key={link.token}").status_code == 404
    assert other not in Project.objects.visible_to(AnonymousUser(), link.token)
    assert pot not in selectors.find_works(AnonymousUser())


def test_what_a_link_shows_is_kept_by_nobody_and_found_by_nobody(pot):
    visitor = Client()
    page = visitor.get(link_to(pot).path)
    image = visitor.get(page.context["image"]["src"])

    for answer in (page, image):
        assert {"private", "no-store"} <= {each.strip() for each in answer["Cache-Control"].split(",")}
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_expired_ended_unknown_and_forged_links_answer_alike(participant, pot):
    now = timezone.now()
    ended = sharing.revoke_link(link=link_to(pot), by=participant, now=now)
    expired = link_to(pot, now=now - timedelta(days=8), lasts=timedelta(days=7))
    deleted = link_to(pot)
    unknown = deleted.token
    deleted.delete()
    tokens = [
        ended.token,
        expired.token,
        unknown,
        "",
        "x",
        "\0",
        "a.b.c",
        f"{ended.key}.{'A' * 43}",
        link_to(pot).token[:-1],
        signing.Signer(sep=".", salt="another").sign(ended.key),
        "é" * 300,
    ]
    visitor = Client()
    missing = visitor.get(reverse("mentorship:project_detail", args=["2" * 12, "pot"]))

    answers = [visitor.get(pot.get_absolute_url(), {"key": token}) for token in tokens]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {missing.content}
    for token in tokens:
        assert visitor.get(pot.files.get().url(), {"key": token}).status_code == 404


def test_one_link_can_be_ended_while_another_stays(participant, pot):
    grandmother, school = link_to(pot, label="Grandmother"), link_to(pot, label="School")

    assert set(opened(Client(), grandmother)) == {200}
    sharing.revoke_link(link=grandmother, by=participant, now=timezone.now())

    assert set(opened(Client(), grandmother)) == {404}
    assert set(opened(Client(), school)) == {200}


def test_a_link_runs_out_at_its_moment(pot):
    now = timezone.now()
    link = link_to(pot, now=now, lasts=timedelta(days=1))

    def opens(at) -> bool:
        return WorkLink.objects.opened_by(link.token, at).exists()

    assert opens(now + timedelta(hours=23, minutes=59))
    assert not opens(now + timedelta(days=1))


def test_links_end_for_good_when_the_work_is_shown_otherwise(participant, pot):
    link = link_to(pot)

    projects.change_visibility(project=pot, visibility="private", by=participant)
    projects.change_visibility(project=pot, visibility="link", by=participant)

    assert set(opened(Client(), link)) == {404}
    assert not WorkLink.objects.get().is_open()


def test_a_token_cannot_be_guessed_nor_read_from_the_database(pot):
    link = link_to(pot)

    stored = {str(value) for value in WorkLink.objects.values().get().values()}

    assert len(link.key) == 22  # 128 bits in base64
    assert key_in(link.token) == link.key
    assert key_in(link.key) == ""
    assert link.token not in stored
    assert Client().get(pot.get_absolute_url(), {"key": link.key}).status_code == 404


def test_a_link_counts_how_often_it_was_opened_and_its_owner_is_told(participant, login, pot):
    link = link_to(pot, label="School")
    for _ in range(2):
        Client().get(link.path)
    Client().get(link.project.files.get().url(), {"key": link.token})

    link.refresh_from_db()
    page = login(participant).get(reverse("mentorship:project_sharing", args=[pot.public_id])).content.decode()

    assert link.use_count == 2
    assert link.last_used_at
    assert "Opened 2 times" in page


def test_only_the_owner_makes_links_and_only_while_the_work_is_shared_by_link(pot, stranger, mentor, operator):
    for person in (stranger, mentor, operator):
        with pytest.raises(NotAllowed):
            sharing.make_link(thing=pot, by=person, now=timezone.now())
        with pytest.raises(NotAllowed):
            sharing.revoke_link(link=link_to(pot), by=person, now=timezone.now())
    hidden = make(pot.owner, "private")
    with pytest.raises(sharing.NotByLink):
        link_to(hidden)


def test_there_are_not_endlessly_many_links(pot, monkeypatch):
    monkeypatch.setattr(sharing, "MAX_LINKS", 2)
    link_to(pot)
    over = link_to(pot)
    with pytest.raises(sharing.TooManyLinks):
        link_to(pot)

    sharing.revoke_link(link=over, by=pot.owner, now=timezone.now())

    assert link_to(pot).is_open()


def test_what_is_shared_of_a_minor_is_written_down(participant, operator, pot):
    people.set_age_band(user=participant, age_band="under_16", by=operator)
    pot.owner.refresh_from_db()

    link = link_to(pot)
    sharing.revoke_link(link=link, by=participant, now=timezone.now())

    noted = AuditEvent.objects.filter(subject=participant, action__startswith="share.").order_by("pk")
    assert [event.action for event in noted] == ["share.make", "share.end"]
    assert {event.object_label for event in noted} == {f"mentorship.Project {pot.pk}"}


def test_a_minor_shares_by_link_only_what_somebody_has_looked_at(participant, mentor, operator):
    people.set_age_band(user=participant, age_band="under_16", by=operator)
    participant.refresh_from_db()
    work = make(participant, "mentor")

    with pytest.raises(sharing.NeedsApproval):
        projects.change_visibility(project=work, visibility="link", by=participant)
    with pytest.raises(sharing.NotByLink):
        link_to(work)


def test_what_a_mentor_sees_ends_with_the_pairing(participant, mentor, operator):
    work = make(participant, "mentor")
    pairing = mentor.mentor_pairings.get()
    picture_of = work.files.get().url()
    assert browser(mentor).get(picture_of).status_code == 200

    pairings.end(pairing=pairing, by=operator, now=timezone.now())

    assert browser(mentor).get(picture_of).status_code == 404
    assert browser(mentor).get(work.get_absolute_url()).status_code == 404


def test_a_picture_costs_as_many_questions_with_a_link_as_there_are_links(pot, django_assert_max_num_queries):
    for _ in range(5):
        link = link_to(pot)
    address = f"{pot.files.get().url()}?key={link.token}"

    with django_assert_max_num_queries(3):
        assert Client().get(address).status_code == 200


# The owner's page ---------------------------------------------------------------------------------------------


@pytest.fixture
def page(pot) -> str:
    return reverse("mentorship:project_sharing", args=[pot.public_id])


def test_the_owner_chooses_who_sees_it_makes_a_link_and_ends_it(participant, login, pot, page):
    client = login(participant)
    projects.change_visibility(project=pot, visibility="private", by=participant)

    client.post(page, {"action": "show", "visibility": "link"})
    made = client.post(page, {"action": "make", "label": "  My   aunt ", "lasts": "7"}, follow=True)
    link = WorkLink.objects.get()

    assert link.label == "My aunt"
    assert timedelta(days=6) < link.expires_at - timezone.now() <= timedelta(days=7)
    assert f"http://127.0.0.1:8000{link.path}" in made.content.decode()
    assert set(opened(Client(), link)) == {200}

    ended = client.post(page, {"action": "end", "link": link.pk}, follow=True)

    assert link.path not in ended.content.decode()
    assert set(opened(Client(), link)) == {404}


def test_a_link_without_an_end_lasts(participant, login, pot, page):
    login(participant).post(page, {"action": "make", "label": "", "lasts": ""})

    assert WorkLink.objects.get().expires_at is None


@pytest.mark.parametrize(
    "form",
    [
        {"action": "make", "label": "x" * 61, "lasts": "7"},
        {"action": "make", "label": "Aunt", "lasts": "999"},
        {"action": "make", "label": "Aunt\0", "lasts": "7"},
        {"action": "show", "visibility": "everybody"},
        {"action": "show"},
        {},
    ],
)
def test_bad_input_is_told_beside_its_field_and_changes_nothing(participant, login, pot, page, form):
    answer = login(participant).post(page, form)

    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert form.get("label", "").replace("\0", "") in answer.content.decode()
    assert not WorkLink.objects.exists()
    assert Project.objects.get().visibility == "link"


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "9" * 30, "٣"])
def test_a_link_that_is_not_there_cannot_be_ended(participant, login, page, number):
    assert login(participant).post(page, {"action": "end", "link": number}).status_code == 404


def test_foreign_links_and_works_are_not_there(stranger, login, pot, page):
    link = link_to(pot)
    own = make(stranger, title="Own")
    client = login(stranger)
    own_page = reverse("mentorship:project_sharing", args=[own.public_id])

    assert client.get(page).status_code == client.post(page, {"action": "end", "link": link.pk}).status_code == 404
    assert client.post(own_page, {"action": "end", "link": link.pk}).status_code == 404
    assert set(opened(Client(), link)) == {200}


def test_the_page_does_not_ask_more_for_more_links(participant, login, pot, page, assert_queries_do_not_grow):
    assert_queries_do_not_grow(page, lambda: link_to(pot, label="One more"), client=login(participant))
