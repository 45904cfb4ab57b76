"""What belongs to a system beside its workloads: secrets, alarms, the table of ledgers, and the database."""

import json
from contextlib import suppress
from secrets import token_urlsafe

from deploy.model.topology import DatabasePlace
from deploy.settings.schema import Settings
from rehearsal.landscape.aws import Aws

LEDGER_KEYS = (("place", "HASH"), ("item", "RANGE"))


def secret(aws: Aws, name: str, keys: tuple[str, ...] = ()) -> str:
    """A secret with random values of its own, one for each key; one that is there keeps its value."""
    manager = aws.client("secretsmanager")
    value = json.dumps({key: token_urlsafe(24) for key in keys}) if keys else token_urlsafe(24)
    with suppress(manager.exceptions.ResourceExistsException):
        manager.create_secret(Name=name, SecretString=value)
    return str(manager.describe_secret(SecretId=name)["ARN"])


def alarm(aws: Aws, name: str, system: str) -> str:
    """An alarm that is green until somebody turns it red."""
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace=f"Swingbridge/{system}",
        MetricName=name,
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
    )
    return name


def ledger_table(aws: Aws, name: str) -> None:
    """The table that leases and ledgers are kept in."""
    dynamodb = aws.client("dynamodb")
    with suppress(dynamodb.exceptions.ResourceInUseException):
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in LEDGER_KEYS],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in LEDGER_KEYS],
            BillingMode="PAY_PER_REQUEST",
        )


def database(aws: Aws, settings: Settings) -> DatabasePlace | None:
    """A PostgreSQL with a managed password, where the settings ask for one."""
    wanted = settings.database
    if wanted is None or wanted.instance is None:
        return None
    rds = aws.client("rds")
    password = secret(aws, f"{settings.system}/{settings.environment}/database")
    value = aws.client("secretsmanager").get_secret_value(SecretId=password, VersionStage="AWSCURRENT")
    with suppress(rds.exceptions.DBInstanceAlreadyExistsFault):
        rds.create_db_instance(
            DBInstanceIdentifier=wanted.instance,
            DBName=wanted.name or "app",
            Engine="postgres",
            DBInstanceClass="db.t3.small",
            AllocatedStorage=20,
            MasterUsername="owner",
            MasterUserPassword=value["SecretString"],
            BackupRetentionPeriod=wanted.backup_days,
        )
    return DatabasePlace(wanted.instance, password)
