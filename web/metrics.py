"""What Prometheus may ask: how many requests, how long they took. Route templates only; no id, no person, no unit."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

MEDIA_TYPE = "text/plain; version=1.0.0; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one process; each app has its own, so that nothing is counted twice."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "sovang_http_requests", "Answered requests", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "sovang_http_seconds", "Time to answer", ("method", "route"), buckets=_BUCKETS, registry=self.registry
        )

    def text(self) -> bytes:
        """Return all figures in the text format."""
        return generate_latest(self.registry)
