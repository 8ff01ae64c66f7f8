"""All tasks: each file holds those of one topic."""

import task_browse  # noqa: F401
import task_search  # noqa: F401
import task_edit  # noqa: F401
import task_pictures  # noqa: F401
import task_playing  # noqa: F401
import task_collections  # noqa: F401
import task_playlists  # noqa: F401
import task_queues  # noqa: F401
import task_hubs  # noqa: F401
import task_sections  # noqa: F401
import task_server  # noqa: F401
import task_media  # noqa: F401
import task_sync  # noqa: F401
import task_players  # noqa: F401
import task_account  # noqa: F401
