//! What may be watched without a server of one's own: the rows of films of the free catalogue.

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::State as Of;
use serde_json::{Value, json};

use super::watchlist::container;
use crate::{
    answer::Answer,
    look::{member, set},
    requests::Ask,
    state::State,
};

/// `GET /hubs` of the providers of videos and music.
///
/// Of music there has been nothing since the one service that there was has gone.
pub(crate) async fn hubs(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let is_music = request
        .header("x-forwarded-host")
        .is_some_and(|host| host.starts_with("music."));
    let films = match is_music {
        true => Vec::new(),
        false => state.films_of_catalogue(FILMS, user),
    };
    let provider = match is_music {
        true => "tv.plex.provider.music",
        false => "tv.plex.provider.vod",
    };
    let per_row = request.query("count").and_then(|count| count.parse().ok());
    let per_row = per_row.unwrap_or(PER_ROW);
    let mut rows: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for film in &films {
        let genre = member(film, "Genre/0/tag").as_str();
        let row = rows.entry(genre.unwrap_or("Film").to_owned());
        row.or_default().push(film.clone());
    }
    let newest = (!films.is_empty()).then(|| {
        let first = films.iter().take(per_row).cloned().collect();
        hub("recentlyadded", "Just Added", first)
    });
    let by_genre = rows.into_iter().map(|(genre, mut films)| {
        films.truncate(per_row);
        let title = format!("Free to Watch: {genre}");
        hub(&genre.to_lowercase().replace(' ', ""), &title, films)
    });
    let hubs: Vec<_> = newest.into_iter().chain(by_genre).collect();
    let mut answer = json!({"size": hubs.len(), "allowSync": false, "identifier": provider});
    if !hubs.is_empty() {
        set(&mut answer, "Hub", hubs.into());
    }
    Ok(container(&state, &request, answer))
}

fn hub(name: &str, title: &str, films: Vec<Value>) -> Value {
    json!({
        "key": format!("/hubs/movies/{name}"),
        "title": title,
        "type": "movie",
        "hubIdentifier": format!("movies.{name}"),
        "context": format!("hub.movies.{name}"),
        "size": films.len(),
        "more": false,
        "style": "shelf",
        "promoted": name == "recentlyadded",
        "random": false,
        "Metadata": films,
    })
}

const FILMS: usize = 60;
const PER_ROW: usize = 12;
