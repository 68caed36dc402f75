"""Conversations, messages and what one was told."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from messaging import protocol
from messaging.kinds import BY_SLUG
from messaging.models import Conversation, Membership, Message, Notification
from messaging.selectors import conversations as questions
from messaging.selectors import notifications
from messaging.services import messages
from messaging.services import notifications as notices
from portal.api.serializers import NewMessage, Nothing
from portal.api.shapes import Files, handle, id_of, name_of
from portal.api.views import asked, made
from portal.core.addresses import absolute
from portal.core.api_rows import Feed, Row, RowsApi, Utc, one_of, words, yes_or_no
from portal.core.limits import limited
from portal.core.once import OnceApi


class PlaceShape(serializers.Serializer[Any]):
    handle = serializers.CharField(source="user.handle")
    display_name = serializers.CharField(source="user.display_name")


class ConversationRow(Row):
    """`people` are all who are in it now, oneself too; `new_count` counts what one has not read."""

    id = id_of("conversation")
    kind = serializers.ChoiceField(source="conversation.kind", choices=Conversation.Kind.choices)
    title = name_of("conversation.title")
    task = id_of("conversation.task", allow_null=True)
    people = serializers.SerializerMethodField()
    last_seq = serializers.IntegerField(source="conversation.last_seq")
    last_at = Utc(source="conversation.last_at", allow_null=True)
    new_count = serializers.IntegerField()

    class Meta:
        model = Membership
        fields = (
            *("id", "kind", "title", "task", "people", "state", "new_count", "read_seq", "is_pinned"),
            *("is_archived", "is_muted", "last_seq", "last_at", "joined_at"),
        )

    @extend_schema_field(PlaceShape(many=True))
    def get_people(self, place: Membership) -> Any:
        here = [each for each in place.conversation.places if each.left_at is None]
        return PlaceShape(here, many=True).data


class Conversations(RowsApi):
    """The conversations that one is in and in which something was said; pinned ones first, then the newest."""

    serializer_class = ConversationRow
    lookup_field = "conversation__public_id"
    lookup_url_kwarg = "public_id"
    filters = {
        "show": one_of([(each, each) for each in questions.FILTERS]),
        "q": words(help="in names and words"),
    }
    changed = "conversation__last_at"

    def get_queryset(self) -> Any:
        if not self.is_list:
            return questions.every_place(self.request.user)
        said = self.said()
        return questions.inbox(self.request.user, show=said.get("show", ""), q=said.get("q", ""))


class MessageRow(Row):
    """Hidden are words of whom one has blocked, and what nobody reads after a report: neither has any text.

    `seq` is None for what was not delivered; `state` tells its writer why.
    """

    author = handle("author")
    text = serializers.SerializerMethodField()
    reply_to = serializers.IntegerField(source="reply_to.seq", allow_null=True, read_only=True)
    is_edited = serializers.SerializerMethodField()
    is_deleted = serializers.SerializerMethodField()
    is_hidden = serializers.SerializerMethodField()
    signs = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = (
            *("seq", "client_id", "author", "state", "text", "reply_to", "is_edited", "is_deleted", "is_hidden"),
            *("signs", "files", "sent_at"),
        )

    def get_text(self, row: Message) -> str:
        return "" if protocol.is_hidden(row) else row.text

    def get_is_edited(self, row: Message) -> bool:
        return row.edited_at is not None

    def get_is_deleted(self, row: Message) -> bool:
        return row.deleted_at is not None

    def get_is_hidden(self, row: Message) -> bool:
        return protocol.is_hidden(row)

    def get_signs(self, row: Message) -> dict[str, list[str]]:
        return {} if protocol.is_hidden(row) or row.deleted_at else protocol.signs_of(row)

    @extend_schema_field(Files())
    def get_files(self, row: Message) -> Any:
        return [] if protocol.is_hidden(row) or row.deleted_at else Files().to_representation(row.files)


@method_decorator(limited("talk"), name="dispatch")
class Messages(OnceApi, RowsApi):
    """What was said in one conversation, the newest first; what of one's own was not delivered is among it.

    Posting says something; what is looked at first has no `seq` yet.
    """

    serializer_class = MessageRow
    pagination_class = Feed
    filters = {"author": words("author__handle", "their handle")}
    changed = ""

    def get_queryset(self) -> Any:
        return questions.messages_of(self.talk(), self.request.user).order_by("-pk")

    @extend_schema(request=NewMessage, responses={201: MessageRow})
    def create(self, request: Request, public_id: str) -> Response:
        talk, person = self.talk(), request.user
        values, read = asked(NewMessage, request), questions.messages_of(talk, person)
        answered = values.get("reply_to")
        if answered is not None and not read.filter(seq=answered).exists():
            raise ValidationError({"reply_to": [_("There is no such message here.")]})
        said = messages.send(conversation=talk, by=person, now=timezone.now(), **values)
        return made(MessageRow, read.get(pk=said.pk))

    def talk(self) -> Conversation:
        mine = Conversation.objects.of(self.request.user)
        return get_object_or_404(mine, public_id=self.kwargs["public_id"])


class NoticeShape(serializers.Serializer[Any]):
    """Without words, what it was about is gone or no longer theirs to see."""

    id = serializers.IntegerField(source="notice.pk")
    kind = serializers.CharField(source="notice.kind")
    words = serializers.CharField()
    text = serializers.CharField()
    url = serializers.SerializerMethodField()
    created_at = Utc(source="notice.created_at")
    read_at = Utc(source="notice.read_at", allow_null=True)

    def get_url(self, shown: notifications.Shown) -> str:
        return absolute(shown.link) if shown.link else ""


class ReadShape(serializers.Serializer[Any]):
    """How many were marked as read."""

    count = serializers.IntegerField()


class Notifications(OnceApi, RowsApi):
    """What one was told, the newest first. Their words are made of today's facts: a query for each kind."""

    serializer_class = NoticeShape
    pagination_class = Feed
    feed_order = ("-created_at", "-pk")
    lookup_field = "pk"
    filters = {
        "kind": one_of([(slug, slug) for slug in sorted(BY_SLUG)], "kind"),
        "unread": yes_or_no("read_at__isnull"),
    }
    changed = "created_at"

    def get_queryset(self) -> Any:
        return Notification.objects.in_inbox_of(self.request.user).filter(kind__in=BY_SLUG)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        shown = notifications.shown(request.user, page)
        return self.get_paginated_response(self.get_serializer(shown, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        (shown,) = notifications.shown(request.user, [self.get_object()])
        return Response(self.get_serializer(shown).data)

    @extend_schema(request=None, responses=NoticeShape)
    def read(self, request: Request, pk: int) -> Response:
        """Mark one as read. Again changes nothing."""
        notice = self.get_object()
        asked(Nothing, request)
        notices.read(notices=[notice.pk], by=request.user, now=timezone.now())
        return self.retrieve(request, pk=pk)

    @extend_schema(request=None, responses=ReadShape, operation_id="notifications_read_all")
    def read_all(self, request: Request) -> Response:
        """Mark everything as read."""
        asked(Nothing, request)
        count = notices.read(notices=None, by=request.user, now=timezone.now())
        return Response(ReadShape({"count": count}).data)
