"""What each role may do in the Wagtail admin: groups and permissions, made from this one table. Idempotent."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.models import Role, RoleAssignment, User

ADMIN_ROLES = (
    Role.AUTHOR, Role.CLINICIAN, Role.TRANSLATOR, Role.LANGUAGE_REVIEWER, Role.BACK_TRANSLATOR, Role.LANGUAGE_MANAGER,
    Role.TRAINER, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR,
)  # fmt: skip

SNIPPETS = ("curriculum.competency", "curriculum.referralcontact", "assessments.item", "assessments.quiz", "training.course")
WRITE = ("add", "change", "publish")

# role → (page permissions on the whole tree, model permissions "app.model:verb,…")
TABLE = {
    Role.AUTHOR: (("add_page", "change_page", "publish_page", "lock_page"), [f"{m}:{','.join(WRITE)}" for m in SNIPPETS]),
    Role.TRAINER: ((), ["training.cohort:add,change,view", "training.enrolment:add,change,view"]),
    Role.MANAGER: ((), ["training.cohort:add,change,view", "training.enrolment:add,change,view"]),
    Role.ADMINISTRATOR: ((), ["cms.user:add,change,view", "cms.carehome:add,change,view", "cms.organisation:add,change,view"]),
}


def sync_groups() -> None:
    """Make one group per admin role with exactly the permissions of TABLE."""
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    root = Page.objects.get(depth=1)
    for role in ADMIN_ROLES:
        group, _ = Group.objects.get_or_create(name=role.value)
        pages, models = TABLE.get(role, ((), []))
        group.permissions.set([enter, *(p for line in models for p in _permissions(line))])
        GroupPagePermission.objects.filter(group=group).delete()
        for codename in pages:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        if role == Role.AUTHOR:
            _media(group)


def _permissions(line: str):
    label, verbs = line.split(":")
    app, model = label.split(".")
    content_type = ContentType.objects.get(app_label=app, model=model)
    names = [f"{verb}_{model}" for verb in verbs.split(",")]
    return Permission.objects.filter(content_type=content_type, codename__in=names)


def _media(group: Group) -> None:
    """Authors may add pictures to the shared collection."""
    for codename in ("add_image", "change_image", "choose_image"):
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=Collection.get_first_root_node(), permission=permission)


def give_role(*, user: User, role: str, language: str = "", home=None, organisation=None) -> RoleAssignment:
    """Give `user` a role in a scope, and the admin group that goes with it. Idempotent."""
    made, _ = RoleAssignment.objects.get_or_create(user=user, role=role, language=language, home=home, organisation=organisation)
    if role in ADMIN_ROLES:
        user.groups.add(Group.objects.get(name=Role(role).value))
    return made
