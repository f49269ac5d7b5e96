"""Letters about delegations: to their contact, to the organiser who is asked for one, to whoever was not confirmed."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from booking.delegation_links import desk_key, join_key
from booking.models import Delegation, DelegationPlace
from booking.states import DelegationState, PlaceState
from fairs import wording
from fairs.access import MANAGERS
from kernel.messages import Attachment, Draft
from worker import links
from worker.letters import Action, Fact, Letter, greeting, head_of, set_letter

SUBJECT = "booking.delegation"
GIVEN = (DelegationState.OPEN, DelegationState.CLOSED)


def opened(*, delegation_id: int, desk_number: int) -> Iterator[Draft]:
    """To the contact: the list, the link for the people, the poster. A newer key has a letter of its own."""
    delegation = _delegation(delegation_id)
    if delegation is not None and delegation.state in GIVEN and delegation.desk_number == desk_number:
        with override(delegation.language):
            heading = _("Your delegation is open")
            yield _with_links(delegation, "delegation.opened", desk_number, heading)


def link_wanted(*, delegation_id: int, window: int) -> Iterator[Draft]:
    """Somebody asked for the link again: its owner gets it, at most once a window."""
    delegation = _delegation(delegation_id)
    if delegation is not None and delegation.state in GIVEN:
        with override(delegation.language):
            yield _with_links(delegation, "delegation.link", window, _("Your delegation's link"))


def declined(*, delegation_id: int) -> Iterator[Draft]:
    delegation = _delegation(delegation_id)
    if delegation is not None and delegation.state == DelegationState.DECLINED:
        with override(delegation.language):
            letter = Letter(
                title=_("Your delegation to %(fair)s was not accepted") % {"fair": delegation.fair.short_name},
                heading=_("Your delegation was not accepted"),
                greeting=greeting(delegation.contact_name),
                paragraphs=[
                    _("The organiser did not accept the delegation “%(name)s”.") % {"name": delegation.name},
                    _("Everybody can still register alone, free of charge. Ask the organiser if you have a question."),
                ],
                action=Action(_("Register"), links.page("web:register", delegation.language, delegation.fair.slug)),
                reason=_reason(),
            )
            yield _draft(delegation, "delegation.declined", 0, letter)


def people_waiting(*, delegation_id: int, told: int) -> Iterator[Draft]:
    """How many wait for the contact's word; none when nobody does any more."""
    delegation = _delegation(delegation_id)
    waiting = DelegationPlace.objects.filter(delegation=delegation_id, state=PlaceState.WAITING).count()
    if delegation is not None and delegation.state in GIVEN and waiting:
        with override(delegation.language):
            words = ngettext(
                "%(n)s person waits for your word: %(name)s",
                "%(n)s people wait for your word: %(name)s",
                waiting,
            )
            letter = Letter(
                title=words % {"n": waiting, "name": delegation.name},
                heading=_("People wait for your word"),
                greeting=greeting(delegation.contact_name),
                paragraphs=[
                    ngettext(
                        "%(n)s person has joined by your link. Nobody gets a pass before you confirm.",
                        "%(n)s people have joined by your link. Nobody gets a pass before you confirm.",
                        waiting,
                    )
                    % {"n": waiting}
                ],
                action=Action(_("Open the list"), _list_page(delegation)),
                reason=_("You receive this mail at most every half hour, because you bring this delegation."),
            )
            wanted: list[Attachment] = [{"maker": "people_still_waiting", "delegation_id": delegation.pk}]
            yield _draft(delegation, "delegation.waiting", told, letter, wanted)


def asked(*, delegation_id: int) -> Iterator[Draft]:
    """To the organiser's owners and managers: somebody wants to bring people."""
    delegation = _delegation(delegation_id)
    if delegation is None or delegation.state != DelegationState.ASKED:
        return
    fair = delegation.fair
    managers = User.objects.filter(
        memberships__organisation_id=fair.organisation_id, memberships__role__in=list(MANAGERS), is_active=True
    )
    for user in managers.order_by("pk").distinct():
        language = user.language
        contact = [delegation.contact_name, delegation.contact_email, delegation.contact_phone]
        with override(language):
            letter = Letter(
                title=_("A delegation is asked for: %(name)s") % {"name": delegation.name},
                heading=_("A delegation is asked for"),
                greeting=greeting(user.full_name),
                paragraphs=[_("Accept it, and its contact gets the link for the people by mail.")],
                facts=[*_facts(delegation, language), Fact(_("Contact"), "\n".join(filter(None, contact)))],
                action=Action(
                    _("Open the list"), links.page("web:delegation", language, fair.slug, delegation.public_id)
                ),
                reason=_("You receive this mail because you manage this fair."),
            )
            yield _draft(
                delegation, "delegation.asked", 0, letter, to=user.email, name=user.full_name, language=language
            )


def person_declined(*, place_id: int) -> Iterator[Draft]:
    """To whoever joined and gave an address."""
    rows = DelegationPlace.objects.select_related("delegation__fair__organisation")
    place = rows.filter(pk=place_id, state=PlaceState.DECLINED).exclude(email="").first()
    if place is None:
        return
    delegation = place.delegation
    with override(place.language):
        letter = Letter(
            title=_("You were not confirmed for %(name)s") % {"name": delegation.name},
            heading=_("You were not confirmed"),
            greeting=greeting(place.full_name),
            paragraphs=[
                _("%(contact)s did not confirm you for this delegation. Ask there if you think this is a mistake.")
                % {"contact": delegation.contact_name},
                _("You can also register on your own, free of charge."),
            ],
            action=Action(
                _("Open your entry"),
                links.page("web:delegation_place", place.language, delegation.fair.slug, place.manage_key),
            ),
            reason=_("You receive this mail because this address was put on the delegation's list."),
        )
        yield _draft(
            delegation, f"delegation.declined:{place.pk}", 0, letter, to=place.email, name=place.full_name,
            language=place.language,
        )  # fmt: skip


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "delegation.opened": opened,
    "delegation.link_wanted": link_wanted,
    "delegation.declined": declined,
    "delegation.people_waiting": people_waiting,
    "delegation.asked": asked,
    "delegation.person_declined": person_declined,
}


def _delegation(delegation_id: int) -> Delegation | None:
    rows = Delegation.objects.select_related("fair__organisation").exclude(contact_email="")  # its contact was erased
    return rows.filter(pk=delegation_id).first()


def _list_page(delegation: Delegation) -> str:
    return links.page("web:delegation", delegation.language, delegation.fair.slug, desk_key(delegation))


def _with_links(delegation: Delegation, kind: str, revision: int, heading: str) -> Draft:
    language, slug = delegation.language, delegation.fair.slug
    letter = Letter(
        title=_("Your delegation to %(fair)s: %(name)s")
        % {"fair": delegation.fair.short_name, "name": delegation.name},
        heading=heading,
        greeting=greeting(delegation.contact_name),
        paragraphs=[
            _("This button opens your list without a password. Keep this mail, and give the button's link to nobody."),
            _("The link for your people is another one; it stands below, and on the attached poster as a QR code."),
        ],
        facts=[
            *_facts(delegation, language),
            Fact(_("Link for your people"), links.page("web:delegation_join", language, slug, join_key(delegation))),
        ],
        action=Action(_("Open the list"), _list_page(delegation)),
        steps=[
            _("Hang up the poster, or send your people the link."),
            _("They type their name and their phone number or e-mail address."),
            _("You confirm them in the list; then each gets a pass, by mail or from you."),
        ],
        reason=_reason(),
    )
    poster: list[Attachment] = [{"maker": "delegation_poster", "delegation_id": delegation.pk, "language": language}]
    return _draft(delegation, kind, revision, letter, poster)


def _facts(delegation: Delegation, language: str) -> list[Fact]:
    return [
        Fact(_("Delegation"), "\n".join(filter(None, [delegation.name, delegation.company_name]))),
        Fact(_("Places"), str(delegation.places)),
        Fact(_("Days"), wording.days(delegation.days, language)),
    ]


def _reason() -> str:
    return _("You receive this mail because this address was named as the delegation's contact.")


def _draft(
    delegation: Delegation,
    kind: str,
    revision: int,
    letter: Letter,
    attachments: list[Attachment] | None = None,
    *,
    to: str = "",
    name: str | None = None,
    language: str = "",
) -> Draft:
    """To the contact unless said."""
    fair, language = delegation.fair, language or delegation.language
    text, html = set_letter(letter, head_of(fair, language), language)
    return Draft(
        subject_type=SUBJECT,
        subject_id=delegation.pk,
        kind=kind,
        revision=revision,
        recipient=to or delegation.contact_email,
        recipient_name=delegation.contact_name if name is None else name,
        language=language,
        title=letter.title,
        text=text,
        html=html,
        attachments=attachments or [],
        tenant=fair.organisation.public_id,
        scope=fair.public_id,
    )
