"""Sites that people take along: asked for here, built by a job, kept until the second next one is built."""

from __future__ import annotations

import logging
import tempfile
import time
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from cms_pages import jobs
from cms_pages.export import builder, scope, tree
from cms_pages.models import Export
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import require

logger = logging.getLogger(__name__)

#: Built ones that a person keeps: the newest and the one before.
KEPT = 2
#: Seconds between two notes of how far the building is.
NOTE_EVERY = 1.0


class AlreadyUnderWay(DomainError):
    message = gettext_lazy("Your site is being built already. It will be here in a while.")


class NotReplaceable(DomainError):
    message = gettext_lazy("There is something else at this place. Name an empty folder or an earlier export.")


FAILED = gettext_lazy(
    "Something went wrong with us, not with your pages. Try again; if it stays, tell a coordinator."
)


def permit(*, person: User, by: User) -> None:
    """Refuse who may not take the site of `person` along. Raises NotAllowed."""
    require(by.is_active and (by == person or by.is_superuser), "Everybody takes their own site along only.")


@transaction.atomic
def request(*, person: User, by: User, now: datetime, base_url: str = "") -> Export:
    """Ask for a new site of `person`. Raises NotAllowed, NothingPublic, BadBaseUrl, AlreadyUnderWay."""
    permit(person=person, by=by)
    base_url = builder.clean_base_url(base_url)
    scope.scope_of(person)
    try:
        with transaction.atomic():
            export = Export.objects.create(person=person, requested_by=by, base_url=base_url, requested_at=now)
    except IntegrityError as error:
        raise AlreadyUnderWay from error
    jobs.build_export.enqueue(export.pk)
    return export


def run(*, number: int, now: datetime) -> None:
    """Build the export with the primary key `number`; one that is done or gone is left alone.

    May be called again for one whose builder died. A refusal is noted in the row; anything else is raised too.
    """
    begun = Export.objects.under_way().filter(pk=number).update(state=Export.State.BUILDING, done_count=0)
    export = Export.objects.select_related("person").filter(pk=number).first()
    if not begun or export is None:
        return
    try:
        _build(export, now)
    except DomainError as refusal:
        fail(number=number, reason=str(refusal.message), now=now)
    except Exception:
        fail(number=number, reason=str(FAILED), now=now)
        raise


def fail(*, number: int, reason: str, now: datetime) -> None:
    """Note that the export `number` will not come, and why; one that was done already stays as it is."""
    Export.objects.under_way().filter(pk=number).update(
        state=Export.State.FAILED, reason=reason[:300], finished_at=now
    )


def forget(*, person: User) -> None:
    """Delete every export of `person`; one that is being built ends as failed."""
    for export in Export.objects.of(person):
        _delete_file(export)
    Export.objects.filter(person=person).delete()


def write_zip(*, person: User, target: Path, base_url: str = "") -> builder.Built:
    """Build the site of `person` as the zip file `target`, which changes at once or not at all."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".site-") as folder:
        root = Path(folder, "site")
        root.mkdir()
        built = builder.build(person=person, root=root, base_url=base_url)
        tree.zip_tree(tree.Tree(root), target)
    return built


def write_folder(*, person: User, target: Path, base_url: str = "") -> builder.Built:
    """Build the site of `person` as the folder `target`; what was there becomes `target`.previous.

    Raises NotReplaceable for a folder that is not an earlier export.
    """
    if not tree.is_replaceable(target):
        raise NotReplaceable
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".site-") as folder:
        root = Path(folder, "site")
        root.mkdir()
        built = builder.build(person=person, root=root, base_url=base_url)
        tree.put_in_place(tree.Tree(root), target)
    return built


def _build(export: Export, now: datetime) -> None:
    noted = time.monotonic()

    def note(done: int, total: int) -> None:
        nonlocal noted
        if time.monotonic() - noted >= NOTE_EVERY:
            noted = time.monotonic()
            Export.objects.filter(pk=export.pk).update(done_count=done, total_count=total)

    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        root, archive = Path(folder, "site"), Path(folder, "site.zip")
        root.mkdir()
        built = builder.build(person=export.person, root=root, base_url=export.base_url, progress=note)
        tree.zip_tree(tree.Tree(root), archive)
        _keep(export, archive, built, now)


def _keep(export: Export, archive: Path, built: builder.Built, now: datetime) -> None:
    """Store the file, then say so; a row that has gone meanwhile takes its file with it."""
    storage = Export._meta.get_field("file").storage
    name = f"exports/{export.public_id}.zip"
    if storage.exists(name):
        storage.delete(name)  # of a builder that died after it had stored it
    with archive.open("rb") as content:
        name = storage.save(name, File(content))
    kept = Export.objects.under_way().filter(pk=export.pk)
    is_there = kept.update(
        state=Export.State.BUILT,
        file=name,
        size_bytes=archive.stat().st_size,
        sha256=tree.digest(archive),
        page_count=built.pages,
        work_count=built.works,
        finished_at=now,
        reason="",
    )
    if not is_there:
        storage.delete(name)
        return
    _tidy(export.person)


def _tidy(person: User) -> None:
    """Delete what is older than the version before the newest, and notes of failures before the newest."""
    built = list(Export.objects.of(person).built())
    old = Export.objects.of(person).filter(state=Export.State.FAILED)
    for export in [*built[KEPT:], *old]:
        _delete_file(export)
        export.delete()


def _delete_file(export: Export) -> None:
    if export.file.name:
        export.file.storage.delete(export.file.name)
