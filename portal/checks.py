"""System checks: what must be true of the running configuration."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.core.files.storage import FileSystemStorage, storages
from django.utils.translation import check_for_language


@register
def channel_layer_fits_processes(**_: Any) -> list[Error]:
    """Two processes with an in-memory channel layer lose half of their messages."""
    in_memory = "InMemory" in settings.CHANNEL_LAYERS["default"]["BACKEND"]
    if in_memory and settings.WEB_CONCURRENCY > 1:
        return [Error("WEB_CONCURRENCY is above 1 without REDIS_URL.", id="portal.E001")]
    return []


#: Where files lie, and which variables say so.
PLACES = {"private": "VAR_DIR", "public": "VAR_DIR", "dbbackup": "BACKUP_DIR"}


@register
def files_can_be_kept(**_: Any) -> list[Error]:
    """A folder that cannot be written to is found now, not by the first person who uploads something."""
    errors = []
    for name, variable in PLACES.items():
        store = storages[name]
        if isinstance(store, FileSystemStorage) and not _is_writable(Path(store.location)):
            errors.append(Error(f"{variable}: nothing can be written where {name} files lie.", id="portal.E002"))
    return errors


def _is_writable(folder: Path) -> bool:
    nearest = next((each for each in (folder, *folder.parents) if each.exists()), None)
    return nearest is not None and nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


@register
def interface_languages_have_words(**_: Any) -> list[Error]:
    """A language of the interface without a catalogue would be shown as English under another name."""
    usual = ("en", settings.LANGUAGE_CODE)
    named = [code for code in settings.INTERFACE_LANGUAGES if code not in usual]
    silent = [code for code in named if not _has_catalogue(code.partition("-")[0])]
    return (
        [Error(f"INTERFACE_LANGUAGES has no words in: {', '.join(silent)}.", id="portal.E003")] if silent else []
    )


def _has_catalogue(language: str) -> bool:
    return check_for_language(language) and any(
        (Path(place) / language / "LC_MESSAGES" / "django.mo").exists() for place in settings.LOCALE_PATHS
    )
