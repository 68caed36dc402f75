"""Diaries: who reads what, and that nothing of it is lost, doubled or told."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex

from mentorship.models import JournalEntry, JournalReading, JournalReply, Skill, Task, UserSkill
from mentorship.models.kept_files import private_storage
from mentorship.selectors import journals as questions
from mentorship.services import journals, pairings, projects
from mentorship.tests.test_project_services import _stored
from portal.accounts.models import AuditEvent
from portal.accounts.services import closures, consents, people
from portal.core import quota
from portal.core.exceptions import NotAllowed
from portal.core.uploads import BadUpload
from portal.testing import crafts
from portal.testing.uploads import picture, sound, text

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
NEW, LIST, SHARED = "/my/diary/new/", "/my/diary/", "/my/mentees/diaries/"


def wrote(owner: Any, words: str = "The warp broke twice.", **values: Any) -> JournalEntry:
    now = values.pop("now", timezone.now())
    return journals.write(owner=owner, by=owner, text=words, happened_on=TODAY(), now=now, **values)


def sent(**values: Any) -> dict[str, Any]:
    """What the form of a new entry sends."""
    first = {"text": "The warp broke.", "happened_on": TODAY().isoformat(), "visibility": "private"}
    return {**first, "minutes": "", "mood": "", "skill": "", "task": "", "submission": str(uuid4()), **values}


@pytest.fixture
def child(participant: Any, mentor: Any, operator: Any) -> Any:
    """Amina, under 16, whom Maria accompanies."""
    people.set_age_band(user=participant, age_band="under_16", by=operator)
    participant.refresh_from_db()
    return participant


# Writing --------------------------------------------------------------------------------------------------


def test_a_few_words_are_enough_and_only_the_owner_reads_them(participant, login):
    page = login(participant).post(NEW, sent(), follow=True)

    entry = JournalEntry.objects.get()
    assert "The warp broke." in page.content.decode()
    assert (entry.owner, entry.visibility, entry.mood, entry.minutes) == (participant, "private", "", None)


def test_a_form_that_is_sent_twice_makes_one_entry(participant, login):
    form = sent()
    browser = login(participant)

    first = browser.post(NEW, form)
    again = browser.post(NEW, form)

    assert JournalEntry.objects.count() == 1
    assert first["Location"] == again["Location"] == f"{LIST}?kept={form['submission']}"


def test_what_was_typed_after_a_lost_answer_is_not_lost(participant, login):
    form = sent()
    browser = login(participant)
    browser.post(NEW, form)

    page = browser.post(NEW, form | {"text": "The warp broke. I knotted it."}).content.decode()

    assert "I knotted it." in page
    assert "kept already" in page
    assert JournalEntry.objects.get().text == "The warp broke."


def test_photos_and_sounds_are_cleaned_and_counted_against_the_room(participant):
    entry = wrote(participant, "", files=[picture(), sound()])

    photo, song = entry.files.all()
    assert (photo.kind, song.kind) == ("image", "audio")
    assert photo.renditions
    assert all(private_storage().exists(path) for file in (photo, song) for path in file.paths)
    assert quota.used(participant) == photo.size_bytes + song.size_bytes


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "  "}, "Write a few words"),
        ({"happened_on": "2999-01-01"}, "has not come yet"),
        ({"happened_on": "yesterday"}, "Enter a valid date"),
        ({"minutes": "many"}, "Enter a whole number"),
        ({"minutes": "1441"}, "less than or equal to 1440"),
        ({"mood": "furious"}, "Select a valid choice"),
        ({"visibility": "link"}, "Select a valid choice"),
        ({"skill": "999"}, "Select a valid choice"),
        ({"task": "x"}, "Select a valid choice"),
        ({"text": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(participant, login, wrong, field):
    page = login(participant).post(NEW, sent(text="A long day.") | wrong)

    assert page.status_code == 200
    assert field in page.content.decode()
    assert wrong.get("text") or "A long day." in page.content.decode()
    assert not JournalEntry.objects.exists()


def test_a_text_file_among_photos_is_refused_and_leaves_nothing(participant):
    before = _stored()

    with pytest.raises(BadUpload, match=r"poem\.txt"):
        wrote(participant, files=[picture(), text()])
    with pytest.raises(journals.TooManyFiles):
        wrote(participant, files=[sound() for _ in range(journals.MAX_FILES + 1)])

    assert not JournalEntry.objects.exists()
    assert _stored() == before


def test_a_buyer_keeps_no_diary(buyer, login):
    with pytest.raises(NotAllowed):
        wrote(buyer)
    assert login(buyer).get(NEW).status_code == 404
    assert login(buyer).get(LIST).status_code == 200


def test_the_second_of_two_windows_is_told_and_keeps_its_words(participant, login):
    entry = wrote(participant)
    address = reverse("mentorship:journal_edit", args=[entry.public_id])
    form = sent(version="1")
    browser = login(participant)
    browser.post(address, form | {"text": "First window."})

    page = browser.post(address, form | {"text": "Second window."}).content.decode()

    assert "has changed since" in page
    assert "Second window." in page
    assert JournalEntry.objects.get().text == "First window."
    browser.post(address, form | {"text": "Second window.", "version": "2"})
    assert JournalEntry.objects.get().text == "Second window."


def test_a_photo_is_removed_and_another_comes(participant, login):
    entry = wrote(participant, files=[picture()])
    first = entry.files.get()
    form = sent(version="1", files=[sound()]) | {f"remove-{first.pk}": "on", f"alt-{first.pk}": "A loom"}

    login(participant).post(reverse("mentorship:journal_edit", args=[entry.public_id]), form)

    assert [(file.kind, file.position) for file in entry.files.all()] == [("audio", 0)]


def test_deleting_takes_files_and_replies_along(participant, mentor, login, django_capture_on_commit_callbacks):
    entry = wrote(participant, files=[picture()], visibility="mentor")
    paths = entry.files.get().paths
    journals.reply(entry=entry, by=mentor, text="Well done", submission=uuid4(), now=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        login(participant).post(reverse("mentorship:journal_delete", args=[entry.public_id]))

    assert not JournalEntry.objects.exists()
    assert not JournalReply.objects.exists()
    assert not any(private_storage().exists(path) for path in paths)


# Who reads it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mentor", "moderator", "operator", "stranger", "buyer", "visitor"])
def test_what_is_private_is_a_404_for_everybody_else_and_in_no_list(who, participant, mentor, login, request):
    entry = wrote(participant, "Sesame Canary", files=[picture()])
    somebody = AnonymousUser() if who == "visitor" else request.getfixturevalue(who)
    browser = request.getfixturevalue("client") if who == "visitor" else login(somebody)
    file = entry.files.get()

    for name in ("entry", "edit", "delete", "reply", "show"):
        address = reverse(f"mentorship:journal_{name}", args=[entry.public_id])
        for answer in (browser.get(address), browser.post(address, {"text": "x", "submission": str(uuid4())})):
            refused = answer.status_code == 404 or "/account/login/" in answer.get("Location", "")
            assert refused or answer.status_code == 405, (name, answer.status_code)
    for variant in ("original", "w64.jpeg"):
        assert browser.get(file.url(variant)).status_code == 404
    for address in (SHARED, "/my/", "/find/?q=Sesame", "/works/?q=Sesame", participant.portfolio.url):
        assert b"Canary" not in browser.get(address).content
    assert not JournalReply.objects.exists()


def test_staff_find_no_trace_in_reports_usage_or_the_log(participant, operator, login):
    UserSkill.objects.create(user=participant, skill=_skill(), level=0)
    entry = wrote(participant, "Sesame", skill=_skill(), visibility="mentor")
    journals.show(entry=entry, visibility="private", by=participant, now=timezone.now())

    ours = ["journalentry", "journalfile", "journalreading", "journalreply"]
    assert not ModelLogEntry.objects.filter(content_type__model__in=ours).exists()
    assert not ReferenceIndex.objects.filter(base_content_type__model__in=ours).exists()
    assert ReferenceIndex.objects.filter(base_content_type__model="journalprompt").exists()  # the control
    assert not ReferenceIndex.model_is_indexable(JournalEntry)
    assert not ReferenceIndex.model_is_indexable(JournalReply)
    assert b"Entry" not in login(operator).get(f"/cms/mentorship_skill/usage/{_skill().pk}/").content
    assert not AuditEvent.objects.filter(detail__icontains="diary").exists()


def test_a_mentor_whose_pairing_ended_reads_neither_entry_nor_talk(participant, mentor, operator, login):
    entry = wrote(participant, visibility="mentor", files=[picture()])
    public = wrote(participant, "For all", visibility="public")
    for each in (entry, public):
        journals.reply(entry=each, by=mentor, text="Try linen", submission=uuid4(), now=timezone.now())
    browser = login(mentor)
    assert b"Try linen" in browser.get(entry.get_absolute_url()).content

    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    assert browser.get(entry.get_absolute_url()).status_code == 404
    assert browser.get(entry.files.get().url()).status_code == 404
    assert b"Try linen" not in browser.get(public.get_absolute_url()).content
    assert b"For all" not in browser.get(SHARED).content
    with pytest.raises(NotAllowed):
        journals.reply(entry=public, by=mentor, text="Still here", submission=uuid4(), now=timezone.now())


def test_others_are_shown_neither_mood_nor_time_nor_the_talk(participant, mentor, client):
    entry = wrote(participant, visibility="public", mood="stuck", minutes=95)
    journals.reply(entry=entry, by=mentor, text="Try linen", submission=uuid4(), now=timezone.now())

    page = client.get(entry.get_absolute_url()).content.decode()

    assert "The warp broke twice." in page
    assert "Amina Okoye" in page
    for hidden in ("Stuck", "95", "1 h 35 min", "Try linen", "Maria"):
        assert hidden not in page


def test_hiding_ends_the_public_addresses_of_photos(participant, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        entry = wrote(participant, visibility="public", files=[picture(size=(900, 600))])
    entry.refresh_from_db()
    assert entry.public_token
    [shown] = JournalEntry.objects.with_files().get(pk=entry.pk).files.all()
    public = shown.image["src"]
    assert client.get(public).status_code == 200
    assert client.get(f"/diary/files/{shown.public_id}/original").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        journals.show(entry=entry, visibility="private", by=participant, now=timezone.now())

    caches["default"].clear()
    assert client.get(public).status_code == 404
    assert client.get(f"/diary/files/{shown.public_id}/original").status_code == 404


def test_what_somebody_shows_stands_on_their_portfolio_and_the_rest_does_not(participant, client, login):
    for visibility in JournalEntry.OFFERED:
        wrote(participant, f"Words for {visibility}", visibility=visibility)

    for browser in (client, login(participant)):
        page = browser.get(participant.portfolio.url).content.decode()
        assert "From the workbench" in page
        assert "Words for public" in page
        assert "Words for m" not in page
        assert "Words for private" not in page


# Minors ---------------------------------------------------------------------------------------------------


def test_a_minor_shows_nothing_to_strangers_alone(child, login):
    with pytest.raises(journals.NeedsApproval):
        wrote(child, visibility="public")
    page = login(child).post(NEW, sent(visibility="members")).content.decode()
    assert "My mentors and me" in page
    assert not JournalEntry.objects.exists()


def test_a_mentor_shows_a_minors_entry_as_they_have_read_it(child, mentor, moderator, operator, login):
    entry = wrote(child, visibility="mentor")
    _consent(child, operator)
    address = reverse("mentorship:journal_show", args=[entry.public_id])
    assert login(moderator).post(address, {"action": "show", "version": "1"}).status_code == 404
    journals.change(entry=entry, by=child, now=timezone.now(), seen_version=1, text="I live at 5 Mill Lane")

    browser = login(mentor)
    stale = browser.post(address, {"action": "show", "version": "1"}, follow=True)
    assert "has changed since" in stale.content.decode()
    assert JournalEntry.objects.get().visibility == "mentor"

    browser.post(address, {"action": "show", "version": "2"})
    assert JournalEntry.objects.get().visibility == "public"
    assert AuditEvent.objects.filter(subject=child, action=AuditEvent.Action.PUBLISHED_FOR).count() == 1


def test_what_a_minor_changes_is_looked_at_again(child, mentor, operator, login):
    entry = wrote(child, visibility="mentor")
    _consent(child, operator)
    journals.show(entry=entry, visibility="public", by=mentor, now=timezone.now())
    version = JournalEntry.objects.get().version

    address = reverse("mentorship:journal_edit", args=[entry.public_id])
    form = sent(text="My street is Mill Lane", visibility="public", version=str(version))
    login(child).post(address, form, follow=True)

    assert JournalEntry.objects.get().visibility == "mentor"


def test_words_and_who_sees_them_are_kept_together_or_not_at_all(child, login):
    entry = wrote(child)
    address, before = reverse("mentorship:journal_edit", args=[entry.public_id]), _stored()
    typed = sent(text="My street is Mill Lane", visibility="public", version="1", minutes="20")
    browser = login(child)

    page = browser.post(address, typed | {"files": [picture()]})

    form = page.context["form"]
    assert set(form.errors) == {"visibility", "files"}
    assert (form["text"].value(), form["minutes"].value()) == ("My street is Mill Lane", "20")
    kept = JournalEntry.objects.get()
    assert (kept.text, kept.visibility, kept.version) == (entry.text, "private", 1)
    assert _stored() == before
    browser.post(
        address, typed | {"files": [picture()], "visibility": "mentor", "version": form["version"].value()}
    )
    kept.refresh_from_db()
    assert (kept.text, kept.visibility, kept.files.count()) == ("My street is Mill Lane", "mentor", 1)


def test_without_consent_a_minors_entry_is_hidden(child, mentor, operator, django_capture_on_commit_callbacks):
    entry = wrote(child, visibility="mentor")
    with pytest.raises(Exception, match="consent"):
        journals.show(entry=entry, visibility="public", by=mentor, now=timezone.now())
    _consent(child, operator)
    journals.show(entry=entry, visibility="public", by=mentor, now=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(user=child, kind="publishing", by=child, now=timezone.now())

    assert JournalEntry.objects.get().visibility == "mentor"


# The talk -------------------------------------------------------------------------------------------------


def test_a_mentor_finds_the_unread_first_and_the_two_talk(participant, mentor, login):
    now = timezone.now()
    read, unread = wrote(participant, "Old", visibility="mentor", now=now), wrote(participant, visibility="mentor")
    journals.note_reading(entry=read, by=mentor, now=timezone.now() + timedelta(minutes=1))

    assert [(entry, entry.is_unread) for entry in questions.shared_with(mentor)] == [(unread, True), (read, False)]

    browser = login(mentor)
    browser.get(unread.get_absolute_url())
    assert not questions.shared_with(mentor).filter(is_unread=True)
    once = {"text": "Try linen", "submission": str(uuid4())}
    for _ in range(2):
        browser.post(reverse("mentorship:journal_reply", args=[unread.public_id]), once)

    assert JournalReply.objects.count() == 1
    assert "New reply" in login(participant).get(LIST).content.decode()
    assert "Try linen" in login(participant).get(unread.get_absolute_url()).content.decode()
    assert "New reply" not in login(participant).get(LIST).content.decode()

    journals.reply(entry=unread, by=participant, text="I did", submission=uuid4(), now=timezone.now())
    assert questions.shared_with(mentor).get(is_unread=True) == unread


def test_only_the_two_sides_talk_and_only_about_what_is_shared(participant, mentor, stranger, operator):
    private, public = wrote(participant), wrote(participant, visibility="public")

    for entry, person in ((private, mentor), (private, participant), (public, stranger), (public, operator)):
        with pytest.raises(NotAllowed):
            journals.reply(entry=entry, by=person, text="Hm", submission=uuid4(), now=timezone.now())
    journals.note_reading(entry=public, by=stranger, now=timezone.now())
    assert not JournalReading.objects.exists()


def test_people_take_back_their_own_words_only(participant, mentor, login):
    entry = wrote(participant, visibility="mentor")
    said = journals.reply(entry=entry, by=mentor, text="Hm", submission=uuid4(), now=timezone.now())
    address = reverse("mentorship:journal_reply", args=[entry.public_id])

    for number in (str(said.pk), "x", "9" * 30):
        assert login(participant).post(address, {"take_back": number}).status_code == 404
    assert login(mentor).post(address, {"take_back": str(said.pk)}).status_code == 302
    assert not JournalReply.objects.exists()


# The list, weeks, copies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ages", "row"),
    [([], 0), ([0], 1), ([1], 1), ([0, 1, 2, 3], 4), ([1, 2, 3], 3), ([2, 3], 0), ([0, 2, 3], 1), ([-1, 0, 1], 2)],
)
def test_weeks_in_a_row_end_this_week_or_the_last_one(ages, row):
    today = date(2026, 11, 27)
    monday = date(2026, 11, 23)

    assert questions.weeks_in_a_row([monday - age * questions.WEEK for age in ages], today) == row


def test_a_pause_is_told_kindly(participant, login):
    for weeks in (5, 6):
        journals.write(
            owner=participant,
            by=participant,
            text="Wove",
            happened_on=TODAY() - weeks * questions.WEEK,
            now=timezone.now(),
        )

    page = login(participant).get(LIST).content.decode()

    assert "Entries in 2 weeks so far." in page
    for shame in ("broke", "lost", "missed", "0 weeks"):
        assert shame not in page


def test_the_diary_is_narrowed_by_month_skill_reader_and_words(participant, login):
    UserSkill.objects.create(user=participant, skill=_skill(), level=0)
    wrote(participant, "About knots", skill=_skill(), visibility="mentor")
    journals.write(
        owner=participant, by=participant, text="Older", happened_on=date(2024, 3, 5), now=timezone.now()
    )
    browser = login(participant)

    def found(query: str) -> tuple[bool, bool]:
        page = browser.get(f"{LIST}?{query}").content.decode()
        return "About knots" in page, "Older" in page

    assert found("") == (True, True)
    assert found("month=2024-03") == (False, True)
    assert found(f"skill={_skill().slug}") == (True, False)
    assert found("visibility=mentor") == (True, False)
    assert found("q=knots") == (True, False)
    assert found("month=x&skill=x&visibility=zz&page=zz") == (True, True)


def test_the_lists_ask_the_same_for_one_and_for_many(participant, mentor, login, assert_queries_do_not_grow):
    def add() -> None:
        entry = wrote(participant, visibility="mentor", files=[picture(size=(20, 20))])
        journals.reply(entry=entry, by=mentor, text="Hm", submission=uuid4(), now=timezone.now())

    assert_queries_do_not_grow(LIST, add, client=login(participant), rows=4)
    assert_queries_do_not_grow(SHARED, add, client=login(mentor), rows=4)
    assert_queries_do_not_grow(
        participant.portfolio.url, lambda: wrote(participant, visibility="public", files=[picture()]), rows=2
    )


def test_the_talk_asks_the_same_for_one_reply_and_for_many(participant, mentor, login, assert_queries_do_not_grow):
    entry = wrote(participant, visibility="mentor")

    def add() -> None:
        journals.reply(entry=entry, by=mentor, text="Hm", submission=uuid4(), now=timezone.now())

    assert_queries_do_not_grow(entry.get_absolute_url(), add, client=login(participant), rows=4)


def test_the_diary_is_taken_along_with_files_and_nobody_elses(participant, stranger, mentor, login):
    entry = wrote(participant, "Wove <b>", files=[picture(), sound()], visibility="mentor")
    journals.reply(entry=entry, by=mentor, text="Try linen", submission=uuid4(), now=timezone.now())
    wrote(stranger, "Not mine")

    answer = login(participant).post("/my/diary/download/")

    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        page = archive.read("diary.html").decode()
        assert len(archive.namelist()) == 3
        for name in archive.namelist()[1:]:
            assert f'src="{name}"' in page
            assert archive.read(name)
    assert "Wove &lt;b&gt;" in page
    assert "Try linen" in page
    assert "Not mine" not in page


def test_a_file_that_has_gone_astray_keeps_nobody_from_the_rest_of_their_diary(participant, login):
    gone = wrote(participant, "First", files=[picture()]).files.get()
    kept = wrote(participant, "Second", files=[picture()]).files.get()
    gone.original.storage.delete(gone.original.name)

    answer = login(participant).post("/my/diary/download/")

    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        words, photo = archive.namelist()
        assert kept.entry.public_id in photo
        assert b"First" in archive.read(words)


def test_a_photo_of_the_making_is_copied_to_a_work_and_the_entry_stays_private(participant, stranger, login):
    entry = wrote(participant, files=[picture()])
    file = entry.files.get()
    rug = projects.create(owner=participant, by=participant, title="Rug", media_type="object")
    other = projects.create(owner=stranger, by=stranger, title="Song", media_type="audio")
    address = reverse("mentorship:journal_making", args=[entry.public_id, file.public_id])
    browser = login(participant)

    assert browser.post(address, {"project": other.public_id}).status_code == 200
    assert not other.files.exists()
    browser.post(address, {"project": rug.public_id})

    copied = rug.files.get()
    assert (copied.kind, copied.is_process) == ("image", True)
    assert not set(copied.paths) & set(file.paths)
    assert JournalEntry.objects.get().visibility == "private"
    with pytest.raises(NotAllowed):
        journals.show_making(file=file, project=rug, by=stranger)


def test_a_task_of_somebody_else_is_no_task_of_the_entry(participant, stranger, mentor):
    theirs = Task(participant=stranger, assigned_by=mentor, title="Hem")
    theirs.save()
    with pytest.raises(journals.NotYourTask):
        wrote(participant, task=theirs)


def test_a_closed_account_hides_its_diary_and_brings_it_back(
    participant, client, django_capture_on_commit_callbacks
):
    entry = wrote(participant, visibility="public")
    with django_capture_on_commit_callbacks(execute=True):
        closures.begin(user=participant, by=participant, now=timezone.now())
    assert client.get(entry.get_absolute_url()).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        closures.undo(user=participant, by=participant, now=timezone.now())
    assert client.get(entry.get_absolute_url()).status_code == 200


def _skill() -> Skill:
    if not Skill.objects.exists():
        crafts.make()
    return Skill.objects.earliest("pk")


def _consent(child: Any, by: Any) -> None:
    guardian = consents.record_guardian(user=child, name="Mother", contact="1", relation="parent", by=by)
    consents.give_consent(user=child, kind="publishing", by=by, now=timezone.now(), guardian=guardian)
