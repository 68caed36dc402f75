"""What is kept about people by learning and works: one module of rules per noun."""

# The last is erased first: what hangs on tasks goes, with its files, before they do.
from mentorship.privacy import (
    cohorts,
    comparisons,
    journals,
    learning,
    notes,
    peers,
    prospects,
    resources,
    tasks,
    tasks_feedback,
    works,
)

__all__ = [
    "cohorts",
    "comparisons",
    "journals",
    "learning",
    "notes",
    "peers",
    "prospects",
    "resources",
    "tasks",
    "tasks_feedback",
    "works",
]
