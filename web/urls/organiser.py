"""Addresses of the pages for organisers."""

from django.urls import URLPattern, path

from web.views import (
    organiser,
    organiser_badge_design,
    organiser_badges,
    organiser_deliveries,
    organiser_devices,
    organiser_halls,
    organiser_imports,
    organiser_negotiations,
    organiser_person,
    organiser_schedule,
    organiser_schedule_acts,
)

BATCH = "<slug:fair>/desk/badges/batches/<str:batch>/"
RUN = "<slug:fair>/desk/schedule/<str:run>/"

urlpatterns: list[URLPattern] = [
    path("<slug:fair>/desk/", organiser.desk, name="desk"),
    path("<slug:fair>/desk/bookings/", organiser.bookings, name="desk_bookings"),
    path("<slug:fair>/desk/bookings/<str:booking>/", organiser.booking, name="desk_booking"),
    path("<slug:fair>/desk/bookings/<str:booking>/<slug:move>/", organiser.decide, name="desk_decide"),
    path("<slug:fair>/desk/registrations/", organiser.registrations, name="desk_registrations"),
    path("<slug:fair>/desk/people/<str:registration>/", organiser_person.person, name="desk_person"),
    path("<slug:fair>/desk/people/<str:registration>/print/", organiser_person.person_print, name="desk_person_print"),
    path(
        "<slug:fair>/desk/people/<str:registration>/replace/",
        organiser_person.person_replace,
        name="desk_person_replace",
    ),
    path("<slug:fair>/desk/badges/", organiser_badges.badges, name="desk_badges"),
    path("<slug:fair>/desk/badges/design/", organiser_badge_design.design, name="desk_badge_design"),
    path("<slug:fair>/desk/badges/design/preview/", organiser_badge_design.preview, name="desk_badge_preview"),
    path(BATCH, organiser_badges.batch, name="desk_badge_batch"),
    path(f"{BATCH}throw-away/", organiser_badges.batch_throw_away, name="desk_badge_throw_away"),
    path(f"{BATCH}<int:number>.pdf", organiser_badges.stack, name="desk_badge_stack"),
    path("<slug:fair>/desk/deliveries/", organiser_deliveries.deliveries, name="desk_deliveries"),
    path("<slug:fair>/desk/deliveries/<str:delivery>/", organiser_deliveries.delivery, name="desk_delivery"),
    path(
        "<slug:fair>/desk/deliveries/<str:delivery>/send-again/",
        organiser_deliveries.send_again,
        name="desk_delivery_again",
    ),
    path("<slug:fair>/desk/devices/", organiser_devices.devices, name="desk_devices"),
    path("<slug:fair>/desk/hall-servers/", organiser_halls.add, name="desk_halls"),
    path("<slug:fair>/desk/hall-servers/<str:hall_server>/code/", organiser_halls.renew, name="desk_hall_code"),
    path("<slug:fair>/desk/hall-servers/<str:hall_server>/revoke/", organiser_halls.revoke, name="desk_hall_revoke"),
    path("<slug:fair>/desk/devices/now/", organiser_devices.devices_now, name="desk_devices_now"),
    path("<slug:fair>/desk/devices/stock/", organiser_devices.stock, name="desk_stock"),
    path("<slug:fair>/desk/devices/<str:device>/code/", organiser_devices.device_code, name="desk_device_code"),
    path("<slug:fair>/desk/devices/<str:device>/revoke/", organiser_devices.device_revoke, name="desk_device_revoke"),
    path("<slug:fair>/desk/negotiations/", organiser_negotiations.negotiations, name="desk_negotiations"),
    path("<slug:fair>/desk/live/", organiser.board, name="board"),
    path("<slug:fair>/desk/imports/", organiser_imports.desk, name="desk_imports"),
    path("<slug:fair>/desk/imports/<str:upload>/", organiser_imports.upload, name="desk_import"),
    path("<slug:fair>/desk/schedule/", organiser_schedule.runs, name="desk_schedule"),
    path(RUN, organiser_schedule.run, name="desk_schedule_run"),
    path(f"{RUN}items/<str:item>/", organiser_schedule.item, name="desk_schedule_item"),
    path(f"{RUN}items/<str:item>/times/", organiser_schedule.times, name="desk_schedule_times"),
    path(f"{RUN}place/", organiser_schedule_acts.place, name="desk_schedule_place"),
    path(f"{RUN}take-out/", organiser_schedule_acts.take, name="desk_schedule_take_out"),
    path(f"{RUN}undo/", organiser_schedule_acts.undo, name="desk_schedule_undo"),
    path(f"{RUN}mark/<slug:move>/", organiser_schedule_acts.mark, name="desk_schedule_mark"),
    path(f"{RUN}what-if/", organiser_schedule_acts.what_if, name="desk_schedule_what_if"),
    path(f"{RUN}cancel/", organiser_schedule_acts.cancel, name="desk_schedule_cancel"),
    path(f"{RUN}publish/", organiser_schedule_acts.publish, name="desk_schedule_publish"),
    path(f"{RUN}roll-back/", organiser_schedule_acts.roll_back, name="desk_schedule_roll_back"),
]
