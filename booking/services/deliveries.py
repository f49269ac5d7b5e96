"""A letter is sent once more because a person says so."""

from django.utils.translation import gettext_lazy as _

from booking.errors.erasure import LetterErased
from kernel.errors import Conflict
from kernel.history import record
from kernel.messages import make_ready_again
from kernel.models import Message
from kernel.unit_of_work import unit_of_work


class DeliveryUnderWay(Conflict):
    """It is waiting or leaving just now; once it has ended it can be sent again."""

    code = "delivery_under_way"
    title = _("This mail is already on its way.")


@unit_of_work
def resend(message: Message, *, actor_id: int | None) -> Message:
    """A final delivery becomes READY with fresh counts and keeps its Message-ID; audited. The sweeper
    takes it up within seconds. `actor_id` None: the operator. Refuses DeliveryUnderWay, LetterErased."""
    before = message.state
    if Message.objects.filter(pk=message.pk, text="").exists():
        raise LetterErased
    if not make_ready_again(message):
        raise DeliveryUnderWay
    record(message, "resent", actor_id=actor_id, before=before, after="ready")
    message.refresh_from_db()
    return message
