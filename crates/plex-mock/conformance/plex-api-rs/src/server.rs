//! A media server: its libraries, what is played, its files and settings.

use futures::io::Cursor;
use plex_api::{
    Server,
    library::{
        Item, Library, MediaItem as _, MetadataItem as _, Movie, MovieLibrary, MusicLibrary,
        PhotoAlbumItem, PhotoLibrary, TVLibrary, Transcodable as _,
    },
    media_container::{preferences::Value, server::library::Protocol},
    transcode::{ArtTranscodeOptions, VideoTranscodeOptions},
};

use crate::{Any, check, report::Report, same};

fn one<T>(server: &Server, pick: impl Fn(Library) -> Option<T>) -> Any<T> {
    let found = server.libraries().into_iter().find_map(pick);
    found.ok_or_else(|| "no such library".into())
}

fn movies(server: &Server) -> Any<MovieLibrary> {
    one(server, |library| match library {
        Library::Movie(library) => Some(library),
        _ => None,
    })
}

fn videos(server: &Server) -> Any<MovieLibrary> {
    one(server, |library| match library {
        Library::Video(library) => Some(library),
        _ => None,
    })
}

fn shows(server: &Server) -> Any<TVLibrary> {
    one(server, |library| match library {
        Library::TV(library) => Some(library),
        _ => None,
    })
}

fn music(server: &Server) -> Any<MusicLibrary> {
    one(server, |library| match library {
        Library::Music(library) => Some(library),
        _ => None,
    })
}

fn photos(server: &Server) -> Any<PhotoLibrary> {
    one(server, |library| match library {
        Library::Photo(library) => Some(library),
        _ => None,
    })
}

async fn a_movie(server: &Server) -> Any<Movie> {
    let mut movies = movies(server)?.movies().await?;
    check(!movies.is_empty(), "no movie")?;
    Ok(movies.swap_remove(0))
}

pub(crate) async fn run(server: &Server, report: &mut Report) {
    browse(server, report).await;
    play(server, report).await;
    files(server, report).await;
    settings(server, report).await;
}

async fn browse(server: &Server, report: &mut Report) {
    let task = async { same(server.libraries().len(), 5, "libraries") };
    report.task("browse", "libraries", true, task).await;

    let task = async { check(!movies(server)?.movies().await?.is_empty(), "none") };
    report.task("browse", "movies", true, task).await;

    let task = async { check(!videos(server)?.movies().await?.is_empty(), "none") };
    report.task("browse", "other videos", false, task).await;

    let task = async {
        let movie = a_movie(server).await?;
        match server.item_by_id(movie.rating_key()).await? {
            Item::Movie(found) => same(found.title(), movie.title(), "title"),
            _ => Err("no movie".into()),
        }
    };
    report.task("browse", "a movie", true, task).await;

    let task = async {
        match server.item_by_id("999999999").await {
            Err(plex_api::Error::ItemNotFound) => Ok(()),
            Err(error) => Err(error.into()),
            Ok(_) => Err("something".into()),
        }
    };
    report
        .task("browse", "what is not there", false, task)
        .await;

    let task = async {
        let show = shows(server)?
            .shows()
            .await?
            .into_iter()
            .next()
            .ok_or("none")?;
        let seasons = show.seasons().await?;
        let episodes = show.episodes().await?;
        let mut by_season = 0;
        for season in &seasons {
            by_season += season.episodes().await?.len();
        }
        same(by_season, episodes.len(), "episodes")?;
        let back = seasons.first().ok_or("no season")?.show().await?;
        same(back.ok_or("no show")?.title(), show.title(), "title")
    };
    report
        .task("browse", "shows, seasons, episodes", false, task)
        .await;

    let task = async {
        let artist = music(server)?
            .artists()
            .await?
            .into_iter()
            .next()
            .ok_or("none")?;
        let album = artist
            .albums()
            .await?
            .into_iter()
            .next()
            .ok_or("no album")?;
        let track = album.tracks().await?.into_iter().next().ok_or("no track")?;
        let back = track.album().await?.ok_or("no way back")?;
        same(back.title(), album.title(), "title")
    };
    report
        .task("browse", "artists, albums, tracks", false, task)
        .await;

    let task = async {
        let album = photos(server)?
            .albums()
            .await?
            .into_iter()
            .next()
            .ok_or("none")?;
        let is_photo = |item: &PhotoAlbumItem| matches!(item, PhotoAlbumItem::Photo(_));
        check(album.contents().await?.iter().any(is_photo), "no photo")
    };
    report.task("browse", "photo albums", false, task).await;

    let task = async {
        for collection in movies(server)?.collections().await? {
            check(!collection.children().await?.is_empty(), "empty")?;
        }
        Ok(())
    };
    report.task("collections", "movies", false, task).await;

    let task = async {
        shows(server)?.collections().await?;
        Ok(())
    };
    report.task("collections", "shows", false, task).await;

    let task = async {
        for playlist in movies(server)?.playlists().await? {
            check(!playlist.children().await?.is_empty(), "empty")?;
        }
        Ok(())
    };
    report.task("playlists", "video", false, task).await;

    let task = async {
        music(server)?.playlists().await?;
        Ok(())
    };
    report.task("playlists", "audio", false, task).await;
}

async fn play(server: &Server, report: &mut Report) {
    let task = async {
        let movie = server.mark_watched(&a_movie(server).await?).await?;
        check(movie.metadata().view_count.unwrap_or(0) > 0, "not marked")
    };
    report.task("play state", "watched", true, task).await;

    let task = async {
        let movie = server.mark_unwatched(&a_movie(server).await?).await?;
        same(movie.metadata().view_count.unwrap_or(0), 0, "views")
    };
    report.task("play state", "unwatched", true, task).await;

    let task = async {
        let movie = server
            .update_timeline(&a_movie(server).await?, 120_000)
            .await?;
        same(movie.metadata().view_offset.unwrap_or(0), 120_000, "offset")
    };
    report.task("play state", "timeline", true, task).await;

    let task = async {
        let movie = a_movie(server).await?;
        let media = movie.media();
        let part = media
            .first()
            .ok_or("no media")?
            .parts()
            .into_iter()
            .next()
            .ok_or("no part")?;
        let options = VideoTranscodeOptions {
            bitrate: 110_000,
            width: 0,
            height: 0,
            ..VideoTranscodeOptions::default()
        };
        let session = part
            .create_streaming_session(Protocol::Dash, options)
            .await?;
        let mut playlist = Cursor::new(Vec::new());
        session.download(&mut playlist).await?;
        let sessions = server.transcode_sessions().await?;
        let is_there = sessions
            .iter()
            .any(|one| one.session_id() == session.session_id());
        check(is_there, "the session is not among the sessions")?;
        Ok(session.cancel().await?)
    };
    report
        .task("sessions", "transcode: begin, list, end", false, task)
        .await;

    let task = async {
        server.download_queue().await?.items().await?;
        Ok(())
    };
    report.task("download", "queue", false, task).await;
}

async fn files(server: &Server, report: &mut Report) {
    let task = async {
        let movie = a_movie(server).await?;
        let media = movie.media();
        let part = media
            .first()
            .ok_or("no media")?
            .parts()
            .into_iter()
            .next()
            .ok_or("no part")?;
        let mut whole = Cursor::new(Vec::new());
        part.download(&mut whole, ..).await?;
        let mut some = Cursor::new(Vec::new());
        part.download(&mut some, 10..30).await?;
        let (whole, some) = (whole.into_inner(), some.into_inner());
        check(whole.get(10..30) == Some(some.as_slice()), "another range")
    };
    report
        .task("download", "a file, and a range of it", true, task)
        .await;

    let task = async {
        let movie = a_movie(server).await?;
        let thumb = movie.metadata().thumb.clone().ok_or("no picture")?;
        let mut picture = Cursor::new(Vec::new());
        let options = ArtTranscodeOptions::default();
        server
            .transcode_artwork(&thumb, 64, 96, options, &mut picture)
            .await?;
        check(picture.into_inner().starts_with(&[0xff, 0xd8]), "no JPEG")
    };
    report.task("pictures", "transcoded", false, task).await;
}

async fn settings(server: &Server, report: &mut Report) {
    let task = async { check(server.preferences().await?.all().len() > 3, "few") };
    report.task("settings", "all", true, task).await;

    let task = async {
        let mut settings = server.preferences().await?;
        settings.set("FriendlyName", Value::Text("Cellar".to_owned()))?;
        settings.commit().await?;
        let settings = server.preferences().await?;
        let name = settings.get("FriendlyName").ok_or("not there")?;
        same(name.value.to_string().as_str(), "Cellar", "FriendlyName")
    };
    report.task("settings", "change", false, task).await;
}
