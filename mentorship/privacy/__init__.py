"""What is kept about people by learning and works: one module of rules per noun."""

from mentorship.privacy import learning, prospects, resources, tasks, works

__all__ = ["learning", "prospects", "resources", "tasks", "works"]
