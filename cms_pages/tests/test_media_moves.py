"""Pictures and documents of an older installation lay in the public folder, under names that one can guess."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile

from cms_pages.models import PortalDocument, PortalImage, PortalRendition
from cms_pages.tests import factories
from portal.core import stores


@pytest.mark.django_db
def test_they_move_to_the_private_storage_and_leave_nothing_behind(participant: Any) -> None:
    image, document = factories.image(participant), factories.document(participant)
    rendition = image.get_rendition("width-30")
    content = stores.private().open(image.file.name).read()
    public = stores.public()
    old = [f"{folder}/pot-of-mine.jpg" for folder in ("original_images", "images", "documents")]
    for name in old:
        public.save(name, ContentFile(content))
    PortalImage.objects.filter(pk=image.pk).update(file=old[0])
    PortalRendition.objects.filter(pk=rendition.pk).update(file=old[1])
    PortalDocument.objects.filter(pk=document.pk).update(file=old[2])

    import_module("cms_pages.migrations.0012_media_moves_to_the_private_storage").move(apps, None)

    assert not [name for name in old if public.exists(name)]
    moved = PortalImage.objects.get(pk=image.pk)
    assert moved.file.name.startswith("originals/")
    assert moved.file.read() == content
    assert PortalDocument.objects.get(pk=document.pk).file.name.startswith("documents/")
    assert moved.get_rendition("width-30").file.name.startswith("renditions/")
