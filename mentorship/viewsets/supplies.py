"""What can be handed out, from where and given by whom, in the Wagtail admin. Coordinators edit it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.viewsets.base import ViewSetGroup

from mentorship.models import Donor, Kit, Location, ResourceType
from portal.core.viewsets import PolicyModelViewSet


class ResourceTypeViewSet(PolicyModelViewSet):
    model = ResourceType
    name = url_prefix = "mentorship_resource"
    icon = "folder-inverse"
    list_display = ["name", "kind", "unit", "unit_cost", "currency", "is_active"]
    list_filter = ["kind", "is_active", "skills"]
    ordering = ["name"]
    search_fields = ["name"]
    panels = [
        FieldPanel(name)
        for name in (
            *("name", "kind", "unit", "skills", "unit_cost", "currency", "low_at", "loan_days", "is_active"),
        )
    ]


class LocationViewSet(PolicyModelViewSet):
    model = Location
    name = url_prefix = "mentorship_location"
    icon = "home"
    list_display = ["name", "note", "is_active"]
    ordering = ["name"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("note"), FieldPanel("is_active")]


class DonorViewSet(PolicyModelViewSet):
    model = Donor
    name = url_prefix = "mentorship_donor"
    icon = "pick"
    list_display = ["name", "contact"]
    ordering = ["name"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("contact"), FieldPanel("note")]


class KitViewSet(PolicyModelViewSet):
    model = Kit
    name = url_prefix = "mentorship_kit"
    icon = "list-ul"
    list_display = ["name", "skill", "is_active"]
    list_filter = ["skill", "is_active"]
    ordering = ["name"]
    search_fields = ["name"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("skill"),
        FieldPanel("is_active"),
        InlinePanel("lines", heading=_("What is in it"), label=_("Material or tool")),
    ]


class SuppliesGroup(ViewSetGroup):
    menu_label = _("Materials and tools")
    menu_icon = "folder-inverse"
    menu_order = 310
    items = (
        ResourceTypeViewSet("mentorship_resource"),
        KitViewSet("mentorship_kit"),
        LocationViewSet("mentorship_location"),
        DonorViewSet("mentorship_donor"),
    )
