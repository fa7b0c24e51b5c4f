"""Doors without a language prefix: none in this room; tablets come in through the API."""

urlpatterns = []
