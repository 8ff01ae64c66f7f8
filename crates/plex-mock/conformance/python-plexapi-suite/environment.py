"""A plugin for pytest: leads python-plexapi's own tests to plex-mock.

The tests want a server's address and a token by the client's own settings, which `run.py` puts into the environment. What is
left is what they take for granted of a machine on the network: that `plex.tv` is there, and that the files which they upload
lie in `tests/data`, whose checksums they know.
"""

import hashlib
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "python-plexapi"))

import harness  # noqa: E402

harness.to_mock_server(os.environ["PLEX_TV"])


def pytest_collection_modifyitems(session, config, items):
    """The files are no text and so may be others than those of the repository: their checksums are taken from them."""
    del session, config, items
    from tests import conftest, test_mixins

    for name, path in (("CUTE_CAT_SHA1", conftest.STUB_IMAGE_PATH), ("AUDIO_STUB_SHA1", conftest.STUB_MP3_PATH)):
        setattr(test_mixins, name, hashlib.sha1(pathlib.Path(path).read_bytes()).hexdigest())
