"""The notify service: puts its parts together."""

from pathlib import Path
from urllib.parse import urlsplit

import uuid_utils.compat as uuid

from services.notify.addresses import Addresses
from services.notify.mail import Post, Voice
from services.notify.reactions import DURABLE, Reactions
from services.notify.requests import Requests
from services.notify.sender import Sender
from services.notify.webhooks import receivers as webhooks
from services.notify.webhooks.outside import Outside
from services.notify.webhooks.teller import Teller
from services.notify.webhooks.waiting import Queue
from shared.contracts.notify import MyNotices, RegisterContact, Remind
from shared.in_force import decides_by
from shared.municipality import load
from shared.node import Node


def build(node: Node) -> None:
    settings, requests = node.settings, Requests(node)
    decides_by(node, Path(__file__).parent)
    if not (settings.smtp and settings.public_url):
        raise ValueError("notify needs STAFETT_SMTP and STAFETT_PUBLIC_URL")
    node.server.serve(
        {RegisterContact: requests.register_contact, MyNotices: requests.my_notices, Remind: requests.remind}
    )
    digests = {kommune: one.notices.digest_seconds for kommune, one in load(settings.municipalities).items()}
    receivers = webhooks.load(settings.municipalities, demo=settings.demo)
    node.react(DURABLE, Reactions(node.pool, settings.trusted.signing, digests, Queue(receivers)).take)

    async def record(kommune: str, person: str, notice: str) -> None:
        act = node.act(kommune, uuid.uuid7(), uuid.uuid7())
        await node.trail.record(node.trail.entry(act, "send-notice", resources=[person, notice]))

    voice = Voice(f"ikke-svar@{urlsplit(settings.public_url).hostname}", settings.public_url)
    find = Addresses(node.store, node.keyring).find
    sender = Sender(settings.dsn, node.pool, Post(settings.smtp), voice, find, record, node.tasks)
    node.later("sender", sender.run)
    if receivers:
        key, outside = settings.ed25519("webhook"), Outside(demo=settings.demo)
        node.later("webhooks", Teller(settings.dsn, node.pool, receivers, key, outside, node.tasks).run)
