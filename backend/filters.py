"""The form of a query string: unknown and repeated parameters are refused like unknown fields of a body."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from backend.serializers import StrictSerializer


class Filter(StrictSerializer):
    """Every list knows `page` and `page_size`; what they may be, backend.pagination decides."""

    page = serializers.CharField(required=False, help_text="From 1.")
    page_size = serializers.CharField(required=False, help_text="At most 200; 50 unless said.")


def read_filter(form_class: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """The checked parameters. Raises ValidationError (400) naming each wrong one."""
    repeated = sorted(name for name, values in request.query_params.lists() if len(values) > 1)
    if repeated:
        raise serializers.ValidationError(
            {name: [serializers.ErrorDetail(_("The parameter stands twice."), code="repeated")] for name in repeated}
        )
    form = form_class(data=request.query_params.dict())
    form.is_valid(raise_exception=True)
    found: dict[str, Any] = form.validated_data
    return found
