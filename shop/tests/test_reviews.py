"""What buyers say about what they bought."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from shop.models import Review, SaleLine
from shop.selectors import orders as order_selectors
from shop.selectors import reviews as found
from shop.services import orders, reviews
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db
TYPED = {"stars": "4", "text": "It pours well.", "name": "Greta"}


def bought(listing, *, sent=True, **values):
    payment = tills.paid(listing, **values)
    sale = SaleLine.objects.select_related("line", "seller__user").get(line__order=payment.order)
    return orders.ship(sale=sale, by=sale.seller.user, now=timezone.now()) if sent else sale


def form_of(sale):
    order = type(sale).objects.select_related("line__order").get(pk=sale.pk).line.order
    return reverse("shop:order_link_review", args=[order_selectors.link_token(order), sale.line_id])


def shown(sale, moderator, **said):
    review = reviews.write(sale=sale, by=None, **{"name": "Greta", "stars": 4, "text": "It pours well.", **said})
    return reviews.decide(review=review, shown=True, by=moderator, now=timezone.now())


def give_all_back(sale):
    parts = {"fee_minor": 0, "share_minor": 0, "coop_minor": 0, "savings_minor": 0}
    amounts = {"amount_minor": sale.gross_minor, "net_minor": sale.gross_minor, **parts}
    sale.taken_back.create(key="refund:x", taken_at=timezone.now(), was_resting=True, **amounts)


def test_a_guest_reviews_by_the_link_and_everybody_reads_it_after_the_look(participant, moderator, login):
    listing = piece(participant, kind="edition", quantity=3)
    sale = bought(listing)
    assert "Greta" in Client().get(form_of(sale)).content.decode()

    assert Client().post(form_of(sale), TYPED).status_code == 302
    assert "It pours well." not in text(Client().get(listing.get_absolute_url()))
    waiting = login(moderator)
    assert "It pours well." in text(waiting.get(reverse("shop:reviews_waiting")))
    waiting.post(reverse("shop:reviews_waiting"), {"review": Review.objects.get().pk, "decision": "show"})

    page = Client().get(listing.get_absolute_url())
    assert "It pours well." in text(page)
    assert "4.0 of 5 stars, from 1 buyer" in text(page)
    assert '"aggregateRating"' in page.content.decode()


def test_the_order_of_an_account_names_its_author(participant, buyer):
    sale = bought(piece(participant), by=buyer, email=buyer.email)

    Client().post(form_of(sale), TYPED)

    assert Review.objects.get().author == buyer


def test_a_second_word_replaces_the_first_and_waits_again(participant, moderator):
    sale = bought(piece(participant))
    shown(sale, moderator)

    Client().post(form_of(sale), {**TYPED, "stars": "1", "text": "The handle broke."})

    review = Review.objects.get()
    assert (review.stars, review.text, review.status) == (1, "The handle broke.", "waiting")


@pytest.mark.parametrize("stars", ["0", "6", "-1", "", "4.5", "٣x"])
def test_stars_are_one_to_five(participant, stars):
    sale = bought(piece(participant))

    assert Client().post(form_of(sale), {**TYPED, "stars": stars}).status_code == 422
    assert not Review.objects.exists()


def test_what_was_not_sent_or_came_back_has_no_review(participant):
    waits, back = bought(piece(participant), sent=False), bought(piece(participant))
    give_all_back(back)

    for sale, refusal in ((waits, reviews.NotYet), (back, reviews.WentBack)):
        assert Client().post(form_of(sale), TYPED).status_code == 422
        with pytest.raises(refusal):
            reviews.write(sale=sale, by=None, name="G", stars=5)


def test_a_review_goes_when_all_the_money_went_back(participant, moderator):
    sale = bought(piece(participant))
    shown(sale, moderator)
    assert Review.objects.shown().count() == 1

    give_all_back(sale)

    assert Review.objects.shown().count() == 0


def test_nobody_reviews_another_order_or_a_line_that_is_not_in_it(participant, stranger):
    mine, other = bought(piece(participant)), bought(piece(stranger))
    wrong = reverse("shop:order_link_review", args=[form_of(mine).split("/")[3], other.line_id])

    assert Client().get(wrong).status_code == 404
    assert Client().post(form_of(mine).replace(":", "x", 1), TYPED).status_code == 404


def test_the_maker_answers_and_nobody_else(participant, stranger, moderator, login):
    listing = piece(participant)
    review = shown(bought(listing), moderator)
    page = reverse("shop:reviews")
    assert "It pours well." in text(login(participant).get(page))

    login(participant).post(page, {"review": review.pk, "answer": "Thank you!"})

    assert "Thank you!" in text(Client().get(listing.get_absolute_url()))
    assert login(stranger).post(page, {"review": review.pk, "answer": "No!"}).status_code == 404
    with pytest.raises(NotAllowed):
        reviews.answer(review=review, text="No!", by=stranger, now=timezone.now())


def test_for_a_minor_who_accompanies_them_answers(participant, mentor, moderator, operator, login):
    review = shown(bought(piece(participant)), moderator)
    people.set_age_band(user=participant, age_band="under_16", by=operator)

    assert (
        login(participant).post(reverse("shop:reviews"), {"review": review.pk, "answer": "?"}).status_code == 404
    )
    assert login(mentor).post(reverse("shop:reviews"), {"review": review.pk, "answer": "!"}).status_code == 302
    review.refresh_from_db()
    assert review.answer == "!"


def test_only_coordinators_decide_and_say_why_not(participant, moderator, login):
    review = reviews.write(sale=bought(piece(participant)), by=None, name="G", stars=1, text="Rude words")
    with pytest.raises(NotAllowed):
        reviews.decide(review=review, shown=True, by=participant, now=timezone.now())
    assert login(participant).get(reverse("shop:reviews_waiting")).status_code == 404

    with pytest.raises(reviews.SayWhy):
        reviews.decide(review=review, shown=False, by=moderator, now=timezone.now())
    reviews.decide(review=review, shown=False, reason="Insults", by=moderator, now=timezone.now())
    with pytest.raises(reviews.NotWaiting):
        reviews.decide(review=review, shown=True, by=moderator, now=timezone.now())
    assert Review.objects.shown().count() == 0


def test_who_sells_does_not_decide_about_their_own(participant, moderator):
    review = reviews.write(sale=bought(piece(participant)), by=None, name="G", stars=5)
    type(review.listing.seller).objects.filter(pk=review.listing.seller_id).update(user=moderator)

    with pytest.raises(NotAllowed):
        reviews.decide(review=review, shown=True, by=moderator, now=timezone.now())


def test_what_is_not_shown_is_not_answered(participant):
    review = reviews.write(sale=bought(piece(participant)), by=None, name="G", stars=5)

    with pytest.raises(reviews.NotShown):
        reviews.answer(review=review, text="Thanks", by=participant, now=timezone.now())


def test_the_mean_counts_all_shown_reviews(participant, moderator):
    listing = piece(participant, kind="edition", quantity=9)
    for stars in (5, 4, 4):
        shown(bought(listing), moderator, stars=stars)
    reviews.write(sale=bought(listing), by=None, name="G", stars=1)

    opinion = found.opinion_of(listing)

    assert (opinion.count, opinion.mean) == (3, 4.3)


def test_the_page_of_a_piece_asks_the_same_for_many_reviews(participant, moderator, assert_queries_do_not_grow):
    listing = piece(participant, kind="edition", quantity=30)

    assert_queries_do_not_grow(listing.get_absolute_url(), lambda: shown(bought(listing), moderator), rows=4)


def test_the_lists_ask_the_same_for_many(participant, moderator, login, assert_queries_do_not_grow):
    listing = piece(participant, kind="edition", quantity=30)
    assert_queries_do_not_grow(
        reverse("shop:reviews"), lambda: shown(bought(listing), moderator), client=login(participant), rows=3
    )
    assert_queries_do_not_grow(
        reverse("shop:reviews_waiting"),
        lambda: reviews.write(sale=bought(listing), by=None, name="G", stars=5),
        client=login(moderator),
        rows=3,
    )


def test_the_order_page_leads_to_the_form(participant):
    sale = bought(piece(participant))
    order_page = form_of(sale).split("review/")[0]

    assert "Say what you think of it" in text(Client().get(order_page))
