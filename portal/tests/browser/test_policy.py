"""The policies in a real browser: the site needs nothing that they refuse, and hostile words stay words."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import Comment

from cms_pages.models import BlogPage, PortalImage
from cms_pages.services import posts
from mentorship.services import goals, interactions, journals, projects, prospects, tasks, work_files
from portal.accounts.services import people
from portal.testing import cast, uploads
from portal.tests.browser.conftest import DESK, PHONE, known
from shop.services import listings

pytestmark = pytest.mark.django_db(transaction=True)

#: Each would run if it were ever taken for code: in text, in an attribute, in a script, in an address, in CSS.
HOSTILE = (
    "<script>window.stolen=1</script>",
    "<img src=x onerror=window.stolen=1>",
    '"><svg onload=window.stolen=1>',
    "'><details open ontoggle=window.stolen=1>",
    "javascript:window.stolen=1",
    "</title></textarea></script><script>window.stolen=1</script>",
    "{{constructor.constructor('window.stolen=1')()}}",
    "${window.stolen=1}",
    "<iframe srcdoc='<script>parent.stolen=1</script>'>",
    "<style>@import 'data:text/css,*{}'</style>",
    "<base href=//evil.example/>",
    "\u2028window.stolen=1//",
)


def hostile_world() -> tuple[Any, list[str]]:
    """Somebody all of whose words are hostile, and the public pages that show them."""
    words = "".join(HOSTILE)
    eve = known(cast.person("Eve", "participant"))
    about = {"bio": words, "city": words[:70], "country": "<b>", "experience": words}
    people.update_profile(profile=eve.profile, by=eve, display_name="<img src=x onerror=stolen=1>", **about)
    pages = ["/people/", "/works/", "/shop/", "/stories/"]
    for at, payload in enumerate(HOSTILE):
        name = f"{payload.replace('/', '')[:60]}.jpg"
        files = [uploads.picture(name), uploads.text(words=words)] if at < 2 else []
        made = {"description": words, "media_type": "object", "visibility": "public", "files": files}
        work = projects.create(owner=eve, by=eve, title=payload[:110], **made)
        for file in work.files.all():
            work_files.describe(file=file, by=eve, alt_text=payload, caption=words[:200])
        if at < 3:
            listing = listings.offer(project=work, kind="original", price=Decimal(9), quantity=None, by=eve)
            pages.append(listing.product.get_absolute_url())
        pages.append(work.get_absolute_url())
    blog = BlogPage.objects.child_of(eve.portfolio).get()
    post = posts.publish_post(
        blog=blog, title=HOSTILE[0], by=eve, now=timezone.now(), intro=words[:250], body=[("heading", HOSTILE[1])]
    )
    return eve, [*pages, eve.portfolio.url, post.url, f"/works/?q={HOSTILE[2]}", f"/shop/?q={HOSTILE[1]}"]


def test_hostile_words_stay_words(open_browser: Any, log_in: Any):
    eve, pages = hostile_world()
    visitor, own = open_browser(DESK), open_browser(PHONE)
    log_in(own, eve.email)

    for page, paths in ((visitor, pages), (own, [*pages[:8], "/my/", "/my/works/", "/my/profile/", "/my/shop/"])):
        for path in paths:
            answer = page.goto(path)
            assert answer.status == 200, path
            assert page.evaluate("window.stolen") is None, path
            assert page.locator("iframe, main script, base").count() == 0, path


def hostile_papers(eve: Any, *, by: Any) -> list[str]:
    """What the chapter keeps about `eve` in hostile words, and the pages of My space that show it."""
    now, words = timezone.now(), "".join(HOSTILE)
    named = {"place": words[:70], "languages": words[:70], "source_note": words[:70], "staff_note": words}
    met = prospects.create(by=by, now=now, name=HOSTILE[1], consent_how="spoken", **named)
    interactions.log(about=met, by=by, now=now, client_id=uuid4(), notes=words, no_next_step=True)
    interactions.log(about=eve, by=by, now=now, client_id=uuid4(), notes=words, no_next_step=True)
    task = tasks.assign(participant=eve, title=HOSTILE[0], brief=words, by=by, now=now)
    goals.set_goal(owner=eve, title=HOSTILE[2], by=eve, now=now)
    entry = journals.write(owner=eve, by=eve, text=words, happened_on=now.date(), visibility="mentor", now=now)
    mentees = f"/my/mentees/{eve.handle}"
    return [
        *("/my/", "/my/prospects/", "/my/prospects/board/", met.get_absolute_url(), "/my/due/"),
        *(f"/my/people/{eve.handle}/timeline/", task.get_absolute_url(), f"{mentees}/tasks/"),
        *(f"{mentees}/skills/", "/my/mentees/diaries/", entry.get_absolute_url()),
    ]


def test_hostile_words_stay_words_where_mentors_and_coordinators_read_them(open_browser: Any, log_in: Any):
    eve, _pages = hostile_world()
    maria = known(cast.mentor_of(eve))
    papers = hostile_papers(eve, by=maria)
    picture = PortalImage(title=HOSTILE[1], description=HOSTILE[2], uploaded_by_user=eve)
    picture.file.save("hostile.jpg", uploads.picture())
    Comment.objects.create(page=eve.portfolio, user=eve, text="".join(HOSTILE), contentpath="title")
    eve.portfolio.title = HOSTILE[5]
    eve.portfolio.save_revision(user=eve)
    carol, boss = known(cast.person("Carol Njeri", "coordinator")), known(cast.operator())
    people_page = eve.portfolio.get_parent().pk
    desk = ["/cms/", "/cms/my_participants/"]
    chapter = [
        *("/my/people/", "/my/pairings/", "/cms/", f"/cms/pages/{people_page}/"),
        *(f"/cms/pages/{eve.portfolio.pk}/history/", "/cms/reports/site-history/", "/cms/page-reports/pictures/"),
        *("/cms/images/", f"/cms/images/{picture.pk}/", "/cms/talent_prospects/"),
        f"/cms/pages/search/?q={HOSTILE[1]}",
    ]
    whole = ["/cms/users/", "/django-admin/accounts/user/", "/shop/dashboard/catalogue/", "/cms/project_chooser/"]

    broken = []
    for person, paths in ((maria, papers + desk), (carol, papers[1:6] + chapter), (boss, chapter + whole)):
        page = open_browser(DESK)
        log_in(page, person.email)
        for path in paths:
            answer = page.goto(path)
            if answer.status != 200 or page.evaluate("window.stolen"):
                broken.append((person.display_name, path, answer.status, page.evaluate("window.stolen")))

    assert not broken


def test_an_injected_script_would_not_run_either(chromium: Any, live_server: Any):
    """The control: were a page ever to carry such words unescaped, the policy would refuse them."""
    page = chromium.new_page(base_url=live_server.url)

    def hurt(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</body>", f"{HOSTILE[0]}{HOSTILE[1]}</body>"))

    page.route("**/about/", hurt)
    page.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " (event) => (window.refused ??= []).push(event.effectiveDirective))"
    )
    page.goto("/about/")

    refused = page.evaluate("window.refused ?? []")
    assert page.evaluate("window.stolen") is None
    assert {"script-src-elem", "script-src-attr"} <= set(refused)
    page.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_asks_for_what_its_policy_refuses(open_browser: Any, log_in: Any, size: Any):
    """As a visitor and as a participant; `open_browser` fails the test for anything that was refused."""
    amina = known(cast.person("Amina Okoye", "participant"))
    made = {
        "a pot": [uploads.picture()],
        "a song": [uploads.sound()],
        "a poem": [uploads.text()],
    }
    works = [
        projects.create(owner=amina, by=amina, title=title, media_type="object", visibility="public", files=files)
        for title, files in made.items()
    ]
    piece = listings.offer(project=works[0], kind="original", price=Decimal(40), quantity=None, by=amina)
    public = [
        *("/", "/people/", amina.portfolio.url, f"{amina.portfolio.url}works/", "/stories/", "/works/", "/about/"),
        *(work.get_absolute_url() for work in works),
        *("/shop/", piece.product.get_absolute_url(), "/shop/basket/", "/account/login/", "/account/signup/"),
        *("/account/password/reset/", "/nothing-here/"),
    ]
    own = [
        *("/my/", "/my/profile/", "/my/works/", "/my/works/new/", f"/my/works/{works[0].public_id}/edit/"),
        *("/my/skills/", "/my/shop/", "/my/sales/", "/my/privacy/", "/my/data/", "/account/2fa/"),
        *("/account/email/", "/account/password/change/"),
    ]

    visitor, participant = open_browser(size), open_browser(size)
    log_in(participant, amina.email)
    for page, paths in ((visitor, public), (participant, [*public[:8], *own])):
        for path in paths:
            page.goto(path)
            assert page.evaluate("document.documentElement.classList.contains('js')"), f"no script ran on {path}"


def test_the_tools_work_under_their_own_policy(open_browser: Any, log_in: Any):
    amina = known(cast.person("Amina Okoye", "participant"))
    boss = known(cast.operator())
    maker, operator = open_browser(DESK), open_browser(DESK)
    log_in(maker, amina.email)
    log_in(operator, boss.email)

    for path in ("/cms/", f"/cms/pages/{amina.portfolio.pk}/edit/", "/cms/images/"):
        assert maker.goto(path).status == 200, path
    for path in ("/django-admin/", "/shop/dashboard/", "/shop/dashboard/orders/", "/shop/dashboard/catalogue/"):
        assert operator.goto(path).status == 200, path
