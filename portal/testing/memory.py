"""Files that tests keep in memory."""

from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import InMemoryStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="portal.testing.memory.MemoryStorage")
class MemoryStorage(InMemoryStorage):
    """Whoever reads a file has a place of their own in it.

    Django's hands everybody the same one: of two who read at once, one got too much and the other too little.
    """

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        node: Any = super()._open(name, mode)  # type: ignore[misc]  # the stubs do not know it
        return ContentFile(node.file.getvalue(), name=node.name) if mode == "rb" else node
