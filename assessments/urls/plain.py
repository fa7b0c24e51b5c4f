"""Addresses without a language: none in this room."""

urlpatterns: list = []
