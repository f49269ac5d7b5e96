"""Addresses of the pages for organisers."""

from django.urls import URLPattern, path

from web.views import organiser, organiser_deliveries, organiser_imports, organiser_negotiations

urlpatterns: list[URLPattern] = [
    path("<slug:fair>/desk/", organiser.desk, name="desk"),
    path("<slug:fair>/desk/bookings/", organiser.bookings, name="desk_bookings"),
    path("<slug:fair>/desk/bookings/<str:booking>/", organiser.booking, name="desk_booking"),
    path("<slug:fair>/desk/bookings/<str:booking>/<slug:move>/", organiser.decide, name="desk_decide"),
    path("<slug:fair>/desk/registrations/", organiser.registrations, name="desk_registrations"),
    path("<slug:fair>/desk/deliveries/", organiser_deliveries.deliveries, name="desk_deliveries"),
    path("<slug:fair>/desk/deliveries/<str:delivery>/", organiser_deliveries.delivery, name="desk_delivery"),
    path(
        "<slug:fair>/desk/deliveries/<str:delivery>/send-again/",
        organiser_deliveries.send_again,
        name="desk_delivery_again",
    ),
    path("<slug:fair>/desk/negotiations/", organiser_negotiations.negotiations, name="desk_negotiations"),
    path("<slug:fair>/desk/live/", organiser.board, name="board"),
    path("<slug:fair>/desk/imports/", organiser_imports.desk, name="desk_imports"),
    path("<slug:fair>/desk/imports/<str:upload>/", organiser_imports.upload, name="desk_import"),
]
