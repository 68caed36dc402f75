"""The two places for files, for `storage=` of fields: without an address, and with one for everybody."""

from django.core.files.storage import Storage, storages


def private() -> Storage:
    """Nothing here has an address of its own; the default for whatever nobody has thought about."""
    return storages["private"]


def public() -> Storage:
    """What lies here anybody may fetch who knows its name."""
    return storages["public"]
