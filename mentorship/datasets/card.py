"""What the dataset says of itself: README.md, with the head that the Hugging Face loader reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from mentorship.anonymous import VALIDATION
from mentorship.selectors.comparisons import Agreement

#: Configurations: the files of each split, those without lines left out.
FILES = {
    "preference": {"train": "preference/train", "validation": "preference/validation"},
    "preference_mixed": {"train": "preference/mixed"},
    "preference_ties": {"train": "preference/ties"},
    "unpaired": {"train": "unpaired/train", "validation": "unpaired/validation"},
    "ratings": {"train": "ratings/train", "validation": "ratings/validation"},
}

ABOUT = """
# Feedback on works of {site}

People who learn a craft hand in pieces, in several iterations. Others say which of two pieces answers a task
better, and why; mentors and the makers themselves rate them by the criteria of a rubric. This is what those of
them gave away who agreed to it (consent “training”, version {consent} of its words) and had not taken it back when
this was made. Rows of which one person concerned has not agreed are not here: makers, raters, and who wrote the
task.

## What the files hold
One JSON object a line, UTF-8; within a file each line has the same columns of the same types, and none is null.

- `preference/*.jsonl`: `prompt`, `chosen`, `rejected`, `reason`, `criteria`, `ground`, `pair`, `rater`,
  `chosen_author`, `rejected_author`, `chosen_side`
- `preference/ties.jsonl`, where neither is better: `prompt`, `first`, `second`, `label` (`tie`, `both_weak`),
  `reason`, `criteria`, `ground`, `pair`, `rater`, `first_author`, `second_author`, `split`
- `unpaired/*.jsonl`: `prompt`, `completion`, `label` (true: approved), `source` (`review`, `comparison`),
  `author`, `rater`, `piece`
- `ratings/*.jsonl`: `prompt`, `completion`, `criterion`, `level`, `highest`, `description`, `source` (`mentor`,
  `self`), `author`, `rater`, `piece`

What they mean:

- `prompt` is what was asked for: the task's title and words, or the rubric where two tasks share nothing else.
- A completion is what was written with the piece, then its files in order: the words of a text or program, and for
  pictures, sounds and films a line `[image: files/…] what it shows`; the path leads to the file in this folder.
  `[missing]` stands for words that the chapter itself has no more; files that it lost are named below.
- `criteria` is a JSON object in a text: by each criterion that somebody spoke of, `chosen`, `rejected`, `tie` or
  `both_weak` (in ties `first`, `second`).
- `ground` says why two were compared: `iterations` of one task, one `brief`, one `rubric`.
- `chosen_side` is where the chosen piece stood, `a` or `b`; the order was left to chance for every rater.

## Parts
Of a hundred people all works of about {validation} are kept for validation, by a keyed hash of the maker: the same
in every export, so that no maker stands in both parts. Pairs of makers of both parts are in
`preference/mixed.jsonl`.

## People
Names of people are replaced by pseudonyms (`person-…`), a keyed hash that stays the same from export to export. In
all texts names of members, guardians and prospects, e-mail addresses, telephone numbers, handles and links are
replaced by `[name]`, `[e-mail]`, `[phone]`, `[handle]`, `[link]`. Names are found by the words that the chapter
knows: a nickname that nobody entered, or a face in a picture, is not. Files have lost what cameras and programs
write into them. Whoever uses this does not try to find out who somebody is, and deletes it when the chapter asks.
"""


def text(
    *, site: str, consent: str, lines: Mapping[str, int], files: int, missing: Iterable[str],
    left_out: Mapping[str, int], agreements: Iterable[Agreement],
) -> str:  # fmt: skip
    """Return README.md. The same figures give the same bytes: no day stands in it."""
    about = ABOUT.format(site=site, consent=consent, validation=VALIDATION)
    return "\n".join(["---", *_head(site, lines), "---", about.strip(), "",
                      *_figures(lines, files, missing, left_out), "", *_agreement(agreements), ""])  # fmt: skip


def _head(site: str, lines: Mapping[str, int]) -> Iterator[str]:
    yield f"pretty_name: {json.dumps(f'Feedback on works of {site}', ensure_ascii=False)}"
    yield "license: other"
    yield "configs:" if lines else "configs: []"
    for config, splits in FILES.items():
        there = {split: name for split, name in splits.items() if lines.get(name)}
        if there:
            yield f"- config_name: {config}"
            yield "  data_files:"
        for split, name in there.items():
            yield f"  - split: {split}"
            yield f"    path: {name}.jsonl"


def _figures(
    lines: Mapping[str, int], files: int, missing: Iterable[str], left_out: Mapping[str, int]
) -> Iterator[str]:
    yield "## Figures"
    yield "| File | Lines |"
    yield "|---|---|"
    for name in sorted(lines):
        yield f"| `{name}.jsonl` | {lines[name]} |"
    yield ""
    yield f"{files} files lie beside them."
    for path in sorted(missing):
        yield f"Missing, because the chapter itself has it no more: `{path}`."
    for reason in sorted(left_out):
        yield f"Left out, because {reason}: {left_out[reason]}."


def _agreement(agreements: Iterable[Agreement]) -> Iterator[str]:
    yield "## How far raters agree"
    yield "Of all pairs that two or more people judged; kappa is that of Fleiss, or Cohen for two people."
    yield ""
    yield "| By | Pairs | Percent | Kappa |"
    yield "|---|---|---|---|"
    for each in agreements:
        percent = "–" if each.percent is None else f"{each.percent:.0%}"
        kappa = "–" if each.kappa is None else f"{each.kappa:.2f}"
        yield f"| {each.name} | {each.pairs} | {percent} | {kappa} |"
