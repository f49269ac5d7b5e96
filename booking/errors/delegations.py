"""Refusals around delegations and the people on their lists.

NotFound  LinkEnded (410)
Conflict  DelegationFull AlreadyOnTheList DelegationClosed PlacesInUse
Rejected  NoWayToReach
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Rejected
from kernel.unit_of_work import refuse_constraint


class LinkEnded(NotFound):
    status = 410
    code = "link_ended"
    title = _("This link has ended. Ask who gave it to you for the new one.")


class DelegationClosed(Conflict):
    code = "delegation_closed"
    title = _("Nobody can be added to this delegation now. Ask its contact.")


class DelegationFull(Conflict):
    """`places` says how many there are."""

    code = "delegation_full"
    title = _("Every place of this delegation is taken. Its contact can free one or ask the organiser for more.")


class AlreadyOnTheList(Conflict):
    """Says nothing about the entry itself."""

    code = "already_on_the_list"
    title = _("You are on this delegation's list already. Nothing was changed.")


class PlacesInUse(Conflict):
    """`taken` says how many."""

    code = "places_in_use"
    title = _("More people are on the list already. Remove some first.")


class NoWayToReach(Rejected):
    code = "no_way_to_reach"
    title = _("Give a phone number or an e-mail address.")


refuse_constraint("delegation_not_overfull", DelegationFull)
refuse_constraint("delegation_place_once", AlreadyOnTheList)
