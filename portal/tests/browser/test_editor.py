"""The editor as a participant has it: what is typed is saved by itself, as a draft."""

from allauth.account.models import EmailAddress
from django.urls import reverse

from cms_pages.models import PortfolioPage
from portal.testing import cast

#: What the sign beside the title says when everything is kept.
SAVED = "#w-autosave-indicator[data-w-tooltip-content-value='Changes have been autosaved.']"


def test_what_is_typed_is_saved_by_itself_as_a_draft(transactional_db, participant, open_browser, log_in):
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    page = open_browser({"width": 1280, "height": 844})
    page.set_default_timeout(60_000)
    log_in(page, participant.email, cast.PASSWORD)
    page.goto(reverse("wagtailadmin_pages:edit", args=[participant.portfolio.pk]))
    page.wait_for_timeout(3_000)  # the editor's own scripts take their time

    page.locator("#id_tagline").click()
    page.keyboard.type("Bands")
    page.keyboard.press("Tab")
    page.locator(SAVED).wait_for(state="attached")

    portfolio = PortfolioPage.objects.get(owner_person=participant)
    assert portfolio.tagline == ""
    assert portfolio.get_latest_revision_as_object().tagline == "Bands"
