"""Addresses of the pages for exhibitors."""

from django.urls import URLPattern, path

from web.views.exhibitor import booking, hub, invitations, leads, passes, plan

urlpatterns: list[URLPattern] = [
    path("<slug:fair>/plan/", plan.plan, name="plan"),
    path("<slug:fair>/plan/state/", plan.plan_state, name="plan_state"),
    path("<slug:fair>/plan/hold/", plan.hold, name="booth_hold"),
    path("<slug:fair>/plan/booth/<str:code>/", plan.booth_panel, name="booth_panel"),
    path("<slug:fair>/bookings/<str:booking>/", booking.booking, name="booking"),
    path("<slug:fair>/bookings/<str:booking>/<str:act>/", booking.move, name="booking_move"),
    path("<slug:fair>/my-booth/", hub.hub, name="hub"),
    path("<slug:fair>/my-booth/staff/", passes.passes, {"kind": "staff"}, name="staff"),
    path("<slug:fair>/my-booth/staff/<str:registration>/", passes.holder_page, {"kind": "staff"}, name="staff_member"),
    path("<slug:fair>/my-booth/contractors/", passes.passes, {"kind": "crew"}, name="crew"),
    path(
        "<slug:fair>/my-booth/contractors/<str:registration>/", passes.holder_page, {"kind": "crew"}, name="crew_member"
    ),
    path("<slug:fair>/my-booth/invitations/", invitations.invitations, name="invitations"),
    path("<slug:fair>/my-booth/invitations/<str:invitation>/end/", invitations.end, name="invitation_end"),
    path("<slug:fair>/leads/", leads.leads, name="leads"),
    path("<slug:fair>/leads/scan/", leads.scan, name="lead_scan"),
    path("<slug:fair>/leads/questions/", leads.lead_questions, name="lead_questions"),
    path("<slug:fair>/leads/<slug:lead>/", leads.lead, name="lead"),
]
