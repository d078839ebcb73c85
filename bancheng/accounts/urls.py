"""Doors."""

from django.urls import path

from bancheng.accounts import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/callback/", views.login_callback, name="login_callback"),
    path("logout/", views.logout, name="logout"),
    path("session/keep/", views.keep_session, name="keep_session"),
    path("session/typed/", views.keep_typed, name="keep_typed"),
    path("desk/login/", views.staff_login, name="staff_login"),
    path("desk/login/post/", views.choose_post, name="choose_post"),
]
