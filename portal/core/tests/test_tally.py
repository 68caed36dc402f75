"""Numbers of many processes: none is lost with its process, none is counted twice."""

import subprocess
import sys

from portal.core.tally import Tally

NAMES = ["requests", "open"]


def tally(folder, names=NAMES) -> Tally:
    made = Tally(names, live=["open"])
    made.keep_in(folder)
    return made


def in_a_process(folder, *, then: str = "") -> None:
    """Let another process count one request and open one thing; `then` is what it does last."""
    code = (
        "import os, sys; from pathlib import Path; from portal.core.tally import Tally;"
        f"t = Tally({NAMES!r}, live=['open']); t.keep_in(Path({str(folder)!r}));"
        f"t.add({{'requests': 1, 'open': 1}}); {then}"
    )
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)  # noqa: S603  our own


def test_what_processes_count_is_added_up(tmp_path):
    ours = tally(tmp_path)
    ours.add({"requests": 2, "open": 1})
    in_a_process(tmp_path)

    assert ours.total() == {"requests": 3.0, "open": 1.0}
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_killed_process_counted_stays_and_what_it_had_open_does_not(tmp_path):
    in_a_process(tmp_path, then="os.kill(os.getpid(), 9)")

    assert tally(tmp_path).total() == {"requests": 1.0, "open": 0.0}


def test_the_next_process_goes_on_in_the_file_of_the_dead_one(tmp_path):
    for _ in range(3):
        in_a_process(tmp_path)

    assert tally(tmp_path).total()["requests"] == 3.0
    assert len(list(tmp_path.iterdir())) == 1


def test_two_that_live_have_a_file_each(tmp_path):
    first, second = tally(tmp_path), tally(tmp_path)
    first.add({"requests": 1, "open": 1})
    second.add({"requests": 1, "open": 1})

    assert first.total() == second.total() == {"requests": 2.0, "open": 2.0}


def test_another_release_begins_anew_instead_of_misreading(tmp_path):
    old = tally(tmp_path)
    old.add({"requests": 5})
    old.keep_in(None)
    new = tally(tmp_path, names=["visits", "open"])

    assert new.total() == {"visits": 0.0, "open": 0.0}
    new.add({"visits": 1})
    assert new.total()["visits"] == 1.0


def test_without_a_folder_nothing_is_counted(tmp_path):
    idle = tally(None)
    idle.add({"requests": 1})

    assert idle.total() == {"requests": 0.0, "open": 0.0}


def test_a_place_that_is_no_folder_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("")
    barred = tally(tmp_path / "file")
    barred.add({"requests": 1})

    assert barred.total()["requests"] == 0.0
