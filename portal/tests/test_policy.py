"""One policy: lists, single rows and addresses agree about who sees what, and hide the rest in the same words."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms_pages.models import ContactMessage, Export, GalleryPage, PostComment
from cms_pages.permissions import PortfolioPagePolicy
from cms_pages.services import contact, galleries
from cms_pages.tests import factories as pages
from leaderboard.models import Badge, BadgeAward, Certificate
from mentorship.models import (
    Assessment,
    Cohort,
    CohortMember,
    Commission,
    Comparison,
    Discipline,
    Extension,
    Feedback,
    FeedbackFile,
    FeedbackReply,
    Goal,
    ImportBatch,
    Interaction,
    Issue,
    IssueLine,
    JournalEntry,
    JournalFile,
    JournalPrompt,
    JournalReply,
    LevelConfirmation,
    MentorProfile,
    MentorRequest,
    Pairing,
    PeerReview,
    PeerRound,
    Preference,
    Program,
    Project,
    ProjectFile,
    Prospect,
    ResourceRequest,
    Rubric,
    SavedComment,
    Skill,
    SkillPack,
    StageChange,
    Stock,
    Submission,
    SubmissionFile,
    Task,
    TaskFile,
    TaskTemplate,
    Upload,
    WorkNote,
)
from mentorship.services import (
    comparisons,
    extensions,
    feedback,
    goals,
    interactions,
    journals,
    pairings,
    projects,
    prospects,
    resources,
    review_files,
    reviews,
    submissions,
    tasks,
    uploading,
)
from mentorship.tests import stores
from messaging.kinds import BY_SLUG, To
from messaging.models import Announcement, Case, Conversation, Decision, MessageFile, Notification, Thanks
from messaging.services import announcements, conversations, desk, messages, notifications, reports
from portal.access import CLOSED, site
from portal.access.addresses import every_address
from portal.accounts.models import (
    AuditEvent,
    Consent,
    Guardian,
    Invitation,
    InvitationLink,
    PersonalToken,
    Profile,
    User,
)
from portal.accounts.services import consents, invitations, joining, people, personal_tokens
from portal.core import policy
from portal.core.policy import can, visible_to
from portal.hooks import services as hooks
from portal.hooks.models import Delivery, Endpoint
from portal.testing import cast, crafts
from portal.testing.uploads import picture
from shop.models import CommissionOffer, Listing, Payout, Question, QuestionWord, Review, SaleLine
from shop.permissions import Order
from shop.services import listings
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db

WATCH = {"coordinator", "guard", "operator"}


@dataclass
class World:
    """Amina, under 16, and everything she has; Bruno has the same; Maria is Amina's mentor only."""

    who: dict[str, Any]
    works: dict[str, Project] = field(default_factory=dict)

    def name(self, person: Any) -> str:
        return next(name for name, each in self.who.items() if each.pk == person.pk)


@pytest.fixture
def world(participant, stranger, mentor, moderator, buyer, operator):
    former = cast.mentor_of(participant, "Former Mentor")
    pairings.end(pairing=former.mentor_pairings.get(), by=operator, now=timezone.now())
    closed = cast.person("Closed Account", "participant", "coordinator")
    who = {
        "amina": participant,
        "bruno": stranger,
        "mentor": mentor,
        "former": former,
        "coordinator": moderator,
        "guard": cast.person("Sofia Lund", "safeguarding"),
        "buyer": buyer,
        "operator": operator,
        "closed": closed,
        "visitor": AnonymousUser(),
    }
    made = World(who)
    crafts.make()
    for owner in (participant, stranger):
        _fill(made, owner, by=operator)
    _meet_people(made)
    _meet_fellows(made)
    _say(made)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    closed.is_active = False
    return made


def _make_to_order(wish: Commission) -> None:
    CommissionOffer.objects.create(
        seller=listings.seller_of(user=wish.maker),
        request=wish,
        title="A jug",
        included="Clay and glaze",
        currency="EUR",
        price_minor=5000,
        deposit_minor=1500,
        kept_percent=50,
        promised_on=timezone.localdate(),
        is_sent=True,
        status=CommissionOffer.Status.OFFERED,
        submission=uuid4(),
    )


def _fill(world: World, owner: User, *, by: User) -> None:
    for visibility in Project.Visibility.values:
        work = projects.create(
            owner=owner, by=owner, title=visibility, media_type="object", visibility=visibility, files=[picture()]
        )
        world.works[f"{world.name(owner)} {visibility}"] = work
    work, now = world.works[f"{world.name(owner)} private"], timezone.now()
    uploading.begin(project=work, filename="jug.jpg", size=9, by=owner, now=now)
    built = {"state": "built", "file": "site.zip", "size_bytes": 9, "sha256": "0" * 64}
    Export.objects.create(person=owner, requested_at=now, finished_at=now, **built)
    wish = Commission.objects.create(
        maker=owner, name="Vera", email="vera@example.org", message="?", submission=uuid4()
    )
    _make_to_order(wish)
    _hand_in(owner, by=by, now=now)
    goals.set_goal(owner=owner, title="Save", by=owner, now=now)
    heard = [To(Task.objects.filter(participant=owner)[0], owner)]
    notifications.tell(kind=BY_SLUG["task_withdrawn"], heard=heard, now=now)
    MentorProfile.objects.get_or_create(user=world.who["mentor"])
    MentorRequest.objects.create(mentor=by, participant=owner, message="?")
    child = {"roles": ["participant"], "by": by, "now": now}
    invitations.invite(email=f"friend-of-{owner.email}", account=owner, **child)
    personal_tokens.make(name="Script", scope="read", lasts=timedelta(days=9), by=owner, now=now)
    hook = Endpoint.objects.create(url="https://own.example/", events=["goal.reached"], owner=owner, made_by=owner)
    hooks.try_out(endpoint=hook, by=owner, now=now)
    joining.make_link(label="Fair", max_uses=9, lasts=timedelta(days=9), **child)
    canvas = stores.material(f"Canvas of {owner.display_name}", quantity=2)
    stores.hand_out(owner, by, (canvas, 1))
    resources.request(by=owner, resource=canvas, why="More", now=now)
    for slug, is_hidden in (("shown", False), ("hidden", True)):
        badge, _made = Badge.objects.get_or_create(slug=slug, defaults={"name": slug})
        ground = {"awarded_by": by, "awarded_at": now, "evidence": "?"}
        BadgeAward.objects.create(badge=badge, user=owner, is_hidden=is_hidden, **ground)
    said = {"skill": Skill.objects.first(), "evidence": "?", "confirmed_by": by, "confirmed_at": now}
    confirmed = LevelConfirmation.objects.create(user=owner, level=1, **said)
    Certificate.objects.create(user=owner, confirmation=confirmed, name="?", level_name="?", issued_at=now)
    for visibility in ("private", "mentor", "cohort", "members", "public"):
        own = {"happened_on": now.date(), "text": "Wove.", "visibility": visibility, "files": [picture()]}
        entry = journals.write(owner=owner, by=owner, now=now, **own)
        if visibility != "private":
            journals.reply(entry=entry, by=owner, text="What now?", submission=uuid4(), now=now)
    shown, gone, hidden = piece(owner), piece(owner), piece(owner)
    listings.withdraw(listing=gone, by=owner)
    projects.change_visibility(project=hidden.project, visibility="private", by=owner)
    asked = Question.objects.create(listing=shown, name="Vera", email="vera@example.org", waits_since=now)
    asked.words.create(is_answer=False, text="How big?", submission=uuid4(), created_at=now)
    tills.paid(shown, by=world.who["buyer"] if world.name(owner) == "amina" else None)
    Review.objects.create(sale=SaleLine.objects.get(seller__user=owner), listing=shown, name="Vera", stars=4)
    people.update_profile(profile=owner.profile, by=owner, avatar=picture())
    asked = {"amount_minor": 1, "method": "cash", "needs_two": False, "currency": "EUR", "not_before": now}
    asked |= {"requested_at": now, "evidence": "payouts/proof.pdf"}
    Payout.objects.create(person=owner, requested_by=owner, **asked)
    talk = conversations.begin_group(by=by, title="Looms", people=[owner])
    messages.send(conversation=talk, by=owner, text="Look", client_id=uuid4(), files=[picture()], now=now)
    case = reports.of_person(person=owner, by=by, reason="other", now=now)
    desk.warn(case=desk.claim(case=case, by=by, now=now), by=by, reason="other", text="Mind.", now=now)
    story = pages.post(owner)
    gallery = GalleryPage.objects.get(owner=owner)
    galleries.change_visibility(gallery=gallery, visibility="private", by=owner, now=now)
    people.set_age_band(user=owner, age_band="under_16", by=by)
    for status in ("held", "shown"):
        PostComment.objects.create(post=story, author=owner, text=status, status=status, created_at=now)
    guardian = consents.record_guardian(user=owner, name="Mother", contact="1", relation="parent", by=by)
    consents.give_consent(user=owner, kind="publishing", by=by, now=now, guardian=guardian)
    child = User.objects.get(pk=owner.pk)
    contact.write(recipient=child, text="?", name="Vera", email="vera@example.org", now=now, submission=uuid4())


def _hand_in(owner: User, *, by: User, now: Any) -> None:
    """A task with a piece, on which the operator has said something and the owner's mentor writes something."""
    due = now + timedelta(days=3)
    task = tasks.assign(participant=owner, title="Weave", by=by, now=now, due_at=due, files=[picture()])
    extensions.ask(task=task, by=owner, wanted_due_at=due + timedelta(days=1), reason="?", now=now)
    piece = submissions.submit(task=task, by=owner, now=now, note="Woven", files=[picture()])
    words = reviews.Words(overall="Good.", steps=["On."])
    draft = reviews.save_draft(submission=piece, words=words, by=by, now=now, seen_version=0)
    review_files.add(feedback=draft, files=[picture()], by=by, now=now)
    said = reviews.release(submission=piece, by=by, now=now, seen_version=1)
    feedback.reply(feedback=said, by=owner, text="Thanks", now=now, form=uuid4())
    Thanks.objects.create(by=owner, to=by, feedback=said, text="Thank you", created_at=now)
    if pairing := owner.participant_pairings.current().first():
        Feedback.objects.create(submission=piece, reviewer=pairing.mentor)
    feedback.save_comment(text="Look at the edges.", by=by)
    again = Submission.objects.create(task=task, number=2, note="Woven again", submitted_at=now, form=uuid4())
    pair = comparisons.pair(first=piece, second=again)
    rater = pairing.mentor if pairing else by
    Preference.objects.create(comparison=pair, rater=rater, is_swapped=True, drawn_at=now)
    looked = PeerRound.objects.create(submission=piece, opened_by=by)
    PeerReview.objects.create(
        round=looked, reviewer=rater, status="given", given_at=now, noticed="Calm", appeal="?", appealed_at=now
    )


def _say(world: World) -> None:
    """Somebody says something about a minor's work that everybody sees, and somebody else's words wait."""
    for author, status in (("xaver", "held"), ("buyer", "shown")):
        said = {"noticed": "Calm edges", "tried": "Bolder ones", "status": status, "created_at": timezone.now()}
        WorkNote.objects.create(project=world.works["amina public"], author=world.who[author], **said)


def _meet_fellows(world: World) -> None:
    """Amina's mentor leads a cohort in which a minor and a grown-up are beside her; who left is in it no more."""
    now, fellow = timezone.now(), cast.person("Cleo Park", "participant")
    people.set_age_band(user=fellow, age_band="under_16", by=world.who["operator"])
    world.who["cleo"] = User.objects.get(pk=fellow.pk)
    together = Cohort.objects.create(name="Weavers", led_by=world.who["mentor"], submission=uuid4())
    for name in ("amina", "cleo", "buyer", "bruno", "closed"):
        left = {"left_at": now} if name == "bruno" else {}
        CohortMember.objects.create(cohort=together, person=world.who[name], joined_at=now, **left)
    said = {"title": "We meet", "text": "On Monday.", "submission": uuid4(), "now": now}
    row = announcements.write(cohort=together, by=world.who["mentor"], **said)
    announcements.send(number=row.pk, now=now)


def _meet_people(world: World) -> None:
    """Amina and Bruno were prospects once; Xaver's is one still. Of each there is something shared and not."""
    now, xaver = timezone.now(), cast.person("Xaver Lang", "mentor")
    world.who["xaver"] = xaver
    skill = some_skill()
    for name, mentor in (("amina", world.who["mentor"]), ("bruno", xaver), ("Timo", xaver)):
        met = prospects.create(by=mentor, now=now, name=name, consent_how="spoken")
        prospects.assess(prospect=met, skill=skill, level=0, evidence="?", by=mentor, now=now)
        about = [met]
        if name in world.who:
            prospects.mark_onboarded(prospect=met, user=world.who[name], by=mentor, now=now)
            about.append(world.who[name])
        for subject in about:
            for visibility in ("staff", "shared"):
                by = world.who["coordinator"] if isinstance(subject, User) else mentor
                once = {"client_id": uuid4(), "no_next_step": True, "visibility": visibility}
                interactions.log(about=subject, by=by, now=now, **once)
    for by, state in ((xaver, {"state": "committed", "committed_at": now}), (world.who["mentor"], {})):
        ImportBatch.objects.create(by=by, filename="people.csv", uploaded_at=now, **state)


def some_skill() -> Skill:
    craft, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    return Skill.objects.get_or_create(slug="throwing", defaults={"name": "Throwing", "discipline": craft})[0]


def sees_prospect(who: str, world: World, prospect: Prospect) -> bool:
    """A mentor whom they were found by, or who accompanies them now: Maria and Amina. Xaver accompanies nobody."""
    return who in {"coordinator", "operator", world.name(prospect.mentor)}


def sees_interaction(who: str, world: World, row: Interaction) -> bool:
    person = row.person or row.prospect.onboarded_user
    name = world.name(person) if person else ""
    if row.visibility == "shared" and who == name:
        return True
    if row.prospect:
        return sees_prospect(who, world, row.prospect)
    return who in {"coordinator", "operator"} or (who, name) == ("mentor", "amina")


def sees_work(who: str, owner: str, visibility: str) -> bool:
    return (
        visibility == "public"
        or (who == owner or who == "operator")
        or (visibility == "members" and who not in {"visitor", "closed"})
        or (visibility in {"mentor", "cohort", "link"} and who == "mentor" and owner == "amina")
        or (visibility == "cohort" and who == "cleo" and owner == "amina")
    )


def reads_entry(who: str, owner: str, visibility: str) -> bool:
    """Operators and coordinators are members like others."""
    return (
        visibility == "public"
        or who == owner
        or (visibility == "members" and who not in {"visitor", "closed"})
        or (visibility in {"mentor", "cohort"} and who == "mentor" and owner == "amina")
        or (visibility == "cohort" and who == "cleo" and owner == "amina")
    )


def sees_record(who: str, of: User, name: str) -> bool:
    if who in {"visitor", "closed"}:
        return False
    return who == name or (of.is_active and (who in WATCH or (who == "mentor" and name == "amina")))


def expected(world: World, who: str, row: Any) -> bool:
    """Say in plain words, without a query language, whether `who` sees `row`."""
    match row:
        case Project():
            return sees_work(who, world.name(row.owner), row.visibility)
        case ProjectFile():
            return sees_work(who, world.name(row.project.owner), row.project.visibility)
        case Pairing():
            return row.ended_at is None and who in {world.name(row.mentor), "coordinator", "operator"}
        case User():
            return sees_record(who, row, world.name(row))
        case Profile():
            name = world.name(row.user)
            grown_up = (
                row.user.is_active and name not in {"amina", "bruno", "cleo"} and who not in {"visitor", "closed"}
            )
            return grown_up or sees_record(who, row.user, name)
        case Guardian() | Consent():
            return sees_record(who, row.person, world.name(row.person))
        case Task():
            name = world.name(row.participant)
            return who in {name, "coordinator", "operator"} or (who == "mentor" and name == "amina")
        case Cohort():
            return who in {"mentor", "coordinator", "operator", "amina", "cleo", "buyer"}
        case TaskFile() | Extension() | Submission():
            return expected(world, who, row.task)
        case Comparison():
            maker = world.name(row.first.task.participant)
            return who in {"coordinator", "operator"} or (who, maker) == ("mentor", "amina")
        case Announcement():
            return who in {"amina", "buyer", "mentor", "coordinator", "guard", "operator"}
        case Conversation():
            taking_part = {world.name(each.user) for each in row.memberships.current().select_related("user")}
            return who != "closed" and who in {*taking_part, "guard"}
        case Case():
            return who in {"coordinator", "guard", "operator"}
        case Decision():
            return who == world.name(row.person)
        case MessageFile():
            return expected(world, who, row.message.conversation)
        case Preference():
            return who in {"coordinator", "operator", world.name(row.rater)}
        case PeerRound():
            return expected(world, who, row.submission.task)
        case PeerReview():
            return who == world.name(row.reviewer) or expected(world, who, row.round)
        case SubmissionFile() | Feedback():
            released = not isinstance(row, Feedback) or row.is_released or who == world.name(row.reviewer)
            return released and expected(world, who, row.submission.task)
        case FeedbackReply() | FeedbackFile():
            return expected(world, who, row.feedback)
        case SavedComment():
            return who == world.name(row.owner)
        case Thanks():
            return who in WATCH or who in {world.name(row.by), world.name(row.to)}
        case WorkNote():
            deciding = (who, world.name(row.project.owner)) == ("mentor", "amina")
            return row.status == "shown" or who in WATCH or who == world.name(row.author) or deciding
        case Goal():
            name = world.name(row.owner)
            return who == name or (who == "mentor" and name == "amina")
        case MentorProfile():
            return who not in {"visitor", "closed"}
        case MentorRequest():
            return who in {world.name(row.participant), world.name(row.mentor), "coordinator", "operator"}
        case PersonalToken():
            return who == world.name(row.person)
        case Endpoint():
            return who == world.name(row.owner)
        case Delivery():
            return expected(world, who, row.endpoint)
        case Invitation() | InvitationLink():
            return who in {world.name(row.invited_by), "coordinator", "operator"}
        case AuditEvent():
            return who in WATCH
        case Listing():
            on_offer = row.status == "live" and row.project.visibility == "public"
            return on_offer or who == world.name(row.seller.user)
        case Issue():
            return who in {world.name(row.to), "coordinator", "operator"} or (
                who == "mentor" and world.name(row.to) == "amina"
            )
        case ResourceRequest():
            return who in {world.name(row.person), "coordinator", "operator"} or (
                who == "mentor" and world.name(row.person) == "amina"
            )
        case Stock():
            return who in {"mentor", "former", "xaver", "coordinator", "operator"}
        case Commission():
            return who == world.name(row.maker)
        case CommissionOffer():
            maker = world.name(row.seller.user)
            return who in {maker, "coordinator", "operator"} or (who == "mentor" and maker == "amina")
        case Upload():
            return who == world.name(row.project.owner)
        case Export():
            return who == world.name(row.person)
        case Notification():
            return who != "closed" and who == world.name(row.person)
        case BadgeAward():
            return not row.is_hidden or who == world.name(row.user)
        case Certificate():
            mentor = world.name(row.confirmation.confirmed_by)
            return who in {world.name(row.user), mentor, "coordinator", "operator"}
        case PostComment():
            author = world.name(row.author)
            return row.status == "shown" or who in WATCH or who == author or (who, author) == ("mentor", "amina")
        case ContactMessage():
            return who in WATCH or (who, world.name(row.recipient)) == ("mentor", "amina")
        case GalleryPage():
            return sees_work(who, world.name(row.maker), row.visibility)
        case QuestionWord():
            return expected(world, who, row.question)
        case Question():
            name = world.name(row.listing.seller.user)  # both makers are minors
            asked = row.asker is not None and who == world.name(row.asker)
            return asked or who in WATCH or (who, name) == ("mentor", "amina")
        case Review():
            name = world.name(row.listing.seller.user)  # both makers are minors
            author = row.author is not None and who == world.name(row.author)
            return author or who in WATCH or (who, name) == ("mentor", "amina")
        case SaleLine():
            return who == world.name(row.seller.user)
        case Payout():
            return who in {world.name(row.person), "coordinator", "operator"}
        case Rubric() | TaskTemplate() | JournalPrompt() | Program():
            return who in {"mentor", "former", "xaver", "coordinator", "operator"}
        case SkillPack():
            return who in {"coordinator", "operator"}
        case Order():
            return row.user is not None and who == world.name(row.user)
        case Prospect():
            return sees_prospect(who, world, row)
        case Assessment() | StageChange():
            return sees_prospect(who, world, row.prospect)
        case Interaction():
            return sees_interaction(who, world, row)
        case ImportBatch():
            taken_in = row.committed_at is not None
            return who == world.name(row.by) or (taken_in and who in {"coordinator", "operator"})
        case JournalEntry():
            return reads_entry(who, world.name(row.owner), row.visibility)
        case JournalFile():
            return reads_entry(who, world.name(row.entry.owner), row.entry.visibility)
        case JournalReply():
            own = world.name(row.entry.owner)
            return who == own or (who == "mentor" and own == "amina" and row.entry.visibility != "private")
    raise AssertionError(f"Say here who sees a {type(row).__name__}.")


def test_lists_and_single_rows_agree_with_what_we_say_about_every_row(world):
    for model in policy.registered():
        rows = list(model._default_manager.all())
        seen_by_somebody = set()
        for who, person in world.who.items():
            listed = list(visible_to(person, model._default_manager.all()))
            assert len(listed) == len(set(listed)), f"{who} sees a {model.__name__} twice"
            for row in rows:
                answer = expected(world, who, row)
                assert (row in listed, can(person, "see", row)) == (answer, answer), (who, model.__name__, row)
                seen_by_somebody |= {row} if answer else set()
        assert seen_by_somebody, f"The world lacks a {model.__name__} that anybody sees."
        assert len(rows) * len(world.who) > sum(expected(world, who, row) for who in world.who for row in rows)


def test_a_manager_that_offers_it_asks_the_same(world):
    for person in world.who.values():
        for model in (Project, ProjectFile, Pairing):
            own_way = set(model.objects.visible_to(person))
            assert own_way == set(visible_to(person, model.objects.all()))


# Addresses ------------------------------------------------------------------------------------------------

NO_SUCH = "2222222222zz"
NO_UUID = UUID(int=7)

#: Addresses with an id, and why no row of somebody else's can be behind it.
NOTHING_HIDDEN = {
    "api:nothing": "there is nothing behind it",
    "api:project_files_unversioned": "leads on whatever it says",
    "api:badges_one": "a badge among one's own",
    "api:ledger_one": "a line of one's own books; portal/api/tests/test_lists.py",
    "api:mentors_one": "mentors are known to every member; visitors have to log in",
    "api:pages_one": "a public page",
    "api:portfolio_export": "one's own pages; of others whose page is public it is refused",
    "api:portfolios_one": "a public page",
    "api:resources_one": "materials and tools, which every member may ask for",
    "api:skills_one": "a skill, which is public",
    "account_confirm_email": "allauth's signed key",
    "account_reset_password_from_key": "allauth's signed key",
    "accounts:consent_give": "a kind of consent, of one's own",
    "accounts:consent_withdraw": "a kind of consent, of one's own",
    "accounts:invited": "an unguessable key that only its reader has",
    "accounts:invited_by_link": "an unguessable key that only its readers have",
    "messaging:unsubscribe": "a signed key that only the reader of a mail has",
    "accounts:person": "coordinators see everybody; all others nothing at all",
    "basket:change": "a line of one's own basket; others' are refused with the words for missing ones",
    "basket:remove": "a line of one's own basket; others' are refused with the words for missing ones",
    "catalogue:category": "leads to the market whatever it says",
    "leaderboard:award_revoke": "what one gave; coordinators see all of it, everybody else nothing at all",
    "leaderboard:badge_token": "a badge, among one's own",
    "leaderboard:certificate_key": "a public key",
    "catalogue:craft": "a discipline, which is public",
    "catalogue:range": "leads to the market whatever it says",
    "catalogue:reviews-detail": "leads to the market whatever it says",
    "checkout:thank-you": "an unguessable key that only the buyer has",
    "cms_pages:answer_send": "a public page",
    "cms_pages:answer_sent": "a public page; the reference is in the session of who sent it",
    "cms_pages:chapter_journal_feed": "a page of the chapter; the feed asks for live ones",
    "cms_pages:comment_write": "a public story",
    "cms_pages:contact": "a public page",
    "cms_pages:journal_feed": "a public page",
    "cms_pages:look": "one of a few themes",
    "cms_pages:share_person": "a public page",
    "cms_pages:stories_feed": "a kind of feed",
    "cms_pages:works_feed": "a kind of feed",
    "cms_pages:works_of_feed": "a public page",
    "customer:order": "leads to shop:order",
    "find:discipline": "a discipline, which is public",
    "find:skill": "a skill, which is public",
    "language": "one of a few languages",
    "media": "a path; portal/tests/test_media.py",
    "mentorship:cohort_join": "a cohort that whoever learns may join",
    "mentorship:comparison_result": "coordinators see every pair; all others nothing at all",
    "mentorship:mentor": "mentors are known to every member; visitors have to log in",
    "mentorship:pairing_change": "coordinators see every pairing; all others nothing at all",
    "mentorship:view_delete": "a saved view, among one's own",
    "messaging:block": "answers alike for everybody and for nobody",
    "messaging:conversation_begin": "answers alike for whom one cannot write to and for nobody",
    "messaging:report": "what one sees, or a review that all read; a handle that nobody has answers alike",
    "messaging:held_decide": "who watches over people sees all that is held; all others nothing at all",
    "mentorship:my_skill": "a skill, among one's own",
    "mentorship:pairing_end": "coordinators see every pairing; all others nothing at all",
    "mentorship:task_calendar": "an unguessable key that only its reader has",
    "mentorship:stock": "mentors and coordinators see every material; all others nothing at all",
    "mentorship:supply_report": "one of a few reports, about the people whom one sees",
    "mfa_edit_webauthn": "allauth looks among one's own keys",
    "mfa_remove_webauthn": "allauth looks among one's own keys",
    "offer:detail": "leads to the market whatever it says",
    "shop:commission_link": "a signed key; shop/tests/test_commissions.py",
    "shop:commission_link_pay": "a signed key; shop/tests/test_commissions.py",
    "shop:commission_pay": "a commission that is made for oneself; shop/tests/test_commissions.py",
    "shop:download": "a signed key; shop/tests/test_downloads.py",
    "shop:my_statement": "a month of one's own",
    "shop:payout_account": "one's own account at a provider that is named in the address",
    "shop:payout_for": "coordinators see everybody; all others nothing at all",
    "shop:order_link": "a signed key",
    "shop:order_link_receipt": "a signed key",
    "shop:order_link_receipt_pdf": "a signed key",
    "shop:order_link_review": "a signed key, and a line of that order",
    "shop:listing_files": "a piece among one's own that is a download",
    "shop:listing_options": "a piece among one's own that is an edition",
    "shop:sending_change": "a way of sending, among one's own",
    "shop:sending_remove": "a way of sending, among one's own",
    "shop:question_link": "a signed key",
    "shop:pay_demo": "an unguessable key that only the buyer has; development only",
    "shop:payment_desk": "coordinators see every payment; all others nothing at all",
    "shop:payment_sync": "coordinators see every payment; all others nothing at all",
    "shop:sale_refund": "a sale among one's own; coordinators see every sale (shop/tests/test_refund_pages.py)",
    "shop:event_replay": "operators see every event; all others nothing at all",
    "shop:webhook": "the name of a provider; shop/tests/test_inbox.py",
    "sitemap_section": "one of a few sections",
    "wagtail_serve": "a public page, or Wagtail's 404",
}


#: Addresses whose rows are seen because of the pages that name them (cms_pages.showing), so no query can say it.
HELD_ELSEWHERE = {
    "cms_pages:document": "cms_pages/tests/test_media_privacy.py",
    "cms_pages:picture": "cms_pages/tests/test_media_privacy.py",
}


@dataclass
class Hidden:
    """An address with what leads to a row that others do not see, and with what leads nowhere."""

    model: Any
    there: dict[str, Any]
    nowhere: dict[str, Any]


def hidden_rows(world: World) -> dict[str, Hidden]:
    """Return Amina's row behind each address."""
    amina = world.who["amina"]
    work = world.works["amina private"]
    file = work.files.get()
    entry = JournalEntry.objects.get(owner=amina, visibility="private")
    the_entry = Hidden(JournalEntry, {"public_id": entry.public_id}, {"public_id": NO_SUCH})
    photo, no_photo = {"file_id": entry.files.get().public_id}, {"file_id": NO_UUID}
    mine = Listing.objects.get(seller__user=amina, project__visibility="private")
    no_work = {"public_id": NO_SUCH}
    the_work = Hidden(Project, {"public_id": work.public_id}, no_work)
    the_piece = Hidden(Listing, {"public_id": mine.public_id}, no_work)
    the_one = Hidden(User, {"handle": amina.handle}, {"handle": "no-such-person"})

    def also(row: Hidden, model: Any, there: dict[str, Any], nowhere: dict[str, Any] | None = None) -> Hidden:
        return Hidden(model, row.there | there, row.nowhere | (nowhere or there))

    the_page = Hidden(Page, {"pk": amina.portfolio.pk}, {"pk": 987654})
    pages = ("approval", "approval_look", "page_submit", "page_take_back")
    own_work = ("edit", "delete", "files", "sharing", "show", "hide", "short", "feature", "order")
    own_piece = ("catalogue:short", "basket:add", "shop:change_listing", "shop:relist", "shop:withdraw")
    own_piece += (
        "shop:listing_costs",
        "shop:provenance",
        "shop:provenance_pdf",
        "shop:provenance_tell",
        "shop:ask",
        "shop:wish",
    )
    record = ("safeguarding", "person_age_set", "guardian_add", "guardian_consent")
    level = also(the_one, User, {"slug": "throwing"})
    guardian = {"number": Guardian.objects.get(person=amina).pk}
    once = Prospect.objects.get(name="amina")
    met = Hidden(Prospect, {"public_id": once.public_id}, no_work)
    both = {"public_id": once.public_id, "other_id": Prospect.objects.get(name="bruno").public_id}
    two = Hidden(Prospect, both, {"public_id": NO_SUCH, "other_id": NO_SUCH})
    prospect = ("assess", "contact", "edit", "forget", "hand_over", "move")
    noted = Interaction.objects.filter(person=amina, visibility="staff").get()
    contact = Hidden(Interaction, {"public_id": noted.public_id}, no_work)
    mine_only = ImportBatch.objects.get(by=world.who["mentor"])
    table = Hidden(ImportBatch, {"public_id": mine_only.public_id}, no_work)
    to_judge = Preference.objects.get(comparison__first__task__participant=amina)
    drawn = Hidden(Preference, {"public_id": to_judge.public_id}, {"public_id": NO_SUCH})
    talk = Conversation.objects.get(memberships__user=amina)
    the_talk = Hidden(Conversation, {"public_id": talk.public_id}, no_work)
    sent_along = {"public_id": MessageFile.objects.get(message__conversation=talk).public_id}
    no_file, number = {"public_id": NO_UUID, "variant": "original"}, 987654
    piece = Submission.objects.get(task__participant=amina, number=1)
    the_piece_of_work = Hidden(Submission, {"public_id": piece.public_id}, no_work)
    said = piece.feedback.released().get()
    the_feedback = Hidden(Feedback, {"public_id": said.public_id}, no_work)
    reviewing = ("", "_draft", "_claim", "_decide")
    told = {"number": Notification.objects.get(person=amina, kind="task_withdrawn").pk}
    the_notice = Hidden(Notification, told, {"number": number})
    the_cohort = Hidden(Cohort, {"public_id": Cohort.objects.get().public_id}, no_work)
    the_news = Hidden(Announcement, {"public_id": Announcement.objects.get().public_id}, no_work)
    by_peer = PeerReview.objects.get(round__submission=piece)
    the_peers = Hidden(PeerReview, {"public_id": by_peer.public_id}, no_work)
    words = {"public_id": WorkNote.objects.get(project__owner=amina, status="held").public_id}
    the_words = Hidden(WorkNote, words, no_work)
    return {
        **{f"mentorship:note_{verb}": the_words for verb in ("answer", "decide", "delete")},
        **dict.fromkeys(("mentorship:note_write", "mentorship:work_sign"), the_work),
        **{f"mentorship:cohort{verb}": the_cohort for verb in ("", "_add", "_edit", "_end", "_task")},
        "mentorship:cohort_remove": also(the_cohort, User, {"handle": amina.handle}),
        **{f"messaging:announcement{verb}": the_news for verb in ("", "_edit", "_withdraw")},
        **{f"messaging:notice_{verb}": the_notice for verb in ("open", "mark")},
        **{f"mentorship:submission{verb}": the_piece_of_work for verb in ("", "_compare")},
        **{f"mentorship:review{verb}": the_piece_of_work for verb in reviewing},
        **{f"mentorship:feedback_{verb}": the_feedback for verb in ("reply", "rate")},
        "mentorship:feedback_step": also(the_feedback, Feedback, {"position": 1}),
        "mentorship:submission_file": Hidden(
            SubmissionFile, no_file | {"public_id": piece.files.get().public_id}, no_file
        ),
        "mentorship:feedback_file": Hidden(
            FeedbackFile, no_file | {"public_id": said.files.get().public_id}, no_file
        ),
        "mentorship:task_file": Hidden(
            TaskFile, no_file | {"public_id": piece.task.files.get().public_id}, no_file
        ),
        **{f"mentorship:project_{name}": the_work for name in own_work},
        **{f"messaging:conversation{verb}": the_talk for verb in ("", "_changes", "_draft", "_mark")},
        "messaging:reaction": also(the_talk, Conversation, {"seq": 1}),
        "messaging:message": also(the_talk, Conversation, {"seq": 1}),
        "messaging:thank_for_message": also(the_talk, Conversation, {"seq": 1}),
        "messaging:thank_for_feedback": the_feedback,
        "messaging:thanks_decide": Hidden(Thanks, {"public_id": Thanks.objects.get(by=amina).public_id}, no_work),
        "messaging:desk_case": Hidden(Case, {"public_id": Case.objects.get(person=amina).public_id}, no_work),
        "messaging:decision": Hidden(
            Decision, {"number": Decision.objects.get(person=amina).pk}, {"number": number}
        ),
        "messaging:message_file": Hidden(MessageFile, no_file | sent_along, no_file),
        "messaging:task_thread": Hidden(Task, {"public_id": piece.task.public_id}, no_work),
        **dict.fromkeys(own_piece, the_piece),
        **{f"accounts:{name}": the_one for name in record},
        **{f"mentorship:journal_{name}": the_entry for name in ("entry", "reply", "show", "edit", "delete")},
        "mentorship:journal_making": also(the_entry, JournalFile, photo, no_photo),
        "mentorship:journal_file": Hidden(
            JournalFile,
            {"public_id": photo["file_id"], "variant": "original"},
            {"public_id": NO_UUID, "variant": "original"},
        ),
        "mentorship:confirm_levels": the_one,
        "mentorship:growth": the_one,
        "mentorship:prospect": met,
        **{f"mentorship:prospect_{name}": met for name in prospect},
        "mentorship:prospect_merge": two,
        "mentorship:prospect_apart": two,
        **{f"mentorship:contact_{name}": contact for name in ("edit", "done", "later")},
        **{f"mentorship:import_{name}": table for name in ("batch", "commit", "undo", "errors")},
        "mentorship:timeline": the_one,
        "shop:mentee_money": the_one,
        "mentorship:person_contact": the_one,
        "mentorship:level_confirm": level,
        "mentorship:level_take_back": level,
        "mentorship:onboard": met,
        "mentorship:mentee_goal": the_one,
        "mentorship:mentee_tasks": the_one,
        **dict.fromkeys(
            [
                *(f"mentorship:task{verb}" for verb in ("", "_start", "_withdraw", "_submit", "_take_back")),
                *("mentorship:task_more_time", "mentorship:task_extend", "mentorship:extension_answer"),
                "mentorship:task_level",
            ],
            Hidden(Task, {"public_id": amina.tasks.get().public_id}, {"public_id": NO_SUCH}),
        ),
        "mentorship:goal_drop": Hidden(Goal, {"public_id": amina.goals.get().public_id}, {"public_id": NO_SUCH}),
        **dict.fromkeys(
            [f"mentorship:mentor_request{verb}" for verb in ("", "_accept", "_decline", "_withdraw")],
            Hidden(
                MentorRequest,
                {"public_id": amina.mentor_requests_sent.get().public_id},
                {"public_id": NO_SUCH},
            ),
        ),
        **{
            f"accounts:invitation_{name}": Hidden(
                Invitation, {"public_id": amina.invitations.get().public_id}, {"public_id": NO_SUCH}
            )
            for name in ("resend", "revoke")
        },
        "accounts:token_revoke": Hidden(
            PersonalToken, {"public_id": amina.personal_tokens.get().public_id}, {"public_id": NO_SUCH}
        ),
        **dict.fromkeys(
            [f"own_webhooks:{each}" for each in ("endpoint", "remove", "rotate", "try_out")],
            Hidden(Endpoint, {"public_id": amina.own_hooks.get().public_id}, {"public_id": NO_SUCH}),
        ),
        "own_webhooks:replay": Hidden(
            Delivery, {"public_id": Delivery.objects.get(about=amina).public_id}, {"public_id": NO_SUCH}
        ),
        "accounts:invitation_link_end": Hidden(
            InvitationLink, {"public_id": InvitationLink.objects.first().public_id}, {"public_id": NO_SUCH}
        ),
        "accounts:picture": also(the_one, Profile, {}),
        "mentorship:comparison": drawn,
        **{f"mentorship:peer_{verb}": the_peers for verb in ("review", "decline", "rate", "appeal", "decide")},
        "mentorship:peer_file": also(
            the_peers, SubmissionFile, {"file_id": piece.files.get().public_id, "variant": "original"}
        ),
        **{f"mentorship:peer_{verb}": the_piece_of_work for verb in ("ask", "close")},
        "mentorship:comparison_file": also(
            drawn, SubmissionFile, {"file_id": SubmissionFile.objects.first().public_id, "variant": "original"}
        ),
        "accounts:guardian_remove": also(the_one, Guardian, guardian, {"number": number}),
        "accounts:person_consent_withdraw": also(the_one, Consent, {"kind": "publishing"}),
        "catalogue:detail": also(the_piece, Listing, {"slug": "pot"}),
        "catalogue:old": Hidden(
            Listing, {"product_slug": "x", "pk": mine.product_id}, {"product_slug": "x", "pk": number}
        ),
        "mentorship:file": Hidden(ProjectFile, no_file | {"public_id": file.public_id}, no_file),
        "mentorship:upload": Hidden(
            Upload, {"token": Upload.objects.get(project__owner=amina).token}, {"token": "x"}
        ),
        **{f"cms_pages:{name}": the_page for name in pages},
        **dict.fromkeys(
            ["api_pages:export", "cms_pages:export_download"],
            Hidden(Export, {"public_id": Export.objects.get(person=amina).public_id}, {"public_id": NO_SUCH}),
        ),
        **dict.fromkeys(
            [f"mentorship:{name}" for name in ("issue", "issue_accept", "issue_decline", "issue_settle")],
            Hidden(Issue, {"public_id": Issue.objects.get(to=amina).public_id}, no_work),
        ),
        **dict.fromkeys(
            ("cms_pages:comment_decide", "cms_pages:comment_delete", "cms_pages:comment_report"),
            Hidden(
                PostComment,
                {"comment": PostComment.objects.get(author=amina, status="held").pk},
                {"comment": number},
            ),
        ),
        **dict.fromkeys(
            ("cms_pages:message_decide", "cms_pages:message_delete"),
            Hidden(
                ContactMessage, {"message": ContactMessage.objects.get(recipient=amina).pk}, {"message": number}
            ),
        ),
        "cms_pages:gallery_sharing": Hidden(
            GalleryPage, {"pk": GalleryPage.objects.get(owner=amina).pk}, {"pk": number}
        ),
        "mentorship:supply_line": Hidden(Issue, {"pk": IssueLine.objects.get(issue__to=amina).pk}, {"pk": number}),
        "mentorship:supply_request": Hidden(
            ResourceRequest, {"public_id": ResourceRequest.objects.get(person=amina).public_id}, no_work
        ),
        **dict.fromkeys(
            [f"leaderboard:certificate{each}" for each in ("", "_pdf", "_revoke", "_token")],
            Hidden(Certificate, {"public_id": Certificate.objects.get(user=amina).public_id}, no_work),
        ),
        "mentorship:upload_begin": the_work,
        "mentorship:commission_ask": the_work,
        "mentorship:commission": Hidden(
            Commission, {"public_id": Commission.objects.get(maker=amina).public_id}, {"public_id": NO_SUCH}
        ),
        "shop:commission_offer": Hidden(
            Commission, {"public_id": Commission.objects.get(maker=amina).public_id}, {"public_id": NO_SUCH}
        ),
        "shop:commission": Hidden(
            CommissionOffer,
            {"public_id": CommissionOffer.objects.get(seller__user=amina).public_id},
            {"public_id": NO_SUCH},
        ),
        "mentorship:project_detail": also(the_work, Project, {"slug": "private"}),
        "mentorship:project_file": also(the_work, ProjectFile, {"file_id": file.public_id}, {"file_id": NO_UUID}),
        "shop:question": Hidden(
            Question, {"public_id": Question.objects.get(listing__seller__user=amina).public_id}, no_work
        ),
        **dict.fromkeys(("api:project_files", "api:projects_one"), the_work),
        **dict.fromkeys(("api:participants_one",), the_one),
        **dict.fromkeys(("api:conversations_one", "api:messages"), the_talk),
        "api:feedback_one": the_feedback,
        "api:goals_one": Hidden(Goal, {"public_id": amina.goals.get().public_id}, no_work),
        "api:interactions_one": contact,
        "api:issues_one": Hidden(Issue, {"public_id": Issue.objects.get(to=amina).public_id}, no_work),
        "api:journals_one": the_entry,
        "api:listings_one": the_piece,
        **dict.fromkeys(
            ("api:notification_read", "api:notifications_one"),
            Hidden(Notification, {"pk": told["number"]}, {"pk": number}),
        ),
        "api:orders_one": Hidden(
            Order, {"number": Order.objects.get(user=world.who["buyer"]).number}, {"number": str(number)}
        ),
        "api:payouts_one": Hidden(Payout, {"public_id": Payout.objects.get(person=amina).public_id}, no_work),
        "api:preferences_one": drawn,
        "api:prospects_one": met,
        "api:sales_one": Hidden(SaleLine, {"pk": SaleLine.objects.get(seller__user=amina).pk}, {"pk": number}),
        "api:submissions_one": the_piece_of_work,
        "api:tasks_one": Hidden(Task, {"public_id": amina.tasks.get().public_id}, no_work),
        "shop:offer": Hidden(Project, {"project_public_id": work.public_id}, {"project_public_id": NO_SUCH}),
        **dict.fromkeys(
            ("shop:order", "shop:receipt", "shop:receipt_pdf"),
            Hidden(Order, {"number": Order.objects.get(user=world.who["buyer"]).number}, {"number": str(number)}),
        ),
        **dict.fromkeys(
            ("shop:sale_ship", "shop:slip", "shop:slip_pdf"),
            Hidden(SaleLine, {"pk": SaleLine.objects.get(seller__user=amina).pk}, {"pk": number}),
        ),
        **dict.fromkeys(
            ("shop:payout", "shop:payout_proof"),
            Hidden(Payout, {"public_id": Payout.objects.get(person=amina).public_id}, no_work),
        ),
    }


def answer(browser: Client, method: str, url: str, kwargs: dict[str, Any]) -> tuple[int, str, str]:
    """Return status, address and words of a page, without what was asked and what differs each time."""
    response = getattr(browser, method)(url)
    words = response.content.decode(errors="replace") if not response.streaming else "a file"
    words = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", words)
    there = response.headers.get("Location", "")
    for value in (url, *(each for each in map(str, kwargs.values()) if len(each) > 5)):
        words, there = words.replace(value, "…"), there.replace(value, "…")
    return response.status_code, there, words


def test_what_one_may_not_see_answers_like_what_does_not_exist(world):
    asked = 0
    for name, row in hidden_rows(world).items():
        others = {"bruno", "former", "buyer", "visitor"}
        if row.model is Order:
            others -= {"buyer"}  # it is theirs
        if row.model in {Cohort, Announcement}:
            others -= {"buyer"}  # who is in it
        if row.model in {Prospect, Interaction, ImportBatch}:
            others |= {"xaver"}
        if row.model in {Project, ProjectFile, Upload, ImportBatch, JournalEntry, JournalFile}:
            others |= {"coordinator"}  # who keeps people's records, and does not see what is private
        if row.model in {JournalEntry, JournalFile}:
            others |= {"operator", "mentor"}
        for who in sorted(others):
            browser = Client()
            if who != "visitor":
                browser.force_login(world.who[who])
            for method in ("get", "post"):
                there = answer(browser, method, reverse(name, kwargs=row.there), row.there)
                nowhere = answer(browser, method, reverse(name, kwargs=row.nowhere), row.nowhere)
                assert there == nowhere, (name, who, method)
                assert there[0] in (302, 401, 404, 405), (name, who, method)
                asked += 1

    assert asked > 150


def test_every_address_with_an_id_leads_to_a_model_with_a_policy(world):
    routes = every_address()
    names = [name for row in site.ROWS if row.who != CLOSED for name in row.names]
    with_id = {name for name in names if any(set("<(") & set(route) for route in routes.get(name, []))}
    rows = hidden_rows(world)
    known = {*rows, *NOTHING_HIDDEN, *HELD_ELSEWHERE}
    unknown, gone = with_id - known, known - with_id

    assert not unknown, (
        f"{sorted(unknown)}: say in hidden_rows() which row of somebody else's is behind the address, and "
        "register a policy for its model in the app's permissions.py; or say in NOTHING_HIDDEN why there is none."
    )
    assert not gone, f"{sorted(gone)} have gone."
    assert {row.model for row in rows.values()} - {Page} <= set(policy.registered())
    assert isinstance(policy_registry.get_by_type(Page), PortfolioPagePolicy)  # Wagtail asks its own registry
