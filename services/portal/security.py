"""What every response carries, and what a request must show before any page looks at it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.portal import languages

LARGEST_BODY = 512 * 1024  # bytes; twenty observations of the longest kind fit
LARGEST_FILE = 6 * 1024 * 1024  # a signed sheet, as a phone or a scanner makes it
FORM, WITH_FILE = "application/x-www-form-urlencoded", "multipart/form-data"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

POLICY = (
    "default-src 'none'; script-src 'none'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; "  # Designsystemet draws its marks with data: URLs
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
OVER_TLS = {"strict-transport-security": "max-age=63072000; includeSubDomains"}


class Shield:
    """Dresses every response in the headers and counts the bytes of every request."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._headers = HEADERS | (OVER_TLS if tls else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            largest = LARGEST_FILE if _kind(Headers(scope=scope)) == WITH_FILE else LARGEST_BODY
            with languages.asked_for(Request(scope)):
                await self._app(scope, _counted(receive, largest), self._dressed(send))
        else:
            await self._app(scope, receive, send)

    def _dressed(self, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("cache-control", "no-store")
                headers.update(self._headers)
            await send(message)

        return dressed


def _counted(receive: Receive, largest: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > largest:
            raise HTTPException(413)
        return message

    return counted


class OwnPagesOnly:
    """A dependency of every route: refuses what another site made the browser send."""

    def __init__(self, public_url: str | None) -> None:
        """public_url: where people find the portal; the machine's own names always work, for health and for demos."""
        self._origin = public_url and "{0.scheme}://{0.netloc}".format(urlsplit(public_url))
        self._hosts = LOOPBACK | ({str(urlsplit(public_url).hostname)} if public_url else set())

    async def __call__(self, request: Request) -> None:
        host = request.headers.get("host", "")
        if (name := _name(host)) not in self._hosts:
            raise HTTPException(421)  # a foreign name that leads here: DNS rebinding
        if request.method in {"GET", "HEAD"}:
            return
        if _kind(request.headers) not in {FORM, WITH_FILE}:
            raise HTTPException(415)
        if not _from_here(request, f"http://{host}" if name in LOOPBACK else self._origin):
            raise HTTPException(403)


def _kind(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _from_here(request: Request, own: str | None) -> bool:
    """Sec-Fetch-Site leads: under `no-referrer` a browser sends Origin as `null`, also from our own pages."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if origin not in {None, "null", own}:
        return False
    return site == "same-origin" if site else origin is not None and origin == own


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:  # brackets that do not close
        return None
