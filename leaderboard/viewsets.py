"""Badges and milestones in the Wagtail admin: coordinators edit what can be earned."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from leaderboard.models import Badge, Milestone
from portal.core.viewsets import PolicyModelViewSet


class BadgeViewSet(PolicyModelViewSet):
    model = Badge
    name = url_prefix = "leaderboard_badge"
    icon = "success"
    menu_label = _("Badges")
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["name", "earned_by", "rarity"]
    list_filter = ["rarity", "skill"]
    ordering = ["name", "pk"]
    search_fields = ["name", "description", "earned_by"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("earned_by"),
        MultiFieldPanel(
            [FieldPanel("skill"), FieldPanel("level")],
            heading=_("Awarded by itself"),
            help_text=_("Leave both empty for a badge that mentors and coordinators give."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("rarity"), FieldPanel("dye")]),
                FieldRowPanel([FieldPanel("shape"), FieldPanel("motif")]),
            ],
            heading=_("Look"),
        ),
    ]


class MilestoneViewSet(PolicyModelViewSet):
    model = Milestone
    name = url_prefix = "leaderboard_milestone"
    icon = "pick"
    menu_label = _("Milestones")
    menu_order = 311
    add_to_admin_menu = True
    list_display = ["name", "pieces_sold", "level", "saved_amount", "is_active"]
    list_filter = ["is_active", "skill"]
    ordering = ["name", "pk"]
    search_fields = ["name", "description"]
    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("is_active"),
        MultiFieldPanel(
            [
                FieldPanel("pieces_sold"),
                FieldRowPanel([FieldPanel("skill"), FieldPanel("level")]),
                FieldRowPanel([FieldPanel("saved_amount"), FieldPanel("currency")]),
            ],
            heading=_("What it asks: all of it together"),
        ),
        MultiFieldPanel([FieldPanel("badge"), FieldPanel("kit")], heading=_("What it unlocks")),
    ]
