"""Bad inputs about who runs, where and when; the number is the row in the list of bad inputs and misuses.

Each is typed as a person would. Refused means: exit 3, and AWS was asked only who we are and what we may.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from deploy.model.window import DAYS
from tests.connectors.identity.little_aws import ACCOUNT, LittleAws, little_aws
from tests.tasks.prompt import Answer, Prompt

STAGING = "apps/cost-simulator/staging.toml"
MEMORY = "apps/cost-simulator/memory.toml"
ONLY_LOOKS = {"GetCallerIdentity", "SimulatePrincipalPolicy"}
DEPLOY = ("deploy", "--env=staging", "--release=v1")


@pytest.fixture
def prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    """A prompt without any keys, whose staging names an account and takes any checkout."""
    for name in os.environ:
        if name.startswith(("AWS_", "ACTIONS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    prompt = Prompt.in_copy(tmp_path)
    change(
        prompt, STAGING, "needs_clean_tree = true", f'needs_clean_tree = false\n[aws]\naccount = "{ACCOUNT}"'
    )
    return prompt


@pytest.fixture
def aws() -> Iterator[LittleAws]:
    """An AWS that knows us."""
    with little_aws() as aws:
        yield aws


def change(prompt: Prompt, file: str, old: str, new: str) -> None:
    """Change settings; what is to be changed has to be there."""
    text = (prompt.folder / file).read_text()
    assert old in text
    (prompt.folder / file).write_text(text.replace(old, new))


def signed_in(monkeypatch: pytest.MonkeyPatch, env: dict[str, str]) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)


def in_minutes(minutes: int) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat(timespec="seconds")


def refused(prompt: Prompt, *words: str) -> Answer:
    """The answer to a command that is refused, after a look that it helps; a plan is refused alike."""
    answer, planned = prompt.type(*words), prompt.type(*words, "--plan")
    codes = (answer.code, planned.code)
    assert (ExitCode.REFUSED, ExitCode.REFUSED) == codes, answer.told + planned.told
    assert "Traceback" not in answer.told
    assert prompt.is_untouched
    return answer


def test_row_22_no_keys(prompt: Prompt) -> None:
    """Every place that was looked at is named; a rollback needs keys as well."""
    for words in (DEPLOY, ("rollback", "--env=staging"), ("maintenance-drain", "--env=staging")):
        answer = refused(prompt, *words)

        assert "aws-no-credentials" in answer.told
        assert "AWS_ACCESS_KEY_ID in the environment" in answer.told
        assert "the credentials file" in answer.told


def test_row_23_keys_that_are_over(prompt: Prompt, aws: LittleAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the time, and the line for new ones; keys that say so of themselves are not even sent."""
    end = in_minutes(-5)
    signed_in(monkeypatch, aws.env(AWS_CREDENTIAL_EXPIRATION=end))

    answer = refused(prompt, *DEPLOY)

    assert f"ended at {end[:10]} {end[11:16]} UTC" in answer.told
    assert "aws configure export-credentials" in answer.told
    assert [] == aws.asked


def test_row_23_keys_that_aws_says_are_over(prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that do not tell their end themselves."""
    with little_aws(error="ExpiredToken") as aws:
        signed_in(monkeypatch, aws.env())
        answer = refused(prompt, *DEPLOY)

    assert "aws-credentials-expired" in answer.told
    assert "ExpiredToken" in answer.told


def test_row_24_keys_that_live_shorter_than_the_run(
    prompt: Prompt, aws: LittleAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both times, and what the longer one is made of."""
    signed_in(monkeypatch, aws.env(AWS_CREDENTIAL_EXPIRATION=in_minutes(11)))

    answer = refused(prompt, *DEPLOY)

    assert "credentials-too-short" in answer.told
    assert "the run may take 36 min" in answer.told
    assert "600 s until healthy + 60 s of watches + 300 s of bake + 1200 s in hand" in answer.told
    assert set(aws.asked) <= ONLY_LOOKS


def test_row_26_the_wrong_account(prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    """The expected and the actual number; no reason sets it aside."""
    with little_aws(account="444455556666") as aws:
        signed_in(monkeypatch, aws.env())
        answer = refused(prompt, *DEPLOY)
        again = refused(prompt, *DEPLOY, "--override=account-differs", "--reason=it is fine")

    assert f"you are signed in to account 444455556666, not to {ACCOUNT}" in answer.told
    assert "account-differs" in again.told
    assert {"GetCallerIdentity"} == set(aws.asked)


def test_row_26_production_that_names_no_account(
    prompt: Prompt, aws: LittleAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any account would do, so the line to write is told."""
    change(prompt, STAGING, f'account = "{ACCOUNT}"', "")
    change(prompt, STAGING, "[platform]\n", "is_production = true\n[platform]\n")
    signed_in(monkeypatch, aws.env())

    answer = refused(prompt, *DEPLOY)

    assert "account-not-named" in answer.told
    assert f'account = "{ACCOUNT}"' in answer.told


def test_row_27_the_wrong_region(prompt: Prompt, aws: LittleAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that the settings say, and the one that the surroundings say."""
    signed_in(monkeypatch, aws.env(AWS_REGION="us-east-1"))

    answer = refused(prompt, *DEPLOY)

    assert "region-differs" in answer.told
    assert "AWS_REGION is us-east-1, and the settings say ap-northeast-1" in answer.told
    assert {"GetCallerIdentity"} == set(aws.asked)


def test_row_28_a_right_is_missing(prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Action, resource and role, found before anything is sent."""
    with little_aws(denied=("ecs:UpdateService",)) as aws:
        signed_in(monkeypatch, aws.env())
        answer = refused(prompt, *DEPLOY)

    service = f"arn:aws:ecs:ap-northeast-1:{ACCOUNT}:service/cost-simulator-staging/cost-simulator"
    assert f"right-missing: arn:aws:iam::{ACCOUNT}:role/deploy may not ecs:UpdateService" in answer.told
    assert service in answer.told
    assert ONLY_LOOKS == set(aws.asked)


def test_row_28_where_rights_cannot_be_simulated_the_gate_lets_through(
    prompt: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call that needs a right then tells: here the first after the gate, unknown to this AWS."""
    with little_aws(unheard=("SimulatePrincipalPolicy",)) as aws:
        signed_in(monkeypatch, aws.env())
        answer = prompt.type(*DEPLOY)

    assert "right-missing" not in answer.told
    assert f"acting as arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run" in answer.out


def guard(prompt: Prompt, approvals: str) -> None:
    """Guard the memory environment as production is guarded; its releases need no registry."""
    path = prompt.folder / MEMORY
    path.write_text(f"{path.read_text()}\n[approvals]\n{approvals}\n")


def test_row_29_outside_the_window(prompt: Prompt) -> None:
    """The next window is told; a reason sets it aside; a rollback needs none."""
    opens = datetime.now(UTC) + timedelta(days=2)
    guard(prompt, f'windows = ["{DAYS[opens.weekday()]} 08:00-09:00"]')
    words = ("deploy", "--env=memory", "--release=v1")

    answer = refused(prompt, *words)
    for release in ("v1", "v2"):
        known_better = ("--override=outside-window", "--reason=a fix that cannot wait")
        assert ExitCode.DONE == prompt.type(*words[:2], f"--release={release}", *known_better).code
    back = prompt.type("rollback", "--env=memory")

    assert f"it opens at {opens:%a %Y-%m-%d} 08:00 UTC" in answer.told
    assert (ExitCode.DONE, "v1") == (back.code, prompt.live)


def test_row_29_without_approval(prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who can approve is told; what a job could set itself is no approval, the runner's own word is."""
    guard(prompt, 'approvers = "the release team"')
    words = ("deploy", "--env=memory", "--release=v1")
    monkeypatch.setenv("ENVIRONMENT", "memory")

    answer = refused(prompt, *words)
    with little_aws(approved="staging") as aws:
        signed_in(monkeypatch, aws.env_of_job())
        elsewhere = refused(prompt, *words)
        aws.approved = "memory"
        approved = prompt.type(*words)

    assert "who can approve: the release team" in answer.told
    assert "this job was let into staging" in elsewhere.told
    assert (ExitCode.DONE, "v1") == (approved.code, prompt.live), approved.told
