"""What follows from the list of owners."""

from itertools import combinations

import pytest

from deploy.topology import OPERATOR, Permissions, Topology

TOPOLOGY = Topology()
SERVICES = [service.identity for service in TOPOLOGY.services]


def may(allowed: tuple[str, ...], subject: str) -> bool:
    """As NATS matches: `*` is one token, `>` the rest."""
    return any(_matches(pattern.split("."), subject.split(".")) for pattern in allowed)


def _matches(pattern: list[str], subject: list[str]) -> bool:
    if pattern[:1] == [">"]:
        return len(subject) > 0
    if not pattern or not subject:
        return pattern == subject
    return pattern[0] in ("*", subject[0]) and _matches(pattern[1:], subject[1:])


def rights(identity: str) -> Permissions:
    return TOPOLOGY.permissions[identity]


@pytest.mark.parametrize("identity", SERVICES)
def test_only_the_operator_makes_and_changes_streams_and_durables(identity: str) -> None:
    for subject in ("STREAM.CREATE.EVT", "STREAM.PURGE.EVT", "STREAM.MSG.GET.EVT", "DIRECT.GET.EVT", "STREAM.LIST"):
        assert not may(rights(identity).publish, f"$JS.API.{subject}")
        assert may(rights(OPERATOR).publish, f"$JS.API.{subject}")


@pytest.mark.parametrize("identity", SERVICES)
def test_nobody_speaks_in_another_owners_name(identity: str) -> None:
    own = TOPOLOGY.service(identity).owner
    for service in TOPOLOGY.services:
        if service.owner != own:
            assert not may(rights(identity).publish, f"evt.4999.{service.owner}.stafettlogg.opened.v1")
            assert not may(rights(identity).publish, f"aud.4999.{service.owner}")


@pytest.mark.parametrize("identity", TOPOLOGY.identities)
def test_nobody_hears_anothers_answers_or_facts_on_the_wire(identity: str) -> None:
    assert may(rights(identity).subscribe, f"_INBOX_{identity}.x.y")
    for other in TOPOLOGY.identities:
        if other != identity:
            assert not may(rights(identity).subscribe, f"_INBOX_{other}.x.y")
    for subject in ("evt.4999.barnehage.contribution.written.v1", "aud.4999.barnehage", "parked.notify.4999.x.y"):
        assert not may(rights(identity).subscribe, subject)


@pytest.mark.parametrize("owner", TOPOLOGY.owners)
def test_a_service_asks_for_keys_in_its_own_name_only(owner: str) -> None:
    asks = rights(f"case-{owner}").publish
    assert [o for o in (*TOPOLOGY.owners, "consent", "notify") if may(asks, f"req.consent.{o}.release-keys.v1")] == [
        owner
    ]


def test_the_register_import_may_register_and_nothing_else() -> None:
    asks = rights("register").publish
    assert may(asks, "req.case.barnehage.enrol-child.v1")
    assert not may(asks, "req.case.barnehage.read-case.v1")
    assert not may(asks, "req.consent.consent.withdraw-consent.v1")


@pytest.mark.parametrize("pair", [*combinations(TOPOLOGY.owners, 2)], ids="-".join)
def test_what_two_services_tell_each_other_no_third_one_reaches(pair: tuple[str, str]) -> None:
    stream = next(one for one in TOPOLOGY.streams if set(one.subjects or ()) & {f"shd.*.{pair[0]}.{pair[1]}.>"})
    assert set(stream.subjects or ()) == {f"shd.*.{one}.{other}.>" for one, other in (pair, pair[::-1])}
    for owner in TOPOLOGY.owners:
        asks = rights(f"case-{owner}").publish
        assert may(asks, f"$JS.API.STREAM.INFO.{stream.name}") == (owner in pair)
        assert may(asks, f"shd.4999.{pair[0]}.{pair[1]}.report.sent.v1") == (owner == pair[0])


def test_a_municipality_may_add_an_owner() -> None:
    topology = Topology.of(["barnehage", "skole"])
    assert [service.identity for service in topology.services[:3]] == ["case-barnehage", "case-skole", "case-familie"]
    assert "evt.*.skole.>" in topology.permissions["case-skole"].publish
