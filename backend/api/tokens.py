"""Who am I, and the tokens my programs use."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import token_for
from accounts.errors import TokenByToken
from accounts.models import ApiToken, User
from accounts.queries import memberships_of, tokens_of
from accounts.scopes import SCOPES
from accounts.services.tokens import make_token, revoke_token
from backend.permissions import Scoped
from backend.serializers import LineField, MomentField, StrictSerializer
from kernel.clock import now
from kernel.errors import Rejected


class MembershipOut(serializers.Serializer):
    organisation = serializers.CharField(help_text="Public id of the organisation.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["organiser", "company"])
    role = serializers.CharField()


class MeOut(serializers.Serializer):
    id = serializers.CharField()
    email = serializers.EmailField()
    full_name = serializers.CharField()
    language = serializers.ChoiceField(choices=["vi", "en", "ja"])
    memberships = MembershipOut(many=True)


class TokenIn(StrictSerializer):
    name = LineField(max_length=120)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=sorted(SCOPES)), min_length=1)
    expires_at = MomentField(required=False)


class TokenOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    secret = serializers.CharField(required=False, help_text="Shown once, when the token is made.")


def _user(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user


def _token(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.public_id,
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }


class MeView(APIView):
    permission_classes = (Scoped,)
    required_scope = "read"

    @extend_schema(operation_id="me", responses=MeOut, tags=["account"])
    def get(self, request: Request) -> Response:
        user = _user(request)
        return Response(
            {
                "id": user.public_id,
                "email": user.email,
                "full_name": user.full_name,
                "language": user.language,
                "memberships": [
                    {
                        "organisation": membership.organisation.public_id,
                        "name": membership.organisation.name,
                        "kind": membership.organisation.kind,
                        "role": membership.role,
                    }
                    for membership in memberships_of(user)
                ],
            }
        )


class TokensView(APIView):
    """A token cannot make another one: only a session can (a stolen token must not outlive its revocation)."""

    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="tokens_list", responses=TokenOut(many=True), tags=["account"])
    def get(self, request: Request) -> Response:
        return Response([_token(token) for token in tokens_of(_user(request))])

    @extend_schema(operation_id="tokens_create", request=TokenIn, responses={201: TokenOut}, tags=["account"])
    def post(self, request: Request) -> Response:
        if isinstance(request.auth, ApiToken):
            raise TokenByToken
        form = TokenIn(data=request.data)
        form.is_valid(raise_exception=True)
        expires_at = form.validated_data.get("expires_at")
        if expires_at is not None and expires_at <= now():
            raise Rejected(pointer="/expires_at")
        token, secret = make_token(
            _user(request),
            name=form.validated_data["name"],
            scopes=form.validated_data["scopes"],
            expires_at=expires_at,
        )
        return Response(_token(ApiToken.objects.get(pk=token.pk)) | {"secret": secret}, status=201)


class TokenView(APIView):
    permission_classes = (Scoped,)
    required_scope = "manage"

    @extend_schema(operation_id="tokens_revoke", responses={204: None}, tags=["account"])
    def delete(self, request: Request, token: str) -> Response:
        revoke_token(token_for(_user(request), token))
        return Response(status=204)


urlpatterns = [
    path("me/", MeView.as_view(), name="api_me"),
    path("tokens/", TokensView.as_view(), name="api_tokens"),
    path("tokens/<str:token>/", TokenView.as_view(), name="api_token"),
]
