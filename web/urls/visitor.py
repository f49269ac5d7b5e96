"""Addresses of the pages for visitors and buyers."""

from django.urls import URLPattern, path

from web.views.visitor import feeds, meeting_acts, my_needs, outcome, pass_page, planner, registration, wish

urlpatterns: list[URLPattern] = [
    path("<slug:fair>/register/", registration.register, name="register"),
    path("<slug:fair>/register/done/", registration.registered, name="registered"),
    path("<slug:fair>/pass/", pass_page.own_pass, name="pass"),
    path("<slug:fair>/pass/<slug:manage_key>/", pass_page.pass_by_key, name="pass_by_key"),
    path("<slug:fair>/pass/<slug:manage_key>/withdraw/", pass_page.withdraw, name="pass_withdraw"),
    path("<slug:fair>/pass/<slug:manage_key>/calendar/", feeds.renew, name="calendar_renew"),
    path("<slug:fair>/pass/<slug:manage_key>/seats/<slug:workshop>/", pass_page.seat, name="pass_seat"),
    path("<slug:fair>/programme/<slug:workshop>/seat/", pass_page.take_seat_here, name="take_seat"),
    path("<slug:fair>/meetings/", planner.planner, name="meetings"),
    path("<slug:fair>/meetings/times/", meeting_acts.keep_times, name="meeting_times"),
    path("<slug:fair>/meetings/new/", wish.meeting_new, name="meeting_new"),
    path("<slug:fair>/meetings/with/<slug:company>/", wish.meeting_new, name="ask_meeting"),
    path("<slug:fair>/meetings/wishes/<slug:wish>/accept/", meeting_acts.accept, name="wish_accept"),
    path("<slug:fair>/meetings/wishes/<slug:wish>/decline/", meeting_acts.decline, name="wish_decline"),
    path("<slug:fair>/meetings/wishes/<slug:wish>/withdraw/", meeting_acts.withdraw, name="wish_withdraw"),
    path("<slug:fair>/meetings/wishes/<slug:wish>/other-times/", wish.other_times, name="wish_counter"),
    path("<slug:fair>/meetings/<slug:meeting>/move/", wish.move, name="meeting_move"),
    path("<slug:fair>/meetings/<slug:meeting>/cancel/", meeting_acts.cancel, name="meeting_cancel"),
    path("<slug:fair>/meetings/<slug:meeting>/outcome/", outcome.outcome, name="outcome"),
    path("<slug:fair>/outcomes/<str:key>/", outcome.outcome_by_key, name="outcome_by_key"),
    path("<slug:fair>/follow-ups/<str:key>/", outcome.follow_up, name="follow_up"),
    path("<slug:fair>/my-needs/", my_needs.my_needs, name="my_needs"),
    path("<slug:fair>/my-needs/new/", my_needs.need_new, name="need_new"),
    path("<slug:fair>/my-needs/<slug:need>/", my_needs.need_edit, name="need_edit"),
    path("<slug:fair>/my-needs/<slug:need>/close/", my_needs.need_close, name="need_close"),
]
