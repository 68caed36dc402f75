"""What is kept about people by learning and works: one module of rules per noun."""

from mentorship.privacy import journals, learning, prospects, resources, tasks, works

__all__ = ["journals", "learning", "prospects", "resources", "tasks", "works"]
