"""What has the shape of a secret, and is printed in the source of libraries that everybody has."""

_GNUTLS = frozenset(
    {
        "a4d138d7ef9748464117b44fb9c0a4b5b85a1599a127d02690abaa96d03c16e6",
        "fa0b06a72461ec0a963dcfccb8d5b61bd88a6074fc7271573bff68ab86b8c1af",
        "ef237ea8db4f2ae9ee100e8ced96d29b5dceb0e6a948443e6b8a00b1791f9ec9",
        "f8766749b0c6f9b5661364568226af0ba7ae8d87c0073df24e440de4417521cd",
        "293216817f0d585f0b54f225582f59e7b2e2a795b5f8002e2d71c5e3d49ce9b0",
        "a0b9679665e29ac220dfb0b366317e1b9dd5fe31e9def8b2e511669a041389ae",
        "934b3e9bfd9936c5e30c7f0ed7d36a05e2044f755c0aa433e1d6bef6a68d1391",
        "91ea1699ff6b1a34b4a1d500a9c75a808441e47b9ea68da6fb0195e01ce1dc61",
        "7c4c63ee462e0e700cd9e29c8e0f730b3f1b484c4abdd83f1e69fcd477c061fa",
        "d039c8119a029ab9f9c83c04d67002d887b6bc6026c4264402ab27cdf24cf138",
    }
)
"""Private keys that GnuTLS checks its own arithmetic with, in lib/crypto-selftests-pk.c."""

_PYTHON = frozenset({"245c224604cc40339f5bf92f0bf9614b188b976f46c6b25e1b72cdb3c8b421af"})
"""A password in an example, in the documentation of Python's urllib.request."""

PUBLISHED = _GNUTLS | _PYTHON
"""The SHA-256 of each, so that whatever else stands in the same file is found all the same."""
