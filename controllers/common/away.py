"""What citizens read while the database is away: a moment please, in their language.

Odoo answers every address of a database that it cannot reach with "404 Not Found, no
database is selected", in English: as if the appointment did not exist. Only routes of
modules that are loaded without any database are known then, and ours need one. So the
answer is replaced at the one place where Odoo gives it, for our public addresses and
nothing else.
"""

import json
import re
from functools import wraps

from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo.http import Request, Response

#: with the language that the website may put in front
OURS = re.compile(
    r"(/[a-z]{2}(_[A-Z]{2})?)?"
    r"/(afspraak|appointment|wachten|my/appointments|municipal/screen)(/|$)"
)
#: what programs ask that watch the server, see controllers/operations
WATCHED = re.compile(r"/municipal/(health|metrics)/?")
#: seconds after which the page is loaded again
AGAIN = 10
WORDS = {
    "nl": (
        "Een ogenblik, alstublieft",
        "Onze website is even niet bereikbaar. Uw afspraak blijft gewoon staan.",
        "Deze pagina probeert het zo dadelijk opnieuw.",
        "Ga even later terug naar de vorige pagina en probeer het opnieuw.",
    ),
    "fr": (
        "Un instant, s’il vous plaît",
        "Notre site n’est pas accessible pour l’instant. "
        "Votre rendez-vous est maintenu.",
        "Cette page réessaie dans quelques instants.",
        "Revenez un peu plus tard à la page précédente et réessayez.",
    ),
    "de": (
        "Einen Augenblick, bitte",
        "Unsere Website ist gerade nicht erreichbar. Ihr Termin bleibt bestehen.",
        "Diese Seite versucht es gleich noch einmal.",
        "Gehen Sie etwas später zurück zur vorigen Seite und versuchen Sie es erneut.",
    ),
    "en": (
        "A moment, please",
        "Our website cannot be reached right now. Your appointment stands.",
        "This page tries again in a moment.",
        "Go back to the page before a little later, and try again.",
    ),
}
#: in the hall, on a device whose scripts do not run: a kiosk or a display
SCREEN = re.compile(r".*/municipal/screen(/|$)")
SCREEN_WORDS = {
    "nl": "Dit scherm heeft even geen verbinding, en geeft nu geen tickets. "
    "Ga naar het onthaal: een medewerker helpt u daar.",
    "fr": "Cet écran n’a pas de connexion pour l’instant et ne donne pas de tickets. "
    "Adressez-vous à l’accueil : un collaborateur vous y aidera.",
    "de": "Dieser Bildschirm hat gerade keine Verbindung und gibt keine Tickets aus. "
    "Bitte gehen Sie zum Empfang: Dort wird Ihnen geholfen.",
    "en": "This screen has no connection for a moment, and gives no tickets. "
    "Please go to the reception: a colleague helps you there.",
}
PAGE = Markup(
    """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">{refresh}
<style>body{{font:1.25rem/1.5 sans-serif;max-width:32rem;margin:15vh auto;
padding:0 1rem;color:#222;background:#fff}}</style></head>
<body><main><h1>{title}</h1><p>{why}</p><p role="status">{then}</p></main></body></html>
"""
)


def away_page(request):
    """Return the page for a request that no database can answer."""
    known = request.accept_languages.best_match(list(WORDS), default="nl")
    in_path = request.path[1:3]
    lang = in_path if in_path in WORDS and request.path[3:4] in "/_" else known
    title, why, again, back = WORDS[lang]
    if SCREEN.match(request.path):
        why = SCREEN_WORDS[lang]
    # a form is not sent again by itself
    reads = request.method in ("GET", "HEAD")
    refresh = Markup('<meta http-equiv="refresh" content="{}">').format(AGAIN)
    page = PAGE.format(
        lang=lang,
        title=title,
        why=why,
        then=again if reads else back,
        refresh=refresh if reads else "",
    )
    headers = {"Retry-After": str(AGAIN), "Cache-Control": "no-store"}
    return Response(page, status=503, headers=headers, mimetype="text/html")


def away_state():
    """Tell programs that watch that the database is away, which is no secret."""
    state = {"status": "away", "reasons": ["database_away"]}
    headers = {"Retry-After": str(AGAIN), "Cache-Control": "no-store"}
    return Response(
        json.dumps(state), status=503, headers=headers, mimetype="application/json"
    )


def _with_a_page_of_ours(serve):
    @wraps(serve)
    def _serve_nodb(self):
        try:
            return serve(self)
        except NotFound:
            if WATCHED.fullmatch(self.httprequest.path):
                return away_state()
            if OURS.match(self.httprequest.path):
                return away_page(self.httprequest)
            raise

    return _serve_nodb


Request._serve_nodb = _with_a_page_of_ours(Request._serve_nodb)
