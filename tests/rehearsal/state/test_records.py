"""State that survives a restart of a really running rehearsal."""

import json
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.state.records import FILE

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def test_keys_and_certificates_survive(running: Any) -> None:
    """What was encrypted and signed before is read and verified after."""
    kms = running.client("kms")
    secret = kms.create_key()["KeyMetadata"]["KeyId"]
    signer = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=secret, Plaintext=b"hello")["CiphertextBlob"]
    signed = {"KeyId": signer, "Message": b"m", "SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256"}
    signature = kms.sign(**signed)["Signature"]
    certificate = running.client("acm").request_certificate(DomainName="a.example.com")["CertificateArn"]
    running.restart()
    kms = running.client("kms")
    assert kms.decrypt(CiphertextBlob=sealed, KeyId=secret)["Plaintext"] == b"hello"
    assert kms.verify(**signed, Signature=signature)["SignatureValid"] is True
    described = running.client("acm").describe_certificate(CertificateArn=certificate)["Certificate"]
    assert described["DomainName"] == "a.example.com"


def test_every_version_of_every_object_survives(running: Any) -> None:
    """S3 keeps versions in a dictionary that shows only the newest."""
    s3 = running.client("s3")
    s3.create_bucket(Bucket="versions")
    s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    made = [s3.put_object(Bucket="versions", Key="k", Body=bytes([n]))["VersionId"] for n in range(3)]
    running.restart()
    s3 = running.client("s3")
    bodies = [s3.get_object(Bucket="versions", Key="k", VersionId=v)["Body"].read() for v in made]
    assert [b"\0", b"\1", b"\2"] == bodies


def test_records_that_point_to_each_other_still_do(running: Any) -> None:
    """A load balancer's subnets are EC2's own after a restart, not copies of them."""
    ec2 = running.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{n}.0/24", AvailabilityZone=f"us-east-1{'ab'[n]}")[
            "Subnet"
        ]
        for n in range(2)
    ]
    numbers = sorted(subnet["SubnetId"] for subnet in subnets)
    running.client("elbv2").create_load_balancer(Name="kept", Subnets=numbers)
    running.restart()
    balancer = running.client("elbv2").describe_load_balancers(Names=["kept"])["LoadBalancers"][0]
    assert numbers == sorted(zone["SubnetId"] for zone in balancer["AvailabilityZones"])
    assert len(running.client("ec2").describe_subnets(SubnetIds=numbers)["Subnets"]) == 2


def test_queues_parameters_repositories_and_recorded_services_survive(running: Any) -> None:
    """Locks, dictionaries with arguments, and our own gaps are in these."""
    queue = running.client("sqs").create_queue(QueueName="kept")["QueueUrl"]
    running.client("sqs").send_message(QueueUrl=queue, MessageBody="hello")
    running.client("ssm").put_parameter(Name="/kept", Value="1", Type="String")
    running.client("ecr").create_repository(repositoryName="kept")
    running.client("iam").create_role(RoleName="kept", AssumeRolePolicyDocument=TRUST)
    running.client("elasticache").create_cache_parameter_group(
        CacheParameterGroupName="kept",
        CacheParameterGroupFamily="redis7",
        Description="kept",
    )
    running.restart()
    assert running.client("sqs").receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "hello"
    assert running.client("ssm").get_parameter(Name="/kept")["Parameter"]["Value"] == "1"
    assert running.client("ecr").describe_repositories()["repositories"][0]["repositoryName"] == "kept"
    assert running.client("iam").get_role(RoleName="kept")["Role"]["RoleName"] == "kept"
    groups = running.client("elasticache").describe_cache_parameter_groups(CacheParameterGroupName="kept")
    assert groups["CacheParameterGroups"][0]["CacheParameterGroupFamily"] == "redis7"


def test_a_reset_empties_records_and_recorded_services(running: Any) -> None:
    """The next test starts from nothing, and so does the next start."""
    running.client("s3").create_bucket(Bucket="forgotten")
    lifecycle.command(running.state, "save")
    lifecycle.reset(running.folder)
    assert not (running.folder / FILE).exists()
    assert running.client("s3").list_buckets()["Buckets"] == []
    assert running.client("apprunner").list_services()["ServiceSummaryList"] == []


def test_motos_own_reset_empties_recorded_services_too(running: Any) -> None:
    """Test suites written for moto call it."""
    running.client("elasticache").create_cache_parameter_group(
        CacheParameterGroupName="forgotten",
        CacheParameterGroupFamily="redis7",
        Description="forgotten",
    )
    with urlopen(f"{running.state.endpoint}/moto-api/reset", data=b"") as answer:  # noqa: S310 - loopback http
        assert answer.status == 200
    groups = running.client("elasticache").describe_cache_parameter_groups()
    assert groups["CacheParameterGroups"] == []


@pytest.mark.parametrize("spoiled", [b"moto 0.0.1, Python 3.11.0\nanything", b"", b"VERSION\nnot a pickle"])
def test_records_of_other_versions_or_broken_ones_start_empty(tmp_path: Path, spoiled: bytes) -> None:
    """An upgrade of moto must not keep the rehearsal down."""
    from rehearsal.state.records import versions  # noqa: PLC0415 - beside its one use

    folder = tmp_path / "rehearsal"
    folder.mkdir()
    (folder / FILE).write_bytes(spoiled.replace(b"VERSION", versions().encode()))
    lifecycle.up(Place(folder))
    try:
        assert lifecycle.status(folder) is not None
    finally:
        lifecycle.down(folder, keep=False)
