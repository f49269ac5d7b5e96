"""Addresses of the pages. One module per audience, all in the one namespace `web` (`web:plan`, `web:pass`).

Pages of a fair begin with `<slug:fair>/` and hand the slug on as `fair`. Literal first words (`log-in/`, `kit/`)
stand before them: the audience modules are asked in the order below, the public one with its slugs last.
"""

from web.urls import account, checkin, delegations, exhibitor, meeting_day, organiser, public, visitor

app_name = "web"
urlpatterns = [
    *account.urlpatterns,
    *organiser.urlpatterns,
    *checkin.urlpatterns,
    *meeting_day.urlpatterns,
    *delegations.urlpatterns,
    *visitor.urlpatterns,
    *exhibitor.urlpatterns,
    *public.urlpatterns,
]
