"""Who may do what in the CMS. Wagtail's admin is made for trusted people; ours is open to participants.

Wagtail asks the registered permission policies for everything: editor, explorer, search, choosers, admin API.
A participant's rights are grants on the root of their own portfolio, made up for each request, so that
10,000 participants need no 10,000 groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy
from wagtail.models import Collection, Page, PagePermissionTester, Site
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms_pages.models.exports import Export
from mentorship.models import Project, Visibility
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import (
    accepts_contact_from,
    can_approve_publishing,
    needs_approval_to_publish,
)
from portal.accounts.selectors import may_be_shown
from portal.core import policy
from portal.core.exceptions import DomainError

#: Never bulk_delete, lock or unlock.
PAGE_ACTIONS = ("add", "change", "publish")
#: Of those whose pages somebody looks at first.
DRAFT_ACTIONS = ("add", "change")
MEDIA_ACTIONS = frozenset({"add", "change", "delete", "choose"})
UPLOADERS = frozenset({roles.PARTICIPANT, roles.COORDINATOR})
PARTICIPANTS_COLLECTION = "Participants"
NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class PageAction:
    """Stands where Wagtail expects a Permission."""

    codename: str


@dataclass(frozen=True)
class PageGrant:
    """Stands where Wagtail expects a GroupPagePermission: the right to do something on a page and below it."""

    page: Page
    permission: PageAction

    @property
    def page_id(self) -> int:
        return int(self.page.pk)


class PortfolioPagePolicy(PagePermissionPolicy):  # type: ignore[misc]  # Wagtail has no types
    """Participants work on their own portfolio, coordinators on the whole site, mentors look at what waits."""

    def get_all_permissions_for_user(self, user: Any) -> list[Any]:
        granted = list(super().get_all_permissions_for_user(user))
        if user.is_active and not user.is_anonymous and not user.is_superuser:
            granted += [
                PageGrant(page, PageAction(f"{action}_page"))
                for page, actions in page_roots(user)
                for action in actions
            ]
        return granted

    def explorable_instances(self, user: Any) -> Any:
        """Whoever approves a page finds this page, nothing around it, and as long as it waits."""
        from cms_pages.selectors import pages_awaiting

        pages = super().explorable_instances(user)
        if user.is_superuser or not user.is_active or not user.has_role(roles.MENTOR):
            return pages
        return pages | Page.objects.filter(pk__in=pages_awaiting(user).values("pk"))

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> Any:
        editors = Q(groups__name__in=(roles.PARTICIPANT, roles.COORDINATOR))
        return _active(editors if set(actions) & set(PAGE_ACTIONS) else NOBODY, include_superusers)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> Any:
        if not set(actions) & set(PAGE_ACTIONS):
            return _active(NOBODY, include_superusers)
        owner = Q(groups__name=roles.PARTICIPANT, portfolio__in=instance.get_ancestors(inclusive=True))
        return _active(owner | Q(groups__name=roles.COORDINATOR), include_superusers)


def page_roots(user: User) -> list[tuple[Page, tuple[str, ...]]]:
    """Return the pages below which `user` may do something, each with what; at most two queries."""
    from cms_pages.models import PortfolioPage

    roots: list[tuple[Page, tuple[str, ...]]] = []
    if user.has_role(roles.COORDINATOR):
        site = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
        roots += [(page, PAGE_ACTIONS) for page in Page.objects.filter(translation_key__in=site)]
    if user.has_role(roles.PARTICIPANT):
        own = DRAFT_ACTIONS if needs_approval_to_publish(user) else PAGE_ACTIONS
        roots += [(portfolio.page_ptr, own) for portfolio in PortfolioPage.objects.filter(owner_person=user)]
    return roots


class NeedsApproval(DomainError):
    message = gettext_lazy("Somebody looks at this page before others see it. Ask for the approval first.")


def require_approval(page: Any, revision: Any, *, by: User | None) -> None:
    """Refuse to publish `revision` for somebody who needs an approval unless it has one. Raises NeedsApproval.

    The clock publishes what was approved for a date.
    """
    person = page.person()
    if person is None or not needs_approval_to_publish(person):
        return
    if by is None and revision.approved_go_live_at:
        return
    if by is None or not can_approve_publishing(by, person):
        raise NeedsApproval


def may_publish_for(by: User, page: Any) -> bool:
    """Whether `by`, who may publish this kind of page, may publish `page` as far as its person is concerned.

    Only coordinators and operators hold rights on pages of others; for them it costs up to two queries.
    """
    if not (by.is_superuser or by.has_role(roles.COORDINATOR)):
        return True
    person = page.person()
    if person is None or not needs_approval_to_publish(person):
        return True
    return can_approve_publishing(by, person) and may_be_shown(person)


def can_decide_about(by: User, page: Any) -> bool:
    """Whether `by` approves `page` or sends it back."""
    person = page.specific.person() if hasattr(page.specific, "person") else None
    return person is not None and can_approve_publishing(by, person)


def forget_rights(user: User) -> None:
    """Drop what Wagtail keeps on the object `user` about pages: the rights have just changed."""
    for name in ("_page_permission_cache", "_explorable_root_page_cache"):
        user.__dict__.pop(name, None)


class OwnPageTester(PagePermissionTester):  # type: ignore[misc]  # Wagtail has no types
    """What Wagtail permits, without restricted sections: who wants to hide a page takes it offline."""

    def can_set_view_restrictions(self) -> bool:
        return bool(self.user.is_active and self.user.is_superuser)

    def can_copy(self) -> bool:
        """Whoever only looks at a page has nowhere to put a copy."""
        return bool(super().can_copy() and (self.user.is_superuser or "add" in self._held()))

    def can_publish(self) -> bool:
        return bool(super().can_publish() and may_publish_for(self.user, self.page))

    def can_publish_subpage(self) -> bool:
        return bool(super().can_publish_subpage() and may_publish_for(self.user, self.page))

    def can_unpublish(self) -> bool:
        """Hiding one's own page needs nobody's approval."""
        own = self.page.live and self._is_their_own() and not self.page_locked()
        return bool(own or super().can_unpublish())

    def can_unschedule(self) -> bool:
        return bool(self._is_their_own() or super().can_unschedule())

    def _is_their_own(self) -> bool:
        return bool(self.user.is_active and "change" in self._held() and self.page.person() == self.user)

    def _held(self) -> set[str]:
        return set(getattr(self, "permissions", ()))  # Wagtail sets none for superusers and the inactive


class PortfolioTester(OwnPageTester):
    """The root of a portfolio stays where it is: it is neither deleted nor moved nor copied."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_superuser and super().can_delete(ignore_bulk))

    def can_copy(self) -> bool:
        return False


class OwnMediaPolicy(CollectionOwnershipPermissionPolicy):  # type: ignore[misc]  # Wagtail has no types
    """Everybody sees and uses what they have uploaded; coordinators also the chapter's pictures and files.

    A participant's uploads lie in one collection, a coordinator's in the root collection.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        if not (user.is_active and user.is_authenticated):
            return False
        return bool(user.is_superuser or (MEDIA_ACTIONS & set(actions) and UPLOADERS & user.role_slugs))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return bool(self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists())

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        instances = self.model._default_manager.all()
        if not self.user_has_any_permission(user, set(actions) - {"add"}):
            return instances.none()
        if user.is_superuser:
            return instances
        mine = Q(uploaded_by_user=user)
        if user.has_role(roles.COORDINATOR):
            # By number: the search index can filter by it, unlike by the depth of the collection.
            mine |= Q(collection_id__in=list(Collection.objects.filter(depth=1).values_list("pk", flat=True)))
        return instances.filter(mine)

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        return self.instances_user_has_any_permission_for(user, [action])

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        collections: QuerySet[Any] = Collection.objects.all()
        if not self.user_has_any_permission(user, actions):
            return collections.none()
        if user.is_superuser:
            return collections
        if user.has_role(roles.COORDINATOR):
            return collections.filter(depth=1)
        return collections.filter(depth=2, name=PARTICIPANTS_COLLECTION)

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        return _active(Q(groups__name__in=UPLOADERS) if MEDIA_ACTIONS & set(actions) else NOBODY)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> Any:
        users = Q(pk=instance.uploaded_by_user_id, groups__name__in=UPLOADERS)
        if instance.collection.is_root():
            users |= Q(groups__name=roles.COORDINATOR)
        return _active(users if MEDIA_ACTIONS & set(actions) else NOBODY)


def first_visibility(maker: User) -> str:
    """Who sees a new gallery of `maker` until they choose: of those who need an approval nobody but they."""
    return Visibility.PRIVATE if needs_approval_to_publish(maker) else Visibility.PUBLIC


def projects_to_choose(user: User) -> QuerySet[Project]:
    """Works that `user` may put on their pages."""
    return Project.objects.all() if user.is_superuser else Project.objects.filter(owner=user)


def _active(users: Q, include_superusers: bool = True) -> QuerySet[User]:
    wanted = users | Q(is_superuser=True) if include_superusers else users
    return User.objects.filter(wanted, is_active=True).distinct()


def can_comment(by: Any, post: Any) -> bool:
    """Whether `by`, perhaps a visitor, may write under `post`: a member whom its author may hear from."""
    if not (by.is_authenticated and by.is_active):
        return False
    return post.owner is None or by.pk == post.owner_id or accepts_contact_from(post.owner, by)


@policy.register(Export)
class ExportPolicy(policy.Policy[Export]):
    """A site of files holds what its person may see: nobody else downloads it, operators included."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(person=person) if person.is_authenticated and person.is_active else NOBODY
