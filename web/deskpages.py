"""The pages of the organiser's desk, by the work they belong to: the one place where a new page of the desk is entered.

A page is known by its `tab`, which its view puts into the context; the section around it is found from that.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from accounts.roles import ORGANISER_ROLES, Role
from fairs.access import DOOR_STAFF, MANAGERS, SELLERS

EVERYBODY = frozenset(ORGANISER_ROLES)


@dataclass(frozen=True)
class DeskPage:
    """One page: its key, its route inside a fair, its word, who is shown the way to it."""

    tab: str
    route: str
    label: str
    roles: frozenset[Role] = EVERYBODY


@dataclass(frozen=True)
class DeskSection:
    """A kind of work and its pages; the first that somebody may open is where its word leads."""

    label: str
    pages: tuple[DeskPage, ...]

    def open_to(self, staff_role: str) -> tuple[DeskPage, ...]:
        return tuple(page for page in self.pages if staff_role in page.roles)


SECTIONS = (
    DeskSection(
        _("Overview"),
        (
            DeskPage("desk", "web:desk", _("The fair today")),
            DeskPage("deliveries", "web:desk_deliveries", _("Letters"), MANAGERS),
            DeskPage("imports", "web:desk_imports", _("Import"), MANAGERS),
        ),
    ),
    DeskSection(_("Booths"), (DeskPage("bookings", "web:desk_bookings", _("Bookings")),)),
    DeskSection(
        _("People"),
        (
            DeskPage("registrations", "web:desk_registrations", _("Everybody"), SELLERS),
            DeskPage("delegations", "web:desk_delegations", _("Delegations"), SELLERS),
            DeskPage("badges", "web:desk_badges", _("Badges"), MANAGERS),
            DeskPage("league", "web:desk_league", _("Invitations"), MANAGERS),
            DeskPage("passes", "web:desk_passes", _("Passes of firms"), MANAGERS),
        ),
    ),
    DeskSection(
        _("Meetings"),
        (
            DeskPage("schedule", "web:desk_schedule", _("Meeting schedule"), MANAGERS),
            DeskPage("negotiations", "web:desk_negotiations", _("Negotiations"), MANAGERS),
        ),
    ),
    DeskSection(
        _("Door"),
        (
            DeskPage("board", "web:board", _("Live board")),
            DeskPage("evacuation", "web:desk_evacuation", _("Who is inside"), DOOR_STAFF),
            DeskPage("lists", "web:desk_lists", _("Gates and lists"), MANAGERS),
            DeskPage("devices", "web:desk_devices", _("Devices"), MANAGERS),
            DeskPage("rehearsals", "web:desk_rehearsals", _("Rehearsal"), MANAGERS),
            DeskPage("door", "web:door", _("Scanner"), DOOR_STAFF),
        ),
    ),
)
