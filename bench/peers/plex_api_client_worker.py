"""plex-api-client at the work that bench/run times: SERVER TOKEN MOVIE list|identity|details [COUNT AT_ONCE]."""

import asyncio
import sys

from plex_api_client import PlexAPI
from plex_api_client.models import operations

from rounds import rounds

server, token, movie, work, *more = sys.argv[1:]
count, at_once = map(int, more or (0, 1))
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


# One loop for all rounds, so that connections stay open.
loop = asyncio.new_event_loop()


def list_movies():
    # Told nothing, it asks for fifty movies that have been seen.
    request = operations.ListContentRequest(section_id="1", x_plex_container_size=1_000_000, unwatched=None)
    answer = plex.content.list_content(request=request)
    return answer.media_container_with_metadata.media_container.metadata


def identity():
    return many(plex.general.get_identity, plex.general.get_identity_async)


def details():
    request = operations.GetMetadataItemRequest(ids=[movie])
    return many(
        lambda: plex.content.get_metadata_item(request=request),
        lambda: plex.content.get_metadata_item_async(request=request),
    )


def many(call, call_async):
    if at_once == 1:
        for _ in range(count):
            call()
    else:
        loop.run_until_complete(many_at_once(call_async))
    return count


async def many_at_once(call):
    left = iter(range(count))

    async def worker():
        for _ in left:
            await call()

    await asyncio.gather(*(worker() for _ in range(at_once)))


rounds({"list": list_movies, "identity": identity, "details": details}[work])
