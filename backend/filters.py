"""The form of a query string: unknown and repeated parameters are refused like unknown fields of a body."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from backend.pagination import Pages
from backend.serializers import StrictSerializer, read


class Filter(StrictSerializer):
    """Every list comes in pages (backend.pagination)."""

    page = serializers.IntegerField(required=False, min_value=1, max_value=100_000, help_text="From 1.")
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=Pages.max_page_size, help_text="50 unless said."
    )


def read_filter(form_class: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """The checked parameters. Raises ValidationError (400) naming each wrong one."""
    repeated = sorted(name for name, values in request.query_params.lists() if len(values) > 1)
    if repeated:
        raise serializers.ValidationError(
            {name: [serializers.ErrorDetail(_("The parameter stands twice."), code="repeated")] for name in repeated}
        )
    return read(form_class, request.query_params.dict())
