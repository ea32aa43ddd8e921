"""What of allauth is used, and our own pages beside it. There is no sign-up, no mail and no forgotten password:
accounts are made by administrators."""

from allauth.account import views as allauth
from django.urls import include, path

from icpr.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("login/", views.sign_in, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("sessions/", views.sessions, name="account_sessions"),
    path("2fa/", include("allauth.mfa.urls")),
]
