"""Leads as JSON: what comes in of a device, what a firm reads, what the visitor reads."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.api.names import NamesOut, names
from backend.filters import Filter
from backend.serializers import LineField, MomentField, StrictSerializer, TextField
from checkin.models import EntryKind, QualifierKind
from checkin.queries.leads import BoothVisited, Contact, LeadCard, contact_of
from checkin.rules.leads import STANDINGS, Standing
from checkin.services.lead_entries import MOST_NOTE, EntryGiven, Kept
from checkin.services.lead_qualifiers import LONGEST_CHOICE, LONGEST_QUESTION, MOST_CHOICES, MOST_QUALIFIERS
from directory.models import Need

MOST_PER_BATCH = 500
NONCE = r"^[A-Za-z0-9_-]{8,64}$"
OUTCOMES = ("kept", "known", "refused")


class LeadsFilter(Filter):
    exhibitor = serializers.CharField(
        max_length=32, required=False, help_text="Which of your firms; the first unless said."
    )
    changed_since = MomentField(
        required=False,
        help_text="Only those that changed since: a scan, a note, a withdrawal. Ask again with the newest `changed_at` you "
        "have read, less a minute: what was written at that very moment may come in with the next answer.",
    )
    q = LineField(max_length=80, required=False, help_text="Words of a name, a company or a note; marks do not matter.")


class ExhibitorFilter(StrictSerializer):
    exhibitor = serializers.CharField(
        max_length=32, required=False, help_text="Which of your firms; the first unless said."
    )


class LeadFilesFilter(ExhibitorFilter):
    language = serializers.ChoiceField(choices=[(one, one) for one in ("vi", "en", "ja")], required=False)


class EntryIn(StrictSerializer):
    """One thing a colleague did. `text` is the note, or the answer's value: `yes`/`no`, `A`/`B`/`C`, or a choice."""

    kind = serializers.ChoiceField(choices=EntryKind.choices)
    nonce = serializers.RegexField(NONCE, help_text="Made once per entry; a retry sends the same and changes nothing.")
    at = MomentField(required=False, help_text="The device's time; the time of arrival unless said.")
    offline = serializers.BooleanField(default=False)
    text = TextField(max_length=MOST_NOTE, required=False, allow_blank=True, default="")
    qualifier = serializers.CharField(max_length=32, required=False, default="")
    need = serializers.CharField(max_length=32, required=False, default="")
    linked = serializers.BooleanField(default=True, help_text="Of a wanted part: false takes the link back.")


class LeadIn(StrictSerializer):
    badge = serializers.CharField(
        max_length=2000, trim_whitespace=False, help_text="What the camera or a person read from the visitor's badge."
    )
    nonce = serializers.RegexField(NONCE, help_text="Made once per scan; a retry sends the same and changes nothing.")
    at = MomentField(required=False, help_text="The device's time; the time of arrival unless said.")
    offline = serializers.BooleanField(default=False)


class BatchEntryIn(EntryIn):
    badge = serializers.CharField(max_length=2000, trim_whitespace=False, required=False, default="")
    lead = serializers.CharField(max_length=32, required=False, default="", help_text="Instead of `badge`.")


class LeadBatchIn(StrictSerializer):
    entries = serializers.ListField(child=BatchEntryIn(), min_length=1, max_length=MOST_PER_BATCH)
    clock = MomentField(
        required=False,
        help_text="What the device's clock shows now: one that is wrong by over two minutes is put right.",
    )


class ContactOut(serializers.Serializer):
    full_name = serializers.CharField()
    company = serializers.CharField()
    job_title = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class LeadScanOut(serializers.Serializer):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    offline = serializers.BooleanField()


class LeadNoteOut(serializers.Serializer):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    text = serializers.CharField()


class LeadAnswerOut(serializers.Serializer):
    qualifier = serializers.CharField(source="qualifier.public_id")
    question = serializers.CharField(source="qualifier.question")
    value = serializers.CharField(source="newest.text", help_text="Empty: taken back.")
    at = serializers.DateTimeField(source="newest.at")
    by = serializers.CharField(source="newest.by")
    earlier = LeadNoteOut(many=True)


class LeadNeedOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    code = serializers.CharField()
    title = serializers.SerializerMethodField()

    @extend_schema_field(NamesOut)
    def get_title(self, need: Need) -> dict[str, str]:
        return names(need, "title")


class LeadOut(serializers.Serializer):
    """`contact` is null unless `standing` is `shared`."""

    id = serializers.CharField(source="lead.public_id")
    standing = serializers.ChoiceField(choices=STANDINGS)
    contact = ContactOut(allow_null=True)
    first_at = serializers.DateTimeField(source="lead.first_at")
    last_at = serializers.DateTimeField(source="lead.last_at")
    changed_at = serializers.DateTimeField(source="lead.changed_at")
    withdrawn_at = serializers.DateTimeField(source="lead.withdrawn_at", allow_null=True)
    scans = LeadScanOut(many=True)
    notes = LeadNoteOut(many=True)
    answers = LeadAnswerOut(many=True)
    needs = LeadNeedOut(many=True)


class KeptOut(serializers.Serializer):
    """`lead` is null for a refused entry, `code` and `title` are empty for the others. A refused one need not come again."""

    nonce = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    code = serializers.CharField()
    title = serializers.CharField()
    lead = serializers.CharField(allow_null=True)
    standing = serializers.ChoiceField(choices=STANDINGS, allow_null=True)
    contact = ContactOut(allow_null=True)
    first_at = serializers.DateTimeField(allow_null=True)
    scans = serializers.IntegerField()
    notes = serializers.IntegerField()


class LeadBatchOut(serializers.Serializer):
    results = KeptOut(many=True)


class QualifierOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=QualifierKind.choices)
    question = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())


class QualifierIn(StrictSerializer):
    id = serializers.CharField(
        max_length=32, required=False, default="", help_text="Of one that stands; none for a new one."
    )
    kind = serializers.ChoiceField(choices=QualifierKind.choices)
    question = LineField(max_length=LONGEST_QUESTION)
    choices = serializers.ListField(
        child=LineField(max_length=LONGEST_CHOICE), required=False, default=list, max_length=MOST_CHOICES
    )


class QualifiersIn(StrictSerializer):
    qualifiers = serializers.ListField(child=QualifierIn(), max_length=MOST_QUALIFIERS)


class LeadCountOut(serializers.Serializer):
    exhibitor = serializers.CharField(source="exhibitor.public_id")
    fascia_name = serializers.CharField(source="exhibitor.fascia_name")
    leads = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    last_at = serializers.DateTimeField(allow_null=True)


class BoothRef(serializers.Serializer):
    code = serializers.CharField()
    hall = serializers.CharField(source="hall.code")


class BoothVisitedOut(serializers.Serializer):
    """`contact` is what the firm can read of you now; null when it is nothing."""

    id = serializers.CharField(source="lead.public_id")
    exhibitor = serializers.CharField(source="exhibitor.public_id")
    company = serializers.CharField(source="exhibitor.company.legal_name")
    fascia_name = serializers.CharField(source="exhibitor.fascia_name")
    booths = BoothRef(many=True)
    standing = serializers.ChoiceField(choices=STANDINGS)
    contact = serializers.SerializerMethodField()
    scans = LeadScanOut(many=True)

    @extend_schema_field(ContactOut(allow_null=True))
    def get_contact(self, visited: BoothVisited) -> dict[str, Any] | None:
        if visited.standing != Standing.SHARED:
            return None
        return dict(ContactOut(contact_of(visited.lead.registration)).data)


def given_of(item: dict[str, Any]) -> EntryGiven:
    return EntryGiven(**item)


def kept_out(kept: Kept, cards: dict[int, LeadCard]) -> dict[str, Any]:
    if kept.refusal is not None or kept.lead_id is None:
        refusal = kept.refusal
        assert refusal is not None
        return _kept("refused", kept.nonce) | {"code": refusal.code, "title": str(refusal.title)}
    card = cards[kept.lead_id]
    return _kept("known" if kept.was_known else "kept", kept.nonce) | {
        "lead": card.lead.public_id,
        "standing": card.standing.value,
        "contact": _contact(card.contact),
        "first_at": card.lead.first_at,
        "scans": len(card.scans),
        "notes": len(card.notes),
    }


def _kept(outcome: str, nonce: str) -> dict[str, Any]:
    empty = {"code": "", "title": "", "lead": None, "standing": None, "contact": None, "first_at": None}
    return {"nonce": nonce, "outcome": outcome, **empty, "scans": 0, "notes": 0}


_CONTACT = ("full_name", "company", "job_title", "email", "phone")  # by hand: a serializer a line costs 1 ms


def _contact(contact: Contact | None) -> dict[str, Any] | None:
    return {name: getattr(contact, name) for name in _CONTACT} if contact else None
