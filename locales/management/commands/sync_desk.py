"""Brings the Language desk in step with every published document; for the rare publish whose follow-up was cut short."""

from django.core.management import BaseCommand

from locales import registry, services


class Command(BaseCommand):
    help = "Bring the Language desk in step with every published English document. Running it twice changes nothing."

    def handle(self, **options):
        for kind in registry.kinds():
            for source in kind.sources().filter(live=True):
                services.prepare_languages(source)
                if options["verbosity"] > 1:
                    self.stdout.write(f"{kind.kind} {source}")
