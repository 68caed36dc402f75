from django.apps import AppConfig


class MentorshipConfig(AppConfig):
    name = "mentorship"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from mentorship import permissions, receivers, selectors  # noqa: F401  connects them
        from mentorship.models import Pairing
        from portal.accounts import roles
        from portal.core.viewsets import VisibleRowsPolicy

        who = (roles.MENTOR, roles.COORDINATOR)
        register_permission_policy(Pairing, VisibleRowsPolicy(Pairing, roles=who))
