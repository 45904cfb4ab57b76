"""The address of a webhook, from Secrets Manager."""

import json

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.notify.port import NotTold
from deploy.errors import SwingbridgeError
from deploy.model.secret import Secret
from deploy.model.secret_place import SecretPlace


def webhook_in(client: Client, written: str) -> Secret:
    """The value that settings name as `name` or `name:key`."""
    place = SecretPlace.of(written)
    try:
        with in_our_words("secrets: webhook"):
            answer = client.once.get_secret_value(SecretId=place.name)
        text = str(answer.get("SecretString", ""))
        return Secret(str(json.loads(text)[place.key]) if place.key else text)
    except SwingbridgeError as error:
        raise NotTold(f"the secret {place.name} could not be read: {error.why}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotTold(f"the secret {written} does not hold an address") from error
