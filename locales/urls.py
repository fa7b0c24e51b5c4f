"""The Language desk, mounted below /admin/ by a hook."""

from django.urls import path

from locales import views

app_name = "locales"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("history/<int:pk>/", views.history, name="history"),
    path("<slug:kind>/<uuid:key>/<slug:language>/", views.document, name="document"),
    path("<slug:kind>/<uuid:key>/<slug:language>/save/", views.save, name="save"),
    path("<slug:kind>/<uuid:key>/<slug:language>/review/", views.review, name="review"),
    path("<slug:kind>/<uuid:key>/<slug:language>/publish/", views.publish, name="publish"),
]
