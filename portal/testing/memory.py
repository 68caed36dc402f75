"""Files that tests keep in memory."""

from typing import Any, ClassVar

from django.core.files.base import ContentFile, File
from django.core.files.storage import InMemoryStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="portal.testing.memory.MemoryStorage")
class MemoryStorage(InMemoryStorage):
    """Whoever reads a file has a place of their own in it.

    Django's hands everybody the same one: of two who read at once, one got too much and the other too little.

    Storages with the same `shelf` hold the same files, as two of one folder do: a test that changes `STORAGES`
    makes new ones, and the fields of the models keep theirs.
    """

    _shelves: ClassVar[dict[str, Any]] = {}

    def __init__(self, shelf: str = "", **options: Any) -> None:
        super().__init__(**options)
        if shelf:
            self._root: Any = self._shelves.setdefault(shelf, self._root)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        node: Any = super()._open(name, mode)  # type: ignore[misc]  # the stubs do not know it
        return ContentFile(node.file.getvalue(), name=node.name) if mode == "rb" else node
