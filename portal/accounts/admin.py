"""Django's own admin, for operators; Oscar's autocomplete fields need the user model here."""

from django.contrib import admin

from portal.accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["display_name", "handle", "email", "is_active"]
    list_filter = ["groups", "is_active"]
    search_fields = ["display_name", "handle", "email"]
    fields = ["email", "handle", "display_name", "first_name", "last_name", "is_active", "is_staff", "groups"]
