"""Who is asking: a bearer token (programs; it has scopes), the session (pages), a device or a hall server by its key."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services.tokens import token_of_secret
from checkin.access.hall_servers import HallPost, hall_of_key
from checkin.access.posts import DevicePost, device_of_key
from checkin.errors import DeviceRevoked, HallServerRevoked
from kernel.clock import now


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer phn_…`; an unknown, expired or revoked token answers 401."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        header = authentication.get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        if len(header) != 2:
            raise exceptions.AuthenticationFailed(_("The Authorization header is malformed."))
        token = token_of_secret(header[1].decode("latin-1"), now=now())
        if token is None:
            raise exceptions.AuthenticationFailed(_("The token is unknown, expired or revoked."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return 'Bearer realm="phien"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The page's own session, with CSRF enforced; answers 401, not 403, when nobody is logged in."""

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return 'Bearer realm="phien"'


class DeviceUnknown(exceptions.AuthenticationFailed):
    default_code = "device_unknown"
    default_detail = _("This device is not enrolled. Let the organiser show it a new code.")


class DeviceAuthentication(authentication.BaseAuthentication):
    """`Authorization: Device phd_…`: nobody's user, `request.auth` is the device's post. Raises DeviceRevoked (403)."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, DevicePost] | None:
        header = authentication.get_authorization_header(request).split()
        if not header or header[0].lower() != b"device":
            return None
        post = device_of_key(header[1].decode("latin-1")) if len(header) == 2 else None
        if post is None:
            raise DeviceUnknown
        if post.is_revoked:
            raise DeviceRevoked
        return AnonymousUser(), post

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return 'Device realm="phien"'


class HallServerUnknown(exceptions.AuthenticationFailed):
    default_code = "hall_server_unknown"
    default_detail = _("This hall server has not joined. Let the organiser make a new code for it.")


class HallAuthentication(authentication.BaseAuthentication):
    """`Authorization: Hall phh_…`: a server at the venue. Raises HallServerRevoked (403)."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, HallPost] | None:
        header = authentication.get_authorization_header(request).split()
        if not header or header[0].lower() != b"hall":
            return None
        post = hall_of_key(header[1].decode("latin-1")) if len(header) == 2 else None
        if post is None:
            raise HallServerUnknown
        if post.is_revoked:
            raise HallServerRevoked
        return AnonymousUser(), post

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return 'Hall realm="phien"'
