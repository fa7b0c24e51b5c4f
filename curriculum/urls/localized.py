"""Doors for readers. They look the same to everyone and read frozen bytes only."""

from django.urls import path

from curriculum.views import reading

urlpatterns = [
    path("plans/", reading.plans, name="plans"),
    path("plans/<slug:code>.pdf", reading.plan_pdf, name="plan-pdf"),
    path("plans/<slug:code>/", reading.plan, name="plan"),
    path("study/<slug:code>/", reading.unit, name="unit"),
    path("editions/<str:sha>/", reading.edition, name="edition"),
]
