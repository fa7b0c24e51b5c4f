"""What every installation needs before anyone writes: four locales, a home page in each, groups, and the way to a clinician."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page, Site, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from cms.languages import ALL, SOURCE, TARGETS
from cms.models import HomePage, Role
from cms.roles import sync_groups
from curriculum.models import ClinicalSignOffTask
from locales import registry

WORKFLOW = "Clinical sign-off"


@transaction.atomic
def prepare_structure() -> None:
    """Make what is missing; changes nothing when all is there."""
    for language in ALL:
        Locale.objects.get_or_create(language_code=language)
    if not HomePage.objects.exists():
        _homes()
    if not Group.objects.filter(name=Role.AUTHOR.value).exists():
        sync_groups()
    _workflow()


def _homes() -> None:
    """The home page of each language, and the site that points to the English one. Wagtail's welcome page goes."""
    root, source = Page.objects.get(depth=1), Locale.objects.get(language_code=SOURCE)
    home = root.add_child(instance=HomePage(title="Dhairya", slug="dhairya", locale=source))
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "localhost", "site_name": "Dhairya"})
    Page.objects.filter(depth=2).exclude(pk=home.pk).delete()
    for language in TARGETS:
        home.copy_for_translation(Locale.objects.get(language_code=language)).save_revision().publish()


def _workflow() -> None:
    """One workflow for every document: a clinician of its language signs."""
    workflow, created = Workflow.objects.get_or_create(name=WORKFLOW)
    if created:  # Wagtail's stock workflow would publish without a clinician's name on it
        Workflow.objects.exclude(pk=workflow.pk).update(active=False)
        WorkflowPage.objects.all().delete()
    task = ClinicalSignOffTask.objects.first() or ClinicalSignOffTask.objects.create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=Page.objects.get(depth=1), defaults={"workflow": workflow})
    for kind in registry.kinds():
        if not issubclass(kind.model, Page):
            WorkflowContentType.objects.get_or_create(
                content_type=ContentType.objects.get_for_model(kind.model), defaults={"workflow": workflow}
            )
