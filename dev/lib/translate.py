"""Renew translations from a template and print what is untranslated.

Arguments: the template that Odoo exported, and the folder of the translations. The
status is 1 as long as a text waits for its translation.
"""

import re
import sys
from difflib import get_close_matches
from pathlib import Path

import polib

#: the language in which everything is translated; in others, what a citizen sees
COMPLETE = "nl"
CITIZENS = re.compile(
    r"municipal\.(product|service|location),"
    r"|resource\.booking\.type,name|calendar\.alarm,name|website\.menu"
    # mails of limits and of workbooks go to managers
    r"|mail\.template,(subject|body_html):\w+\.mail_template_(?!limit_)"
    r"|arch_db:\w+\.(booking_(?!request)|evaluation_|feedback_|portal_"
    r"|mail_(?!workbook)|town_hall_|find_appointment|guide_|slot_|waiting_list_"
    r"|accessibility_|confirm_|fair_use_|frame_|page_not_found|privacy_|proof_"
    r"|statement_)"
    r"|code:\S+/(controllers|static/src/website)/"
    r"|code:\S+/models/(booking/(calendar_(attendee|event)|resource_booking(_lifecycle)?)"
    r"|capacity/(municipal_reservation|resource_booking(_type)?)|common/(contact|wording)"
    r"|citizen/(calendar_event|resource_booking)|(hours|setup)/municipal_product"
    r"|evaluation/(municipal_(location|visit)|rating_rating)|setup/website"
    r"|after_booking/(municipal_find_try|resource_booking)|waiting_list/\w+"
    r"|fair_use/(municipal_proof|per_person_mixin|resource_booking(_confirm)?)"
    r"|capacity/resource_booking_type_release"
    r"|finding/(hours_in_words|municipal_product(_access)?|municipal_service))\.py"
)
#: similar enough to be the same text in other words
ALIKE = 0.7
WIDTH = 100


def renew(path, template):
    """Let a file hold the texts of a template, with the translations that it has.

    :return: the file, and the translations of texts that are gone
    """
    old = polib.pofile(str(path))
    known = {entry.msgid: entry.msgstr for entry in old if not entry.fuzzy}
    new = polib.POFile()
    new.header, new.metadata = old.header, old.metadata
    for entry in template:
        new.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.pop(entry.msgid, ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
            )
        )
    new.save(str(path))
    return new, {text: words for text, words in known.items() if words}


def is_wanted(entry, language):
    places = [place for place, _line in entry.occurrences]
    return language == COMPLETE or any(map(CITIZENS.search, places))


def short(text):
    text = " ".join(text.split())
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def report(language, entries, gone):
    """Print what is untranslated, and how a similar text was translated before.

    :return bool: whether everything is translated
    """
    wanted = [entry for entry in entries if is_wanted(entry, language)]
    todo = [entry for entry in wanted if not entry.msgstr]
    print(f"{language}: {len(wanted) - len(todo)} of {len(wanted)} texts translated.")
    for entry in todo:
        print(f"  {short(entry.msgid)}\n      in {entry.occurrences[0][0]}")
        for before in get_close_matches(entry.msgid, gone, 1, ALIKE):
            print(f"      was: {short(before)}\n      => {short(gone[before])}")
    return not todo


def main(template_path, folder):
    template = polib.pofile(template_path)
    renew(Path(folder, Path(template_path).name), template)
    complete = [
        report(path.stem, *renew(path, template))
        for path in sorted(Path(folder).glob("*.po"))
    ]
    return 0 if all(complete) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
