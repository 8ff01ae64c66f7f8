"""plex-api-client at the work that bench/run times: SERVER TOKEN ROUNDS list|identity COUNT."""

import sys

from plex_api_client import PlexAPI
from plex_api_client.models import operations

from rounds import report

server, token, rounds, work, count = sys.argv[1:]
NAME = "plex-bench"
plex = PlexAPI(
    server_url=server,
    token=token,
    client_identifier=NAME,
    product=NAME,
    version="1",
    platform="Linux",
    platform_version="1",
    device=NAME,
    model=NAME,
    device_vendor=NAME,
    device_name=NAME,
    marketplace=NAME,
)


def list_movies():
    request = operations.ListContentRequest(
        section_id="1", x_plex_container_start=0, x_plex_container_size=1_000_000
    )
    answer = plex.content.list_content(request=request)
    return answer.media_container_with_metadata.media_container.metadata


def identity():
    for _ in range(int(count)):
        plex.general.get_identity()
    return range(int(count))


report({"list": list_movies, "identity": identity}[work], int(rounds))
