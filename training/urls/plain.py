"""Addresses without a language: anyone with a certificate in hand may check it."""

from django.urls import path

from training import views

urlpatterns = [
    path("verify/<str:code>.json", views.verify_json, name="verify-json"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
