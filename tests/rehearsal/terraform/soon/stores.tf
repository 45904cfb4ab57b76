resource "aws_secretsmanager_secret" "db" {
  name                    = "full/db"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = aws_secretsmanager_secret.db.id
  secret_string = "correct-horse"
}

resource "aws_ssm_parameter" "level" {
  name  = "/full/level"
  type  = "String"
  value = "info"
}

resource "aws_dynamodb_table" "locks" {
  name         = "full-locks"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "LockID"
  attribute {
    name = "LockID"
    type = "S"
  }
  point_in_time_recovery { enabled = true }
}

resource "aws_appautoscaling_target" "table" {
  max_capacity       = 4
  min_capacity       = 1
  resource_id        = "table/${aws_dynamodb_table.locks.name}"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_elasticache_parameter_group" "main" {
  name   = "full"
  family = "redis7"
  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}
