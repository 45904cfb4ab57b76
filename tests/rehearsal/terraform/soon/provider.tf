terraform {
  required_providers { aws = { source = "hashicorp/aws", version = "5.100.0" } }
}

provider "aws" {}

data "aws_caller_identity" "me" {}

data "aws_region" "here" {}

output "account" { value = data.aws_caller_identity.me.account_id }
