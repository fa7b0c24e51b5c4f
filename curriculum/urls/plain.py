"""Doors without a language prefix: pictures of documents. Tablets come in through the API."""

from django.urls import path

from curriculum.views import reading

urlpatterns = [path("media/<str:sha>", reading.picture, name="picture")]
