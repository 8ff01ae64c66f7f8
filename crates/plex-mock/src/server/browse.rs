//! The folders of the machine, as somebody sees them who adds one to a section.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, container, refuse_in_html},
    contents::OWNER,
    library::Detail,
    look::set,
    requests::{Ask, Received},
    state::State,
};

/// `GET /services/browse`: where the sections have their folders.
pub(crate) async fn top(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    answer(&state, &request, "/")
}

/// `GET /services/browse/{path}`, the path in Base64.
pub(crate) async fn folder(
    Of(state): Of<Arc<State>>,
    Path(encoded): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let path = BASE64_STANDARD
        .decode(encoded.as_bytes())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    answer(&state, &request, &path)
}

fn answer(state: &State, request: &Received, path: &str) -> Answer {
    let folder = path.trim_end_matches('/');
    let below = format!("{folder}/");
    let (mut folders, mut files, mut is_there) =
        (BTreeSet::new(), BTreeSet::new(), folder.is_empty());
    let mut see = |file: &str, is_file: bool| {
        let Some(rest) = file.strip_prefix(&below) else {
            is_there |= !is_file && file == folder;
            return;
        };
        is_there = true;
        match rest.split_once('/') {
            Some((name, _)) => folders.insert(name.to_owned()),
            None if is_file => files.insert(rest.to_owned()),
            None => folders.insert(rest.to_owned()),
        };
    };
    for section in state.contents.library.sections().iter() {
        let about = state.contents.library.about(section.id);
        about.paths.iter().for_each(|path| see(path, false));
        // Only where the folder can hold something of the section the files are worth looking at.
        let is_near = |place: &String| {
            let place = format!("{place}/");
            below.starts_with(&place) || place.starts_with(&below)
        };
        if !about.paths.iter().any(is_near) {
            continue;
        }
        let kind = section.kind.levels().last().copied();
        for key in state.contents.keys(section, kind.unwrap_or(section.kind)) {
            let value = state.contents.value_of(key, Detail::Listing, OWNER);
            for file in files_of(&value) {
                see(file, true);
            }
        }
    }
    if !is_there {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    let paths: Vec<_> = folders
        .iter()
        .map(|name| entry(&below, name, true))
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|name| entry(&below, name, false))
        .collect();
    let mut answer = json!({"size": paths.len()});
    if !paths.is_empty() {
        set(&mut answer, "Path", paths.into());
    }
    if request.query("includeFiles") == Some("1") && !files.is_empty() {
        set(&mut answer, "File", files.into());
    }
    Ok(container(state, request, answer))
}

/// The files of all versions of a thing.
fn files_of(value: &Value) -> impl Iterator<Item = &str> {
    let media = value.get("Media").and_then(Value::as_array);
    media
        .into_iter()
        .flatten()
        .filter_map(|media| media.get("Part")?.as_array())
        .flatten()
        .filter_map(|part| part.get("file")?.as_str())
}

fn entry(below: &str, name: &str, is_folder: bool) -> Value {
    let path = format!("{below}{name}");
    let key = format!("/services/browse/{}", BASE64_STANDARD.encode(&path));
    let mut entry = json!({"key": key, "path": path, "title": name});
    if is_folder {
        set(&mut entry, "home", false.into());
        set(&mut entry, "network", false.into());
    }
    entry
}
