"""The words and figures of the schedule desk: what a run is asked for, how far it is, how good its preview is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from booking.models import ScheduleRun
from booking.rules.schedule import EXTRA_TABLES_MOST, Options, options_of
from booking.services.schedule_edits import Warned
from booking.states import RunState
from web import wording

PRIORITIES = ((1, _("Very important")), (2, _("Important")), (3, _("If it can be done")))
SECONDS = ((0, _("At once: place only")), (10, _("10 seconds")), (30, _("30 seconds")), (60, _("1 minute")))
STAGES = {
    "": _("Waiting for the scheduler"),
    "reading": _("Reading wishes, meetings and free times"),
    "bound": _("Computing how many can be placed at most"),
    "placement": _("Placing wishes"),
    "repair": _("Making room for wishes that did not fit"),
    "must": _("Placing what has to be met"),
    "fairness": _("Sharing meetings out evenly"),
    "idle": _("Shortening waits between meetings"),
    "done": _("Finishing"),
}
WARNINGS = {
    Warned.OUTSIDE_WISH: _("The time lies outside those the two sides asked for."),
    Warned.LONG_WALK: _("One of the two comes from another hall, or goes there, without a pause."),
    Warned.MORE_IDLE: _("One of the two will wait between meetings."),
    Warned.NO_INTERPRETER: _("No interpreter of their languages is free at this time."),
}
LOOKS = {
    RunState.QUEUED: ("wait", "clock"),
    RunState.RUNNING: ("wait", "half"),
    RunState.READY: ("held", "eye"),
    RunState.PUBLISHED: ("yes", "ok"),
    RunState.ROLLED_BACK: ("no", "undo"),
    RunState.CANCELLED: ("no", "x"),
    RunState.FAILED: ("no", "warn"),
}


class OptionsForm(forms.Form):
    priorities = forms.TypedMultipleChoiceField(
        label=_("Which wishes"),
        choices=PRIORITIES,
        coerce=int,
        initial=[1, 2, 3],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one kind of wish.")},
    )
    seconds = forms.TypedChoiceField(label=_("How long to search"), choices=SECONDS, coerce=int, initial=10)
    only_wished_times = forms.BooleanField(
        label=_("Only at times the two sides asked for"), initial=True, required=False
    )
    move_unlocked = forms.BooleanField(
        label=_("Confirmed meetings may move"),
        help_text=_("Locked ones never move. Whoever is moved gets one message after publishing."),
        required=False,
    )
    with_interpreters = forms.BooleanField(label=_("Give interpreters where needed"), initial=True, required=False)
    spare_tables = forms.IntegerField(
        label=_("Tables kept free"),
        help_text=_("For meetings agreed on the spot."),
        min_value=0,
        max_value=1000,
        initial=0,
        required=False,
    )

    extra_tables = forms.IntegerField(
        label=_("Tables more than there are"),
        help_text=_("Assumed for the preview. Publishing adds those in which somebody meets; the others never exist."),
        min_value=0,
        max_value=EXTRA_TABLES_MOST,
        initial=0,
        required=False,
    )

    def options(self, *, seed: int) -> Options:
        said: dict[str, Any] = self.cleaned_data
        return Options(
            seconds=said["seconds"],
            seed=seed,
            priorities=tuple(sorted(set(said["priorities"]))),
            only_wished_times=said["only_wished_times"],
            move_unlocked=said["move_unlocked"],
            with_interpreters=said["with_interpreters"],
            spare_tables=said["spare_tables"] or 0,
            extra_tables=said["extra_tables"] or 0,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a computed run; the words are in the active language."""

    wishes: int
    placed: int
    standing: int
    by_priority: list[tuple[str, int, int]]
    must: tuple[int, int]
    weight: int
    upper_bound: int
    gap: str
    idle: int
    changes: int
    fewest: int
    median: float
    most: int
    people: int
    seconds: float
    walking_not_kept: bool


def figures_of(run: ScheduleRun, language: str) -> Figures | None:
    """None for a run that has no preview."""
    said: dict[str, Any] = run.statistics
    if not said:
        return None
    names = {str(code): str(name) for code, name in PRIORITIES}
    return Figures(
        wishes=said["wishes"],
        placed=said["placed"],
        standing=said["standing"],
        by_priority=[(names[p], met, total) for p, (met, total) in sorted(said["by_priority"].items())],
        must=(said["must"][0], said["must"][1]),
        weight=said["weight"],
        upper_bound=said["upper_bound"],
        gap=_gap(said, language, is_edited=bool(run.edits)),
        idle=said["idle_slots"],
        changes=said["table_changes"],
        fewest=said["fewest"],
        median=said["median"],
        most=said["most"],
        people=said["people"],
        seconds=said["seconds"],
        walking_not_kept="walking_not_kept" in said["notes"],
    )


def _gap(said: dict[str, Any], language: str, *, is_edited: bool) -> str:
    """How far from the proved ceiling, in words."""
    if is_edited:
        return gettext("as computed, before changes by hand")
    if said["proved"] or said["weight"] >= said["upper_bound"]:
        return gettext("proved: no schedule places more")
    share = 100 * (said["upper_bound"] - said["weight"]) / said["upper_bound"]
    percent = wording.number(share, language, 2 if share < 1 else 1)
    return gettext("at most %(percent)s%% below the proved ceiling") % {"percent": percent}


def priorities_words(counts: Mapping[int, Sequence[int]], language: str) -> list[str]:
    """ "Very important 1 / 2", the strongest first; each holds together at the end of a line."""
    names = dict(PRIORITIES)
    return [
        f"{names[priority]} {wording.number(placed, language)} / {wording.number(wished, language)}".replace(
            " ", "\xa0"
        )
        for priority, (placed, wished) in sorted(counts.items())
    ]


def asked_words(run: ScheduleRun) -> str:
    """What a run was asked for, in one line."""
    options = options_of(run.options)
    words = []
    if options.priorities != (1, 2, 3):
        words.append(", ".join(str(dict(PRIORITIES)[p]) for p in options.priorities))
    if options.move_unlocked:
        words.append(gettext("confirmed meetings may move"))
    if not options.only_wished_times:
        words.append(gettext("other times too"))
    if not options.with_interpreters:
        words.append(gettext("without interpreters"))
    if options.spare_tables:
        words.append(
            ngettext("%(n)s table kept free", "%(n)s tables kept free", options.spare_tables)
            % {"n": options.spare_tables}
        )
    if options.extra_tables:
        words.append(
            ngettext("%(n)s table more", "%(n)s tables more", options.extra_tables) % {"n": options.extra_tables}
        )
    seconds = ngettext("%(n)s second", "%(n)s seconds", options.seconds) % {"n": options.seconds}
    return ", ".join([*words, seconds])
