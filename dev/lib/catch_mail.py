"""A mail server that keeps every message as a file instead of sending it."""

import asyncio
import email.policy
import os
import re
import signal
import sys
from datetime import datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, folder):
        self.folder = Path(folder)

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        subject = " ".join(str(message["subject"] or "no subject").split())
        receiver = re.sub(r"[^\w@.+-]", "_", ",".join(envelope.rcpt_tos))[:80]
        moment = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
        path = self.folder / f"{moment}-{receiver}.eml"
        path.write_bytes(envelope.content)
        print(f"Mail to {receiver}: {subject} ({path.name})", flush=True)
        return "250 Kept"


async def main(folder, port_file):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keeper(folder), enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    ready = Path(port_file + ".new")
    ready.write_text(str(server.sockets[0].getsockname()[1]))
    os.replace(ready, port_file)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()


asyncio.run(main(*sys.argv[1:]))
