terraform {
  backend "s3" {}
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}
provider "aws" {}
data "aws_caller_identity" "me" {}
data "aws_region" "here" {}
resource "aws_iam_role" "exec" {
  name               = "full-exec"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}
resource "aws_iam_role_policy_attachment" "exec" {
  role       = aws_iam_role.exec.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
resource "aws_iam_role" "deploy" {
  name               = "full-deploy"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = aws_iam_openid_connect_provider.github.arn } }] })
}
resource "aws_cloudwatch_log_group" "web" {
  name              = "/ecs/full"
  retention_in_days = 7
}
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.exec.arn
  container_definitions    = jsonencode([{ name = "web", image = "nginx", essential = true, portMappings = [{ containerPort = 8080, protocol = "tcp" }] }])
}
resource "aws_ecr_repository" "web" {
  name                 = "full/web"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = true
  image_scanning_configuration { scan_on_push = true }
}
resource "aws_ecr_lifecycle_policy" "web" {
  repository = aws_ecr_repository.web.name
  policy     = jsonencode({ rules = [{ rulePriority = 1, description = "keep", selection = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 50 }, action = { type = "expire" } }] })
}
resource "aws_s3_bucket" "site" {
  bucket        = "full-site"
  force_destroy = true
}
resource "aws_s3_bucket_versioning" "site" {
  bucket = aws_s3_bucket.site.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_cloudfront_origin_access_control" "site" {
  name                              = "site"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}
data "aws_cloudfront_cache_policy" "optimized" { name = "Managed-CachingOptimized" }
resource "aws_cloudfront_response_headers_policy" "site" {
  name = "site"
  security_headers_config {
    content_type_options { override = true }
    strict_transport_security {
      access_control_max_age_sec = 31536000
      override                   = true
    }
  }
}
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
resource "aws_sns_topic" "alerts" { name = "full-alerts" }
resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "full"
  dashboard_body = jsonencode({ widgets = [] })
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
resource "aws_budgets_budget" "month" {
  name         = "full"
  budget_type  = "COST"
  limit_amount = "20"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["ops@example.com"]
  }
}
resource "aws_codedeploy_app" "web" {
  name             = "full"
  compute_platform = "ECS"
}
resource "aws_apprunner_service" "web" {
  service_name = "full"
  source_configuration {
    auto_deployments_enabled = false
    image_repository {
      image_identifier      = "public.ecr.aws/nginx/nginx:latest"
      image_repository_type = "ECR_PUBLIC"
      image_configuration { port = "8080" }
    }
  }
  health_check_configuration {
    protocol = "HTTP"
    path     = "/health"
  }
}
output "account" { value = data.aws_caller_identity.me.account_id }
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "full-errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
}
resource "aws_elasticache_parameter_group" "main" {
  name   = "full"
  family = "redis7"
  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}
resource "aws_appautoscaling_target" "table" {
  max_capacity       = 4
  min_capacity       = 1
  resource_id        = "table/${aws_dynamodb_table.locks.name}"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  service_namespace  = "dynamodb"
}
