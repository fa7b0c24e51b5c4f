"""Addresses under a language prefix."""

from django.urls import path

from training import views

urlpatterns = [
    path("", views.home, name="home"),
    path("study/<slug:code>/done/", views.studied, name="studied"),
    path("certificates/<str:code>.pdf", views.certificate_pdf, name="certificate-pdf"),
    path("certificates/<str:code>/", views.certificate, name="certificate"),
]
