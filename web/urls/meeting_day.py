"""Addresses of the meeting day: tables, hall, runners, and one's own."""

from django.urls import URLPattern, path

from web.views.meeting_day import hall, own, runners, tables

urlpatterns: list[URLPattern] = [
    path("<slug:fair>/tables/", tables.tables, name="tables"),
    path("<slug:fair>/tables/<str:meeting>/<slug:host_act>/", tables.act, name="table_act"),
    path("<slug:fair>/hall/", hall.hall, name="hall"),
    path("<slug:fair>/hall/calls/", hall.calls, name="calls"),
    path("<slug:fair>/runners/", runners.runners, name="runners"),
    path("<slug:fair>/runners/<str:meeting>/<str:person>/<slug:runner_act>/", runners.act, name="runner_act"),
    path("<slug:fair>/interpreters/", hall.interpreters, name="roster"),
    path("<slug:fair>/my-day/", own.own, name="my_day"),
    path("<slug:fair>/offers/<str:offer>/", own.offer, name="offer"),
    path("<slug:fair>/offers/<str:offer>/<slug:answer>/", own.answer, name="offer_answer"),
]
