"""How signing, and looking at signatures, can come to nothing."""

from deploy.errors import Refused, Reverted


def not_signed(tool: str, digest: str, why: str) -> Reverted:
    """The image is where it was, without a signature."""
    return Reverted(
        "image-not-signed",
        what=f"{tool} could not sign {digest}",
        why=why,
        do="see whether this job may sign as the identity of [signing]; then push again, which signs again",
    )


def not_checked(tool: str, digest: str, why: str) -> Refused:
    """Neither good nor bad: nobody knows."""
    return Refused(
        "signature-not-checked",
        what=f"{tool} could not say who signed {digest}",
        why=why,
        do="mend what it says, and give the same command again; without its answer nothing is deployed",
    )
