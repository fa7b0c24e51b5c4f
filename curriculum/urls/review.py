"""The clinician's queue in the admin."""

from django.urls import path

from curriculum.views import review

urlpatterns = [
    path("", review.queue, name="review"),
    path("<str:kind>/<uuid:document>/<str:language>/", review.show, name="review-document"),
]
