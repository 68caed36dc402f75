"""The demo: a chapter that looks alive, loaded in one run and never twice."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from cms_pages.models import BlogPostPage, GalleryPage, HomePage, PortfolioPage
from cms_pages.selectors import pages_awaiting
from mentorship.models import Comparison, Kit, MentorProfile, Pairing, Preference, Project, ProjectFile, Skill
from messaging.models import Conversation, Message
from portal.accounts.models import Consent, User
from portal.accounts.selectors import consent_holds
from portal.management.commands import seed_demo
from portal.testing import database
from shop.models import CommissionOffer, Listing

Order = get_model("order", "Order")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def load() -> str:
    out = StringIO()
    call_command("seed_demo", force=True, small=True, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def chapter(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """Load the demo once, committed like in real life, and leave an empty database behind."""
    with django_db_blocker.unblock():
        load()
    yield
    with django_db_blocker.unblock():
        database.copies(worker_id).restore()


def counts() -> dict[str, int]:
    """How many rows there are of every model of ours and of what the demo touches elsewhere."""
    ours = {"accounts", "account", "mentorship", "cms_pages", "shop", "order", "basket", "catalogue", "partner"}
    ours |= {"wagtailcore", "auth", "address", "leaderboard", "messaging", "taggit"}
    models = [model for model in apps.get_models() if model._meta.app_label in ours and model._meta.managed]
    tables = {model._meta.db_table: model for model in models if not model._meta.swapped}
    return {name: model._base_manager.count() for name, model in tables.items() if name not in GONE}


#: Oscar declares this table and migrates it under another name.
GONE = {"catalogue_product_category_hierarchy"}


def test_the_chapter_has_its_people() -> None:
    roles = Counter(User.objects.exclude(groups=None).values_list("groups__name", flat=True))

    assert roles == {"participant": 13, "mentor": 3, "coordinator": 1, "buyer": 2}
    assert Pairing.objects.current().count() == 13
    assert PortfolioPage.objects.live().exclude(tagline="").exclude(intro="").count() == 13


def test_pieces_were_compared_and_those_of_minors_stay_here(tmp_path: Path) -> None:
    carol = User.objects.get(email="carol@example.org")
    judged = Preference.objects.answered()

    assert judged.filter(rater=carol).exists()
    assert Comparison.objects.visible_to(carol).exclude(preferences__rater=carol).exists()
    call_command("export_feedback", output=tmp_path / "out", stdout=StringIO())
    lines = [line for path in tmp_path.rglob("preference/*.jsonl") for line in path.read_text().splitlines()]
    of_adults = judged.exclude(comparison__first__task__participant__age_band__in=User.MINOR)
    assert 0 < len(lines) <= of_adults.count()


def test_portraits_are_public_where_their_people_are() -> None:
    shown = User.objects.exclude(profile__public_token="").values_list("pk", flat=True)

    assert set(shown) == set(PortfolioPage.objects.live().values_list("owner_person", flat=True))


def test_a_story_of_a_minor_waits_for_her_mentor() -> None:
    kaya, maria = (User.objects.get(email=f"{name}@example.org") for name in ("kaya", "maria"))

    assert kaya.is_minor
    assert [page.title for page in pages_awaiting(maria)] == ["The rug that would not lie flat"]


def test_nobody_but_the_operator_is_staff_or_holds_rights_of_their_own() -> None:
    everybody = User.objects.filter(is_superuser=False)

    assert not everybody.filter(is_staff=True).exists()
    assert not everybody.exclude(user_permissions=None).exists()


def test_everybody_tells_something_and_has_a_portrait() -> None:
    silent = User.objects.filter(groups__isnull=False, profile__bio="")
    faceless = User.objects.filter(groups__isnull=False, profile__avatar="")

    assert not silent.exists()
    assert not faceless.exists()


def test_there_is_enough_to_see_to_read_and_to_buy() -> None:
    assert Skill.objects.filter(levels__number=4).count() >= 16
    assert Project.objects.count() >= 40
    assert Project.objects.public().count() >= 40
    assert set(Project.objects.values_list("visibility", flat=True)) == set(Project.Visibility.values)
    assert BlogPostPage.objects.live().count() >= 20
    assert Listing.objects.live().count() >= 25
    assert set(Listing.objects.values_list("kind", flat=True)) == {"original", "edition"}
    assert len(set(Order.objects.values_list("status", flat=True))) >= 4
    assert Order.objects.filter(user__email="ben@example.org").exists()
    assert Order.objects.filter(user=None).exists()


def test_every_picture_says_what_it_shows() -> None:
    pictures = ProjectFile.objects.filter(kind=ProjectFile.Kind.IMAGE)

    assert pictures.count() >= 40
    assert not pictures.filter(alt_text="").exists()
    assert HomePage.objects.get().picture.description


def test_sounds_and_programs_are_there_to_be_heard_and_read() -> None:
    heard = Project.objects.filter(media_type=Project.MediaType.AUDIO)

    assert heard.count() >= 5
    assert not heard.exclude(files__kind=ProjectFile.Kind.AUDIO).exists()
    assert ProjectFile.objects.filter(kind=ProjectFile.Kind.CODE).count() >= 5


def test_a_gallery_shows_what_its_maker_chose() -> None:
    gallery = GalleryPage.objects.get(owner__email="amina@example.org")

    titles = [item.project.title for item in gallery.items.all()]

    assert titles[0] == "Market day"
    assert len(titles) == 4


def test_who_takes_part_has_agreed_to_it_and_kits_have_names_of_their_own() -> None:
    taking_part = User.objects.filter(groups__name="participant")
    kits = list(Kit.objects.values_list("name", flat=True))

    assert taking_part.exists()
    assert all(consent_holds(person, Consent.Kind.TAKING_PART) for person in taking_part)
    assert len(kits) == len(set(kits))


def test_the_mentor_of_the_demo_can_take_in_somebody_new() -> None:
    profile = MentorProfile.objects.with_places().get(user__email="maria@example.org")

    assert profile.free_count > 0


@pytest.mark.parametrize("email", [email for email, _what in seed_demo.LOGINS])
def test_the_demo_log_ins_open_the_one_door(client: Client, email: str) -> None:
    answer = client.post(reverse("account_login"), {"login": email, "password": seed_demo.PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
    assert EmailAddress.objects.get(email=email).verified


def test_nobody_else_has_a_known_password() -> None:
    logins = [email for email, _what in seed_demo.LOGINS]

    assert not [user for user in User.objects.exclude(email__in=logins) if user.has_usable_password()]


@pytest.mark.parametrize("path", ["/", "/people/", "/stories/", "/people/amina-okoye/works/", "/works/", "/shop/"])
def test_the_pages_of_a_full_site_open(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_people_talk_in_twos_in_a_group_and_about_a_piece() -> None:
    said = Conversation.objects.exclude(last_seq=0)

    assert Counter(said.values_list("kind", flat=True)) == {"direct": 3, "group": 1}
    assert said.get(listing__isnull=False).listing.project.title == "Garden runner"
    assert not Message.objects.exclude(state=Message.State.DELIVERED).exists()


def test_the_money_adds_up() -> None:
    out = StringIO()

    call_command("check_integrity", stdout=out, stderr=out)

    assert "problems: 0" in out.getvalue()


def test_a_second_run_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()

    assert seed_demo.is_loaded()
    assert "already" in load()
    monkeypatch.setattr(seed_demo, "is_loaded", lambda: False)  # as after an interruption
    load()

    assert counts() == before


def test_an_interrupted_run_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    Project.objects.get(title="Sampler: first steps on the floor loom").delete()
    BlogPostPage.objects.get(title="Four hundred spoons").delete()
    monkeypatch.setattr(seed_demo, "is_loaded", lambda: False)

    load()

    assert Project.objects.get(title="Sampler: first steps on the floor loom").files.count() == 1
    assert BlogPostPage.objects.live().filter(title="Four hundred spoons").exists()


def test_a_production_site_refuses_accounts_with_a_known_password() -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")


def test_pieces_are_made_to_order_as_far_as_is_told() -> None:
    states = CommissionOffer.objects.values_list("status", flat=True)

    assert sorted(states) == ["delivered", "in_work", "offered"]
    assert CommissionOffer.objects.get(status="delivered").project is not None
