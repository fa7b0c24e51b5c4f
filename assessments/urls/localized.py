"""Addresses under a language prefix."""

from django.urls import path

from assessments import views

urlpatterns = [
    path("quiz/<str:code>/", views.quiz, name="quiz"),
    path("attempt/<uuid:attempt>/", views.review, name="attempt-review"),
    path("attempt/<uuid:attempt>/<int:number>/", views.item, name="attempt-item"),
    path("attempt/<uuid:attempt>/answer/", views.answer, name="attempt-answer"),
    path("attempt/<uuid:attempt>/submit/", views.submit, name="attempt-submit"),
    path("attempt/<uuid:attempt>/result/", views.result, name="attempt-result"),
]
