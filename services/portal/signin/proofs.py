"""What a provider has signed: whether it did, for us, now, and for this very question."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.portal.signin.attempts import Attempt
from services.portal.signin.providers import TYPES, PrivateKey, Provider
from services.portal.signin.refusals import NotLetIn, Unproven, Why

SKEW = 10  # seconds that two clocks may differ
LONGEST = 600  # seconds since a token was made
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """Who has shown who they are, when, and by what the provider will speak of it again."""

    subject: str
    at: datetime
    id_token: str
    sub: str
    sid: str | None


def header(token: str) -> Mapping[str, Any]:
    """Unproven: only to choose a key."""
    try:
        return jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError) as error:
        raise Unproven("not-a-token") from error


def signed(token: str, algorithms: Collection[str], keys: KeySet) -> Claims:
    """The algorithm is one we have chosen, and the key is of its kind, for signing."""
    told = header(token)
    algorithm = told.get("alg")
    if algorithm not in algorithms:
        raise Unproven("wrong-algorithm")
    key = _key(keys, told.get("kid"), TYPES[str(algorithm)])
    try:
        return jwt.decode(token, key, algorithms=[str(algorithm)]).claims
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Unproven("bad-signature") from error


def _key(keys: KeySet, kid: object, kind: type[PrivateKey]) -> PrivateKey:
    fit = [one for one in keys if isinstance(one, kind) and one.get("use", "sig") == "sig" and kid in {None, one.kid}]
    if len(fit) != 1:
        raise Unproven("no-such-key")
    return fit[0]


def known_key(keys: KeySet, token: str) -> bool:
    kid = header(token).get("kid")
    return kid is None or any(one.kid == kid for one in keys)


def id_token(token: str, provider: Provider, keys: KeySet, attempt: Attempt, now: float) -> Shown:
    """Source: OpenID Connect Core 1.0, section 3.1.3.7."""
    if header(token).get("typ", "JWT") != "JWT":
        raise Unproven("another-kind-of-token")
    claims = signed(token, provider.algorithms, keys)
    _of_now_for_us(claims, provider, now)
    if not _same(claims.get("nonce"), attempt.nonce):
        raise Unproven("wrong-nonce")
    at = moment(claims, "auth_time")
    earliest = attempt.since.timestamp() if attempt.fresh or provider.fresh else now - provider.max_age
    if not earliest - SKEW <= at <= now + SKEW:
        raise Unproven("shown-too-long-ago")
    if any(claims.get(name) != value for name, value in provider.expects.items()):
        raise Unproven("unexpected-claim")
    _strong_enough(claims, provider)
    return _shown(token, claims, provider, at)


def _of_now_for_us(claims: Claims, provider: Provider, now: float) -> None:
    if claims.get("iss") != provider.issuer:
        raise Unproven("wrong-issuer")
    told = claims.get("aud")
    audience = [told] if isinstance(told, str) else told
    if not isinstance(audience, list) or provider.client not in audience:
        raise Unproven("wrong-audience")
    if claims.get("azp", provider.client) != provider.client or (len(audience) > 1 and "azp" not in claims):
        raise Unproven("wrong-party")
    if not now < moment(claims, "exp") + SKEW:
        raise Unproven("expired")
    if not now - LONGEST <= moment(claims, "iat") <= now + SKEW:
        raise Unproven("not-of-now")
    if "nbf" in claims and now + SKEW < moment(claims, "nbf"):
        raise Unproven("not-yet")


def _strong_enough(claims: Claims, provider: Provider) -> None:
    told = claims.get(provider.strength.claim)
    said = told if isinstance(told, list) else [told]
    if not any(isinstance(one, str) and one in provider.strength.enough for one in said):
        raise NotLetIn(Why.TOO_WEAK, "too-weak")


def _shown(token: str, claims: Claims, provider: Provider, at: float) -> Shown:
    subject, sub, sid = claims.get(provider.subject), claims.get("sub"), claims.get("sid")
    if not isinstance(sub, str) or not sub:
        raise Unproven("no-sub")
    if not isinstance(subject, str) or not subject:
        raise NotLetIn(Why.NO_SUBJECT, "no-subject")
    return Shown(subject, datetime.fromtimestamp(at, UTC), token, sub, sid if isinstance(sid, str) else None)


def logout_token(token: str, provider: Provider, keys: KeySet, now: float) -> tuple[str | None, str | None]:
    """Whose sessions end: `sub` and `sid`, one of them at least. Source: OpenID Connect Back-Channel Logout, 2.6."""
    if header(token).get("typ", "logout+jwt") not in {"logout+jwt", "JWT"}:
        raise Unproven("another-kind-of-token")
    claims = signed(token, provider.algorithms, keys)
    _of_now_for_us(claims, provider, now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict) or "nonce" in claims:
        raise Unproven("no-logout")
    sub, sid = (one if isinstance(one := claims.get(name), str) and one else None for name in ("sub", "sid"))
    if sub is None and sid is None:
        raise Unproven("nobody-named")
    return sub, sid


def moment(claims: Claims, name: str) -> float:
    told = claims.get(name)
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told < 2**40:
        raise Unproven("no-time")
    return float(told)


def _same(told: object, ours: str) -> bool:
    return isinstance(told, str) and hmac.compare_digest(told.encode(), ours.encode())
