"""What is kept about people here: one module per noun, each imported below."""

from messaging.privacy import announcements, conversations, desk, notifications, thanks

__all__ = ["announcements", "conversations", "desk", "notifications", "thanks"]
