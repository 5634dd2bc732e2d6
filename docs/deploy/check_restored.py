"""Look whether a restored town is whole; ``restore`` gives this to ``odoo shell``.

What the nightly checks compare, the rule that no desk is taken twice, and every file
that the database names, with its contents. Nothing of it is kept.
"""

import hashlib
from pathlib import Path


def differences(env):
    """Yield what the two checks of the night find."""
    for model in ("municipal.reservation.difference", "municipal.visit.difference"):
        found = env[model].sudo()._check()
        yield model, len(found)


def missing_files(env):
    """Return how many files are not there, or hold something else."""
    attachments = env["ir.attachment"].sudo()
    env.cr.execute(
        "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"
    )
    names = [name for (name,) in env.cr.fetchall()]
    return len(names), sum(not _whole(attachments, name) for name in names)


def _whole(attachments, name):
    path = Path(attachments._full_path(name))
    if not path.is_file():
        return False
    return hashlib.sha1(path.read_bytes()).hexdigest() == path.name


def rules(env):
    """Return how many exclusion constraints keep desks from being taken twice."""
    env.cr.execute(
        """SELECT count(*) FROM pg_constraint
        WHERE contype = 'x' AND conrelid = 'municipal_reservation'::regclass"""
    )
    return env.cr.fetchone()[0]


def whole(env):
    """Print what was looked at; return whether all of it is as it should be."""
    found = dict(differences(env))
    for model, count in found.items():
        print(f"{model}: {count} differences.")
    names, missing = missing_files(env)
    print(f"Files: {names} named, {missing} missing or damaged.")
    kept = rules(env)
    print(f"Rule against double booking: {'there' if kept else 'MISSING'}.")
    return not any(found.values()) and not missing and bool(kept)


opened = globals()["env"]
print("All is there." if whole(opened) else "Something is missing.")
opened.cr.rollback()
