"""A fair's tables out of one uploaded file: checked, or loaded all or nothing. The format: docs/import-format.md."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.filters import read_filter
from backend.parsers import TooLarge
from backend.permissions import Scoped
from backend.serializers import StrictSerializer
from backend.throttles import ScopedThrottle
from backend.uploads import MOST_BYTES
from fairday.access import fair_to_import
from fairday.errors import ImportRefused
from fairday.services.import_desk import check_file, load_file
from fairday.services.load_fair import Report

TAGS = ["imports"]


class ImportFilter(StrictSerializer):
    dry_run = serializers.BooleanField(required=False, default=False, help_text="Check everything, write nothing.")


class ImportIn(StrictSerializer):
    file = serializers.FileField(help_text="A CSV table, an XLSX workbook, or a ZIP of CSV or XLSX tables; 10 MB.")


class ImportCountOut(serializers.Serializer):
    subject = serializers.CharField(help_text="The table.")
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class ImportReportOut(serializers.Serializer):
    file = serializers.CharField()
    fair = serializers.SlugField()
    starts_on = serializers.DateField(allow_null=True)
    moved_days = serializers.IntegerField(help_text="By how many days every date of the file was moved.")
    is_dry_run = serializers.BooleanField()
    counts = ImportCountOut(many=True)
    seconds = serializers.FloatField()


class ImportLineOut(serializers.Serializer):
    file = serializers.CharField()
    row = serializers.IntegerField(help_text="As the spreadsheet shows it: the header is 1; 0 is the whole file.")
    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    reason = serializers.CharField(help_text="In the language of Accept-Language.")


class ImportRefusedOut(serializers.Serializer):
    """A problem document; `lines` are the first two hundred of `line_count`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    instance = serializers.CharField()
    line_count = serializers.IntegerField()
    lines = ImportLineOut(many=True)


class ImportsView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    parser_classes = (MultiPartParser,)
    throttle_classes = (ScopedThrottle,)
    throttle_scope = "import"

    @extend_schema(
        operation_id="imports_load",
        tags=TAGS,
        parameters=[ImportFilter],
        request={"multipart/form-data": ImportIn},
        responses={
            200: ImportReportOut,
            (422, "application/problem+json"): OpenApiResponse(ImportRefusedOut, "Nothing was written."),
        },
    )
    def post(self, request: Request, fair: str) -> Response:
        """All or nothing; the same file again changes nothing. For the fair's owner and managers."""
        found = fair_to_import(request.user, fair)
        is_dry_run = read_filter(ImportFilter, request)["dry_run"]
        name, content = _file(request)
        if is_dry_run:
            report = check_file(found, name=name, content=content)
        else:
            report = load_file(found, name=name, content=content, actor_id=user_of(request).pk)
        return Response(_told(report))


def _file(request: Request) -> tuple[str, bytes]:
    """Name and bytes. A file beyond the limit is not taken in at all (backend.uploads)."""
    data = request.data
    if "file" not in data and int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooLarge(_("The file is larger than 10 MB."))
    form = ImportIn(data=data)
    form.is_valid(raise_exception=True)
    file = form.validated_data["file"]
    return file.name, file.read()


def _told(report: Report) -> dict[str, Any]:
    """Raises ImportRefused with the lines when anything is wrong."""
    said = report.as_json()
    if not report.is_good:
        raise ImportRefused(line_count=report.problem_count, lines=said["problems"])
    told = ("fair", "starts_on", "moved_days", "is_dry_run", "counts", "seconds")
    return {"file": report.source} | {name: said[name] for name in told}


urlpatterns = [path("fairs/<slug:fair>/imports/", ImportsView.as_view(), name="api_imports")]
