"""Refusals of the registry, as the distribution specification writes them."""

import json


class Refused(Exception):
    """An error with its code and status of the specification."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    @property
    def body(self) -> bytes:
        """The error as JSON."""
        return json.dumps({"errors": [{"code": self.code, "message": self.message}]}).encode()


def unknown_blob(digest: str) -> Refused:
    """No such blob in this repository."""
    return Refused(404, "BLOB_UNKNOWN", f"blob unknown to registry: {digest}")


def unknown_manifest(reference: str) -> Refused:
    """No such image in this repository."""
    return Refused(404, "MANIFEST_UNKNOWN", f"Requested image not found: {reference}")


def unknown_upload(upload: str) -> Refused:
    """No such upload session."""
    return Refused(404, "BLOB_UPLOAD_UNKNOWN", f"blob upload unknown to registry: {upload}")


def bad_digest(message: str) -> Refused:
    """A digest that is none, or not that of the content."""
    return Refused(400, "DIGEST_INVALID", message)


def no_room(error: OSError) -> Refused:
    """A disk that takes no more."""
    return Refused(507, "UNKNOWN", f"the registry cannot keep what is pushed: {error.strerror}")


def not_allowed(method: str) -> Refused:
    """A method that a path does not know."""
    return Refused(405, "UNSUPPORTED", f"{method} is not supported here")
