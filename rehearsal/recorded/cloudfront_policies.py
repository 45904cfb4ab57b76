"""CloudFront's cache, origin-request and response-headers policies: AWS's own by id, ours as records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from rehearsal.control.gaps import ApiError, Call
from rehearsal.control.plane import ControlPlane
from rehearsal.recorded.shelf import Record, Shelf

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
# and the two pages beside it; ids are the same in every account.
MANAGED = {
    "CachePolicy": {
        "658327ea-f89d-4fab-a63d-7e88639e58f6": "Managed-CachingOptimized",
        "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": "Managed-CachingOptimizedForUncompressedObjects",
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": "Managed-CachingDisabled",
        "83da9c7e-98b4-4e11-a168-04f0df8e2c65": "UseOriginCacheControlHeaders",
    },
    "OriginRequestPolicy": {
        "216adef6-5c7f-47e4-b989-5492eafa07d3": "Managed-AllViewer",
        "b689b0a8-53d0-40ab-baf2-68738e2966ac": "Managed-AllViewerExceptHostHeader",
        "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": "Managed-CORS-S3Origin",
        "59781a5b-3903-41f3-afcb-af62929ccde1": "Managed-CORS-CustomOrigin",
    },
    "ResponseHeadersPolicy": {
        "67f7725c-6f97-4210-82d7-5512b31e9d03": "Managed-SecurityHeadersPolicy",
        "60669652-455b-4ae9-85a4-c4c02393f86c": "Managed-SimpleCORS",
        "5cc3b908-e619-4b99-88e5-2cf7f45965bd": "Managed-CORS-With-Preflight",
        "e61eb60c-9c35-4d20-a928-2b84e02af89c": "Managed-CORS-and-SecurityHeadersPolicy",
    },
}
MOMENT = datetime(2020, 1, 1, tzinfo=UTC)
REQUIRED: Mapping[str, Record] = {
    "CachePolicy": {"MinTTL": 0},
    "OriginRequestPolicy": {
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    },
    "ResponseHeadersPolicy": {},
}
PLURAL = {
    "CachePolicy": "CachePolicies",
    "OriginRequestPolicy": "OriginRequestPolicies",
    "ResponseHeadersPolicy": "ResponseHeadersPolicies",
}


@dataclass(frozen=True, slots=True)
class Policies:
    """The operations on one kind of policy; `kind` is the shape's name in the model."""

    kind: str
    shelf: Shelf

    def create(self, call: Call) -> Record:
        """Make one."""
        config = call.request[f"{self.kind}Config"]
        if any(record["config"]["Name"] == config["Name"] for record in self._drawer(call).values()):
            raise ApiError(f"{self.kind}AlreadyExists", f"{config['Name']} exists.", 409)
        number = str(uuid4())
        self._drawer(call)[number] = {"config": config, "etag": uuid4().hex[:13].upper()}
        return {**self._shown(call, number), "Location": f"/2020-05-31/{number}"}

    def get(self, call: Call) -> Record:
        """Read one."""
        return self._shown(call, call.request["Id"])

    def get_config(self, call: Call) -> Record:
        """Read its settings."""
        record = self._find(call, call.request["Id"])
        return {f"{self.kind}Config": record["config"], "ETag": record["etag"]}

    def update(self, call: Call) -> Record:
        """Change one; the caller says which version it saw."""
        record = self._matching(call, "IllegalUpdate")
        record.update(config=call.request[f"{self.kind}Config"], etag=uuid4().hex[:13].upper())
        return self._shown(call, call.request["Id"])

    def delete(self, call: Call) -> Record:
        """Delete one."""
        self._matching(call, "IllegalDelete")
        del self._drawer(call)[call.request["Id"]]
        return {}

    def list_all(self, call: Call) -> Record:
        """List AWS's own and ours, or one of the two."""
        asked = call.request.get("Type")
        numbers: list[tuple[str, str]] = []
        if asked != "custom":
            numbers += [("managed", number) for number in MANAGED[self.kind]]
        if asked != "managed":
            numbers += [("custom", number) for number in self._drawer(call)]
        items = [{"Type": kind, self.kind: self._shown(call, number)[self.kind]} for kind, number in numbers]
        return {f"{self.kind}List": {"MaxItems": 100, "Quantity": len(items), "Items": items}}

    def _drawer(self, call: Call) -> dict[str, Record]:
        return self.shelf.drawer(self.kind, call.account)

    def _find(self, call: Call, number: str) -> Record:
        name = MANAGED[self.kind].get(number)
        if name is not None:
            return {"config": {"Name": name, **REQUIRED[self.kind]}, "etag": "E23ZP02F085DFQ"}
        record = self._drawer(call).get(number)
        if record is None:
            raise ApiError(f"NoSuch{self.kind}", f"The {self.kind} does not exist.", 404)
        return record

    def _matching(self, call: Call, illegal: str) -> Record:
        if call.request["Id"] in MANAGED[self.kind]:
            raise ApiError(illegal, "A policy that AWS manages cannot be changed.")
        record = self._find(call, call.request["Id"])
        if call.request.get("IfMatch") != record["etag"]:
            raise ApiError("PreconditionFailed", "The If-Match version does not match.", 412)
        return record

    def _shown(self, call: Call, number: str) -> Record:
        record: dict[str, Any] = self._find(call, number)
        policy = {"Id": number, "LastModifiedTime": MOMENT, f"{self.kind}Config": record["config"]}
        return {self.kind: policy, "ETag": record["etag"]}


def register(plane: ControlPlane, shelf: Shelf) -> None:
    """Answer the operations on all three kinds."""
    for kind in MANAGED:
        policies = Policies(kind, shelf)
        plane.gap("cloudfront", f"Create{kind}", policies.create)
        plane.gap("cloudfront", f"Get{kind}", policies.get)
        plane.gap("cloudfront", f"Get{kind}Config", policies.get_config)
        plane.gap("cloudfront", f"Update{kind}", policies.update)
        plane.gap("cloudfront", f"Delete{kind}", policies.delete)
        plane.gap("cloudfront", f"List{PLURAL[kind]}", policies.list_all)
