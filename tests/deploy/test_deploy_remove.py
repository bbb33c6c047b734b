"""remove.sh: nothing stays, nothing goes without a yes, and twice is no fault."""

from tests.deploy.conftest import Cloud
from tests.deploy.project import NEW

EMPTY = {
    kind: dict[str, object]() for kind in ("accounts", "secrets", "run", "jobs", "metrics", "channels", "policies")
}


def test_all_that_was_made_is_removed(deployed: Cloud) -> None:
    deployed.configure(ALARM_EMAIL="owner@shop.example")
    deployed.run("alarms.sh", "count")
    deployed.run("alarms.sh", "set")

    ended = deployed.run("remove.sh", "--yes")

    assert ended.status == 0, ended.complained
    assert {kind: deployed.state[kind] for kind in EMPTY} == EMPTY
    assert deployed.state["roles"] == {"project": []}
    assert deployed.state["images"]["cloud-run-source-deploy"]["packages"] == []


def test_without_a_yes_nothing_is_removed(deployed: Cloud) -> None:
    before = deployed.state

    for answer in ("", "no\n", "y\n"):
        ended = deployed.run("remove.sh", typed=answer)

        assert ended.status == 1
        assert ended.complained == "Nothing was removed.\n"
    assert deployed.state == before


def test_a_typed_yes_removes_it(deployed: Cloud) -> None:
    ended = deployed.run("remove.sh", typed="yes\n")

    assert ended.status == 0, ended.complained
    assert deployed.state["secrets"] == {}


def test_removing_twice_says_that_nothing_was_there(deployed: Cloud) -> None:
    deployed.run("remove.sh", "--yes")

    ended = deployed.run("remove.sh", "--yes")

    assert ended.status == 0, ended.complained
    assert "was not there: the service regulars" in ended.said
    assert "removed: the" not in ended.said.replace("removed: the alarms", "")


def test_what_cannot_be_removed_is_named_and_the_rest_goes(deployed: Cloud) -> None:
    deployed.trouble("secrets delete", "UNAVAILABLE: The service is currently unavailable.")

    ended = deployed.run("remove.sh", "--yes")

    assert ended.status == 1
    assert "Still there: the secret MANYCHAT_SECRET" in ended.complained
    assert list(deployed.state["secrets"]) == ["regulars-manychat-secret"]
    assert deployed.state["accounts"] == NEW["accounts"]


def test_after_a_removal_it_can_be_deployed_again(deployed: Cloud) -> None:
    deployed.run("remove.sh", "--yes")

    ended = deployed.run("deploy.sh")

    assert ended.status == 0, ended.complained
