//! Playlists that are read from M3U files.

use std::{fs, path::Path, sync::Arc};

use axum::{extract::State as Of, http::StatusCode};

use super::sections::section_of;
use crate::{
    answer::{Answer, nothing, refuse_in_html},
    clock::iso,
    contents::{
        Account, OWNER, locked,
        playlists::{Playlist, playlist_type},
    },
    library::Section,
    look::member,
    requests::Ask,
    state::State,
};

/// `POST /playlists/upload?path=&sectionID=&force=`: reads a file, or all files of a folder. Where there is none, which is so
/// in most tests, a path in a folder of music stands for a file that lists the tracks of that folder.
pub(crate) async fn upload(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let refuse = |status| Err(refuse_in_html(status));
    if viewer != OWNER {
        return refuse(StatusCode::FORBIDDEN);
    }
    let (Some(path), Some(section)) = (request.field("path"), request.field("sectionID")) else {
        return refuse(StatusCode::BAD_REQUEST);
    };
    let section = section_of(&state, &section)?;
    let bottom = section.kind.levels().last().copied();
    let mut files = Vec::new();
    let kind = bottom.unwrap_or(section.kind);
    let contents = &state.contents;
    contents.each_file(&section, kind, &mut |key, file| {
        files.push((key, file.to_owned()))
    });
    let replaces = request.field("force").as_deref() != Some("0");
    for list in lists(&path) {
        let keys = match fs::read_to_string(&list) {
            Ok(text) => listed(&files, &list, &text),
            Err(_) => in_folder_of(&files, &list),
        };
        if !keys.is_empty() {
            keep(&state, viewer, &section, (&list, replaces), &keys);
        }
    }
    Ok(nothing(StatusCode::OK))
}

/// The file itself, or the lists in a folder in the order of their names.
fn lists(path: &str) -> Vec<String> {
    let Ok(folder) = fs::read_dir(path) else {
        return vec![path.to_owned()];
    };
    let files = folder.filter_map(|file| file.ok()?.path().to_str().map(str::to_owned));
    let mut lists: Vec<_> = files.filter(|file| stem(file).is_some()).collect();
    lists.sort();
    lists
}

/// The name of a list without its ending; nothing, if the ending is that of something else.
fn stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.strip_suffix(".m3u")
        .or_else(|| name.strip_suffix(".m3u8"))
}

/// The keys of the things whose files a list names, in its order: by their whole path, or by one that begins at the list.
fn listed(files: &[(u64, String)], list: &str, text: &str) -> Vec<u64> {
    let folder = Path::new(list).parent().unwrap_or(Path::new(""));
    let lines = text.lines().map(str::trim);
    let named = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key_of = |line: &str| {
        let line = line.trim_start_matches("./");
        let beside = folder.join(line);
        let mut files = files.iter();
        let found = files.find(|(_, file)| file == line || Path::new(file) == beside);
        found.map(|(key, _)| *key)
    };
    named
        .filter_map(|line| key_of(line.trim_start_matches('\u{feff}')))
        .collect()
}

/// The keys of the things whose files lie beside a list.
fn in_folder_of(files: &[(u64, String)], list: &str) -> Vec<u64> {
    let Some((folder, _)) = list
        .rsplit_once('/')
        .filter(|(folder, _)| !folder.is_empty())
    else {
        return Vec::new();
    };
    let beside = files.iter().filter(|(_, file)| {
        let of_file = file.rsplit_once('/');
        of_file.is_some_and(|(of_file, _)| of_file == folder)
    });
    beside.map(|(key, _)| *key).collect()
}

/// Makes a playlist of what a list names. One that was made of the same list before is filled anew, or stays beside it.
fn keep(
    state: &State,
    viewer: Account,
    section: &Section,
    (list, replaces): (&str, bool),
    keys: &[u64],
) {
    let guid = format!("com.plexapp.agents.none://{list}");
    let ids: Vec<_> = locked(&state.contents.playlists)
        .all()
        .map(|playlist| playlist.id)
        .collect();
    let known = ids.into_iter().find(|id| {
        let playlist = state.contents.playlist(*id, viewer).unwrap_or_default();
        member(&playlist, "guid") == guid.as_str()
    });
    let now = state.seconds();
    if let (Some(known), true) = (known, replaces) {
        let mut playlists = locked(&state.contents.playlists);
        playlists.change(known, |playlist| {
            playlist.entries.clear();
            playlist.updated = now;
        });
        playlists.append(known, keys);
        return;
    }
    let name = list.rsplit('/').next().unwrap_or(list);
    let name = stem(list).unwrap_or(name);
    let title = match known {
        Some(_) => format!("{name} {}", iso(state.clock.now())),
        None => name.to_owned(),
    };
    let playlist = Playlist {
        id: 0,
        owner: viewer,
        kind: playlist_type(section.kind),
        title,
        summary: String::new(),
        entries: Vec::new(),
        content: None,
        added: now,
        updated: now,
    };
    let id = locked(&state.contents.playlists).add(playlist, keys);
    state.contents.name_list(id, &guid);
}
