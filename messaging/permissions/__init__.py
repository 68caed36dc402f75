"""Who sees what here: one module per noun, each imported below."""

from messaging.permissions import announcements, conversations, desk, notifications, thanks

__all__ = ["announcements", "conversations", "desk", "notifications", "thanks"]
