"""Packs come from anywhere: each fault is named with its place, and nothing hostile gets in."""

import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from mentorship.models import Project
from mentorship.packs import archive, checking, faults, schema, source
from portal.testing import felting

SHIPPED = sorted(path.parent for path in (settings.ROOT / "mentorship/packs").glob("*/pack.json"))


def refusals(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(faults.PackRefused) as refused:
        checking.check(files)
    return [str(fault) for fault in refused.value.faults]


def changed(path: str, value: object) -> dict[str, bytes]:
    """Return the small pack in which `value` stands at `path`, such as "skills.0.levels.1.number"."""
    manifest = felting.manifest()
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    inside = manifest
    for step in way:
        inside = inside[step]
    if value is GONE:
        del inside[last]
    else:
        inside[last] = value
    return felting.files(manifest)


GONE = object()


def test_a_right_pack_is_taken():
    pack = felting.pack()

    assert pack.slug == "felting"
    assert [task["hours"] for task in pack.manifest["tasks"]] == [1.5, 1.5]


CASES = [
    # What the schema says.
    ("name", GONE, "$: “name” is missing."),
    ("format", 2, "$.format: It must be 1."),
    ("format", True, "$.format: It must be 1."),
    ("colour", "red", "$: “colour” means nothing here."),
    ("skills.0.colour", "red", "$.skills[0]: “colour” means nothing here. Known are slug, name"),
    ("name", 5, "$.name: It must be a text in quotes."),
    ("name", " ", "$.name: It is empty."),
    ("name", "x" * 81, "$.name: It is too long: 81 letters, at most 80 fit."),
    ("name", "two\nlines", "$.name: It has several lines"),
    ("name", "F<script>elt", "$.name: It holds HTML"),
    ("description", "Wool &amp; water", "$.description: It holds HTML"),
    ("tasks.0.brief", "Felt <b>well</b>", "$.tasks[0].brief: It holds HTML"),
    ("tasks.0.brief", "<img src=x onerror=alert(1)>", "$.tasks[0].brief: It holds HTML"),
    ("name", "Felt\u202egnit", "$.name: It holds characters that nobody can see."),
    ("name", "Felt\u0000", "$.name: It holds characters that nobody can see."),
    ("name", "Felt\ud800", "$.name: It holds characters that nobody can see."),
    ("slug", "Felting!", "$.slug: It is made of small letters"),
    ("slug", "felting\n", "$.slug: It is made of small letters"),
    ("version", "1.0", "$.version: A version is three numbers"),
    ("version", "01.0.0", "$.version: A version is three numbers"),
    ("language", "english", "$.language: A language is written"),
    ("discipline", [], "$.discipline: It must be an object in braces."),
    ("discipline.media_types.0.kind", "smell", "$.discipline.media_types[0].kind: It must be one of image, audio"),
    ("skills", {}, "$.skills: It must be a list in brackets."),
    ("skills", [], "$: A pack needs at least one skill."),
    ("skills.0", "felting", "$.skills[0]: It must be an object in braces."),
    ("skills.0.levels", [], "$.skills[0].levels: It needs at least 1."),
    ("skills.0.levels.0.number", 0, "$.skills[0].levels[0].number: It must be between 1 and 12."),
    ("skills.0.levels.0.number", 1.0, "$.skills[0].levels[0].number: It must be a whole number."),
    ("skills.0.levels.0.number", True, "$.skills[0].levels[0].number: It must be a whole number."),
    ("skills.0.levels.0.number", 10**4000, "$.skills[0].levels[0].number: It must be between 1 and 12."),
    ("skills.0.tags", ["wool", "wool"], "$.skills[0].tags: “wool” stands there twice."),
    ("skills.0.tags", [f"tag {number}" for number in range(13)], "$.skills[0].tags: These are 13"),
    ("tasks.0.hours", 1.1, "$.tasks[0].hours: It must be a multiple of 0.25."),
    ("tasks.0.hours", -1, "$.tasks[0].hours: It must be between 0.25 and 200."),
    ("tasks.0.due_days", 0, "$.tasks[0].due_days: It must be between 1 and 365."),
    ("kits.0.lines.0.quantity", 0, "$.kits[0].lines[0].quantity: It must be between 0.001 and 10000."),
    ("badges.0.rarity", "mythic", "$.badges[0].rarity: It must be one of common"),
    # What only we know.
    ("skills.0.levels.1.number", 3, "$.skills[0]: levels of skill “Wet felting”: level 2 is missing"),
    ("skills.0.levels.1.number", 1, "$.skills[0]: levels of skill “Wet felting”: level 1 stands there twice"),
    ("skills.0.levels.1.name", "step 1", "$.skills[0].levels[1]: “step 1” stands there twice."),
    ("skills.1.slug", "wet-felting", "$.skills[1]: “wet-felting” stands there twice."),
    ("skills.1.name", "wet Felting", "$.skills[1]: “wet Felting” stands there twice."),
    ("skills.1.needs", ["sheep"], "$.skills[1]: There is no skill “sheep” in the pack."),
    ("skills.0.needs", ["wet-felting"], "circle: wet-felting → wet-felting"),
    ("skills.0.needs", ["dyeing"], "circle: wet-felting → dyeing → wet-felting"),
    (
        "rubrics.0.criteria.1.levels",
        felting.steps("thin", "even", "fine"),
        "levels of criterion “Evenness” of rubric “Felt”: level 3 is missing",
    ),
    ("rubrics.0.criteria.1.name", "evenness", "$.rubrics[0].criteria[1]: “evenness” stands there twice."),
    ("rubrics.0.skill", "sheep", "$.rubrics[0]: There is no skill “sheep” in the pack."),
    ("tasks.1.slug", "first-ball", "$.tasks[1]: “first-ball” stands there twice."),
    ("tasks.0.skill", "sheep", "$.tasks[0]: There is no skill “sheep” in the pack."),
    ("tasks.0.rubric", "sheep", "$.tasks[0]: There is no rubric “sheep” in the pack."),
    ("tasks.0.level", 5, "$.tasks[0]: The skill “wet-felting” has no level 5."),
    (
        "tasks.0.picture",
        {"file": "ball.png", "alt": "A ball"},
        "$.tasks[0].picture.file: There is no file “ball.png”",
    ),
    (
        "tasks.0.picture",
        {"file": "../ball.png", "alt": "A ball"},
        "$.tasks[0].picture.file: A picture is the name",
    ),
    ("tasks.0.picture", {"file": "ball.png"}, "$.tasks[0].picture: “alt” is missing."),
    ("supplies.0.unit", "", "$.supplies[0]: A material needs a “unit”"),
    ("supplies.1.unit", "piece", "$.supplies[1]: A tool that is lent has no “unit”."),
    ("supplies.1.name", "felting Wool", "$.supplies[1]: “felting Wool” stands there twice."),
    ("supplies.0.skills", ["sheep"], "$.supplies[0]: There is no skill “sheep” in the pack."),
    ("kits.0.lines.0.supply", "Gold", "$.kits[0].lines[0]: There is no supply “Gold” in the pack."),
    ("kits.0.lines.0.supply", "Felting needle", "$.kits[0].lines[1]: “Felting needle” stands there twice."),
    ("kits.0.lines.1.quantity", 0.5, "$.kits[0].lines[1]: Tools are handed out whole."),
    ("kits.0.skill", "sheep", "$.kits[0]: There is no skill “sheep” in the pack."),
    ("badges.0.criteria.skill", "sheep", "$.badges[0].criteria: There is no skill “sheep” in the pack."),
    ("badges.0.criteria.level", 9, "$.badges[0].criteria: The skill “wet-felting” has no level 9."),
    ("prompts.1.text", "What did the wool do?", "$.prompts[1]: “What did the wool do?” stands there twice."),
    ("prompts.1.skill", "sheep", "$.prompts[1]: There is no skill “sheep” in the pack."),
    ("parts", ["more.json"], "$.parts[0]: There is no file “more.json” in the pack."),
    ("parts", ["../more.json"], "$.parts[0]: A part is the name of a .json file"),
    ("parts", ["pack.json"], "$.parts[0]: There is no file “pack.json” in the pack."),
    ("discipline.media_types.1.kind", "image", "$.discipline.media_types[1]: “image” stands there twice."),
]


@pytest.mark.parametrize(
    ("path", "value", "sentence"), CASES, ids=[f"{path} {str(v)[:20]}" for path, v, _ in CASES]
)
def test_each_fault_is_named_with_its_place(path, value, sentence):
    found = refusals(changed(path, value))

    assert any(each.startswith("pack.json $") and sentence in each for each in found), found


def test_all_faults_are_named_at_once():
    manifest = felting.manifest(name=5, skills=[felting.skill(levels=0), felting.skill("b", "B", needs=["c"])])

    found = refusals(felting.files(manifest))

    assert {each.split(": ", 1)[0] for each in found} == {
        "pack.json $.name",
        "pack.json $.skills[0].levels",
        *(f"pack.json $.{place}" for place in ("skills[1]", "tasks[0]", "tasks[1]", "badges[0].criteria")),
    }


def test_a_fault_in_a_part_is_told_of_that_part():
    part = {"tasks": [felting.task(), felting.task("odd", level=7)], "skills": [felting.skill("b", "B", colour=1)]}
    files = felting.files(felting.manifest(parts=["more.json"], tasks=[]), more_json=json.dumps(part).encode())

    found = refusals(files)

    assert "more.json $.tasks[1]: The skill “wet-felting” has no level 7." in found
    assert any(each.startswith("more.json $.skills[0]: “colour” means nothing") for each in found)


def test_parts_add_up_and_are_no_way_to_hold_more():
    prompts = json.dumps({"prompts": [{"text": f"Question {number}?"} for number in range(199)]}).encode()
    one = felting.manifest(parts=["more.json"])

    assert len(refusals(felting.files(one, more_json=prompts))) == 1
    assert len(checking.check(felting.files({**one, "prompts": []}, more_json=prompts)).manifest["prompts"]) == 199


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "It is no JSON"),
        (b"{", "It is no JSON"),
        (b"[" * 100_000, "It is no JSON"),
        (b"\xff\xfe\x00", "It is no JSON"),
        (b'{"format": 1, "format": 1}', "“format” stands there twice."),
        (b'{"format": NaN}', "NaN is no number."),
        (b'{"format": 1e999}', "1e999 is written too long."),
        (b'{"format": 0.' + b"1" * 5000 + b"}", "is written too long."),
        (b'{"format": ' + b"1" * 5000 + b"}", "It is no JSON"),
        (b"[]", "It must be an object in braces."),
        (b"null", "It must be an object in braces."),
    ],
)
def test_what_is_no_json_object_is_no_pack(text, sentence):
    assert sentence in refusals({"pack.json": text})[0]


def test_files_that_nothing_refers_to_are_no_secret_passengers():
    found = refusals(felting.files(idle_json=b"{}", idle_png=felting.png()))

    assert [each.split(":")[0] for each in found] == ["idle.json", "idle.png"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"GIF89a" + b"\0" * 64, "This is no PNG picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "This is no PNG picture"),
        (b"", "The file is empty."),
        (felting.png()[:40], "damaged"),
    ],
)
def test_pictures_are_pictures(data, sentence):
    manifest = felting.manifest(tasks=[felting.task(picture={"file": "drawing.png", "alt": "A ball"})])

    found = refusals(felting.files(manifest, drawing_png=data))

    assert len(found) == 1
    assert found[0].startswith("drawing.png: ")
    assert sentence in found[0]


def test_a_picture_loses_what_is_hidden_behind_it_and_stays_the_same_from_then_on():
    manifest = felting.manifest(tasks=[felting.task(picture={"file": "drawing.png", "alt": "A ball"})])

    once = checking.check(felting.files(manifest, drawing_png=felting.png() + b"<script>"))
    again = checking.check(archive.files(once))

    assert b"script" not in once.pictures["drawing.png"]
    assert again == once


# Where it comes from --------------------------------------------------------------------------------------


def refused(file: io.BytesIO) -> str:
    with pytest.raises(faults.PackRefused) as told:
        source.read_zip(file)
    return str(told.value)


def test_a_zip_file_is_read_also_with_a_folder_around_everything():
    inside = {f"felting/{name}": data for name, data in felting.files().items()}
    litter = {"__MACOSX/felting/._pack.json": b"x", "felting/.DS_Store": b"x", "felting/README.md": b"Hello"}

    assert source.read_zip(felting.zipped(felting.files())) == felting.files()
    assert source.read_zip(felting.zipped(inside | litter)) == felting.files()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.json",
        "a/../../evil.json",
        "/etc/evil.json",
        "..\\evil.json",
        "C:\\evil.json",
        "a/./b.json",
        "a//b.json",
        ".hidden.json",
        "évil.json",
        "evil.json\n",
        "a/b/c/d/e/f.json",
        "x" * 300 + ".json",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert "lead nowhere else" in refused(felting.zipped({**felting.files(), name: b"{}"}))


def test_only_a_slip_and_nothing_else_is_refused_too():
    assert "pack.json" in refused(felting.zipped({"../pack.json": felting.files()["pack.json"]}))


@pytest.mark.parametrize("name", ["run.py", "page.html", "drawing.svg", "photo.jpg", "pack.json.exe", "inner.zip"])
def test_other_kinds_of_files_are_refused(name):
    assert "Only .json files, and .png files" in refused(felting.zipped({**felting.files(), name: b"x"}))


def test_bombs_do_not_go_off(monkeypatch):
    assert "too large" in refused(
        felting.zipped({**felting.files(), "bomb.json": b" " * (source.MAX_JSON_BYTES + 1)})
    )
    assert "too large" in refused(
        felting.zipped({**felting.files(), "bomb.png": b" " * (source.MAX_PICTURE_BYTES + 1)})
    )
    monkeypatch.setattr(source, "MAX_BYTES", 5000)
    assert "too large" in refused(
        felting.zipped({**felting.files(), "a.json": b" " * 3000, "b.json": b" " * 3000})
    )
    assert "too large" in refused(io.BytesIO(os.urandom(5001)))
    monkeypatch.undo()
    many = {f"part{number}.json": b"{}" for number in range(source.MAX_FILES)}
    assert "more than 120 files" in refused(felting.zipped({**felting.files(), **many}))
    swarm = {f"part{number}.json": b"{}" for number in range(3 * source.MAX_FILES)}
    assert "more than 120 files" in refused(felting.zipped({**felting.files(), **swarm}))


def test_an_archive_that_lies_about_sizes_is_refused():
    data = felting.zipped({"pack.json": b" " * 400_000}).getvalue()
    lying = data.replace((400_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert lying != data
    assert "no zip file that can be read" in refused(io.BytesIO(lying))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_an_archive_are_refused(kind):
    out = felting.zipped(felting.files())
    with zipfile.ZipFile(out, "a") as packed:
        entry = zipfile.ZipInfo("link.json")
        entry.external_attr = (kind | 0o777) << 16
        packed.writestr(entry, "/etc/passwd")
    out.seek(0)

    assert "Links and devices" in refused(out)


def test_a_file_that_is_in_the_archive_twice_is_refused():
    out = felting.zipped(felting.files())
    with zipfile.ZipFile(out, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("pack.json", "{}")
    out.seek(0)

    assert "holds it twice" in refused(out)


def test_locked_and_broken_archives_are_refused():
    whole = felting.zipped(felting.files()).getvalue()
    locked = bytearray(whole)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[whole.index(signature) + offset] |= 1

    assert "password" in refused(io.BytesIO(bytes(locked)))
    assert "no zip file that can be read" in refused(io.BytesIO(whole[: len(whole) // 2]))
    assert "no zip file that can be read" in refused(io.BytesIO(b"{}"))
    assert "no zip file that can be read" in refused(io.BytesIO(b""))


def test_a_folder_is_read_but_never_through_a_link(tmp_path):
    folder = tmp_path / "felting"
    archive.write(felting.pack_with_picture(), folder)
    assert checking.check(source.read(folder)) == felting.pack_with_picture()

    (folder / "secret.json").symlink_to("/etc/passwd")

    with pytest.raises(faults.PackRefused, match="Links and devices"):
        source.read(folder)


def test_a_path_without_a_pack_is_named(tmp_path):
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(faults.PackRefused):
            source.read(path)


# The one form ---------------------------------------------------------------------------------------------


def test_two_ways_of_writing_it_are_one_pack():
    plain = felting.manifest()
    parted = {**plain, "tasks": [], "parts": ["tasks.json"], "skills": list(reversed(plain["skills"]))}
    files = felting.files(parted, tasks_json=json.dumps({"tasks": plain["tasks"]}, indent=4).encode())

    assert checking.check(files) == felting.pack()
    assert checking.check(files).checksum == felting.pack().checksum
    assert felting.pack(name="Felt").checksum != felting.pack().checksum
    assert felting.pack_with_picture("red").checksum != felting.pack_with_picture("blue").checksum


def test_a_pack_is_written_with_the_same_bytes_each_time(tmp_path):
    pack = felting.pack_with_picture()

    assert archive.zipped(pack) == archive.zipped(
        checking.check(source.read_zip(io.BytesIO(archive.zipped(pack))))
    )
    archive.write(pack, tmp_path / "felting.zip")
    archive.write(pack, tmp_path / "felting")
    assert (tmp_path / "felting.zip").read_bytes() == archive.zipped(pack)
    assert source.read(tmp_path / "felting.zip") == source.read(tmp_path / "felting")


def test_the_schema_names_the_kinds_that_there_are():
    named = schema.whole()["properties"]["discipline"]["properties"]["media_types"]["items"]["properties"]["kind"]

    assert named["enum"] == Project.MediaType.values


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_packs_that_come_with_the_platform_are_whole_and_in_their_one_form(folder: Path):
    files = source.read(folder)
    pack = checking.check(files)
    told = pack.manifest

    assert archive.files(pack) == files
    assert pack.slug == folder.name
    assert len(told["tasks"]) >= 4
    assert len(told["prompts"]) >= 6
    assert told["kits"]
    assert told["badges"]
    assert told["discipline"]["media_types"]
    for rubric in told["rubrics"]:
        assert 3 <= len(rubric["criteria"]) <= 5
        assert {len(criterion["levels"]) for criterion in rubric["criteria"]} == {4}


def test_five_crafts_are_shipped():
    assert [folder.name for folder in SHIPPED] == ["art", "bicycle-repair", "coding", "crafts", "music"]
