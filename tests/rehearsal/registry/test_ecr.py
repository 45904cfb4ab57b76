"""The registry and the ECR API are two doors to the same images."""

import json
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.conftest import Running
from tests.rehearsal.registry.pusher import MANIFEST_TYPE, Pusher, digest_of, log_in


def in_another_account(running: Running) -> Any:
    """A client of ECR there."""
    role = "arn:aws:iam::444455556666:role/other"
    keys = running.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return running.client(
        "ecr",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def login_of(ecr: Any) -> str:
    """The Authorization header of an account's token."""
    return f"Basic {ecr.get_authorization_token()['authorizationData'][0]['authorizationToken']}"


def error(caught: pytest.ExceptionInfo[ClientError]) -> str:
    """The code of an error."""
    return str(caught.value.response["Error"]["Code"])


def test_a_pushed_image_is_described(running: Running) -> None:
    shop = log_in(running, "described")
    digest = shop.push_image("v1", "a layer")

    (image,) = running.client("ecr").describe_images(repositoryName="described")["imageDetails"]

    assert (digest, ["v1"]) == (image["imageDigest"], image["imageTags"])
    assert len("a layer") + len('{"architecture":"amd64"}') == image["imageSizeInBytes"]
    assert MANIFEST_TYPE == image["imageManifestMediaType"]


def test_a_retag_through_the_api_is_pulled_through_the_port(running: Running) -> None:
    shop = log_in(running, "retagged")
    digest = shop.push_image("v1", "a layer")
    ecr = running.client("ecr")
    (image,) = ecr.batch_get_image(repositoryName="retagged", imageIds=[{"imageDigest": digest}])["images"]
    ecr.put_image(repositoryName="retagged", imageManifest=image["imageManifest"], imageTag="live")

    assert digest == shop.ask("HEAD", shop.path("manifests/live")).headers["docker-content-digest"]
    assert digest == digest_of(image["imageManifest"].encode())


def test_a_tag_that_moves_leaves_the_old_image_there_by_digest(running: Running) -> None:
    shop = log_in(running, "moving")
    old, new = shop.push_image("latest", "old"), shop.push_image("latest", "new")

    details = running.client("ecr").describe_images(repositoryName="moving")["imageDetails"]

    assert {old: [], new: ["latest"]} == {one["imageDigest"]: one.get("imageTags", []) for one in details}
    assert 200 == shop.ask("GET", shop.path(f"manifests/{old}")).status
    assert new == shop.push_image("latest", "new")


def test_an_immutable_tag_holds_at_both_doors_even_for_the_same_image(running: Running) -> None:
    shop = log_in(running, "fixed", imageTagMutability="IMMUTABLE")
    shop.push_image("v1", "first")
    again = shop.push_manifest("v1", shop.manifest("first"))
    other = shop.push_manifest("v1", shop.manifest("second"))
    with pytest.raises(ClientError) as caught:
        running.client("ecr").put_image(
            repositoryName="fixed", imageManifest=shop.manifest("third").decode(), imageTag="v1"
        )

    assert [(400, "TAG_INVALID")] * 2 == [(one.status, one.code) for one in (again, other)]
    assert "ImageTagAlreadyExistsException" == error(caught)
    assert 201 == shop.push_manifest("v2", shop.manifest("second")).status


def test_an_exclusion_turns_immutability_round(running: Running) -> None:
    shop = log_in(
        running,
        "excluded",
        imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "dev-*"}],
    )
    shop.push_image("dev-1", "one")
    shop.push_image("v1", "one")

    assert 201 == shop.push_manifest("dev-1", shop.manifest("two")).status
    assert 400 == shop.push_manifest("v1", shop.manifest("two")).status


def test_the_same_image_twice_through_the_api_already_exists(running: Running) -> None:
    shop = log_in(running, "twice")
    shop.push_image("v1", "same")
    manifest = shop.manifest("same").decode()
    with pytest.raises(
        ClientError, match="and tag 'v1' already exists in the repository with name 'twice'"
    ) as caught:
        running.client("ecr").put_image(repositoryName="twice", imageManifest=manifest, imageTag="v1")

    assert "ImageAlreadyExistsException" == error(caught)


def test_a_manifest_under_a_wrong_digest_is_refused(running: Running) -> None:
    manifest = log_in(running, "digested").manifest("x").decode()
    with pytest.raises(ClientError) as caught:
        running.client("ecr").put_image(
            repositoryName="digested", imageManifest=manifest, imageTag="v1", imageDigest=digest_of(b"other")
        )

    assert "ImageDigestDoesNotMatchException" == error(caught)


def test_a_deleted_image_is_gone_from_the_port(running: Running) -> None:
    shop = log_in(running, "deleted")
    digest = shop.push_image("v1", "x")
    running.client("ecr").batch_delete_image(repositoryName="deleted", imageIds=[{"imageDigest": digest}])

    assert 404 == shop.ask("GET", shop.path("manifests/v1")).status


def test_layers_pushed_through_the_api_are_those_of_the_port(running: Running) -> None:
    shop, ecr = log_in(running, "layers"), running.client("ecr")
    content = b"layer by api"
    upload = ecr.initiate_layer_upload(repositoryName="layers")["uploadId"]
    part = {"repositoryName": "layers", "uploadId": upload}
    ecr.upload_layer_part(**part, partFirstByte=0, partLastByte=4, layerPartBlob=content[:5])
    with pytest.raises(ClientError) as caught:
        ecr.upload_layer_part(**part, partFirstByte=9, partLastByte=9, layerPartBlob=b"x")
    ecr.upload_layer_part(**part, partFirstByte=5, partLastByte=len(content) - 1, layerPartBlob=content[5:])
    ecr.complete_layer_upload(**part, layerDigests=[digest_of(content)])
    checked = ecr.batch_check_layer_availability(
        repositoryName="layers", layerDigests=[digest_of(content), digest_of(b"none")]
    )
    url = ecr.get_download_url_for_layer(repositoryName="layers", layerDigest=digest_of(content))[
        "downloadUrl"
    ]

    assert "InvalidLayerPartException" == error(caught)
    assert [digest_of(content)] == [one["layerDigest"] for one in checked["layers"]]
    assert [digest_of(b"none")] == [one["layerDigest"] for one in checked["failures"]]
    assert content == shop.ask("GET", shop.path(f"blobs/{digest_of(content)}")).body
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - an address of the rehearsal's own
        assert content == answer.read()


def test_a_scan_is_clean_until_something_is_planted(running: Running) -> None:
    shop, ecr = (
        log_in(running, "scanned", imageScanningConfiguration={"scanOnPush": True}),
        running.client("ecr"),
    )
    digest = shop.push_image("v1", "x")
    asked = {"repositoryName": "scanned", "imageId": {"imageDigest": digest}}
    clean = ecr.describe_image_scan_findings(**asked)
    finding = {"name": "CVE-2026-0001", "severity": "CRITICAL", "uri": "https://cve.test"}
    planted = {"repository": "scanned", "reference": digest, "findings": json.dumps([finding])}
    act(running, "plant-scan-findings", planted)
    found = ecr.describe_image_scan_findings(**asked)
    (image,) = ecr.describe_images(repositoryName="scanned")["imageDetails"]

    assert "COMPLETE" == clean["imageScanStatus"]["status"]
    assert [] == clean["imageScanFindings"]["findings"]
    assert {"CRITICAL": 1} == found["imageScanFindings"]["findingSeverityCounts"]
    assert ["CVE-2026-0001"] == [one["name"] for one in found["imageScanFindings"]["findings"]]
    assert {"CRITICAL": 1} == image["imageScanFindingsSummary"]["findingSeverityCounts"]


def test_without_a_scan_there_are_no_findings(running: Running) -> None:
    shop = log_in(running, "unscanned")
    shop.push_image("v1", "x")
    with pytest.raises(ClientError) as caught:
        running.client("ecr").describe_image_scan_findings(
            repositoryName="unscanned", imageId={"imageTag": "v1"}
        )

    assert "ScanNotFoundException" == error(caught)


def test_garbage_goes_and_what_an_image_names_stays(running: Running) -> None:
    shop = log_in(running, "swept")
    kept = shop.push_image("v1", "kept layer")
    garbage = shop.push_blob(b"never named")
    act(running, "registry-sweep", {"grace_seconds": "3600"})
    within_grace = shop.ask("HEAD", shop.path(f"blobs/{garbage}")).status
    act(running, "registry-sweep", {"grace_seconds": "0"})

    assert 200 == within_grace
    assert 404 == shop.ask("HEAD", shop.path(f"blobs/{garbage}")).status
    assert 200 == shop.ask("HEAD", shop.path(f"blobs/{digest_of(b'kept layer')}")).status
    assert 200 == shop.ask("GET", shop.path(f"manifests/{kept}")).status


def test_a_namesake_in_another_account_keeps_its_layers(running: Running) -> None:
    shop = log_in(running, "namesake")
    shop.push_image("v1", "layer of the one")
    other = in_another_account(running)
    other.create_repository(repositoryName="namesake")
    namesake = Pusher(shop.host, login_of(other), "namesake")
    namesake.push_image("v1", "layer of the other")
    act(running, "registry-sweep", {"grace_seconds": "0"})

    assert 200 == shop.ask("HEAD", shop.path(f"blobs/{digest_of(b'layer of the one')}")).status
    assert 200 == namesake.ask("HEAD", namesake.path(f"blobs/{digest_of(b'layer of the other')}")).status


def test_a_lost_registry_comes_back_where_it_was(running: Running) -> None:
    shop = log_in(running, "lost")
    digest = shop.push_image("v1", "x")
    act(running, "registry-lose", {})
    with pytest.raises(ConnectionError):
        shop.ask("GET", "/v2/")
    act(running, "registry-return", {})

    assert digest == shop.ask("HEAD", shop.path("manifests/v1")).headers["docker-content-digest"]


def test_images_uploads_and_logins_survive_a_restart_on_the_same_port(running: Running) -> None:
    shop = log_in(running, "lasting")
    digest = shop.push_image("v1", "lasting layer")
    upload = shop.begin()
    shop.ask("PATCH", upload, b"half of ")
    running.restart()
    shop.ask("PATCH", upload, b"a layer", Content_Range="8-14")

    uri = running.client("ecr").describe_repositories(repositoryNames=["lasting"])["repositories"][0][
        "repositoryUri"
    ]
    assert f"{shop.host}/lasting" == uri
    assert 201 == shop.ask("PUT", f"{upload}?digest={digest_of(b'half of a layer')}").status
    assert digest == digest_of(shop.ask("GET", shop.path("manifests/v1")).body)
    assert b"lasting layer" == shop.ask("GET", shop.path(f"blobs/{digest_of(b'lasting layer')}")).body


def test_a_login_reaches_its_own_account_only(running: Running) -> None:
    shop = log_in(running, "own")
    stranger = Pusher(shop.host, login_of(in_another_account(running)), "own")

    assert "NAME_UNKNOWN" == stranger.ask("GET", stranger.path("tags/list")).code


def act(running: Running, action: str, arguments: dict[str, str]) -> None:
    """Do something to the rehearsal on demand."""
    request = urllib.request.Request(  # noqa: S310 - an address of the rehearsal's own
        f"{running.state.endpoint}/_rehearsal/actions/{action}", json.dumps(arguments).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
        assert 200 == answer.status
