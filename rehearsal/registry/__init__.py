"""The registry: OCI distribution v2 over files named by content, with moto's ECR repositories as catalogue.

Here belong pushing, pulling and what of the ECR API speaks of layers and scans. Building images does not.
"""
