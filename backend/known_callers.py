"""Calls whose statement proves who asks: a caller known from a moment ago is not looked up again (docs/adr/0024)."""

import hashlib
from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework import authentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import ApiToken, User
from backend.authentication import DeviceAuthentication, TokenAuthentication
from checkin.access.known_posts import KnownToken, forget, known, proved_device, proved_post, remember
from checkin.access.posts import DevicePost, Post, PostDoubtful, post_for
from kernel.errors import DomainError


class KnownCaller(APIView):
    """Whoever was let in a moment ago is taken for known, until anything is refused: then everything is asked anew.

    So a known caller is told nothing that somebody looked up just now would not be told.
    """

    scheme = b""
    authenticator: type[Any]
    digest = ""
    is_known = False
    was_doubted = False
    is_proved = False  # what was refused was refused to somebody who may ask

    def perform_authentication(self, request: Request) -> None:
        scheme, _, secret = authentication.get_authorization_header(request).partition(b" ")
        self.digest = hashlib.sha256(secret).hexdigest() if scheme.lower() == self.scheme else ""
        if request.method == "POST" and self.digest and (found := known((self.scheme, self.digest))) is not None:
            self.is_known = True
            self.take_for_known(request, found)
        else:
            super().perform_authentication(request)

    def decided(self, request: Request, *args: Any) -> Any:
        """What `decide` answers to a caller who is known and proved, or else looked up."""
        if self.is_known:
            try:
                return self.decide(request, *args)
            except (PostDoubtful, DomainError, APIException):
                if self.is_proved:
                    raise
                self.is_known, self.was_doubted = False, True
                forget((self.scheme, self.digest))
                request.user, request.auth = self.authenticator().authenticate(request)
                self.check_permissions(request)
        return self.decide(request, *args)

    def take_for_known(self, request: Request, found: Any) -> None:
        raise NotImplementedError

    def decide(self, request: Request, *args: Any) -> Any:
        """What the view does; a known caller's PostDoubtful, or any refusal, has it done again."""
        raise NotImplementedError


class KnownDevice(KnownCaller):
    scheme, authenticator = b"device", DeviceAuthentication

    def take_for_known(self, request: Request, found: DevicePost) -> None:
        request.user, request.auth = AnonymousUser(), found

    def post_now(self, request: Request, checkin_list: str) -> Post:
        """Raises NoSuchList."""
        post = request.auth
        assert isinstance(post, DevicePost)
        if self.digest and not self.is_known:
            remember((self.scheme, self.digest), proved_device(post, self.digest))
        return post.at(checkin_list)


class KnownBearer(KnownCaller):
    scheme, authenticator = b"bearer", TokenAuthentication

    def take_for_known(self, request: Request, found: KnownToken) -> None:
        request.user, request.auth = found.user, found.token

    def remember_token(self, request: Request) -> None:
        """Who was looked up just now."""
        if self.digest and isinstance(request.user, User) and isinstance(request.auth, ApiToken):
            remember((self.scheme, self.digest), KnownToken(request.user, request.auth))


class KnownStaff(KnownBearer):
    def post_now(self, request: Request, fair: str, *, gate: str, checkin_list: str) -> Post:
        """Raises as `post_for`; PostDoubtful when only the token is known."""
        if not self.digest:
            return post_for(request.user, fair, gate=gate, checkin_list=checkin_list)
        here = (self.digest, fair, gate, checkin_list)
        if self.is_known:
            post: Post | None = known(here)
            if post is None:
                raise PostDoubtful
            return post
        found = post_for(request.user, fair, gate=gate, checkin_list=checkin_list)
        remember(here, proved_post(found, self.digest, fair))
        self.remember_token(request)
        return found
