"""What our keys are asked, against an AWS that answers what the test wants."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.connectors.aws.clients import Clients
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.identity.boto import BotoIdentity, principal_of
from deploy.connectors.identity.github import GithubApproval
from deploy.connectors.identity.port import Caller, Denied, Lack, NotSignedIn, Right, Untold
from deploy.errors import ExitCode, Passing
from tests.connectors.identity.little_aws import ACCOUNT, ROLE, LittleAws, little_aws

SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/c/s"
CALLER = Caller(ACCOUNT, ROLE)
OF_A_PERSON = ("AWS_", "ACTIONS_", "GITHUB_")


@pytest.fixture(autouse=True)
def _nothing_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """No keys, files or profiles of whoever runs the tests."""
    import os  # noqa: PLC0415 - only here

    for name in os.environ:
        if name.startswith(OF_A_PERSON):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def looked(monkeypatch: pytest.MonkeyPatch, env: dict[str, str]) -> Caller | NotSignedIn:
    """What our keys say in these surroundings."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return identity().look()


def identity() -> BotoIdentity:
    return BotoIdentity(Clients("eu-west-1"), SystemClock())


def in_an_hour() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


def test_whom_aws_takes_us_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of the environment tell their end only where a variable does; they never renew themselves."""
    end = in_an_hour()
    with little_aws() as aws:
        told = looked(monkeypatch, aws.env(AWS_CREDENTIAL_EXPIRATION=end.isoformat()))

    assert Caller(ACCOUNT, ROLE, "AWS_ACCESS_KEY_ID in the environment", end) == told
    assert ["GetCallerIdentity"] == aws.asked


def test_without_keys_the_places_that_were_looked_at_are_named() -> None:
    """Nothing is asked."""
    found = identity().look()

    assert isinstance(found, NotSignedIn)
    assert Lack.NO_KEYS is found.lack
    assert {"AWS_ACCESS_KEY_ID in the environment", "the machine's role"} <= set(found.looked_at)


def test_a_profile_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK says which."""
    found = looked(monkeypatch, {"AWS_PROFILE": "nobody"})

    assert isinstance(found, NotSignedIn)
    assert (Lack.NO_KEYS, True) == (found.lack, "nobody" in found.said)


def test_keys_that_say_that_they_are_over_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the time, and the line for new ones."""
    end = in_an_hour() - timedelta(hours=2)
    with little_aws() as aws:
        found = looked(monkeypatch, aws.env(AWS_CREDENTIAL_EXPIRATION=end.isoformat()))

    assert isinstance(found, NotSignedIn)
    assert (Lack.EXPIRED, end, []) == (found.lack, found.expired_at, aws.asked)
    assert "aws configure export-credentials" in found.renew


@pytest.mark.parametrize(
    ("code", "lack"), [("ExpiredToken", Lack.EXPIRED), ("InvalidClientTokenId", Lack.REFUSED)]
)
def test_keys_that_aws_does_not_take(monkeypatch: pytest.MonkeyPatch, code: str, lack: Lack) -> None:
    """What AWS said is told."""
    with little_aws(error=code) as aws:
        found = looked(monkeypatch, aws.env())

    assert isinstance(found, NotSignedIn)
    assert (lack, True) == (found.lack, found.said.startswith(code))


def test_keys_are_not_doubted_where_aws_is_only_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told to sign in again: the same command goes on when AWS answers."""
    with little_aws(error="Throttling") as aws, pytest.raises(Passing) as caught:
        looked(monkeypatch, aws.env())

    assert ("aws-throttled", ExitCode.STOPPED) == (caught.value.reference, caught.value.exit_code)


def test_a_job_of_github_gets_keys_that_renew_and_exports_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner vouches, STS gives keys for the role, and the surroundings stay as they were."""
    with little_aws() as aws:
        told = looked(monkeypatch, aws.env_of_job())

    assert isinstance(told, Caller)
    assert (True, "the runner of GitHub Actions") == (told.renews, told.source)
    assert ["token", "AssumeRoleWithWebIdentity", "GetCallerIdentity"] == aws.asked


def test_keys_of_a_job_are_fetched_anew_before_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look with keys that end in minutes asks the runner and STS once more."""
    soon = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="seconds")
    with little_aws(expires=soon) as aws:
        for name, value in aws.env_of_job().items():
            monkeypatch.setenv(name, value)
        ours = identity()
        looks = [ours.look(), ours.look()]

    assert [True, True] == [isinstance(look, Caller) for look in looks]
    assert aws.asked.count("AssumeRoleWithWebIdentity") > 1


def test_keys_that_somebody_put_into_the_environment_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever set them meant them."""
    with little_aws() as aws:
        told = looked(monkeypatch, aws.env_of_job() | aws.env())

    assert isinstance(told, Caller)
    assert ("AWS_ACCESS_KEY_ID in the environment", ["GetCallerIdentity"]) == (told.source, aws.asked)


def test_a_job_whose_runner_does_not_vouch_is_not_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """And says so, after three tries."""
    with little_aws() as aws:
        gone = aws.env_of_job()
    found = looked(monkeypatch, gone)

    assert isinstance(found, NotSignedIn)
    assert Lack.EXPIRED is found.lack
    assert "did not vouch" in found.said


def test_a_job_without_a_role_has_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable is none."""
    with little_aws() as aws:
        found = looked(monkeypatch, aws.env_of_job(AWS_ROLE_ARN=""))

    assert isinstance(found, NotSignedIn)
    assert Lack.NO_KEYS is found.lack


@pytest.mark.parametrize("approved", ["production", ""])
def test_only_the_runner_is_believed_about_an_approval(approved: str) -> None:
    """A variable that a job could set is not."""
    with little_aws(approved=approved) as aws:
        env = aws.env_of_job(GITHUB_ACTIONS="true", ENVIRONMENT="production")

        assert approved == GithubApproval(env).environment()
    assert "" == GithubApproval({"ENVIRONMENT": "production"}).environment()


def test_what_the_role_lacks_is_named_with_its_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are not simulated; the role is."""
    wanted = (Right("ecs:UpdateService", SERVICE), Right("ecs:DescribeServices", SERVICE))
    with little_aws(denied=("ecs:UpdateService",)) as aws:
        looked(monkeypatch, aws.env())
        found = identity().lacking(CALLER, wanted)

    role = "arn:aws:iam::111122223333:role/deploy"
    assert (Denied(wanted[0], role, "implicitDeny"),) == found


@pytest.mark.parametrize("arn", [ROLE, "arn:aws:iam::111122223333:root"])
def test_what_cannot_be_simulated_is_untold(monkeypatch: pytest.MonkeyPatch, arn: str) -> None:
    """That is no lack: the call that needs the right will tell."""
    with little_aws(unheard=("SimulatePrincipalPolicy",)) as aws:
        looked(monkeypatch, aws.env())
        found = identity().lacking(Caller(ACCOUNT, arn), (Right("ecs:UpdateService", SERVICE),))

    assert isinstance(found, Untold)


def test_a_user_is_simulated_as_such() -> None:
    """It has no session."""
    user = "arn:aws:iam::111122223333:user/ann"

    assert user == principal_of(user)


def test_the_runner_is_only_asked_over_a_safe_line() -> None:
    """Its word is a secret."""
    plain = LittleAws(address="http://example.com").env_of_job()

    assert "" == GithubApproval(plain).environment()
