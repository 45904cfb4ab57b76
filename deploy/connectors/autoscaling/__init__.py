"""Application Auto Scaling, as far as a maintenance lets it rest; policies and bounds are Terraform's."""
