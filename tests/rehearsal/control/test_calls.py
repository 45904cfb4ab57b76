"""Calls of the stock SDK against a running control plane."""

import json
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest
from botocore.exceptions import ClientError

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def code_of(failed: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    error: dict[str, Any] = failed.value.response
    return error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("cloudwatch", "describe_alarm_history"),
        ("rds", "describe_account_attributes"),
        ("backup", "list_recovery_points_by_backup_vault"),
        ("lightsail", "get_instances"),
    ],
)
def test_an_operation_that_nobody_implements_is_refused_with_400(
    running: Any, service: str, operation: str
) -> None:
    """A 500 would be tried again for minutes by every client."""
    arguments = {"BackupVaultName": "none"} if service == "backup" else {}
    with pytest.raises(ClientError) as failed:
        getattr(running.client(service), operation)(**arguments)
    assert code_of(failed) == ("InvalidAction", 400)


def test_a_put_with_if_none_match_has_exactly_one_winner(running: Any) -> None:
    """S3 locks and ledgers stand on this."""
    s3 = running.client("s3")
    s3.create_bucket(Bucket="conditional")

    def put(number: int) -> str:
        try:
            s3.put_object(Bucket="conditional", Key="once", Body=str(number).encode(), IfNoneMatch="*")
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "won"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(put, range(16)))
    assert ["PreconditionFailed"] * 15 + ["won"] == outcomes


def test_a_put_with_a_wrong_etag_changes_nothing(running: Any) -> None:
    """If-Match protects what someone else wrote in between."""
    s3 = running.client("s3")
    s3.create_bucket(Bucket="matching")
    first = s3.put_object(Bucket="matching", Key="k", Body=b"first")["ETag"]
    s3.put_object(Bucket="matching", Key="k", Body=b"second", IfMatch=first)
    with pytest.raises(ClientError) as failed:
        s3.put_object(Bucket="matching", Key="k", Body=b"third", IfMatch=first)
    assert code_of(failed) == ("PreconditionFailed", 412)
    assert s3.get_object(Bucket="matching", Key="k")["Body"].read() == b"second"


def test_a_refused_conditional_write_of_dynamodb_shows_the_item_that_is_there(running: Any) -> None:
    """The lease reads its holder from the refusal."""
    dynamodb = running.client("dynamodb")
    dynamodb.create_table(
        TableName="leases",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    item = {"k": {"S": "lock"}, "who": {"S": "first"}}
    dynamodb.put_item(TableName="leases", Item=item, ConditionExpression="attribute_not_exists(k)")
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as failed:
        dynamodb.put_item(
            TableName="leases",
            Item={"k": {"S": "lock"}, "who": {"S": "second"}},
            ConditionExpression="attribute_not_exists(k)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert failed.value.response["Item"] == item


def test_eight_clients_on_one_key_get_no_error(running: Any) -> None:
    """The bare moto server answers some of these with 500."""
    s3 = running.client("s3")
    s3.create_bucket(Bucket="crowded")

    def put(number: int) -> int:
        answer = s3.put_object(Bucket="crowded", Key="same", Body=b"x" * number)
        return int(answer["ResponseMetadata"]["HTTPStatusCode"])

    with ThreadPoolExecutor(8) as pool:
        assert {200} == set(pool.map(put, range(400)))


def test_a_long_poll_lets_everybody_else_in(running: Any) -> None:
    """A receiver that waits must not hold the lock."""
    sqs = running.client("sqs")
    queue = sqs.create_queue(QueueName="poll")["QueueUrl"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(sqs.receive_message, QueueUrl=queue, WaitTimeSeconds=10)
        started = monotonic()
        for _ in range(20):
            running.client("sts").get_caller_identity()
        sqs.send_message(QueueUrl=queue, MessageBody="hello")
        received = waiting.result(timeout=10)
    assert received["Messages"][0]["Body"] == "hello"
    assert monotonic() - started < 5


def test_a_plain_read_of_a_secret_follows_awscurrent(running: Any) -> None:
    """The bare moto gives the newest version, wherever the stage was moved to."""
    secrets = running.client("secretsmanager")
    first = secrets.create_secret(Name="moved", SecretString="first")["VersionId"]
    second = secrets.put_secret_value(SecretId="moved", SecretString="second")["VersionId"]
    secrets.update_secret_version_stage(
        SecretId="moved",
        VersionStage="AWSCURRENT",
        RemoveFromVersionId=second,
        MoveToVersionId=first,
    )
    assert secrets.get_secret_value(SecretId="moved")["SecretString"] == "first"


def test_an_assumed_role_of_another_account_sees_that_account_only(running: Any) -> None:
    """Staging and production can be two accounts."""
    running.client("ecs").create_cluster(clusterName="here")
    role = "arn:aws:iam::222222222222:role/deploy"
    assumed = running.client("sts").assume_role(RoleArn=role, RoleSessionName="there")["Credentials"]
    keys = {
        "aws_access_key_id": assumed["AccessKeyId"],
        "aws_secret_access_key": assumed["SecretAccessKey"],
        "aws_session_token": assumed["SessionToken"],
    }
    assert running.client("ecs", **keys).list_clusters()["clusterArns"] == []
    arn = "arn:aws:sts::222222222222:assumed-role/deploy/there"
    assert running.client("sts", **keys).get_caller_identity()["Arn"] == arn
    assert running.requests("ListClusters")[-1].caller == arn


def test_a_managed_policy_of_aws_can_be_attached(running: Any) -> None:
    """The bare moto knows them only where it has loaded all of them."""
    iam = running.client("iam")
    iam.create_role(RoleName="task", AssumeRolePolicyDocument=TRUST)
    policy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.attach_role_policy(RoleName="task", PolicyArn=policy)
    attached = iam.list_attached_role_policies(RoleName="task")["AttachedPolicies"]
    assert [policy] == [entry["PolicyArn"] for entry in attached]
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/NobodyHasHeardOfThis")


def test_an_invalidation_is_completed_as_the_waiter_spells_it(running: Any) -> None:
    """The waiter knows Completed and moto writes COMPLETED."""
    cloudfront = running.client("cloudfront")
    made = cloudfront.create_distribution(DistributionConfig=distribution())["Distribution"]
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "1"}
    invalidation = cloudfront.create_invalidation(DistributionId=made["Id"], InvalidationBatch=batch)
    number = invalidation["Invalidation"]["Id"]
    waiter = cloudfront.get_waiter("invalidation_completed")
    waiter.wait(DistributionId=made["Id"], Id=number, WaiterConfig={"MaxAttempts": 1})
    origin = made["DistributionConfig"]["Origins"]["Items"][0]
    assert origin["OriginAccessControlId"] == "E1OAC"


def distribution() -> dict[str, Any]:
    """A distribution in front of a bucket, with an origin access control."""
    return {
        "CallerReference": "1",
        "Comment": "",
        "Enabled": True,
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "site",
                    "DomainName": "site.s3.us-east-1.amazonaws.com",
                    "OriginAccessControlId": "E1OAC",
                    "S3OriginConfig": {"OriginAccessIdentity": ""},
                },
            ],
        },
        "DefaultCacheBehavior": {
            "TargetOriginId": "site",
            "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        },
    }


def test_members_of_a_replication_group_exist_and_go_with_it(running: Any) -> None:
    """Terraform reads every member; moto makes none."""
    cache = running.client("elasticache")
    cache.create_replication_group(
        ReplicationGroupId="cache",
        ReplicationGroupDescription="two nodes",
        NumCacheClusters=2,
        EngineVersion="7.0",
        CacheNodeType="cache.t4g.micro",
    )
    group = cache.describe_replication_groups(ReplicationGroupId="cache")["ReplicationGroups"][0]
    assert ["cache-001", "cache-002"] == group["MemberClusters"]
    member = cache.describe_cache_clusters(CacheClusterId="cache-002", ShowCacheNodeInfo=True)[
        "CacheClusters"
    ][0]
    assert member["EngineVersion"] == "7.0.7"
    cache.delete_replication_group(ReplicationGroupId="cache")
    with pytest.raises(ClientError) as failed:
        cache.describe_replication_groups(ReplicationGroupId="cache")
    assert code_of(failed)[0] == "ReplicationGroupNotFoundFault"


def test_an_answer_of_json_is_not_called_a_page(running: Any) -> None:
    """Moto leaves Flask's label on some services, and a client takes a page for a proxy's."""
    answer = running.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")

    assert "application/x-amz-json-1.1" == answer["ResponseMetadata"]["HTTPHeaders"]["content-type"]
