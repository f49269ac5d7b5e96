"""Which form an answer takes: nearly everybody says `*/*`, nothing or JSON, and the views have one renderer."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

_ANY = frozenset({"", "*/*", "application/json"})


class JsonUnlessAsked(DefaultContentNegotiation):
    """As the library's, which takes the header apart at every request; this one does so when there is a question."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        if len(renderers) == 1 and format_suffix is None and "format=" not in request.META.get("QUERY_STRING", ""):
            renderer = renderers[0]
            if renderer.media_type == "application/json" and request.META.get("HTTP_ACCEPT", "").strip() in _ANY:
                return renderer, renderer.media_type
        return super().select_renderer(request, renderers, format_suffix)
