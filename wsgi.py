"""The door for a web server: `gunicorn wsgi:app`, `flask --app wsgi`."""

from community_voice.app import create_app

app = create_app()
