"""Addresses of the pages of delegations."""

from django.urls import URLPattern, path

from web.views.delegations import acts, ask, desk, join

HOME = "<slug:fair>/delegations/"

urlpatterns: list[URLPattern] = [
    path(f"{HOME}new/", ask.ask, name="delegation_ask"),
    path(f"{HOME}asked/", ask.asked, name="delegation_asked"),
    path(f"{HOME}link/", ask.link, name="delegation_link"),
    path(f"{HOME}join/<str:join_key>/", join.join, name="delegation_join"),
    path(f"{HOME}places/<slug:place_key>/", join.place, name="delegation_place"),
    path(f"{HOME}places/<slug:place_key>/leave/", join.leave, name="delegation_leave"),
    path(f"{HOME}<str:delegation>/", desk.delegation, name="delegation"),
    path(f"{HOME}<str:delegation>/people/", desk.people, name="delegation_people"),
    path(f"{HOME}<str:delegation>/list/", acts.add, name="delegation_list"),
    path(f"{HOME}<str:delegation>/run/", acts.run, name="delegation_run"),
    path(f"{HOME}<str:delegation>/passes/", desk.passes, name="delegation_passes"),
]
