"""Every file of `portal.testing.hostile` is refused in words, or what is kept of it does nothing."""

import io
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.core import images, uploads
from portal.core.images import BadUpload
from portal.testing import hostile

#: Megabytes above what an idle process has, at most, for any of the files.
MOST_MEMORY = 500


def sent(name, made):
    return SimpleUploadedFile(name or "x", made(), content_type="image/jpeg")


@pytest.mark.parametrize("what", hostile.REFUSED)
def test_is_refused_in_words(what):
    name, made, sentence = hostile.REFUSED[what]

    with pytest.raises(BadUpload, match=sentence):
        (images if sentence == "SVG" else uploads).clean(sent(name, made))


@pytest.mark.parametrize("what", hostile.TAKEN)
def test_what_is_kept_does_nothing(what):
    name, made, kind = hostile.TAKEN[what]

    try:
        kept = uploads.clean(sent(name, made))
    except BadUpload:
        assert kind.endswith("refused")
        return
    assert kept.kind == kind.split()[0]
    data = kept.content.read()
    if kept.kind != "image":
        assert kept.content_type == "text/plain; charset=utf-8"
        return
    for each in (data, *(rendition.data for rendition in kept.renditions)):
        assert not [mark for mark in hostile.MARKS if mark in each]
        with Image.open(io.BytesIO(each)) as shown:
            shown.load()
    assert kept.filename.endswith((".jpg", ".png"))


@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_name_is_neither_a_path_nor_a_type(name):
    upload = sent("x", hostile.picture)
    upload._name = name  # Django's own parser would have cut it already

    kept = uploads.clean(upload)

    assert "/" not in kept.filename
    assert "\\" not in kept.filename
    assert kept.filename.isprintable()
    assert 0 < len(kept.filename) <= uploads.MAX_NAME + 4
    assert kept.filename.endswith(".jpg")
    assert uploads.stored_folder("works").startswith("works/")


def test_there_are_enough_of_them():
    assert len(hostile.REFUSED) + len(hostile.TAKEN) >= 60


MEASURE = """
import resource, sys
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from portal.core import uploads
from portal.core.images import BadUpload
from portal.testing import hostile
files = [(name, made()) for name, made, _ in [*hostile.REFUSED.values(), *hostile.TAKEN.values()]]
files.append(("large.png", hostile.picture("PNG", (5000, 5000))))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name, data in files:
    try:
        uploads.clean(SimpleUploadedFile(name, data))
    except BadUpload:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_none_takes_much_memory():
    command = [sys.executable, "-c", MEASURE]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)  # noqa: S603

    assert int(answer.stdout) < MOST_MEMORY, answer.stdout
    print(f"{answer.stdout.strip()} MB at most")
