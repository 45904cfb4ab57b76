"""Operations that moto lacks, kept as records: what Terraform makes, reads, changes and deletes."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

IMAGE = {
    "ImageRepository": {
        "ImageIdentifier": "public.ecr.aws/a/web:1",
        "ImageRepositoryType": "ECR_PUBLIC",
        "ImageConfiguration": {"Port": "8080"},
    },
}


def test_an_app_runner_service_lives_from_create_to_delete(running: Any) -> None:
    """It runs at once, keeps its changes, and is gone after its deletion."""
    runner = running.client("apprunner")
    tags = [{"Key": "system", "Value": "x"}]
    made = runner.create_service(ServiceName="web1", SourceConfiguration=IMAGE, Tags=tags)["Service"]
    assert ("RUNNING", "1024") == (made["Status"], made["InstanceConfiguration"]["Cpu"])
    arn = made["ServiceArn"]
    runner.update_service(ServiceArn=arn, InstanceConfiguration={"Cpu": "2048"})
    changed = runner.describe_service(ServiceArn=arn)["Service"]["InstanceConfiguration"]
    assert changed == {"Cpu": "2048", "Memory": "2048"}
    assert runner.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags
    runner.delete_service(ServiceArn=arn)
    with pytest.raises(runner.exceptions.ResourceNotFoundException):
        runner.describe_service(ServiceArn=arn)


@pytest.mark.parametrize(("ending", "revision"), [("", 1), ("/3", 3), ("/3/abc", 3)])
def test_an_app_runner_service_names_its_scaling_in_short_or_in_full(
    running: Any, ending: str, revision: int
) -> None:
    """AWS takes the ARN without its last parts, too."""
    runner = running.client("apprunner")
    arn = f"arn:aws:apprunner:us-east-1:123456789012:autoscalingconfiguration/high{ending}"
    made = runner.create_service(
        ServiceName=f"web{len(ending)}x", SourceConfiguration=IMAGE, AutoScalingConfigurationArn=arn
    )["Service"]["AutoScalingConfigurationSummary"]
    assert ("high", revision) == (
        made["AutoScalingConfigurationName"],
        made["AutoScalingConfigurationRevision"],
    )


def test_an_app_runner_service_with_another_arn_is_refused(running: Any) -> None:
    """A 500 would be tried again for minutes."""
    runner = running.client("apprunner")
    with pytest.raises(runner.exceptions.InvalidRequestException):
        runner.create_service(
            ServiceName="web-wrong", SourceConfiguration=IMAGE, AutoScalingConfigurationArn="arn:aws:x"
        )


def test_a_policy_of_aws_itself_stays(running: Any) -> None:
    """As on AWS, it can neither be changed nor deleted."""
    cloudfront = running.client("cloudfront")
    disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    etag = cloudfront.get_cache_policy(Id=disabled)["ETag"]
    with pytest.raises(cloudfront.exceptions.IllegalDelete):
        cloudfront.delete_cache_policy(Id=disabled, IfMatch=etag)
    with pytest.raises(cloudfront.exceptions.IllegalUpdate):
        cloudfront.update_cache_policy(
            Id=disabled, IfMatch=etag, CachePolicyConfig={"Name": "mine", "MinTTL": 1}
        )
    assert cloudfront.get_cache_policy(Id=disabled)["ETag"] == etag


def test_cloudfronts_own_policies_are_listed_and_ours_beside_them(running: Any) -> None:
    """A site's Terraform looks up AWS's own by name and makes one for headers."""
    cloudfront = running.client("cloudfront")
    managed = cloudfront.list_cache_policies(Type="managed")["CachePolicyList"]["Items"]
    names = {item["CachePolicy"]["CachePolicyConfig"]["Name"] for item in managed}
    assert "Managed-CachingOptimized" in names
    config = {"Name": "site", "CustomHeadersConfig": {"Quantity": 0}}
    made = cloudfront.create_response_headers_policy(ResponseHeadersPolicyConfig=config)
    number = made["ResponseHeadersPolicy"]["Id"]
    assert cloudfront.get_response_headers_policy(Id=number)["ETag"] == made["ETag"]
    with pytest.raises(ClientError) as failed:
        cloudfront.delete_response_headers_policy(Id=number, IfMatch="wrong")
    assert failed.value.response["Error"]["Code"] == "PreconditionFailed"
    cloudfront.delete_response_headers_policy(Id=number, IfMatch=made["ETag"])
    assert (
        cloudfront.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]["Quantity"] == 0
    )


def test_a_budget_tells_its_subscribers_and_can_be_changed(running: Any) -> None:
    """Without the listing Terraform's apply hangs for minutes."""
    budgets = running.client("budgets")
    account = "123456789012"
    budget = {"BudgetName": "month", "BudgetType": "COST", "TimeUnit": "MONTHLY"}
    notification = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    who = [{"SubscriptionType": "EMAIL", "Address": "ops@example.com"}]
    budgets.create_budget(
        AccountId=account,
        Budget={**budget, "BudgetLimit": {"Amount": "20", "Unit": "USD"}},
        NotificationsWithSubscribers=[{"Notification": notification, "Subscribers": who}],
    )
    asked = {"AccountId": account, "BudgetName": "month", "Notification": notification}
    assert budgets.describe_subscribers_for_notification(**asked)["Subscribers"] == who
    with pytest.raises(budgets.exceptions.NotFoundException):
        budgets.delete_subscriber(
            **asked, Subscriber={"SubscriptionType": "EMAIL", "Address": "no@example.com"}
        )
    budgets.update_budget(
        AccountId=account,
        NewBudget={**budget, "BudgetLimit": {"Amount": "30", "Unit": "USD"}},
    )
    changed = budgets.describe_budget(AccountId=account, BudgetName="month")["Budget"]
    assert changed["BudgetLimit"]["Amount"] == "30"


def test_a_codedeploy_application_can_be_deleted(running: Any) -> None:
    """Terraform's destroy hangs without it."""
    codedeploy = running.client("codedeploy")
    codedeploy.create_application(applicationName="web", computePlatform="ECS")
    codedeploy.delete_application(applicationName="web")
    assert codedeploy.list_applications()["applications"] == []


def test_tags_of_a_scaling_target_can_be_listed(running: Any) -> None:
    """The provider asks after every registration."""
    scaling = running.client("application-autoscaling")
    arn = "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/1"
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {}
    scaling.tag_resource(ResourceARN=arn, Tags={"a": "1", "b": "2"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"b": "2"}


def test_a_cache_parameter_group_lists_what_was_set(running: Any) -> None:
    """Made, changed, reset and deleted, as one resource of Terraform."""
    cache = running.client("elasticache")
    group = {"CacheParameterGroupName": "mine"}
    cache.create_cache_parameter_group(**group, CacheParameterGroupFamily="redis7", Description="mine")
    pair = {"ParameterName": "maxmemory-policy", "ParameterValue": "allkeys-lru"}
    cache.modify_cache_parameter_group(**group, ParameterNameValues=[pair])
    listed = cache.describe_cache_parameters(**group, Source="user")["Parameters"]
    assert [("maxmemory-policy", "allkeys-lru")] == [
        (p["ParameterName"], p["ParameterValue"]) for p in listed
    ]
    cache.reset_cache_parameter_group(**group, ResetAllParameters=True)
    assert cache.describe_cache_parameters(**group)["Parameters"] == []
    cache.delete_cache_parameter_group(**group)
    with pytest.raises(cache.exceptions.CacheParameterGroupNotFoundFault):
        cache.describe_cache_parameter_groups(**group)
