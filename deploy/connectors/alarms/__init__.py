"""CloudWatch as a rollout asks it: alarms by name, and what a load balancer counted; nothing is set here."""
