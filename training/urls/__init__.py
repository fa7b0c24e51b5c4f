"""The doors of training."""

urlpatterns: list = []
