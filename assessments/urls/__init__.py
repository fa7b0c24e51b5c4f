"""The doors of the assessments."""

urlpatterns: list = []
