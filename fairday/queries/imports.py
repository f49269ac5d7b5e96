"""What was brought in over the import desk."""

from fairday.models import ImportUpload
from fairs.models import Fair


def recent_imports(fair: Fair, *, most: int = 10) -> list[ImportUpload]:
    """The files that were loaded, latest first, without bytes; one query."""
    loaded = ImportUpload.objects.filter(fair=fair, loaded_at__isnull=False)
    return list(loaded.defer("content").select_related("uploaded_by").order_by("-loaded_at")[:most])
