"""The house's addresses with the page of all parts, which is served only where DEBUG is on."""

from django.urls import path

from backend.urls import urlpatterns as house
from web.views import kit

urlpatterns = [path("kit/", kit.kit), *house]
