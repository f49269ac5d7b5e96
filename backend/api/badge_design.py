"""How the badges of a fair look: the newest design, and saving the next."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer
from backend.throttles import ScopedThrottle
from badges.designs import Line, Paper, Size
from badges.faces import Shown
from badges.logos import MOST_BYTES
from booking.access.badges import badge_desk
from booking.queries.badge_designs import design_of, logos_of
from booking.rules.badge_designs import LONGEST_TITLE, LONGEST_WORD, ROLES, FairDesign, as_json, unreadable
from booking.services.badge_designs import keep_logo, save_design

TAGS = ["badges"]
PAPERS = [(paper.value, paper.value) for paper in Paper]


class LineShape(StrictSerializer):
    field = serializers.ChoiceField([(line.value, line.value) for line in Line])
    size = serializers.ChoiceField([(size.value, size.value) for size in Size], required=False, default="normal")


class RoleLookShape(StrictSerializer):
    colour = serializers.RegexField(r"^#[0-9a-f]{6}$", help_text="Of the strap, #rrggbb in lower case.")
    vi = LineField(max_length=LONGEST_WORD, required=False, allow_blank=True, default="")
    en = LineField(max_length=LONGEST_WORD, required=False, allow_blank=True, default="")
    ja = LineField(max_length=LONGEST_WORD, required=False, allow_blank=True, default="")


class RoleLooksShape(StrictSerializer):
    """A role that is left out has the house's own look."""

    visitor = RoleLookShape(required=False)
    buyer = RoleLookShape(required=False)
    exhibitor = RoleLookShape(required=False)
    organiser = RoleLookShape(required=False)
    door = RoleLookShape(required=False)


class BadgeDesignIn(StrictSerializer):
    """`seen` is the version the change was made from; `code_side` in millimetres, null for the paper's own."""

    seen = serializers.IntegerField(min_value=0)
    paper = serializers.ChoiceField(PAPERS)
    lines = LineShape(many=True, allow_empty=False)
    shown = serializers.ChoiceField([(Shown.CODE.value, "code"), (Shown.BOTH.value, "both")])
    code_side = serializers.FloatField(required=False, allow_null=True, default=None)
    has_days = serializers.BooleanField(required=False, default=True)
    title = LineField(max_length=LONGEST_TITLE, required=False, allow_blank=True, default="")
    logo = LineField(
        max_length=32, required=False, allow_blank=True, default="", help_text="Of `badge-logos/`; a line places it."
    )
    roles = RoleLooksShape(required=False, default=dict)


class BadgeDesignOut(serializers.Serializer):
    """`unreadable` names roles whose word is hard to read on its strap, with the contrast reached (4.5 is wanted)."""

    version = serializers.IntegerField(help_text="0 is the house's own design.")
    paper = serializers.ChoiceField(PAPERS)
    lines = LineShape(many=True)
    shown = serializers.ChoiceField([(shown.value, shown.value) for shown in Shown])
    code_side = serializers.FloatField(allow_null=True)
    has_days = serializers.BooleanField()
    title = serializers.CharField()
    logo = serializers.CharField(help_text="Empty: none.")
    roles = RoleLooksShape()
    unreadable = serializers.DictField(child=serializers.FloatField())


def _told(design: FairDesign) -> Any:
    content = as_json(design)
    content["lines"] = [{"field": line, "size": size} for line, size in content["lines"]]
    return BadgeDesignOut(content | {"version": design.version, "unreadable": unreadable(design)}).data


class BadgeDesignView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="badge_design_get", tags=TAGS, responses=BadgeDesignOut)
    def get(self, request: Request, fair: str) -> Response:
        """The design in use."""
        return Response(_told(design_of(badge_desk(request.user, fair))))

    @extend_schema(operation_id="badge_design_save", tags=TAGS, request=BadgeDesignIn, responses=BadgeDesignOut)
    def put(self, request: Request, fair: str) -> Response:
        """Saves the next version; mail, single print and batches use it from now on. 409 when `seen` is not the newest."""
        where = badge_desk(request.user, fair)
        form = BadgeDesignIn(data=request.data)
        form.is_valid(raise_exception=True)
        content = dict(form.validated_data)
        content["lines"] = [[line["field"], line["size"]] for line in content["lines"]]
        content["roles"] = {role: dict(content["roles"][role]) for role in ROLES if role in content["roles"]}
        saved = save_design(where, content=content, seen=content.pop("seen"), actor_id=user_of(request).pk)
        return Response(_told(saved))


class BadgeLogoIn(StrictSerializer):
    name = LineField(max_length=60, help_text="Whose it is; read out to people who cannot see it.")
    file = serializers.FileField(help_text="PNG or SVG, at most 300 kB; an SVG of shapes alone.")


class BadgeLogoOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    ratio = serializers.FloatField(help_text="Its width over its height.")
    created_at = serializers.DateTimeField()


class BadgeLogosView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"
    parser_classes = (MultiPartParser,)
    throttle_classes = (ScopedThrottle,)
    throttle_scope = "import"

    @extend_schema(operation_id="badge_logos_list", tags=TAGS, responses=BadgeLogoOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        """The newest twenty."""
        return Response(BadgeLogoOut(logos_of(badge_desk(request.user, fair)), many=True).data)

    @extend_schema(
        operation_id="badge_logos_add",
        tags=TAGS,
        request={"multipart/form-data": BadgeLogoIn},
        responses={201: BadgeLogoOut},
    )
    def post(self, request: Request, fair: str) -> Response:
        """Kept as it is drawn anew; it is on badges when a design names it and has a `logo` line."""
        where = badge_desk(request.user, fair)
        form = BadgeLogoIn(data=request.data)
        form.is_valid(raise_exception=True)
        content = form.validated_data["file"].read(MOST_BYTES + 1)
        logo = keep_logo(where, name=form.validated_data["name"], content=content, actor_id=user_of(request).pk)
        return Response(BadgeLogoOut(logo).data, status=201)


urlpatterns = [
    path("fairs/<slug:fair>/badge-design/", BadgeDesignView.as_view(), name="api_badge_design"),
    path("fairs/<slug:fair>/badge-logos/", BadgeLogosView.as_view(), name="api_badge_logos"),
]
