resource "aws_lb" "main" {
  name               = "full"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.web.id]
  subnets            = aws_subnet.public[*].id
}

resource "aws_lb_target_group" "side" {
  for_each             = toset(["blue", "green"])
  name                 = "full-${each.key}"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 5
  health_check {
    path     = "/health"
    interval = 5
    timeout  = 2
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 18080
  protocol          = "HTTP"
  default_action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.side["blue"].arn
        weight = 100
      }
      target_group {
        arn    = aws_lb_target_group.side["green"].arn
        weight = 0
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "balancer" {
  alarm_name          = "full-balancer-errors"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  dimensions          = { LoadBalancer = aws_lb.main.arn_suffix }
  alarm_actions       = [aws_sns_topic.alerts.arn]
}

output "url" { value = aws_lb.main.dns_name }
