"""Addresses of logging in and out."""

from django.urls import URLPattern, path

from web.views import account, account_company, account_profile, account_team

urlpatterns: list[URLPattern] = [
    path("log-in/", account.log_in, name="log_in"),
    path("log-in/code/", account.log_in_by_code, name="log_in_code"),
    path("log-out/", account.log_out, name="log_out"),
    path("start/", account.start, name="start"),
    path("company-sign-up/", account_company.sign_up, name="company_sign_up"),
    path("company-sign-up/tax-code/", account_company.tax_code, name="company_tax_code"),
    path("company-sign-up/code/", account_company.sign_up_code, name="company_sign_up_code"),
    path("<slug:fair>/team/", account_team.team, name="team"),
    path("<slug:fair>/team/<str:member>/", account_team.member, name="team_member"),
    path("<slug:fair>/profile/", account_profile.capabilities, name="capabilities"),
    path("<slug:fair>/profile/machines/", account_profile.machines, name="profile_machines"),
    path("<slug:fair>/profile/certificates/", account_profile.certificates, name="profile_certificates"),
    path("<slug:fair>/profile/about/", account_profile.about, name="profile_about"),
]
