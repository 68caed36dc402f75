"""How long a site of many works takes, and how much memory: `python bench/export.py [WORKS …]`.

Builds in a database and folders of its own, which it deletes. Each size runs in a process of its own, so that one
peak does not hide another. Works have one small picture in three variants; nothing is scaled while it builds.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 1000)


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory(prefix="bench-export-") as folder:
        environment = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
        environment.update(LOG_LEVEL="ERROR", DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3")
        run = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
        subprocess.run(run, env=environment, cwd=ROOT, check=True)  # noqa: S603  our own
        for size in sizes:
            subprocess.run([sys.executable, __file__, "--one", str(size)], env=environment, cwd=ROOT, check=True)  # noqa: S603


def one(size: int) -> None:
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from cms_pages.services import exports

    person = _maker(size)
    target = Path(os.environ["VAR_DIR"], f"{size}.zip")
    before, begun, worked = _peak(), time.monotonic(), time.process_time()
    built = exports.write_zip(person=person, target=target)
    seconds, worked = time.monotonic() - begun, time.process_time() - worked
    print(
        f"{size:5} works: {built.pages} pages, {built.files} files, {target.stat().st_size / 1e6:.1f} MB zip, "
        f"{seconds:.1f} s ({worked:.1f} s of a processor), peak {_peak():.0f} MB (before {before:.0f} MB)",
        flush=True,
    )


def _maker(size: int):  # type: ignore[no-untyped-def]  # Django is there only now
    from django.utils import timezone

    from mentorship.models import Project, ProjectFile
    from mentorship.services import projects
    from portal.accounts.models import User
    from portal.accounts.services import people
    from portal.testing import cast, uploads

    person = User.objects.create_user(f"maker-{size}@example.org", display_name=f"Maker of {size}")
    people.give_role(user=person, role="participant", by=cast.operator())
    first = projects.create(
        owner=person,
        by=person,
        title="Work 0",
        media_type="image",
        visibility="public",
        files=[uploads.picture(size=(1300, 900))],
    )
    model = first.files.get()
    now = timezone.now()
    made = Project.objects.bulk_create(
        Project(
            owner=person,
            title=f"Work {number}",
            description="Woven in eleven evenings. " * 12,
            media_type="image",
            visibility="public",
            published_at=now,
        )
        for number in range(1, size)
    )
    rows = []
    for work in made:
        file = ProjectFile(project=work, kind="image", filename="work.jpg", content_type=model.content_type)
        file.size_bytes, file.width, file.height = model.size_bytes, model.width, model.height
        file.original, file.renditions = model.original.name, model.renditions
        rows.append(file)
    ProjectFile.objects.bulk_create(rows)
    return person


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    one(int(sys.argv[2])) if "--one" in sys.argv else main()
