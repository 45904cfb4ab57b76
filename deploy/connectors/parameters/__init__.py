"""Documents that Terraform leaves for deployments to read."""
