"""Courses, cohorts and enrolments in the admin. Rights come from Wagtail's model permissions (cms.roles)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.acting import acting_user
from cms.models import User
from training.models import Cohort, Course, Enrolment
from training.permissions import may_enrol
from training.services import enrol
from training.services.reasons import REFUSALS


class CourseViewSet(SnippetViewSet):
    """Publishing a course issues its rule: the gate in `Model.save()` decides."""

    model = Course
    icon = "clipboard-list"
    list_display = ["code", "title", "earns", "months"]
    search_fields = ["code", "title"]
    ordering = ["code"]


class CohortViewSet(ModelViewSet):
    model = Cohort
    icon = "group"
    form_fields = ["course", "organisation", "name", "starts_on"]
    list_display = ["name", "course", "organisation", "starts_on"]
    inspect_view_enabled = False
    copy_view_enabled = False


class EnrolmentForm(forms.ModelForm):
    """Enrolling is a service of its own: it also opens the first pass under the rule in force."""

    class Meta:
        model = Enrolment
        fields = ["cohort", "counselor", "home", "state"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].required = False
        if self.instance.pk:
            del self.fields["cohort"], self.fields["counselor"]
        else:
            del self.fields["state"]
            self.fields["counselor"].queryset = User.objects.filter(is_active=True, erased_at=None).order_by("username")

    def clean(self):
        given = super().clean()
        if given.get("counselor") and not may_enrol(acting_user(), given["counselor"]):
            raise forms.ValidationError(REFUSALS["may-not-enrol"], code="may-not-enrol")
        return given

    def save(self, commit=True):
        if self.instance.pk:
            return super().save(commit)
        given = self.cleaned_data
        return enrol(counselor=given["counselor"], cohort=given["cohort"], home=given.get("home"), by=acting_user())


class EnrolmentViewSet(ModelViewSet):
    model = Enrolment
    icon = "user"
    list_display = ["counselor", "cohort", "home", "state", "enrolled_at"]
    list_filter = ["cohort", "state"]
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return EnrolmentForm


class TrainingGroup(ViewSetGroup):
    """One menu entry for running courses."""

    items = (CohortViewSet, EnrolmentViewSet)
    menu_label = _("Training")
    menu_icon = "group"
    menu_order = 230
