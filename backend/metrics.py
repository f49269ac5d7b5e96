"""What Prometheus reads: requests of the web processes, and the state of the rows that keep promises."""

import os
import time
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from kernel.queries import promise_counts

_SECONDS = Histogram(
    "phien_request_seconds",
    "Time to answer, by route and method.",
    ("route", "method"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_ANSWERS = Counter("phien_requests_total", "Answers, by route, method and status.", ("route", "method", "status"))


class PromiseCollector:
    """Read from the database at each scrape: the same in every process."""

    def collect(self) -> Iterable[Metric]:
        counts = promise_counts()
        messages = GaugeMetricFamily("phien_messages", "Deliveries by state.", labels=["state"])
        for state, number in counts.messages.items():
            messages.add_metric([state], number)
        yield messages
        yield GaugeMetricFamily("phien_outbox_waiting", "Events not relayed yet.", value=counts.outbox_waiting)
        yield GaugeMetricFamily("phien_outbox_failed", "Events given up.", value=counts.outbox_failed)
        yield GaugeMetricFamily("phien_outbox_lag_seconds", "Age of the oldest waiting event.", value=counts.outbox_lag)
        yield GaugeMetricFamily("phien_due_late", "Due items whose time is past.", value=counts.due_late)


_promises = PromiseCollector()


def registry() -> CollectorRegistry:
    """With PROMETHEUS_MULTIPROC_DIR the sums over all web processes, else this process's own numbers."""
    made = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(made)  # type: ignore[no-untyped-call]
    else:
        made.register(_SECONDS)
        made.register(_ANSWERS)
    made.register(_promises)
    return made


class RequestMetrics:
    """Counts answers by the route's name, never by the path: paths hold ids."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name if match else "") or "none"
        method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other"
        _SECONDS.labels(route, method).observe(time.perf_counter() - began)
        _ANSWERS.labels(route, method, response.status_code).inc()
        return response
