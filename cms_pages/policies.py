"""Who sees galleries, comments and letters, and who decides about them; pages themselves: permissions.py."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cms_pages.models import ContactMessage, GalleryPage, PostComment
from mentorship.models import Pairing
from portal.accounts.models import User
from portal.accounts.permissions import (
    can_approve_publishing,
    may_overrule,
    needs_approval_to_publish,
    watches_over_people,
)
from portal.core import policy
from portal.core.policy import NOBODY_SEES


@policy.register(PostComment)
class CommentPolicy(policy.Policy[PostComment]):
    """Whoever reads it under the story, and whoever decides about it."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return self.read_by(person) | self.decided_by(person)

    def read_by(self, person: Any) -> Q:
        return PostComment.objects.readable(person) & Q(post__live=True)

    def decided_by(self, person: Any) -> Q:
        """The story's author and their mentor; for a minor's words, the minor's mentor; coordinators always.

        Once it was reported, only those who watch over people, and never its author.
        """
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        reported = Q(status=PostComment.Status.REPORTED)
        if watches_over_people(person):
            return ~(reported & Q(author=person))
        theirs = Pairing.objects.participants_of(person)
        of_minors = Q(author__age_band__in=User.MINOR)
        of_others = ~of_minors & (Q(post__owner=person) | Q(post__owner__in=theirs))
        return ~reported & ((of_minors & Q(author__in=theirs)) | of_others)

    def may_report(self, person: User, comment: PostComment) -> bool:
        return PostComment.objects.filter(self.read_by(person), pk=comment.pk).exists()

    def may_decide(self, person: User, comment: PostComment) -> bool:
        """Whether `person` shows or hides it; what who watches over people has hidden, only they show again."""
        if comment.status == PostComment.Status.DECLINED and not may_overrule(person, comment.decided_by):
            return False
        return PostComment.objects.filter(self.decided_by(person), pk=comment.pk).exists()

    def may_delete(self, person: User, comment: PostComment) -> bool:
        return comment.author_id == person.pk or self.may_decide(person, comment)


@policy.register(ContactMessage)
class MessagePolicy(policy.Policy[ContactMessage]):
    """Whom it reached; what is for a minor, before that those who look after them, who keep what they decided."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        reached = Q(recipient=person, status=ContactMessage.Status.DELIVERED)
        return reached | self.decided_by(person)

    def decided_by(self, person: Any) -> Q:
        kept = Q(status=ContactMessage.Status.HELD) | Q(decided_at__isnull=False)
        if watches_over_people(person):
            return kept & ~Q(recipient=person)
        return kept & Q(recipient__in=Pairing.objects.participants_of(person))

    def may_decide(self, person: User, message: ContactMessage) -> bool:
        return ContactMessage.objects.filter(self.decided_by(person), pk=message.pk).exists()

    def may_delete(self, person: User, message: ContactMessage) -> bool:
        return message.recipient_id == person.pk and message.status == ContactMessage.Status.DELIVERED


@policy.register(GalleryPage)
class GalleryPolicy(policy.Policy[GalleryPage]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return GalleryPage.seen_by(person, key)

    def may_share(self, person: User, gallery: GalleryPage) -> bool:
        """Whether `person` decides who sees it: whose it is, and who decides with them."""
        maker = gallery.maker
        return maker == person or (needs_approval_to_publish(maker) and can_approve_publishing(person, maker))
