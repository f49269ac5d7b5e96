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
