"""Who sees what is sold, and who may sell, change and send it."""

from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from mentorship.models import Project
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import (
    accepts_contact_from,
    accompanied_by,
    accompanies,
    are_apart,
    can_run_chapter,
    watches_over_people,
)
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy
from shop.models import CommissionOffer, Listing, Payout, Question, QuestionWord, Review, SaleLine

Order = get_model("order", "Order")


@policy.register(Listing)
class ListingPolicy(Policy[Listing]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        shown = Q(status=Listing.Status.LIVE, project__visibility=Project.Visibility.PUBLIC)
        return shown | Q(seller__user=person) if _is_here(person) else shown

    def may_create(self, person: User) -> bool:
        return person.has_role(roles.PARTICIPANT)

    def may_change(self, person: User, listing: Listing) -> bool:
        return listing.seller.user_id == person.pk

    def may_withdraw(self, person: User, listing: Listing) -> bool:
        return person.is_superuser or self.may_change(person, listing)


@policy.register(SaleLine)
class SalePolicy(Policy[SaleLine]):
    """Makers see their own lines of an order and nothing of anybody else's."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(seller__user=person) if _is_here(person) else NOBODY_SEES

    def may_refund(self, person: User, sale: SaleLine) -> bool:
        """The maker, and whoever runs the chapter."""
        return sale.seller.user_id == person.pk or runs_payments(person)

    def may_ship(self, person: User, sale: SaleLine) -> bool:
        return sale.seller.user_id == person.pk


@policy.register(Payout)
class PayoutPolicy(Policy[Payout]):
    """One's own; who runs the chapter sees and pays those of everybody, but never their own."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not _is_here(person):
            return NOBODY_SEES
        return EVERYBODY_SEES if can_run_chapter(person) else Q(person=person)

    def may_create(self, person: User) -> bool:
        return can_run_chapter(person)

    def may_pay(self, person: User, payout: Payout) -> bool:
        return can_run_chapter(person) and payout.person_id != person.pk

    def may_approve(self, person: User, payout: Payout) -> bool:
        involved = (payout.requested_by_id, payout.prepared_by_id)
        return self.may_pay(person, payout) and person.pk not in involved

    def may_cancel(self, person: User, payout: Payout) -> bool:
        return payout.person_id == person.pk or can_run_chapter(person)


@policy.register(CommissionOffer)
class CommissionOfferPolicy(Policy[CommissionOffer]):
    """Maker, buyer (once it is offered), who accompanies the maker, and whoever runs the chapter."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not _is_here(person):
            return NOBODY_SEES
        if can_run_chapter(person):
            return EVERYBODY_SEES
        accompanied = Q(seller__user__in=User.objects.filter(accompanied_by(person)))
        as_buyer = Q(buyer=person) & ~Q(status=CommissionOffer.Status.WAITING)
        return Q(seller__user=person) | as_buyer | accompanied


@policy.register(Order)
class OrderPolicy(Policy[Any]):
    """Whoever ordered without an account comes by the signed link of a mail instead."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(user=person) if _is_here(person) else NOBODY_SEES


@policy.register(Question)
class QuestionPolicy(Policy[Question]):
    """Who asked, and the maker; those who accompany or watch over a minor in the minor's place."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(asker=person) | _spoken_for_by(person) if _is_here(person) else NOBODY_SEES

    def may_answer(self, person: User, question: Question) -> bool:
        return speaks_for(person, question.listing.seller.user)


@policy.register(QuestionWord)
class QuestionWordPolicy(Policy[QuestionWord]):
    """Whoever sees the question."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(question__in=policy.visible_to(person, Question.objects.all()))

    def may_report(self, person: User, word: QuestionWord) -> bool:
        """Whoever reads it and has not written it, as the asker or for the maker."""
        is_own = person.pk == (word.author_id if word.is_answer else word.question.asker_id)
        return not is_own and policy.can(person, "see", word)

    def may_take_down(self, person: User, word: QuestionWord) -> bool:
        """Whether `person` hides it after a report, or shows it again: not about their own pieces or words."""
        question = word.question
        own = {question.listing.seller.user_id, question.asker_id, word.author_id}
        return watches_over_people(person) and person.pk not in own


@policy.register(Review)
class ReviewPolicy(Policy[Review]):
    """Their authors, and whoever speaks for the maker; coordinators look at all of them."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not _is_here(person):
            return NOBODY_SEES
        return EVERYBODY_SEES if can_run_chapter(person) else Q(author=person) | _spoken_for_by(person)

    def may_decide(self, person: User, review: Review) -> bool:
        return can_run_chapter(person) and person.pk != review.listing.seller.user_id

    def may_take_down(self, person: User, review: Review) -> bool:
        """Whether `person` hides it after a report, or shows it again: not about their own pieces or words."""
        is_own = person.pk in {review.listing.seller.user_id, review.author_id}
        return watches_over_people(person) and not is_own

    def may_answer(self, person: User, review: Review) -> bool:
        return speaks_for(person, review.listing.seller.user)


def _spoken_for_by(person: Any) -> Q:
    """Rows about pieces of which `person` may speak: their own, and those of minors in their care."""
    of_minor = Q(listing__seller__user__age_band__in=User.MINOR)
    kept = of_minor
    if not watches_over_people(person):
        kept &= Q(listing__seller__user__in=User.objects.filter(accompanied_by(person)))
    return Q(listing__seller__user=person) & ~of_minor | kept


def speaks_for(person: User, maker: User) -> bool:
    """Whether `person` writes to buyers in the name of `maker`: for minors an adult who looks after them."""
    if maker.is_minor:
        return person.pk != maker.pk and (accompanies(person, maker) or watches_over_people(person))
    return maker.pk == person.pk


def can_ask_about(by: Any, listing: Listing, order: Any = None) -> bool:
    """Whether `by`, perhaps a visitor, may ask the maker of `listing`; what minors are asked reaches an adult."""
    maker = listing.seller.user
    if not maker.is_active or (order is None and not listing.is_shown):
        return False
    if not by.is_authenticated:
        return True
    if not by.is_active or by.pk == maker.pk:
        return False
    return accepts_contact_from(maker, by) if by.is_minor else not are_apart(by, maker)


def can_go_on(by: Any, question: Question) -> bool:
    """Whether `by` says more about `question`: who asked, or may answer, unless a block keeps the two apart."""
    asker, maker = question.asker, question.listing.seller.user
    if not by.is_authenticated:
        return asker is None
    if asker is not None and by.pk == asker.pk:
        return not are_apart(by, maker)
    return policy.can(by, "answer", question) and (asker is None or not are_apart(by, asker))


def runs_payments(person: Any) -> bool:
    """Whether `person` looks after all payments: coordinators, and who runs the installation."""
    return _is_here(person) and bool(person.is_superuser or person.has_role(roles.COORDINATOR))


def _is_here(person: Any) -> bool:
    return bool(person.is_authenticated and person.is_active)
