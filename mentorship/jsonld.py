"""Works in the words of schema.org."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.models import Project
from portal.core import jsonld
from portal.core.addresses import absolute
from portal.core.jsonld import Thing

__all__ = ["Thing", "page_of_work", "work"]

TYPES = {
    Project.MediaType.IMAGE: "VisualArtwork",
    Project.MediaType.AUDIO: "AudioObject",
    Project.MediaType.VIDEO: "VideoObject",
    Project.MediaType.TEXT: "CreativeWork",
    Project.MediaType.CODE: "SoftwareSourceCode",
    Project.MediaType.OBJECT: "VisualArtwork",
}


def work(project: Project) -> Thing:
    """Describe a public work; {} for any other. Needs the owner and the cover or the files loaded along."""
    if not project.is_public:
        return {}
    image = project.image
    return jsonld.without_blanks(
        {
            "@type": ["CreativeWork", TYPES[Project.MediaType(project.media_type)]],
            "name": project.title,
            "url": absolute(project.get_absolute_url()),
            "description": project.description[:500],
            "image": absolute(image["src"]) if image else "",
            "license": project.licence_url,
            "datePublished": project.published_at,
            "dateModified": project.updated_at,
            "creator": jsonld.person(project.owner.display_name),
        }
    )


def page_of_work(project: Project) -> list[Thing]:
    """Describe a public work and the way to its page."""
    trail = [(_("Works"), reverse("mentorship:project_list"))]
    return [work(project), jsonld.breadcrumbs(trail, project.title, project.get_absolute_url())]
