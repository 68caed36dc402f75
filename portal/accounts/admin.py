"""Django's own admin, for operators; Oscar's autocomplete fields need the user model here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from portal.accounts.models import User
from portal.accounts.services import audit


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["display_name", "handle", "email", "is_active"]
    list_filter = ["groups", "is_active"]
    search_fields = ["display_name", "handle", "email"]
    fields = ["email", "handle", "display_name", "first_name", "last_name", "is_active", "groups"]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note that an operator opened somebody's legal name and address."""
        person = self.get_object(request, object_id)
        if person is not None:
            audit.looked_at(what="django-admin", by=request.user, subject=person)
        return super().change_view(request, object_id, *args, **kwargs)
