"""The distribution protocol over real sockets, request by request."""

import hashlib
import json
import socket
from base64 import b64encode

import pytest

from tests.rehearsal.conftest import Running
from tests.rehearsal.registry.pusher import INDEX_TYPE, MANIFEST_TYPE, Pusher, descriptor, digest_of, log_in


@pytest.fixture(scope="module")
def shop(running: Running) -> Pusher:
    """A repository to push to."""
    return log_in(running, "team/shop")


def connect(shop: Pusher, timeout: float) -> socket.socket:
    """A plain connection to the registry."""
    host, _, port = shop.host.partition(":")
    return socket.create_connection((host, int(port)), timeout)


def test_nobody_reads_without_a_login(shop: Pusher) -> None:
    stranger = Pusher(shop.host, "", shop.name)
    wrong = Pusher(shop.host, "Basic " + b64encode(b"AWS:guess").decode(), shop.name)

    answer = stranger.ask("GET", "/v2/")

    assert (401, "UNAUTHORIZED") == (answer.status, answer.code)
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert 401 == wrong.ask("GET", "/v2/").status
    assert 200 == shop.ask("GET", "/v2/").status


def test_an_unknown_repository_takes_and_gives_nothing(shop: Pusher) -> None:
    other = Pusher(shop.host, shop.authorization, "nobody/knows")

    answers = [
        other.ask("POST", other.path("blobs/uploads/")),
        other.ask("GET", other.path("tags/list")),
        other.push_manifest("v1", b"{}"),
    ]

    assert [(404, "NAME_UNKNOWN")] * 3 == [(one.status, one.code) for one in answers]


def test_a_blob_is_pushed_at_once_in_pieces_or_by_a_single_post(shop: Pusher) -> None:
    content = b"layer " * 1000
    digest = digest_of(content)
    by_pieces = shop.begin()
    first = shop.ask("PATCH", by_pieces, content[:100], Content_Range="0-99")
    second = shop.ask(
        "PATCH", first.headers["location"], content[100:], Content_Range=f"100-{len(content) - 1}"
    )
    done = shop.ask("PUT", f"{second.headers['location']}?digest={digest}")
    single = shop.ask("POST", shop.path(f"blobs/uploads/?digest={digest}"), content)

    assert "0-99" == first.headers["range"]
    assert (201, digest) == (done.status, done.headers["docker-content-digest"])
    assert 201 == single.status
    assert content == shop.ask("GET", done.headers["location"]).body


def test_a_piece_out_of_order_is_refused_and_says_where_to_go_on(shop: Pusher) -> None:
    upload = shop.begin()
    shop.ask("PATCH", upload, b"x" * 10)

    answer = shop.ask("PATCH", upload, b"x" * 10, Content_Range="50-59")

    assert (416, "0-9") == (answer.status, answer.headers["range"])
    assert (204, "0-9") == ((status := shop.ask("GET", upload)).status, status.headers["range"])


def test_an_upload_goes_on_where_a_cut_connection_left_it(shop: Pusher) -> None:
    content = bytes(range(256)) * 4096
    upload = shop.begin()
    with connect(shop, 10) as connection:
        head = f"PATCH {upload} HTTP/1.1\r\nHost: a\r\nAuthorization: {shop.authorization}\r\n"
        connection.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content[:400_000])
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    received = int(shop.ask("GET", upload).headers["range"].partition("-")[2]) + 1
    shop.ask("PATCH", upload, content[received:], Content_Range=f"{received}-{len(content) - 1}")
    done = shop.ask("PUT", f"{upload}?digest={digest_of(content)}")

    assert 400_000 == received
    assert 201 == done.status


def test_a_chunked_body_is_stored_as_docker_sends_it(shop: Pusher) -> None:
    upload = shop.begin()
    with connect(shop, 10) as connection:
        head = f"PATCH {upload} HTTP/1.1\r\nHost: a\r\nAuthorization: {shop.authorization}\r\n"
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode())
        for piece in (b"5\r\nhello\r\n", b"6;x=1\r\n world\r\n", b"0\r\n\r\n"):
            connection.sendall(piece)
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 202 ")
    assert 201 == shop.ask("PUT", f"{upload}?digest={digest_of(b'hello world')}").status


def test_a_wrong_digest_is_noticed_and_nothing_is_kept(shop: Pusher) -> None:
    upload = shop.begin()
    wrong = digest_of(b"something else")

    answer = shop.ask("PUT", f"{upload}?digest={wrong}", b"content")

    assert (400, "DIGEST_INVALID") == (answer.status, answer.code)
    assert 404 == shop.ask("HEAD", shop.path(f"blobs/{wrong}")).status
    assert 404 == shop.ask("GET", upload).status


@pytest.mark.parametrize("bad", ["sha256:short", "md5:" + "0" * 32, "../../token.key", "sha256:" + "A" * 64])
def test_what_is_no_digest_is_refused(shop: Pusher, bad: str) -> None:
    assert shop.ask("GET", shop.path(f"blobs/{bad}")).status in (400, 404)
    assert 400 == shop.ask("PUT", f"{shop.begin()}?digest={bad}", b"x").status


def test_a_session_is_no_path(shop: Pusher) -> None:
    answer = shop.ask("GET", shop.path("blobs/uploads/..%2F..%2Ftoken.key"))

    assert 404 == answer.status


def test_a_blob_is_read_in_parts(shop: Pusher) -> None:
    digest = shop.push_blob(b"0123456789")
    blob = shop.path(f"blobs/{digest}")

    part = shop.ask("GET", blob, Range="bytes=2-4")
    rest = shop.ask("GET", blob, Range="bytes=8-")
    beyond = shop.ask("GET", blob, Range="bytes=10-")
    head = shop.ask("HEAD", blob)

    assert (206, b"234", "bytes 2-4/10") == (part.status, part.body, part.headers["content-range"])
    assert (206, b"89") == (rest.status, rest.body)
    assert (416, "bytes */10") == (beyond.status, beyond.headers["content-range"])
    assert (200, "10", b"") == (head.status, head.headers["content-length"], head.body)


def test_an_image_is_pushed_and_pulled_by_tag_and_by_digest(shop: Pusher) -> None:
    manifest = shop.manifest("first layer")
    pushed = shop.push_manifest("v1", manifest)
    by_tag = shop.ask("GET", shop.path("manifests/v1"))
    by_digest = shop.ask("GET", shop.path(f"manifests/{digest_of(manifest)}"))
    head = shop.ask("HEAD", shop.path("manifests/v1"))

    assert (201, digest_of(manifest)) == (pushed.status, pushed.headers["docker-content-digest"])
    assert manifest == by_tag.body == by_digest.body
    assert MANIFEST_TYPE == by_tag.headers["content-type"]
    assert (200, digest_of(manifest)) == (head.status, head.headers["docker-content-digest"])


def test_a_manifest_is_refused_before_what_it_names(shop: Pusher) -> None:
    missing = {"layers": [descriptor(b"never pushed", "application/x-layer")], "schemaVersion": 2}
    index = {
        "mediaType": INDEX_TYPE,
        "manifests": [descriptor(b"no image", MANIFEST_TYPE)],
        "schemaVersion": 2,
    }

    no_blob = shop.push_manifest("bad", json.dumps(missing).encode())
    no_child = shop.push_manifest("bad", json.dumps(index).encode(), INDEX_TYPE)

    assert (400, "MANIFEST_BLOB_UNKNOWN") == (no_blob.status, no_blob.code)
    assert (400, "MANIFEST_UNKNOWN") == (no_child.status, no_child.code)
    assert 404 == shop.ask("GET", shop.path("manifests/bad")).status


@pytest.mark.parametrize(
    "content", [b"no json", b"[]", b'{"layers": 5}', b'{"config": {"size": 1}}', b"\xff\xfe{}"]
)
def test_what_is_no_manifest_is_refused(shop: Pusher, content: bytes) -> None:
    answer = shop.push_manifest("bad", content)

    assert (400, "MANIFEST_INVALID") == (answer.status, answer.code)


def test_a_manifest_by_another_digest_is_refused(shop: Pusher) -> None:
    answer = shop.push_manifest(digest_of(b"other"), shop.manifest("some"))

    assert (400, "DIGEST_INVALID") == (answer.status, answer.code)


def test_an_index_of_images_is_an_image_too(shop: Pusher) -> None:
    amd, arm = shop.manifest("amd64"), shop.manifest("arm64")
    for one in (amd, arm):
        assert 201 == shop.push_manifest(digest_of(one), one).status
    manifests = [descriptor(one, MANIFEST_TYPE) for one in (amd, arm)]
    index = json.dumps({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": manifests}).encode()

    assert 201 == shop.push_manifest("multi", index, INDEX_TYPE).status
    assert INDEX_TYPE == shop.ask("GET", shop.path("manifests/multi")).headers["content-type"]


def test_an_attachment_is_found_by_its_subject(shop: Pusher) -> None:
    subject = shop.manifest("signed")
    shop.push_manifest("signed", subject)
    signature = shop.manifest(
        "signature",
        artifactType="application/vnd.sign",
        subject=descriptor(subject, MANIFEST_TYPE),
        annotations={"a": "b"},
    )
    pushed = shop.push_manifest(digest_of(signature), signature)

    path = shop.path(f"referrers/{digest_of(subject)}")
    (found,) = json.loads(shop.ask("GET", path).body)["manifests"]

    assert digest_of(subject) == pushed.headers["oci-subject"]
    assert (digest_of(signature), "application/vnd.sign", {"a": "b"}) == (
        found["digest"],
        found["artifactType"],
        found["annotations"],
    )
    assert [] == json.loads(shop.ask("GET", path + "?artifactType=other").body)["manifests"]


def test_tags_are_listed_page_by_page(running: Running) -> None:
    many = log_in(running, "many")
    for tag in ("c", "a", "b"):
        many.push_image(tag, tag)
    first = many.ask("GET", many.path("tags/list?n=2"))
    link = first.headers["link"].partition("<")[2].partition(">")[0]

    assert ["a", "b"] == json.loads(first.body)["tags"]
    assert "PAGINATION_NUMBER_INVALID" == many.ask("GET", many.path("tags/list?n=two")).code
    assert {"name": "many", "tags": ["c"]} == json.loads(many.ask("GET", link).body)


def test_a_blob_is_taken_over_from_a_repository_that_has_it(running: Running, shop: Pusher) -> None:
    other = log_in(running, "mounting")
    digest = shop.push_blob(b"shared layer")
    before = other.ask("HEAD", other.path(f"blobs/{digest}"))

    mounted = other.ask("POST", other.path(f"blobs/uploads/?mount={digest}&from={shop.name}"))
    unknown = other.ask("POST", other.path(f"blobs/uploads/?mount={digest_of(b'none')}&from={shop.name}"))

    assert (404, 201, 202) == (before.status, mounted.status, unknown.status)
    assert b"shared layer" == other.ask("GET", other.path(f"blobs/{digest}")).body


def test_a_large_layer_is_streamed_with_little_memory(running: Running, shop: Pusher) -> None:
    size, piece = 200 * 1024 * 1024, b"z" * (1024 * 1024)
    before = peak(running)
    upload = shop.begin()
    digest = hashlib.sha256()
    with connect(shop, 30) as connection:
        head = f"PATCH {upload} HTTP/1.1\r\nHost: a\r\nAuthorization: {shop.authorization}\r\n"
        connection.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode())
        for _ in range(size // len(piece)):
            connection.sendall(piece)
            digest.update(piece)
        assert connection.recv(65536).startswith(b"HTTP/1.1 202 ")
    done = shop.ask("PUT", f"{upload}?digest=sha256:{digest.hexdigest()}")

    assert 201 == done.status
    assert size == len(shop.ask("GET", done.headers["location"]).body)
    assert peak(running) - before < 30 * 1024 * 1024


def peak(running: Running) -> int:
    """The most memory the server has ever had, in bytes."""
    with open(f"/proc/{running.state.pid}/status", encoding="ascii") as status:  # noqa: PTH123 - not a file of ours
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
