"""What is kept about people by learning and works: one module of rules per noun."""

from mentorship.privacy import prospects, works

__all__ = ["prospects", "works"]
