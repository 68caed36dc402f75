"""Facts that are listened to: one module per noun, each imported below."""

from messaging.receivers import conversations, desk, letters, notifications

__all__ = ["conversations", "desk", "letters", "notifications"]
