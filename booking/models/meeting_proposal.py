from django.db import models
from django.db.models.functions import Now

from booking.models.meeting import Meeting
from booking.states import ProposalState
from directory.models import Company, Person
from fairs.models import MeetingSlot
from kernel.ids import new_public_id


class MeetingProposal(models.Model):
    """Other times one side proposes for a meeting, which stands until the other side agrees. One open per meeting."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="proposals")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    slots = models.ManyToManyField(MeetingSlot, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], name="meeting_one_open_proposal", condition=models.Q(state=ProposalState.OPEN)
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ProposalState.values), name="meeting_proposal_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.public_id}"
