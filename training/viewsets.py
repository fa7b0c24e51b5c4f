"""Courses, cohorts and enrolments in the admin. Rights come from Wagtail's model permissions (cms.roles), scope from ours."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments.viewsets import GuardedChooserViewSet
from cms.acting import acting_user
from cms.models import Organisation, User
from training.models import Cohort, Course, Enrolment
from training.permissions import cohorts_of, may_enrol, organisations_of, people_of
from training.services import enrol
from training.services.reasons import REFUSALS


class CourseViewSet(SnippetViewSet):
    """Publishing a course issues its rule: the gate in `Model.save()` decides."""

    model = Course
    chooser_viewset_class = GuardedChooserViewSet
    icon = "clipboard-list"
    list_display = ["code", "title", "earns", "months"]
    search_fields = ["code", "title"]
    ordering = ["code"]


class Within:
    """A view that knows only the rows of the cohorts this person runs; all others do not exist for her."""

    def _mine(self, queryset):
        cohorts = Cohort.objects.filter(cohorts_of(self.request.user))
        return queryset.filter(pk__in=cohorts) if queryset.model is Cohort else queryset.filter(cohort__in=cohorts)

    def get_object(self, *args, **kwargs):
        found = super().get_object(*args, **kwargs)
        if not self._mine(type(found)._default_manager.filter(pk=found.pk)).exists():
            raise Http404
        return found


class IndexView(Within, generic.IndexView):
    def get_base_queryset(self):
        return self._mine(super().get_base_queryset())


class EditView(Within, generic.EditView):
    pass


class DeleteView(Within, generic.DeleteView):
    pass


class HistoryView(Within, history.HistoryView):
    pass


class UsageView(Within, usage.UsageView):
    pass


class ScopedViewSet(ModelViewSet):
    """A ModelViewSet whose every view is scoped. No copying, no inspecting."""

    index_view_class = IndexView
    edit_view_class = EditView
    delete_view_class = DeleteView
    history_view_class = HistoryView
    usage_view_class = UsageView
    inspect_view_enabled = False
    copy_view_enabled = False


class CohortForm(forms.ModelForm):
    """A cohort of one of her organisations."""

    class Meta:
        model = Cohort
        fields = ["course", "organisation", "name", "starts_on"]
        widgets = {"starts_on": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        within = organisations_of(acting_user())
        self.fields["organisation"].queryset = Organisation.objects.all() if within is None else Organisation.objects.filter(pk__in=within)
        self.fields["course"].queryset = Course.objects.filter(locale__language_code="en", live=True)


class CohortViewSet(ScopedViewSet):
    model = Cohort
    icon = "group"
    list_display = ["name", "course", "organisation", "starts_on"]

    def get_form_class(self, for_update=False):
        return CohortForm


class EnrolmentForm(forms.ModelForm):
    """Enrolling is a service of its own: it also opens the first pass under the rule in force."""

    class Meta:
        model = Enrolment
        fields = ["cohort", "counselor", "home", "state"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user, within = acting_user(), organisations_of(acting_user())
        homes = self.fields["home"]
        homes.required = False
        homes.queryset = homes.queryset if within is None else homes.queryset.filter(organisation__in=within)
        if self.instance.pk:
            del self.fields["cohort"], self.fields["counselor"]
            return
        del self.fields["state"]
        self.fields["cohort"].queryset = Cohort.objects.filter(cohorts_of(user))
        people = User.objects.filter(people_of(user), is_active=True, erased_at=None)
        self.fields["counselor"].queryset = people.distinct().order_by("username")

    def clean(self):
        given = super().clean()
        whole = not self.instance.pk and given.get("counselor") and given.get("cohort")
        if whole and not may_enrol(acting_user(), given["counselor"], given["cohort"]):
            raise forms.ValidationError(REFUSALS["may-not-enrol"], code="may-not-enrol")
        return given

    def save(self, commit=True):
        if self.instance.pk:
            return super().save(commit)
        given = self.cleaned_data
        # Wagtail 8 goes on with the form's instance, Wagtail 7 with what this returns.
        self.instance = enrol(counselor=given["counselor"], cohort=given["cohort"], home=given.get("home"), by=acting_user())
        return self.instance


class EnrolmentViewSet(ScopedViewSet):
    model = Enrolment
    icon = "user"
    list_display = ["counselor", "cohort", "home", "state", "enrolled_at"]
    list_filter = ["state"]

    def get_form_class(self, for_update=False):
        return EnrolmentForm


class TrainingGroup(ViewSetGroup):
    """One menu entry for running courses."""

    items = (CohortViewSet, EnrolmentViewSet)
    menu_label = _("Training")
    menu_icon = "group"
    menu_order = 230
