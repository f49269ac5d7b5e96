"""The words of the day's own states and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.states import Moves


class OfferState(models.TextChoices):
    """`overtaken`: one of the two, the table or the wish was taken by something else meanwhile."""

    OPEN = "open", pgettext_lazy("offer", "Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", pgettext_lazy("offer", "Lapsed")
    OVERTAKEN = "overtaken", pgettext_lazy("offer", "Overtaken")


OFFER_MOVES: Moves = {
    "open": frozenset({"accepted", "declined", "lapsed", "overtaken"}),
    "accepted": frozenset(),
    "declined": frozenset(),
    "lapsed": frozenset(),
    "overtaken": frozenset(),
}


class Answer(models.TextChoices):
    """`standing`: the side's own wish lists this time, which is its yes."""

    WAITING = "waiting", pgettext_lazy("answer", "Waiting")
    STANDING = "standing", pgettext_lazy("answer", "Asked for this time")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


YES = frozenset({Answer.STANDING, Answer.ACCEPTED})
