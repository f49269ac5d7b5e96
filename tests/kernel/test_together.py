"""Several migration operations in one step: never one that changes what the same step creates."""

import pytest
from django.db import models
from django.db.migrations import AddConstraint, AddField, CreateModel

from kernel.together import Together

KEY = [("id", models.BigAutoField(primary_key=True))]


@pytest.mark.parametrize(
    "change",
    [
        AddField("Gate", "colour", models.CharField(max_length=9)),
        AddConstraint("gate", models.UniqueConstraint(fields=["id"], name="gate_once")),
    ],
)
def test_what_a_step_creates_it_does_not_change(change):
    """The table would be made with the change already in it, and the change made once more."""
    Together([CreateModel("Hall", KEY), change])
    with pytest.raises(ValueError, match="gate"):
        Together([CreateModel("Gate", KEY), change])


def test_a_step_goes_back_in_the_other_order_and_says_what_it_does():
    """A constraint goes before the column it stands on."""
    done = []

    class Noted(AddField):
        def database_forwards(self, app_label, schema_editor, from_state, to_state):
            done.append(f"+{self.name}")

        def database_backwards(self, app_label, schema_editor, from_state, to_state):
            assert to_state is from_state
            done.append(f"-{self.name}")

    step = Together([Noted("Gate", name, models.CharField(max_length=9)) for name in ("colour", "shape")])
    before = object()
    step.database_forwards("fairs", None, before, object())
    step.database_backwards("fairs", None, before, object())
    assert done == ["+colour", "+shape", "-shape", "-colour"]
    assert step.describe() == "Add field colour to Gate; Add field shape to Gate"
