resource "aws_db_subnet_group" "main" {
  name       = "full"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_db_parameter_group" "main" {
  name   = "full"
  family = "postgres15"
  parameter {
    name  = "log_connections"
    value = "1"
  }
}

resource "aws_db_instance" "main" {
  identifier                   = "full"
  engine                       = "postgres"
  engine_version               = "15.8"
  instance_class               = "db.t4g.micro"
  allocated_storage            = 20
  storage_encrypted            = true
  db_name                      = "app"
  username                     = "app"
  password                     = "correct-horse-battery"
  db_subnet_group_name         = aws_db_subnet_group.main.name
  parameter_group_name         = aws_db_parameter_group.main.name
  backup_retention_period      = 1
  performance_insights_enabled = true
  skip_final_snapshot          = true
  apply_immediately            = true
}

resource "aws_elasticache_subnet_group" "main" {
  name       = "full"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_elasticache_replication_group" "main" {
  replication_group_id       = "full"
  description                = "cache"
  engine                     = "redis"
  engine_version             = "7.0"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 1
  subnet_group_name          = aws_elasticache_subnet_group.main.name
  at_rest_encryption_enabled = true
  transit_encryption_enabled = false
}

resource "aws_kms_key" "main" { deletion_window_in_days = 7 }
