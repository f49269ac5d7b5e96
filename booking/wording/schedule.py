"""The words of the scheduler's codes: reasons, clashes, failures, in the active language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

_REASONS = {
    "no_common_slot": _("The two sides share no time among those wished for."),
    "participant_full": _("One of the two has as many meetings as a person may have."),
    "tables_full": _("Whenever both are free, every table is taken."),
    "no_interpreter": _("No interpreter of their languages is free when both are."),
    "blocked": _("A place is there, but the way between halls, the order or a fixed meeting forbids it."),
    "outweighed": _("Whenever both are there, one of them is in another meeting that counts for more."),
    "not_asked": _("This run was asked to leave wishes of this priority out."),
    "blocked_pair": _("These two companies are not to meet at this fair."),
    "already_met": _("The two companies already have a meeting about this need."),
    "nobody_registered": _("Nobody of one of the two companies is registered for the fair."),
    "late": _("The wish came after this run was computed. Start a new run."),
    "taken_out": _("It was taken out of the preview by hand."),
    "met_meanwhile": _("The two have agreed on a meeting themselves meanwhile."),
    "wish_closed": _("The wish was declined, withdrawn or has run out meanwhile."),
    "wish_changed": _("The wish was changed meanwhile."),
    "meeting_changed": _("Somebody moved this meeting meanwhile; it stays where it is."),
    "meeting_locked": _("The meeting is locked; it stays where it is."),
    "time_past": _("This time is over."),
    "person_away": _("One of the two is not free at this time: away, in a workshop, or keeps it free."),
    "person_busy": _("One of the two has another meeting at this time."),
    "table_taken": _("The table is taken at this time."),
    "interpreter_taken": _("The interpreter is at another meeting at this time."),
}
_FAILURES = {
    "no_tables": _("The fair has no meeting tables. Add tables, then start a new run."),
    "no_slots": _("No meeting time lies ahead any more."),
    "no_wishes": _("There is no open wish that could be placed."),
    "interrupted": _(
        "The computation was interrupted twice. Start a new run; if it happens again, look at the worker."
    ),
    "contradiction": _("What must be met contradicts itself, so no schedule can keep all of it."),
    "too_long": _("The computation took too long. Start it with fewer seconds or fewer wishes."),
    "broken": _("The computation failed by an error of the system. It has been logged."),
}
REASONS, FAILURES = tuple(_REASONS), tuple(_FAILURES)


def reason_words(code: str, by: Sequence[str] = ()) -> str:
    """A sentence; with `by`, the meetings that stand in the place (the first three by name)."""
    sentence = str(_REASONS[code])
    if not by:
        return sentence
    names = "; ".join(by[:3])
    if len(by) > 3:
        names = gettext("%(names)s and %(count)s more") % {"names": names, "count": len(by) - 3}
    return gettext("%(sentence)s In its place: %(names)s.") % {"sentence": sentence, "names": names}


def failure_words(code: str) -> str:
    return str(_FAILURES[code])


def what_if_words(effect: Mapping[str, Any]) -> str:
    """ "3 more tables: 11 more meetings"; nothing for a change that brings none."""
    meetings = int(effect["meetings"])
    if meetings <= 0:
        return ""
    gain = ngettext("%(count)s more meeting", "%(count)s more meetings", meetings) % {"count": meetings}
    count = int(effect["count"])
    if effect["kind"] == "tables":
        change = ngettext("%(count)s more table", "%(count)s more tables", count) % {"count": count}
    elif effect["kind"] == "interpreters":
        change = ngettext(
            "%(count)s more interpreter for %(language)s", "%(count)s more interpreters for %(language)s", count
        ) % {"count": count, "language": effect["language"]}
    else:
        change = gettext("One more slot on %(day)s") % {"day": effect["day"]}
    return f"{change}: {gain}"
