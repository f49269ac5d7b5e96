"""A delegation's poster in words: values for `papers.render`."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from booking.models import Delegation
from fairs import wording
from papers.faces import Poster


def poster_of(delegation: Delegation, address: str, *, language: str = "") -> Poster:
    """In the contact's language, else in the one asked for."""
    language = language or delegation.language
    fair = delegation.fair
    with override(language):
        until = wording.local_day(delegation.join_until, fair.timezone, language)
        reach = " · ".join(filter(None, [delegation.contact_name, delegation.contact_phone, delegation.contact_email]))
        return Poster(
            language=language,
            title=_("Join the delegation: %(name)s") % {"name": delegation.name},
            lead=_("Scan the code with your phone to come along"),
            name=delegation.name,
            company=delegation.company_name,
            fair=wording.said(fair, "name", language),
            when=wording.days(delegation.days, language),
            venue=wording.said(fair, "venue", language),
            steps=(
                _("Type your name and your phone number. No account is needed."),
                _("Wait until %(name)s confirms you.") % {"name": delegation.contact_name},
                _("Show the pass on your phone or on paper at the gate."),
            ),
            until=_("You can join until %(day)s.") % {"day": until},
            help=_("Questions: %(reach)s") % {"reach": reach},
            address=address,
            alt=_("QR code with the address of the form"),
        )
