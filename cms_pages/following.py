"""Pictures and documents follow the pages that show them, and their bytes follow their rows."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.documents.signal_handlers import post_delete_file_cleanup as delete_document_file
from wagtail.images.signal_handlers import post_delete_file_cleanup as delete_picture_file
from wagtail.models import Page, PageViewRestriction, UploadedFile
from wagtail.signals import post_page_move

from cms_pages import context, showing
from cms_pages.models import ChapterSettings, PortalDocument, PortalImage, PortalRendition, PortfolioPage
from cms_pages.models.media import clean_file
from portal.accounts import showing as people
from portal.core import copies, documents


def _is_ours(instance: Any, raw: bool) -> bool:
    return isinstance(instance, Page) and not raw and instance.pk is not None


@receiver([pre_save, pre_delete], dispatch_uid="cms_pages.note_pictures")
def note_pictures(instance: Any, raw: bool = False, **_: Any) -> None:
    """Remember what the page shows before it changes: what is taken off it may have to go."""
    if _is_ours(instance, raw):
        instance._pictures_before = showing.pictures_on([instance.pk])


@receiver([post_save, post_delete], dispatch_uid="cms_pages.follow_page")
def follow_page(instance: Any, raw: bool = False, **_: Any) -> None:
    if _is_ours(instance, raw):
        showing.follow_pages([instance.pk], before=instance.__dict__.pop("_pictures_before", ()))


@receiver(post_delete, sender=PortfolioPage, dispatch_uid="cms_pages.follow_portfolio_gone")
def follow_portfolio_gone(instance: PortfolioPage, **_: Any) -> None:
    """Who has no page any more has no public picture either."""
    people.follow([instance.owner_person_id])


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="cms_pages.follow_restriction")
def follow_restriction(instance: PageViewRestriction, **_: Any) -> None:
    showing.follow_section(instance.page)


@receiver(post_page_move, dispatch_uid="cms_pages.follow_move")
def follow_move(instance: Page, **_: Any) -> None:
    showing.follow_section(instance)


@receiver([pre_save, pre_delete], sender=ChapterSettings, dispatch_uid="cms_pages.note_sign")
def note_sign(instance: ChapterSettings, **_: Any) -> None:
    """Remember the sign that the chapter had."""
    rows = ChapterSettings.objects.filter(pk=instance.pk).exclude(logo=None)
    instance._signs = list(rows.values_list("logo_id", flat=True))


@receiver([post_save, post_delete], sender=ChapterSettings, dispatch_uid="cms_pages.follow_sign")
def follow_sign(instance: ChapterSettings, **_: Any) -> None:
    signs = {*instance.__dict__.pop("_signs", ()), *([instance.logo_id] if instance.logo_id else [])}
    copies.follow(showing.IMAGE, signs)
    transaction.on_commit(context.forget)  # what it knows of the sign's address is old now


@receiver(post_save, sender=PortalImage, dispatch_uid="cms_pages.follow_picture")
def follow_picture(instance: PortalImage, raw: bool = False, **_: Any) -> None:
    if not raw:
        copies.follow(showing.IMAGE, [instance.pk])
        transaction.on_commit(context.forget)  # it may be the sign


@receiver(pre_delete, sender=PortalImage, dispatch_uid="cms_pages.end_picture")
def end_picture(instance: PortalImage, **_: Any) -> None:
    copies.end(instance)


@receiver(pre_save, sender=UploadedFile, dispatch_uid="cms_pages.clean_waiting_file")
def clean_waiting_file(instance: UploadedFile, **_: Any) -> None:
    """Wagtail keeps a file of several as it came when its form lacks something. Raises BadUpload."""
    if instance.file and not instance.file._committed:
        is_picture = instance.for_content_type.model_class() is PortalImage
        upload, name = instance.file.file, instance.file.name
        instance.file = clean_file(upload, name=name) if is_picture else documents.clean(instance.file)


for _model, _wagtails in (
    (PortalImage, delete_picture_file),
    (PortalRendition, delete_picture_file),
    (PortalDocument, delete_document_file),
):
    # Wagtail's way hands the storage's settings, keys included, to the queue of tasks.
    post_delete.disconnect(_wagtails, sender=_model)


@receiver(post_delete, sender=PortalImage, dispatch_uid="cms_pages.delete_picture")
@receiver(post_delete, sender=PortalRendition, dispatch_uid="cms_pages.delete_rendition")
@receiver(post_delete, sender=PortalDocument, dispatch_uid="cms_pages.delete_document")
def delete_file(instance: Any, **_: Any) -> None:
    """Delete the bytes once nothing can name them any more."""
    name, storage = instance.file.name, instance.file.storage
    transaction.on_commit(lambda: storage.delete(name))
