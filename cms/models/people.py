"""Users, their roles, and the places that scope them. Adults only: there is no model of a child (docs/adr/0001)."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cms import languages

LANGUAGES = [(code, languages.NATIVE[code]) for code in languages.ALL]


class Organisation(models.Model):
    """A partner or government body; scopes people, homes, tablets and releases."""

    code = models.SlugField(max_length=20, unique=True, verbose_name=_("code"))
    name = models.CharField(max_length=120, verbose_name=_("name"))

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name


class CareHome(models.Model):
    """A residential institution. Only its `code` may leave the admin: an address or name would lead traffickers to it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="homes")
    code = models.SlugField(max_length=20, unique=True, verbose_name=_("code"))
    channel = models.CharField(
        max_length=10, choices=[("stable", _("stable")), ("pilot", _("pilot"))], default="stable", verbose_name=_("channel")
    )
    languages = models.JSONField(default=list, verbose_name=_("languages"))
    is_open = models.BooleanField(default=True, verbose_name=_("open"))

    class Meta:
        verbose_name = _("care home")
        verbose_name_plural = _("care homes")
        constraints = [models.CheckConstraint(condition=models.Q(channel__in=["stable", "pilot"]), name="care_home_reads_a_known_channel")]

    def __str__(self):
        return self.code


class User(AbstractUser):
    """A person who works with the programme. This row is the one erasable row: names, phone, username.

    Issued rows cite `pseudonym` only, so that erasing a person overwrites this row and leaves evidence as it was.
    """

    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phone = models.CharField(max_length=16, null=True, blank=True, unique=True, verbose_name=_("phone"))
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en", verbose_name=_("language"))
    is_demo = models.BooleanField(default=False, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(language__in=languages.ALL), name="user_language_is_one_of_the_four"),
            models.CheckConstraint(condition=models.Q(phone__isnull=True) | models.Q(phone__startswith="+"), name="user_phone_is_in_e164"),
        ]


class Role(models.TextChoices):
    """What a person may be in the programme (docs/start.md names what each came for)."""

    COUNSELOR = "counselor", _("Counselor")
    HOUSE_MOTHER = "house-mother", _("House mother")
    TRAINER = "trainer", _("Trainer")
    RATER = "rater", _("Rater")
    SUPERVISOR = "supervisor", _("Supervisor")
    HOME_MANAGER = "home-manager", _("Home manager")
    AUTHOR = "author", _("Author")
    CLINICIAN = "clinician", _("Clinician")
    TRANSLATOR = "translator", _("Translator")
    LANGUAGE_REVIEWER = "language-reviewer", _("Language reviewer")
    BACK_TRANSLATOR = "back-translator", _("Back-translator")
    LANGUAGE_MANAGER = "language-manager", _("Language manager")
    MANAGER = "manager", _("Programme manager")
    ADMINISTRATOR = "administrator", _("Administrator")


LANGUAGE_ROLES = (Role.CLINICIAN, Role.TRANSLATOR, Role.LANGUAGE_REVIEWER, Role.BACK_TRANSLATOR, Role.LANGUAGE_MANAGER)


class RoleAssignment(models.Model):
    """One role of one person, in one scope. An empty scope means everywhere; a language role names its language."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, null=True, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("organisation", 0),
                Coalesce("home", 0),
                "language",
                name="role_is_given_once_per_scope",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=LANGUAGE_ROLES) | models.Q(language=""), name="role_language_only_for_language_roles"
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=LANGUAGE_ROLES) | ~models.Q(language=""), name="role_of_language_names_its_language"
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.role} {self.language}".strip()
