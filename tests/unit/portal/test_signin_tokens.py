"""ID tokens that prove nothing, or too little: each is really signed and really sent, and leaves nobody signed in."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import RSAKey

from tests.unit.portal.foreign import Abroad, ago, key
from tests.unit.portal.provider import Elsewhere

Bend = Callable[[Elsewhere], None]


def claims(**told: Any) -> Bend:
    return lambda provider: provider.claims.update(told)


def hence(**seconds: float) -> Bend:
    """Moments from when the token is made: a whole run takes longer than some of them."""
    return lambda provider: provider.claims.update({name: ago(-after) for name, after in seconds.items()})


def head(**told: Any) -> Bend:
    return lambda provider: provider.head.update(told)


def by_another_key(provider: Elsewhere) -> None:
    """Under the kid that the provider's own key has."""
    provider.signing = RSAKey.import_key(key("thief").as_dict(private=True) | {"kid": provider.key.kid})


def by_an_unknown_key(provider: Elsewhere) -> None:
    provider.signing, provider.head = key("thief"), {"kid": key("thief").kid}


def with_its_own_key_inside(provider: Elsewhere) -> None:
    provider.signing, provider.head = key("thief"), {"jwk": key("thief").as_dict(private=False), "kid": "x"}


def part(told: object) -> str:
    return urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def unsigned(provider: Elsewhere) -> None:
    forged(provider, {"alg": "none"}, lambda _: b"")


def forged(provider: Elsewhere, head: dict[str, Any], sign: Callable[[bytes], bytes]) -> None:
    """What no library of good manners would sign."""
    honest = provider.token

    def token(nonce: str) -> str:
        said = f"{part(head | {'kid': provider.key.kid})}.{honest(nonce).split('.')[1]}"
        return f"{said}.{urlsafe_b64encode(sign(said.encode())).rstrip(b'=').decode()}"

    provider.token = token  # type: ignore[method-assign]


def signed_with_the_public_key_as_a_secret(provider: Elsewhere) -> None:
    secret = provider.key.as_pem(private=False)
    forged(provider, {"alg": "HS256"}, lambda said: hmac.digest(secret, said, "sha256"))


def with_an_extension(provider: Elsewhere) -> None:
    own = provider.key.private_key
    assert own
    forged(provider, {"alg": "RS256", "crit": ["x"], "x": 1}, lambda said: own.sign(said, PKCS1v15(), SHA256()))


def nothing_like_a_token(provider: Elsewhere) -> None:
    provider.issued = "x.y.z"


UNPROVEN: dict[str, Bend] = {
    "no signature": unsigned,
    "the public key as a shared secret": signed_with_the_public_key_as_a_secret,
    "another algorithm of the same key": head(alg="PS256"),
    "another key under its name": by_another_key,
    "a key nobody knows": by_an_unknown_key,
    "a key that the token brings along": with_its_own_key_inside,
    "an extension nobody understands": with_an_extension,
    "an access token": head(typ="at+jwt"),
    "a logout token": head(typ="logout+jwt"),
    "no token": nothing_like_a_token,
    "another issuer": claims(iss="https://another.test"),
    "no issuer": claims(iss=None),
    "for another client": claims(aud="another"),
    "for nobody": claims(aud=None),
    "for several, and it does not say who asked": claims(aud=["stafett-id-porten", "another"]),
    "for several, asked by another": claims(aud=["stafett-id-porten", "another"], azp="another"),
    "asked by another": claims(azp="another"),
    "expired": hence(exp=-60),
    "never expires": claims(exp=None),
    "made long ago": hence(iat=-3600),
    "made tomorrow": hence(iat=86400),
    "not yet valid": hence(nbf=600),
    "a time that is a word": claims(exp="tomorrow"),
    "a time that is true": claims(exp=True),
    "a time without end": claims(exp=float("inf")),
    "another's nonce": claims(nonce="another"),
    "no nonce": claims(nonce=None),
    "a nonce that is a list": claims(nonce=["x"]),
    "shown long ago": hence(auth_time=-3600),
    "shown it never says when": claims(auth_time=None),
    "shown tomorrow": hence(auth_time=86400),
    "nobody": claims(sub=None),
}
TOO_WEAK = {
    "substantial": claims(acr="idporten-loa-substantial"),
    "no level": claims(acr=None),
    "another's word for it": claims(acr="high"),
    "a number": claims(acr=4),
    "more than the word": claims(acr="idporten-loa-high "),
}


@pytest.mark.parametrize("bend", UNPROVEN.values(), ids=UNPROVEN.keys())
async def test_a_token_that_proves_nothing_opens_nothing(bend: Bend) -> None:
    abroad = Abroad()
    bend(abroad.family)
    async with abroad.browser() as browser:
        answer = await abroad.sign_in(browser)
    assert answer.status_code == 403
    assert "Innloggingen gikk ikke" in answer.text
    assert not abroad.inside
    assert not abroad.world.services.said("find-person")


@pytest.mark.parametrize("bend", TOO_WEAK.values(), ids=TOO_WEAK.keys())
async def test_a_weaker_sign_in_than_was_asked_for_opens_nothing(bend: Bend) -> None:
    abroad = Abroad()
    bend(abroad.family)
    async with abroad.browser() as browser:
        answer = await abroad.sign_in(browser)
    assert "Du må logge inn på en sikrere måte" in answer.text
    assert not abroad.inside


async def test_unknown_keys_do_not_make_us_ask_for_keys_again_and_again() -> None:
    abroad = Abroad()
    by_an_unknown_key(abroad.family)
    async with abroad.browser() as browser:
        for _ in range(5):
            await abroad.sign_in(browser)
    assert abroad.family.seen.count("jwks") == 1
