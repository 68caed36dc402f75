"""Tables of people: read, tried, taken in, taken back; and notes about one person put together."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from mentorship.models import Distinction, ImportBatch, Interaction, Prospect, StageChange
from mentorship.selectors import prospects as asking
from mentorship.services import imports, interactions, merging, prospects
from portal.core.exceptions import NotAllowed
from portal.testing import cast
from portal.testing.jobs import work_off

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HERE = "/my/prospects/imports/"
CONSENT = {"consent_how": "paper"}


def csv_file(*lines, name="people.csv", encoding="utf-8"):
    return SimpleUploadedFile(name, "\r\n".join(lines).encode(encoding))


def xlsx_file(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("people.xlsx", out.getvalue())


def upload(by, file):
    return imports.upload(by=by, filename=file.name, file=file, now=NOW)


def tried(by, file, **defaults):
    batch = upload(by, file)
    return imports.try_out(batch=batch, by=by, mapping=batch.mapping, defaults=CONSENT | defaults, now=NOW)


def meet(by, name, **words):
    return prospects.create(by=by, now=NOW, name=name, **{"consent_how": "spoken", **words})


def log(about, by, **words):
    return interactions.log(about=about, by=by, now=NOW, **{"client_id": uuid4(), "no_next_step": True, **words})


# Reading -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [
        csv_file("Full name;Mobile;Town", "Zoë Ört;0170 5550101;Köln", ";;", "Ali;0170 5550102;Bonn"),
        csv_file("Full name,Mobile,Town", "Zoë Ört,0170 5550101,Köln", ",,", "Ali,0170 5550102,Bonn",
                 encoding="utf-16"),
        csv_file("Full name\tMobile\tTown", "Zoë Ört\t0170 5550101\tKöln", "", "Ali\t0170 5550102\tBonn",
                 encoding="cp1252"),
        xlsx_file(["Full name", "Mobile", "Town"], ["Zoë Ört", "0170 5550101", "Köln"], [],
                  ["Ali", 1705550102, "Bonn"]),
    ],
    ids=["semicolons", "utf-16", "tabs in cp1252", "xlsx"],
)  # fmt: skip
def test_tables_of_all_kinds_are_read_and_their_columns_guessed(file, mentor):
    file.seek(0)

    batch = tried(mentor, file)

    assert batch.mapping == {"name": 0, "phone": 1, "place": 2}
    assert batch.errors == []
    imports.commit(batch=batch, by=mentor, now=NOW)
    assert list(Prospect.objects.order_by("name").values_list("name", "place")) == [
        ("Ali", "Bonn"),
        ("Zoë Ört", "Köln"),
    ]


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (imports.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", imports.Unreadable),
        (b"\0\1\2\3", imports.Unreadable),
        (b"PK\3\4 no workbook", imports.Unreadable),
        (b"Name\r\n", imports.Empty),
        (b"Name\n" + b"x\n" * (imports.MOST_ROWS + 1), imports.TooLarge),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, refusal, mentor):
    with pytest.raises(refusal):
        upload(mentor, SimpleUploadedFile("people.csv", content))


@pytest.mark.slow
def test_a_workbook_that_unpacks_without_end_is_refused(mentor):
    with pytest.raises(imports.TooLarge):
        upload(mentor, SimpleUploadedFile("people.xlsx", _bomb()))


# Trying --------------------------------------------------------------------------------------------------------


def test_trying_keeps_nothing_and_names_each_bad_row_by_its_number(mentor, skill):
    batch = tried(
        mentor,
        csv_file(
            "name,phone,email,age,guardian,guardian contact,skills,days,hours,agreed on",
            "Good,0170 5550101,,adult,,,throwing,mon,4,2026-01-31",
            ",,,,,,,,,",
            "Bad mail,,nonsense,,,,,,,",
            "Child,,,under 16,Ruth,,,,,",
            ",0170 5550102,,,,,,,,",
            "Bad skill,,,,,,flying,someday,900,31.31.2026",
        ),
    )

    assert not Prospect.objects.exists()
    assert not StageChange.objects.exists()
    numbers = [number for number, _why in batch.errors]
    assert numbers == [4, 5, 6, 7]
    why = {number: " ".join(reasons) for number, reasons in batch.errors}
    assert "E-mail address" in why[4]
    assert "guardian" in why[5]
    assert "name is missing" in why[6]
    for word in ("day of the week", "Hours", "31.31.2026"):
        assert word in why[7], why[7]


def test_an_unknown_skill_is_an_error_with_its_name(mentor):
    batch = tried(mentor, csv_file("name,skills", "Ada,Flying"))

    assert batch.errors == [[2, ["Skill areas: We teach no skill called Flying."]]]


def test_without_an_agreement_nobody_is_taken_in(mentor):
    batch = upload(mentor, csv_file("name,consent", "Ada,paper", "Timo,", "Kim,maybe"))
    with pytest.raises(imports.NotMapped):
        imports.try_out(batch=batch, by=mentor, mapping={"name": 0}, defaults={}, now=NOW)

    batch = imports.try_out(batch=batch, by=mentor, mapping=batch.mapping, defaults={}, now=NOW)

    assert [number for number, _why in batch.errors] == [3, 4]


def test_who_is_probably_known_already_is_shown_and_left_out_unless_wanted(mentor):
    meet(mentor, "Timo Berg", phone="+49 170 5550101")
    lines = (
        "name,phone,email",
        "Timmo Bergh,0170 5550101,",
        "Ada,,ada@example.org",
        "A. Moss,,ADA@example.org",
        "Kim,,",
    )

    batch = tried(mentor, csv_file(*lines))

    assert [number for number, _who in batch.doubles] == [2, 4]
    assert batch.doubles[0][1] == "Timo Berg"
    assert imports.commit(batch=batch, by=mentor, now=NOW).created_count == 2
    again = tried(mentor, csv_file(*lines))
    assert imports.commit(batch=again, by=mentor, now=NOW, with_doubles=True).created_count == 4


def test_foreign_prospects_are_no_duplicates(mentor):
    meet(cast.person("Xaver Lang", "mentor"), "Timo Berg", phone="0170 5550101")

    assert tried(mentor, csv_file("name,phone", "Timo Berg,0170 5550101")).doubles == []


# Taking in and back --------------------------------------------------------------------------------------------


def test_taken_in_twice_it_is_taken_in_once(mentor, skill):
    batch = tried(mentor, csv_file("name,skills,source", "Ada,Throwing,school", "Timo,,"), source="event")

    for _again in range(2):
        batch = imports.commit(batch=batch, by=mentor, now=NOW)

    ada, timo = Prospect.objects.order_by("name")
    assert (ada.source, timo.source) == ("school", "event")
    assert list(ada.skills.all()) == [skill]
    assert [each.to_stage for each in ada.stage_changes.all()] == ["new"]
    assert (batch.created_count, batch.rows, batch.errors) == (2, [], [])


def test_nothing_is_taken_in_untried_or_when_nothing_is_good(mentor):
    with pytest.raises(imports.NotTried):
        imports.commit(batch=upload(mentor, csv_file("name", "Ada")), by=mentor, now=NOW)
    with pytest.raises(imports.NothingGood):
        imports.commit(batch=tried(mentor, csv_file("name,email", "Ada,x")), by=mentor, now=NOW)


def test_only_who_brought_it_takes_it_in_and_they_or_a_coordinator_take_it_back(mentor, moderator, buyer):
    other = cast.person("Xaver Lang", "mentor")
    with pytest.raises(NotAllowed):
        upload(buyer, csv_file("name", "Ada"))
    batch = tried(mentor, csv_file("name", "Ada"))
    for person in (other, moderator):
        with pytest.raises(NotAllowed):
            imports.commit(batch=batch, by=person, now=NOW)
    batch = imports.commit(batch=batch, by=mentor, now=NOW)
    with pytest.raises(NotAllowed):
        imports.undo(batch=batch, by=other, now=NOW)

    for _again in range(2):
        batch = imports.undo(batch=batch, by=moderator, now=NOW)

    assert batch.state == "undone"
    assert not Prospect.objects.exists()


@pytest.mark.parametrize("touch", ["change", "move", "log", "merge"])
def test_an_import_that_was_worked_with_stays_and_says_who(touch, mentor):
    batch = imports.commit(batch=tried(mentor, csv_file("name", "Ada", "Timo")), by=mentor, now=NOW)
    ada = Prospect.objects.get(name="Ada")
    {
        "change": lambda: prospects.change(prospect=ada, by=mentor, place="Hill"),
        "move": lambda: prospects.move(prospect=ada, to="contacted", by=mentor, now=NOW),
        "log": lambda: log(ada, mentor),
        "merge": lambda: merging.merge(keep=ada, other=meet(mentor, "Adda"), by=mentor, now=NOW),
    }[touch]()

    with pytest.raises(imports.ChangedSince) as refusal:
        imports.undo(batch=batch, by=mentor, now=NOW)

    assert refusal.value.changed == [ada]
    assert Prospect.objects.filter(batch=batch).count() == 2


def test_a_table_that_nobody_took_in_is_deleted_after_a_day(mentor):
    old, taken = tried(mentor, csv_file("name", "Ada")), tried(mentor, csv_file("name", "Timo"))
    imports.commit(batch=taken, by=mentor, now=NOW)

    assert imports.forget_unfinished(now=NOW + timedelta(hours=23)) == 0
    assert imports.forget_unfinished(now=NOW + timedelta(hours=25)) == 1
    assert list(ImportBatch.objects.all()) == [taken]
    assert old.pk != taken.pk


# The pages -----------------------------------------------------------------------------------------------------


def test_a_mentor_brings_a_table_tries_it_and_takes_it_back(mentor, login):
    browser = login(mentor)
    to = browser.post(HERE, {"file": csv_file("Who,Mobile", "Ada,0170 5550101", ",0170 5550102")})["Location"]
    page = browser.get(to).content.decode()
    assert "0170 5550101" in page

    refused = browser.post(to, {"column_phone": "1"})
    assert set(refused.context["form"].errors) == {"column_name", "all_consent_how"}
    browser.post(to, {"column_name": "0", "column_phone": "1", "all_consent_how": "spoken"})
    found = browser.get(to).content.decode()
    assert "A name is missing." in found
    errors = browser.get(f"{to}errors.csv").content.decode("utf-8-sig")
    assert '"0170 5550102","3"' in errors
    browser.post(f"{to}commit/")
    assert Prospect.objects.get().name == "Ada"
    log(Prospect.objects.get(), mentor)
    stays = browser.post(f"{to}undo/")

    assert stays.status_code == 409
    assert "Ada" in stays.content.decode()
    Interaction.objects.all().delete()
    Prospect.objects.update(updated_at=ImportBatch.objects.get().settled_at)
    StageChange.objects.exclude(from_stage="").delete()
    browser.post(f"{to}undo/")
    assert not Prospect.objects.exists()


def test_five_hundred_bad_rows_are_shown_page_by_page(mentor, login, django_assert_max_num_queries):
    batch = tried(mentor, csv_file("name,email", *(f"Person {number},nonsense" for number in range(500)), "Ada,"))
    work_off()

    with django_assert_max_num_queries(30):
        page = login(mentor).get(f"{HERE}{batch.public_id}/?page=20").content.decode()

    assert ">501<" in page
    assert ">2<" not in page
    assert len(page) < 60_000


def test_another_mentor_finds_no_import_and_a_coordinator_what_was_taken_in(mentor, moderator, login):
    batch = tried(mentor, csv_file("name", "Ada"))
    page = f"{HERE}{batch.public_id}/"
    for who in (cast.person("Xaver Lang", "mentor"), moderator):
        browser = login(who)
        assert [browser.get(page).status_code, browser.post(f"{page}commit/").status_code] == [404, 404]
        assert browser.get(f"{page}errors.csv").status_code == 404

    imports.commit(batch=batch, by=mentor, now=NOW)

    assert login(moderator).get(page).status_code == 200


def test_no_file_and_a_picture_are_refused_beside_the_field(mentor, login):
    for words in ({}, {"file": SimpleUploadedFile("x.png", b"\x89PNG\r\n\0\0")}, {"file": "text"}):
        answer = login(mentor).post(HERE, words)
        assert answer.status_code == 200
        assert answer.context["form"].errors["file"]


# Duplicates ----------------------------------------------------------------------------------------------------


def test_notes_that_are_alike_are_paired_until_somebody_tells_them_apart(mentor, moderator):
    one = meet(mentor, "Inês Duarte", phone="+351 939 555 201")
    two = meet(mentor, "Ines Duarte", phone="939555201")
    meet(mentor, "Ian Drat")
    assert [(pair.first, pair.second) for pair in asking.alike_pairs(moderator)] == [(one, two)]
    assert asking.alike_pairs(cast.person("Xaver Lang", "mentor")) == []

    for _again in range(2):
        merging.tell_apart(first=two, second=one, by=mentor, now=NOW)

    assert asking.alike_pairs(moderator) == []
    assert asking.likely_same(mentor, name=one.name, but=one.pk) == []
    assert Distinction.objects.count() == 1


def test_putting_two_notes_together_keeps_both_histories(mentor, skill):
    keep, other = meet(mentor, "Inês Duarte", phone="939 555 201"), meet(mentor, "Ines", email="i@example.org")
    for each in (keep, other):
        log(each, mentor, outcome="unreachable")
        prospects.assess(prospect=each, skill=skill, level=1, evidence="?", by=mentor, now=NOW)
    prospects.move(prospect=other, to="offered", by=mentor, now=NOW)

    kept = merging.merge(keep=keep, other=other, by=mentor, now=NOW, take=["name"])

    assert (kept.name, kept.phone, kept.email, kept.stage) == ("Ines", "939 555 201", "i@example.org", "offered")
    assert (kept.interactions.count(), kept.assessments.count()) == (2, 2)
    assert kept.stage_changes.count() == 2 + 3 + 1
    other.refresh_from_db()
    assert other.merged_into == kept
    assert not other.stage_changes.exists()
    assert list(Prospect.objects.standing()) == [kept]
    with pytest.raises(merging.SameNote):
        merging.merge(keep=keep, other=other, by=mentor, now=NOW)
    with pytest.raises(merging.SameNote):
        merging.merge(keep=keep, other=keep, by=mentor, now=NOW)


def test_two_accounts_are_not_put_together_but_one_account_is_kept(mentor, participant, stranger):
    first, second, third = (meet(mentor, name) for name in ("Amina", "Amina O.", "Bruno"))
    prospects.mark_onboarded(prospect=first, user=participant, by=mentor, now=NOW)
    prospects.mark_onboarded(prospect=third, user=stranger, by=mentor, now=NOW)
    with pytest.raises(merging.LinkedPeople):
        merging.merge(keep=first, other=third, by=mentor, now=NOW)

    kept = merging.merge(keep=second, other=first, by=mentor, now=NOW)

    assert (kept.stage, kept.onboarded_user) == ("onboarded", participant)
    assert asking.timeline_of_person(participant).prospects == (first.pk, second.pk)


def test_nobody_puts_together_what_they_do_not_look_after(mentor, moderator, login):
    mine, theirs = meet(mentor, "Amina"), meet(cast.person("Xaver Lang", "mentor"), "Amina")
    for act in (merging.merge, lambda keep, other, **rest: merging.tell_apart(first=keep, second=other, **rest)):
        with pytest.raises(NotAllowed):
            act(keep=mine, other=theirs, by=mentor, now=NOW)
    page = f"/my/prospects/{mine.public_id}/merge/{theirs.public_id}/"
    assert login(mentor).get(page).status_code == 404

    assert "One person?" in login(moderator).get(page).content.decode()
    login(moderator).post(page)

    theirs.refresh_from_db()
    assert theirs.merged_into == mine


def test_the_address_of_a_merged_note_leads_to_the_kept_one(mentor, login):
    keep, other = meet(mentor, "Amina"), meet(mentor, "Amina")
    merging.merge(keep=keep, other=other, by=mentor, now=NOW)

    assert login(mentor).get(other.get_absolute_url())["Location"] == keep.get_absolute_url()
    answer = login(mentor).post(
        f"{other.get_absolute_url()}contact/",
        {
            "client_id": str(uuid4()),
            "channel": "phone",
            "outcome": "reached",
            "visibility": "staff",
            "due_in": "none",
        },
    )
    assert answer["Location"] == keep.get_absolute_url()
    assert keep.interactions.count() == 1
