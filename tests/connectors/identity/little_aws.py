"""An AWS of two services, and the runner of GitHub Actions beside it, that answer as a test tells them."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

ACCOUNT = "111122223333"
ROLE = "arn:aws:sts::111122223333:assumed-role/deploy/run"
STS = "https://sts.amazonaws.com/doc/2011-06-15/"
IAM = "https://iam.amazonaws.com/doc/2010-05-08/"


@dataclass
class LittleAws:
    """What it answers, and what it was asked."""

    address: str = ""
    account: str = ACCOUNT
    error: str = ""
    """The code of the error that STS answers with, where it is not empty."""
    denied: tuple[str, ...] = ()
    """The actions that a simulation denies."""
    unheard: tuple[str, ...] = ()
    """The actions that answer with AccessDenied."""
    approved: str = ""
    """The environment that the runner let the job into."""
    expires: str = "2099-01-01T00:00:00Z"
    asked: list[str] = field(default_factory=list)

    def env(self, **more: str) -> dict[str, str]:
        """The surroundings that send every AWS client here, with keys."""
        keys = {"AWS_ACCESS_KEY_ID": "AKIALITTLE", "AWS_SECRET_ACCESS_KEY": "none", "AWS_SESSION_TOKEN": "x"}
        return {"AWS_ENDPOINT_URL": self.address, "AWS_EC2_METADATA_DISABLED": "true", **keys, **more}

    def env_of_job(self, **more: str) -> dict[str, str]:
        """The surroundings of a job that may write its id-token; it has no keys."""
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/deploy",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.address}/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "word",
            **more,
        }

    def answer(self, form: dict[str, list[str]]) -> tuple[int, str]:
        """The answer to one call of the query protocol."""
        action = form.get("Action", ["?"])[0]
        self.asked.append(action)
        if action in self.unheard:
            return 403, _error(IAM, "AccessDenied", f"not authorized to perform: {action}")
        if action == "GetCallerIdentity" and self.error:
            return 403, _error(STS, self.error, "The security token included in the request is expired")
        makers = {
            "GetCallerIdentity": self._identity,
            "AssumeRoleWithWebIdentity": self._assumed,
            "SimulatePrincipalPolicy": self._simulated,
        }
        if action not in makers:
            return 400, _error(STS, "InvalidAction", f"no {action} here")
        return 200, makers[action](form)

    def token(self) -> str:
        """What the runner vouches for."""
        claims = {"environment": self.approved} if self.approved else {}
        body = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return f"e30.{body}.e30"

    def _identity(self, _form: dict[str, list[str]]) -> str:
        arn = ROLE.replace(ACCOUNT, self.account)
        return (
            f'<GetCallerIdentityResponse xmlns="{STS}"><GetCallerIdentityResult><Arn>{arn}</Arn>'
            f"<UserId>A:run</UserId><Account>{self.account}</Account></GetCallerIdentityResult>"
            "</GetCallerIdentityResponse>"
        )

    def _assumed(self, form: dict[str, list[str]]) -> str:
        assert [self.token()] == form["WebIdentityToken"]
        return (
            f'<AssumeRoleWithWebIdentityResponse xmlns="{STS}"><AssumeRoleWithWebIdentityResult><Credentials>'
            "<AccessKeyId>ASIALITTLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey>"
            f"<SessionToken>x</SessionToken><Expiration>{self.expires}</Expiration></Credentials>"
            f"<AssumedRoleUser><AssumedRoleId>A:run</AssumedRoleId><Arn>{ROLE}</Arn></AssumedRoleUser>"
            "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
        )

    def _simulated(self, form: dict[str, list[str]]) -> str:
        actions = [v[0] for k, v in form.items() if k.startswith("ActionNames.member.")]
        resources = [v[0] for k, v in form.items() if k.startswith("ResourceArns.member.")]
        members = "".join(
            f"<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{arn}</EvalResourceName>"
            f"<EvalDecision>{'implicitDeny' if action in self.denied else 'allowed'}</EvalDecision></member>"
            for action in actions
            for arn in resources
        )
        return (
            f'<SimulatePrincipalPolicyResponse xmlns="{IAM}"><SimulatePrincipalPolicyResult>'
            f"<IsTruncated>false</IsTruncated><EvaluationResults>{members}</EvaluationResults>"
            "</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
        )


def _error(namespace: str, code: str, message: str) -> str:
    return (
        f'<ErrorResponse xmlns="{namespace}"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{message}</Message></Error></ErrorResponse>"
    )


@contextmanager
def little_aws(**told: object) -> Iterator[LittleAws]:
    """One that listens on this machine while the test runs."""
    aws = LittleAws(**told)  # type: ignore[arg-type] # the fields of the class

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*aws.answer(parse_qs(body)), "text/xml")

        def do_GET(self) -> None:
            assert "bearer word" == self.headers["Authorization"]
            aws.asked.append("token")
            self._say(200, json.dumps({"value": aws.token()}), "application/json")

        def _say(self, code: int, text: str, kind: str) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_words: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    aws.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield aws
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
