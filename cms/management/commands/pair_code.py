"""A pairing code from the command line, for whoever sets a tablet up beside the server."""

from django.core.management import BaseCommand, CommandError

from cms.models import CareHome, Role, User
from cms.tablet.pairing import make_code


class Command(BaseCommand):
    help = "Print a one-time code, valid for 15 minutes, that ties a tablet to a care home."

    def add_arguments(self, parser):
        parser.add_argument("home", help="code of the care home")
        parser.add_argument("--by", help="user name of the person who asks; default: the first administrator")

    def handle(self, **options):
        home = CareHome.objects.filter(code=options["home"], is_open=True).first()
        if home is None:
            raise CommandError(f"There is no open care home {options['home']}.")
        people = User.objects.filter(is_active=True).order_by("pk")
        by = people.filter(username=options["by"]).first() if options["by"] else people.filter(roles__role=Role.ADMINISTRATOR).first()
        if by is None:
            raise CommandError("Nobody to make the code in the name of; give --by.")
        self.stdout.write(make_code(home=home, by=by))
