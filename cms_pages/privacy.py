"""What is kept about people by the CMS: pages, pictures, revisions, and the CMS's own notes."""

from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from taggit.models import Tag, TaggedItem
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from cms_pages.models import FormAnswer, GalleryItem, PortfolioPage, PostTag, Series, StoryTag
from portal.core.privacy import Erase, Erasing, Rule, declare, excuse

CHUNK = 500


def _about(erasing: Erasing, number: str = "object_id") -> Iterator[Q]:
    """Yield what chooses rows that name something of the person by kind and number."""
    for label, numbers in erasing.owned.items():
        kind = ContentType.objects.get_for_model(apps.get_model(label), for_concrete_model=False)
        for at in range(0, len(numbers), CHUNK):
            yield Q(content_type=kind, **{f"{number}__in": [str(each) for each in numbers[at : at + CHUNK]]})


def _nothing(model: type[Model]) -> Callable[[Any], QuerySet[Any]]:
    return lambda person: model._base_manager.none()


def _forget_labels(rows: QuerySet[ModelLogEntry], erasing: Erasing) -> None:
    """Blank the words of what was done to things of theirs, and of what they did to things that are gone."""
    for about in _about(erasing):
        ModelLogEntry.objects.filter(about).update(label="", data={})
    for entry in rows.iterator(chunk_size=CHUNK):
        if not _still_there(entry):
            ModelLogEntry.objects.filter(pk=entry.pk).update(label="", data={})


def _still_there(entry: ModelLogEntry) -> bool:
    model = entry.content_type.model_class() if entry.content_type else None
    return bool(model) and model._base_manager.filter(pk=entry.object_id).exists()


def _forget_page_labels(rows: QuerySet[PageLogEntry], erasing: Erasing) -> None:
    theirs = erasing.owned.get("wagtailcore.Page", [])
    PageLogEntry.objects.filter(page__in=theirs).update(label="", data={})
    rows.exclude(page__in=Page.objects.exclude(pk__in=theirs).values("pk")).update(label="", data={})


def _forget_revisions(rows: QuerySet[Revision], erasing: Erasing) -> None:
    for about in _about(erasing):
        Revision.objects.filter(about).delete()
    theirs = [str(each) for each in erasing.owned.get("wagtailcore.Page", [])]
    Revision.page_revisions.filter(object_id__in=theirs).delete()


def _forget_index(rows: QuerySet[IndexEntry], erasing: Erasing) -> None:
    for about in _about(erasing):
        IndexEntry.objects.filter(about).delete()


def _forget_references(rows: QuerySet[ReferenceIndex], erasing: Erasing) -> None:
    for about in _about(erasing):
        ReferenceIndex.objects.filter(about).delete()


def _forget_tags(rows: QuerySet[TaggedItem], erasing: Erasing) -> None:
    for about in _about(erasing):
        TaggedItem.objects.filter(about).delete()
    Tag.objects.filter(taggit_taggeditem_items__isnull=True).delete()


def _forget_story_tags(rows: QuerySet[PostTag], erasing: Erasing) -> None:
    rows.delete()
    StoryTag.objects.filter(post_tags__isnull=True).delete()


def pages_of(person: Any) -> QuerySet[Page]:
    """The portfolio of somebody and what stands below it. Pages of the chapter stay the chapter's."""
    portfolio = PortfolioPage.objects.filter(owner_person=person).first()
    return Page.objects.descendant_of(portfolio, inclusive=True) if portfolio else Page.objects.none()


def _revisions_of(person: Any) -> QuerySet[Revision]:
    numbers = [str(each) for each in pages_of(person).values_list("pk", flat=True)]
    return Revision.page_revisions.filter(object_id__in=numbers)


def _delete_pages(rows: QuerySet[Page], erasing: Erasing) -> None:
    """Delete from the top down: what stands below goes with it."""
    top = rows.order_by("depth").first()
    if top is not None:
        top.specific.delete()


def _page(page: Page) -> dict[str, Any]:
    values = page.specific.serializable_data()
    return {name: value for name, value in values.items() if name not in NOT_THEIRS}


def _revision(revision: Revision) -> dict[str, Any]:
    content = {name: value for name, value in revision.content.items() if name not in NOT_THEIRS}
    return {"page": revision.object_id, "created_at": revision.created_at, "content": content}


def _answers_of(person: Any) -> QuerySet[FormAnswer]:
    """What somebody sent through the chapter's forms: logged in, or with an address that is proven theirs."""
    addresses = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return FormAnswer.objects.filter(Q(sender=person) | Q(email__in=[each.lower() for each in addresses]))


def _answer(answer: FormAnswer) -> dict[str, Any]:
    return {
        "form": answer.page.title,
        "sent": answer.submit_time,
        "answers": answer.form_data,
        "agreed_to": answer.agreed_to,
        "deleted_on": answer.forget_at,
        "reference": answer.reference,
    }


def _delete_one_by_one(rows: QuerySet[Any], erasing: Erasing) -> None:
    """Let Wagtail's listeners clear renditions, references and the search index."""
    for row in rows:
        row.delete()


#: In a page's values: numbers of other people and of Wagtail's own things.
NOT_THEIRS = frozenset({"owner", "owner_person", "locked_by", "latest_revision", "live_revision", "content_type"})
LOG = "Who did what in the CMS, by numbers; the words are taken out."
NUMBERS = "Names things by kind and number; the rows of what is gone go too."

declare(
    Rule(
        model="cms_pages.Export",
        people=("person",),
        erase=Erase.DELETE,
        export=("state", "base_url", "requested_at", "finished_at", "reason", "file", "page_count", "work_count"),
        left_out=("requested_by", "sha256", "public_id"),
    ),
    Rule(
        model="wagtailcore.CommentReply",
        people=("user",),
        erase=Erase.DELETE,
        export=("text", "created_at"),
    ),
    Rule(
        model="wagtailcore.Comment",
        people=("user",),
        erase=Erase.DELETE,
        export=("page", "text", "created_at"),
        left_out=("resolved_by", "contentpath", "position"),
    ),
    Rule(
        model="wagtailcore.TaskState",
        people=("finished_by",),
        erase=Erase.PSEUDONYMISE,
        export=("status", "comment", "started_at", "finished_at"),
        blank={"comment": ""},
    ),
    Rule(
        model="wagtailcore.WorkflowState",
        people=("requested_by",),
        erase=Erase.KEEP,
        reason=LOG,
        left_out=("object_id",),
    ),
    Rule(model="wagtailcore.PageSubscription", people=("user",), erase=Erase.DELETE, export=("page",)),
    Rule(
        model="wagtailcore.Revision",
        people=("user",),
        choose=_revisions_of,
        erase=Erase.DELETE,
        erase_with=_forget_revisions,
        export=_revision,
        left_out=("object_id", "object_str", "content"),
    ),
    Rule(
        model="wagtailsearch.IndexEntry",
        people=(),
        choose=_nothing(IndexEntry),
        erase=Erase.DELETE,
        erase_with=_forget_index,
        reason="A copy of what stands elsewhere.",
    ),
    Rule(
        model="wagtailcore.ReferenceIndex",
        people=(),
        choose=_nothing(ReferenceIndex),
        erase=Erase.DELETE,
        erase_with=_forget_references,
        reason=NUMBERS,
    ),
    Rule(
        model="cms_pages.GalleryItem",
        people=("gallery",),
        choose=lambda person: GalleryItem.objects.filter(gallery__in=pages_of(person)),
        erase=Erase.DELETE,
        export=("project", "caption"),
    ),
    Rule(
        model="cms_pages.CommentReport",
        people=("reporter",),
        erase=Erase.DELETE,
        export=("comment", "reason", "created_at"),
    ),
    Rule(
        model="cms_pages.PostComment",
        people=("author",),
        erase=Erase.DELETE,
        export=("post", "text", "status", "created_at"),
        left_out=("decided_by",),
    ),
    Rule(
        model="cms_pages.ContactMessage",
        people=("recipient", "sender"),
        erase=Erase.DELETE,
        export=("name", "text", "created_at"),
        left_out=("decided_by", "email"),
    ),
    Rule(
        model="cms_pages.FormAnswer",
        people=("sender",),
        choose=_answers_of,
        erase=Erase.DELETE,
        export=_answer,
        left_out=("email", "form_data", "reference", "agreed_to"),
    ),
    *(
        Rule(
            model=f"wagtail_localize.{model}",
            people=("last_translated_by",),
            erase=Erase.KEEP,
            reason="A page of the chapter in another language, and the number of who wrote it.",
            left_out=(content, "field_error", *more),
        )
        for model, content, more in (
            ("StringTranslation", "data", ("tool_name",)),
            ("SegmentOverride", "data_json", ()),
        )
    ),
    Rule(
        model="cms_pages.PostTag",
        people=("content_object",),
        choose=lambda person: PostTag.objects.filter(content_object__in=pages_of(person)),
        erase=Erase.DELETE,
        erase_with=_forget_story_tags,
        export=("tag",),
    ),
    Rule(
        model="cms_pages.Series",
        people=("blog",),
        choose=lambda person: Series.objects.filter(blog__in=pages_of(person)),
        erase=Erase.DELETE,
        export=("title", "intro"),
    ),
    Rule(
        model="cms_pages.GalleryLink",
        people=("created_by",),
        erase=Erase.DELETE,
        export=("gallery", "label", "created_at", "expires_at", "revoked_at", "last_used_at", "use_count"),
        left_out=("key",),
    ),
    Rule(
        model="wagtailcore.Page",
        people=("owner",),
        choose=pages_of,
        erase=Erase.DELETE,
        erase_with=_delete_pages,
        export=_page,
        left_out=(
            *("locked_by", "path", "title", "draft_title", "slug", "url_path", "seo_title"),
            "search_description",
        ),
        with_heirs=True,
    ),
    Rule(
        model="cms_pages.PortalRendition",
        people=("image__uploaded_by_user",),
        erase=Erase.DELETE,
        erase_with=_delete_one_by_one,
        reason="Smaller copies of the person's pictures.",
        left_out=("filter_spec", "file", "focal_point_key"),
    ),
    Rule(
        model="cms_pages.PortalImage",
        people=("uploaded_by_user",),
        erase=Erase.DELETE,
        erase_with=_delete_one_by_one,
        export=("title", "description", "file", "created_at"),
        left_out=("file_hash", "public_token"),
    ),
    Rule(
        model="cms_pages.PortalDocument",
        people=("uploaded_by_user",),
        erase=Erase.DELETE,
        erase_with=_delete_one_by_one,
        export=("title", "file", "created_at"),
        left_out=("file_hash",),
    ),
    Rule(
        model="wagtailcore.UploadedFile",
        people=("uploaded_by_user",),
        erase=Erase.DELETE,
        export=("file",),
    ),
    Rule(
        model="taggit.TaggedItem",
        people=(),
        choose=_nothing(TaggedItem),
        erase=Erase.DELETE,
        erase_with=_forget_tags,
        reason="The tags of pictures and documents; words that nothing carries any more go too.",
    ),
    Rule(
        model="wagtailadmin.EditingSession",
        people=("user",),
        erase=Erase.DELETE,
        reason="Says for a minute who edits what.",
        left_out=("object_id",),
    ),
    Rule(
        model="wagtailadmin.FormState",
        people=("user",),
        erase=Erase.DELETE,
        export=("data",),
        left_out=("object_id", "parent_object_id"),
    ),
    Rule(
        model="wagtailcore.APIToken",
        people=("user",),
        erase=Erase.DELETE,
        export=("name",),
        left_out=("key_hash", "prefix"),
    ),
    Rule(
        model="wagtailusers.UserProfile",
        people=("user",),
        erase=Erase.DELETE,
        export=("preferred_language", "current_time_zone", "avatar"),
        left_out=("dismissibles",),
    ),
    # Last: deleting pages and pictures is logged too.
    Rule(
        model="wagtailcore.PageLogEntry",
        people=("user",),
        erase=Erase.PSEUDONYMISE,
        erase_with=_forget_page_labels,
        blank={"label": "", "data": {}},
        export=("action", "timestamp"),
    ),
    Rule(
        model="wagtailcore.ModelLogEntry",
        people=("user",),
        erase=Erase.PSEUDONYMISE,
        erase_with=_forget_labels,
        blank={"label": "", "data": {}},
        export=("action", "timestamp"),
        left_out=("object_id",),
    ),
)
excuse("A word that stories share; one that no story carries any more goes too.", "cms_pages.StoryTag")
excuse("What a chapter says of itself on every page, written by coordinators.", "cms_pages.ChapterSettings")
excuse("What the chapter asks in its forms, written by coordinators.", "cms_pages.FormField")
excuse("Numbers and addresses in pages; goes with its page.", "cms_pages.Mention")
excuse(
    "Not used: pictures, documents and answers are cms_pages'.",
    *("wagtailforms.FormSubmission", "wagtailimages.Image", "wagtailimages.Rendition", "wagtaildocs.Document"),
)
excuse(
    "Addresses, passwords and names of the site itself, kept by operators.",
    *("wagtailredirects.Redirect", "wagtailcore.Site", "wagtailcore.PageViewRestriction"),
)
