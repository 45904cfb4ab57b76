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
