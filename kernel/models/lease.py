from django.db import models


class Lease(models.Model):
    """Who runs a periodic job just now, so that two beats never run it twice."""

    name = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=120, blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
