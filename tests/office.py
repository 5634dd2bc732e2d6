"""What an office program makes of a workbook."""

import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader


def printed(content):
    """Return the pages that LibreOffice prints of a workbook, as texts.

    :param bytes content: of the file
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, "workbook.xlsx")
        path.write_bytes(content)
        # a profile of its own: another LibreOffice may be open on this machine
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", folder, path],
            check=True,
            capture_output=True,
            timeout=120,
        )
        pdf = path.with_suffix(".pdf").read_bytes()
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
