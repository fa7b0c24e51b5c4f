"""Courses, cohorts and enrolments in the admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from training.viewsets import CourseViewSet, TrainingGroup

register_snippet(CourseViewSet)


@hooks.register("register_admin_viewset")
def training_views():
    return TrainingGroup()
