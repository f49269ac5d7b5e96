"""The schema at /api/schema.yaml, written once a process for each language and format: it costs more than any page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from backend.conditional import conditional_file
from backend.permissions import Anyone


class SchemaView(SpectacularAPIView):
    permission_classes = [Anyone]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        asked = request.query_params.get("lang")
        language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
        renderer: Any = request.accepted_renderer
        body = _written(language, renderer.__class__)
        response = conditional_file(request, body, says=body.decode(), content_type=renderer.media_type)
        response["Content-Disposition"] = f'inline; filename="phien-api.{renderer.format}"'
        return response


@cache
def _written(language: str, renderer: Any) -> bytes:
    generator = SchemaView.generator_class()
    with translation.override(language):
        schema = generator.get_schema(public=True)  # type: ignore[no-untyped-call]  # the library is untyped
        body: bytes = renderer().render(schema, renderer.media_type, {})
    return body
