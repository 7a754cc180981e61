"""Entry point of WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from brandcert.core.bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = whole_bodies(get_wsgi_application())
