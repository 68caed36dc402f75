"""The lines of each kind of file. Each reads row by row: memory does not grow with their number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from mentorship.datasets.people import People
from mentorship.datasets.pieces import Piece, Pieces
from mentorship.models import Feedback, Preference, Score, SelfRating, Submission, SubmissionFile, Verdict
from portal.accounts.models import Consent
from portal.accounts.selectors import consenting

CHUNK = 200
TRAIN, VALIDATION, MIXED = "train", "validation", "mixed"
TASK = ("task__template", "task__rubric")


@dataclass(frozen=True)
class Row:
    """One line of the file `name` (without its ending), and the pieces whose files it names."""

    name: str
    values: dict[str, Any]
    pieces: tuple[Piece, ...]


@dataclass
class Source:
    people: People
    pieces: Pieces = field(init=False)
    #: Why rows were left out: {reason: how many}.
    left_out: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.pieces = Pieces(self.people)

    def preference(self) -> Iterator[Row]:
        """Preferences as (prompt, chosen, rejected), and apart from them those of neither."""
        for said in _preferences(Preference.objects.judged()):
            one, other = said.comparison.pieces
            prompt = self._agreed_prompt(said)
            first, second = self.pieces.piece(one), self.pieces.piece(other)
            if not prompt:
                continue
            if first.words == second.words and not (first.files or second.files):
                self.left_out["both pieces say the same"] += 1
                continue
            split = self._split(one.task.participant_id, other.task.participant_id)
            yield self._chosen(said, prompt, split) if _is_decided(said) else self._tie(said, prompt, split)

    def unpaired(self) -> Iterator[Row]:
        """Pieces that were approved or sent back, and those of pairs of which neither was good enough."""
        decided = Feedback.objects.released().exclude(outcome=Feedback.Outcome.NONE)
        for feedback in _with_piece(decided, "reviewer"):
            yield from self._labelled(
                feedback.submission,
                feedback.outcome == Feedback.Outcome.APPROVED,
                source="review",
                rater=feedback.reviewer_id,
            )
        for said in _preferences(Preference.objects.filter(choice=Verdict.BOTH_WEAK)):
            for piece in said.comparison.pieces:
                yield from self._labelled(piece, False, source="comparison", rater=said.rater_id)

    def ratings(self) -> Iterator[Row]:
        """Levels by criterion, by mentors and by the makers themselves."""
        scores = Score.objects.filter(feedback__status=Feedback.Status.RELEASED)
        for score in _with_piece(scores, "feedback__reviewer", "feedback__submission"):
            reviewer = score.feedback.reviewer_id
            yield from self._rated(score.feedback.submission, score, source="mentor", rater=reviewer)
        for own in _with_piece(SelfRating.objects.all(), ""):
            maker = own.submission.task.participant_id
            yield from self._rated(own.submission, own, source="self", rater=maker)

    def _agreed_prompt(self, said: Preference) -> str:
        """Return the prompt of both pieces, or "" where somebody concerned has not agreed."""
        one, other = (each.task for each in said.comparison.pieces)
        if not {said.rater_id, one.participant_id, other.participant_id} <= self.people.agreed:
            return ""  # taken back a moment ago
        prompt = self.pieces.prompt(one, other)
        if not prompt:
            self.left_out["who wrote the task has not agreed"] += 1
        return prompt

    def _chosen(self, said: Preference, prompt: str, split: str) -> Row:
        pieces = said.comparison.pieces
        good, bad = pieces if said.choice == Verdict.FIRST else pieces[::-1]
        chosen, rejected = self.pieces.piece(good), self.pieces.piece(bad)
        values = {
            "prompt": prompt,
            "chosen": chosen.text,
            "rejected": rejected.text,
            **self._said(said),
            "chosen_author": self.people.pseudonym(good.task.participant_id),
            "rejected_author": self.people.pseudonym(bad.task.participant_id),
            "chosen_side": said.side,
        }
        return Row(f"preference/{split}", values, (chosen, rejected))

    def _tie(self, said: Preference, prompt: str, split: str) -> Row:
        first, second = (self.pieces.piece(each) for each in said.comparison.pieces)
        one, other = (self.people.pseudonym(each.task.participant_id) for each in said.comparison.pieces)
        values = {
            "prompt": prompt,
            "first": first.text,
            "second": second.text,
            "label": said.choice,
            **self._said(said),
            "first_author": one,
            "second_author": other,
            "split": split,
        }
        return Row("preference/ties", values, (first, second))

    def _said(self, said: Preference) -> dict[str, str]:
        """What every line tells of one answer; criteria as JSON in a text, for their names differ by line."""
        about = {
            said.rater_id,
            *(each for piece in said.comparison.pieces for each in self.pieces.about(piece.task)),
        }
        criteria = {each.criterion.name: each.choice for each in said.criteria.all()}
        return {
            "reason": self.people.without(said.reason, about),
            "criteria": json.dumps(_seen_from(said, criteria), ensure_ascii=False, sort_keys=True),
            "ground": said.comparison.ground,
            "pair": self.people.pseudonyms.of("pair", said.comparison_id),
            "rater": self.people.pseudonym(said.rater_id),
        }

    def _labelled(self, submission: Submission, label: bool, *, source: str, rater: int) -> Iterator[Row]:
        yield from self._about_piece("unpaired", submission, rater, {"label": label, "source": source})

    def _rated(
        self, submission: Submission, rated: Score | SelfRating, *, source: str, rater: int
    ) -> Iterator[Row]:
        highest = max(each.number for each in rated.criterion.levels.all())
        values = {
            "criterion": rated.criterion.name,
            "level": rated.level.number,
            "highest": highest,
            "description": rated.level.description,
            "source": source,
        }
        yield from self._about_piece("ratings", submission, rater, values)

    def _about_piece(self, name: str, submission: Submission, rater: int, more: dict[str, Any]) -> Iterator[Row]:
        maker = submission.task.participant_id
        if not {rater, maker} <= self.people.agreed:
            return
        prompt, piece = self.pieces.prompt(submission.task), self.pieces.piece(submission)
        if not prompt:
            self.left_out["who wrote the task has not agreed"] += 1
            return
        values = {
            "prompt": prompt,
            "completion": piece.text,
            **more,
            "author": self.people.pseudonym(maker),
            "rater": self.people.pseudonym(rater),
            "piece": self.people.pseudonyms.of("piece", submission.pk),
        }
        yield Row(f"{name}/{self._split(maker)}", values, (piece,))

    def _split(self, *makers: int) -> str:
        """Where all that these makers made belongs: nobody's works stand in two parts."""
        apart = {self.people.pseudonyms.is_for_validation(maker) for maker in makers}
        return MIXED if len(apart) > 1 else VALIDATION if apart == {True} else TRAIN


KINDS: dict[str, Callable[[Source], Iterator[Row]]] = {
    "preference": Source.preference,
    "unpaired": Source.unpaired,
    "ratings": Source.ratings,
}


def _is_decided(said: Preference) -> bool:
    return said.choice in (Verdict.FIRST, Verdict.SECOND)


def _seen_from(said: Preference, criteria: dict[str, str]) -> dict[str, str]:
    """Say "chosen" and "rejected" in place of first and second where one was chosen."""
    if not _is_decided(said):
        return criteria
    other = Verdict.SECOND if said.choice == Verdict.FIRST else Verdict.FIRST
    words = {str(said.choice): "chosen", str(other): "rejected"}
    return {name: words.get(choice, choice) for name, choice in criteria.items()}


def _files_of(lookup: str) -> Prefetch[Any]:
    return Prefetch(lookup, queryset=SubmissionFile.objects.order_by("position", "pk"))


def _preferences(rows: QuerySet[Preference]) -> Iterator[Preference]:
    """Those whose rater and makers agreed, in an order that stays. A few queries for each chunk."""
    agreed = consenting(Consent.Kind.TRAINING).values("pk")
    sides = ("comparison__first", "comparison__second")
    rows = rows.filter(rater__in=agreed, **{f"{side}__task__participant__in": agreed for side in sides})
    rows = rows.select_related(*(f"{side}__{each}" for side in sides for each in TASK))
    rows = rows.prefetch_related(*(_files_of(f"{side}__files") for side in sides), "criteria__criterion")
    return rows.order_by("pk").iterator(chunk_size=CHUNK)


def _with_piece(rows: QuerySet[Any], rater: str, submission: str = "submission") -> Iterator[Any]:
    """The same for what hangs on one piece; `rater` leads to who said it, "" if that is the maker."""
    agreed = consenting(Consent.Kind.TRAINING).values("pk")
    who = {f"{submission}__task__participant__in": agreed} | ({f"{rater}__in": agreed} if rater else {})
    rows = rows.filter(**who).select_related(*(f"{submission}__{each}" for each in TASK))
    if rows.model in (Score, SelfRating):
        rows = rows.select_related("criterion", "level").prefetch_related("criterion__levels")
    return rows.prefetch_related(_files_of(f"{submission}__files")).order_by("pk").iterator(chunk_size=CHUNK)
