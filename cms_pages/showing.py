"""What a picture or a document belongs to, and so who may see it: the one place that decides.

It belongs to the pages that name it now, by Wagtail's reference index (fields, blocks, rich text, inline rows).
Anybody may see it while one of them is published and in no restricted section, and the chapter's sign always.
Otherwise it is for those who may choose or edit it, who may edit a page that names it, and who look at its owner's
pages before others do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from cms_pages.models import ChapterSettings, PortalImage, PortalRendition, PortfolioPage
from portal.accounts import showing as people
from portal.accounts.permissions import can_approve_publishing
from portal.core import copies

IMAGE = "cms_pages.PortalImage"
PAGES_AT_ONCE = 200


@people.public_pages
def have_portfolio() -> Q:
    """Whose portfolio anybody may read."""
    return Q(pk__in=PortfolioPage.objects.live().public().values("owner_person"))


def can_see(request: HttpRequest, item: Any) -> bool:
    """Whether the visitor may see `item`, a picture or a document."""
    pages = _pages_naming(type(item), [item.pk]).get(item.pk, set())
    if _public(pages) or (isinstance(item, PortalImage) and _signs([item.pk])):
        return True
    user = request.user
    if not (user.is_authenticated and user.is_active):
        return False
    return (
        can_edit(user, item)
        or (item.uploaded_by_user is not None and can_approve_publishing(user, item.uploaded_by_user))
        or any(_opens(request, page) for page in Page.objects.filter(pk__in=pages))
    )


def can_edit(user: Any, item: Any) -> bool:
    """Whether `item` is one that `user` may choose or change."""
    policy = policy_registry.get_by_type(type(item))
    return bool(policy.user_has_any_permission_for_instance(user, ["choose", "change"], item))


def seen_by_all(numbers: list[int]) -> set[int]:
    """Return those of the pictures `numbers` that a public page shows. Four queries."""
    named = _pages_naming(PortalImage, numbers)
    public = _public({page for pages in named.values() for page in pages})
    return {number for number, pages in named.items() if pages & public} | _signs(numbers)


def pictures_on(pages: Iterable[int]) -> set[int]:
    """Return the pictures that `pages` name now. One query."""
    found = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(page) for page in pages],
        to_content_type=ContentType.objects.get_for_model(PortalImage),
    )
    return {int(number) for number in found.values_list("to_object_id", flat=True)}


def follow_pages(pages: Iterable[int], *, before: Iterable[int] = ()) -> None:
    """Show or hide the pictures of `pages`, and those that were there `before`, once the change is committed."""
    wanted, left = list(pages), set(before)
    transaction.on_commit(lambda: _sync(wanted, left))


def follow_section(page: Page) -> None:
    """The same for `page` and everything below it."""
    follow_pages(Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True))


def copied_files(image: PortalImage) -> list[tuple[str, str]]:
    """Every rendition of `image` that pages show; never the original."""
    return [each.copied_file for each in PortalRendition.objects.filter(image=image) if not each.is_original]


copies.register(copies.Kind(model=IMAGE, seen_by_all=seen_by_all, files=copied_files))


def _sync(pages: list[int], before: set[int]) -> None:
    for at in range(0, len(pages), PAGES_AT_ONCE):
        part = pages[at : at + PAGES_AT_ONCE]
        for page in Page.objects.live().filter(pk__in=part).specific():
            with transaction.atomic():  # Wagtail's own task may run later, or on another machine
                ReferenceIndex.create_or_update_for_object(page)
        copies.sync(IMAGE, pictures_on(part) | before)
        people.sync(PortfolioPage.objects.filter(pk__in=part).values_list("owner_person_id", flat=True))


def _signs(numbers: list[int]) -> set[int]:
    """Return those of the pictures `numbers` that are the sign of the chapter, on every page. One query."""
    return set(ChapterSettings.objects.filter(logo__in=numbers).values_list("logo_id", flat=True))


def _pages_naming(model: type[Any], numbers: list[int]) -> dict[int, set[int]]:
    """Return {number: pages that name it}. One query."""
    found = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id__in=[str(number) for number in numbers],
    )
    named: dict[int, set[int]] = {}
    for number, page in found.values_list("to_object_id", "object_id"):
        named.setdefault(int(number), set()).add(int(page))
    return named


def _public(pages: set[int]) -> set[int]:
    """Return those of `pages` that anybody may read. Two queries."""
    if not pages:
        return set()
    return set(Page.objects.filter(pk__in=pages).live().public().values_list("pk", flat=True))


def _opens(request: HttpRequest, page: Page) -> bool:
    """Whether the visitor may edit `page`, or read it in its restricted section."""
    policy = policy_registry.get_by_type(Page)
    if policy.user_has_any_permission_for_instance(request.user, ["change", "publish"], page):
        return True
    return page.live and all(each.accept_request(request) for each in page.get_view_restrictions())
