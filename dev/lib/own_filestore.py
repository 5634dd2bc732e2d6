"""A pytest plugin: each process of a suite that is spread over processes has files of
its own, linked to those of the database that it copied.

pytest-odoo lets them share one folder. There the garbage collection of one process
deletes the files (style sheets, for instance) that only another one's database knows.
"""

import os
import shutil
from contextlib import contextmanager

import pytest_odoo

from odoo.tools import config


@contextmanager
def _own_filestore(original, name):
    source, target = config.filestore(original), config.filestore(name)
    if original == name or not os.path.isdir(source):
        yield
        return
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(target, ignore_errors=True)


pytest_odoo._shared_filestore = _own_filestore
