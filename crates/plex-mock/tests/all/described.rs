//! Libraries that are described in a file.

use plex_mock::{Description, PlexMock};
use reqwest::Method;

use super::{Client, Wide, content_type, each, items};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/library.yaml");

async fn example() -> Wide {
    let mock = PlexMock::builder()
        .movies(0)
        .shows(0)
        .library_file(EXAMPLE)
        .start()
        .await
        .unwrap();
    let client = Client::new("device-1").token(mock.server_token());
    Wide { mock, client }
}

#[tokio::test]
async fn sections_hold_what_was_described() {
    let wide = example().await;
    let sections = wide.get("/library/sections").await;
    let titles: Vec<_> = sections["Directory"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| section["title"].as_str().unwrap())
        .collect();
    assert_eq!(
        titles,
        ["Films", "Series", "Records", "Snapshots", "Home Videos"]
    );
    for (section, kind, expected) in [
        (1, 1, vec!["", "The Quiet Harbour"]),
        (2, 2, vec!["The Long Field"]),
        (2, 3, vec!["Specials", "Season 1"]),
        (2, 4, vec!["Before the Plough", "Stones", "Rain", "穀物"]),
        (3, 10, vec!["Neap", "Spring"]),
        (4, 13, vec!["IMG_0001", "IMG_0002"]),
        (5, 1, vec!["Birthday"]),
    ] {
        let list = wide
            .get(&format!("/library/sections/{section}/all?type={kind}"))
            .await;
        assert_eq!(each(&list, "title"), expected, "{section} {kind}");
        for item in items(&list) {
            let key = item["ratingKey"].as_str().unwrap();
            let whole = wide.get(&format!("/library/metadata/{key}")).await;
            assert_eq!(items(&whole)[0]["title"], item["title"]);
        }
    }
    let found = wide
        .get("/library/sections/1/all?director=Solveig%20Strandvik&year%3E%3E=1970")
        .await;
    assert_eq!(each(&found, "year"), ["1971"]);
}

#[tokio::test]
async fn a_thing_is_what_was_described() {
    let wide = example().await;
    let key = wide.get("/library/sections/1/all?title=harbour").await["Metadata"][0]["ratingKey"]
        .as_str()
        .unwrap()
        .to_owned();
    let whole = wide
        .get(&format!(
            "/library/metadata/{key}?includeChapters=1&includeMarkers=1&includeExtras=1"
        ))
        .await["Metadata"][0]
        .clone();
    for (pointer, expected) in [
        ("/originalTitle", "静かな港"),
        ("/slug", "the-quiet-harbour-1971"),
        ("/Guid/0/id", "imdb://tt0000001"),
        ("/Role/1/role", "The Ferryman"),
        ("/Collection/0/tag", "By the Sea"),
        ("/Chapter/1/tag", "Flood"),
        ("/Marker/1/type", "credits"),
        ("/Media/1/videoResolution", "4k"),
        ("/Extras/Metadata/1/subtype", "behindTheScenes"),
    ] {
        assert_eq!(whole.pointer(pointer).unwrap(), expected, "{pointer}");
    }
    assert_eq!(
        (whole["viewCount"].as_u64(), whole["userRating"].as_f64()),
        (Some(2), Some(9.0))
    );
    assert_eq!(
        whole["primaryExtraKey"],
        whole["Extras"]["Metadata"][0]["key"]
    );
    let subtitles = whole
        .pointer("/Media/0/Part/0/Stream/2/key")
        .unwrap()
        .as_str()
        .unwrap();
    let text = wide.client.text(wide.url(subtitles)).await;
    assert!(text.contains("The tide is late tonight."), "{text}");
    let text = wide
        .client
        .text(wide.url(&format!("{subtitles}?format=webvtt")))
        .await;
    assert!(
        text.starts_with("WEBVTT") && text.contains("00:00:01.000"),
        "{text}"
    );
    let part = whole
        .pointer("/Media/0/Part/0/key")
        .unwrap()
        .as_str()
        .unwrap();
    assert_eq!(wide.status(Method::GET, part).await, 200);
    let cast = whole.pointer("/Role/0/id").unwrap().as_u64().unwrap();
    let media = wide.get(&format!("/library/people/{cast}/media")).await;
    assert_eq!(
        each(&media, "title"),
        ["The Quiet Harbour", "The Long Field"]
    );
}

#[tokio::test]
async fn what_people_had_done_is_there_and_comes_back() {
    let wide = example().await;
    let deck = wide.get("/library/onDeck").await;
    assert_eq!(each(&deck, "title"), ["Rain"]);
    let lists = wide.get("/playlists").await;
    assert_eq!(each(&lists, "title"), ["Rainy Evening"]);
    assert_eq!(each(&lists, "leafCount"), ["5"]);
    let key = items(&deck)[0]["ratingKey"].as_str().unwrap().to_owned();
    wide.send(Method::DELETE, &format!("/library/metadata/{key}"))
        .await;
    wide.send(Method::DELETE, "/library/sections/1").await;
    assert_eq!(each(&wide.get("/library/onDeck").await, "title"), ["穀物"]);
    wide.mock.reset();
    assert_eq!(each(&wide.get("/library/onDeck").await, "title"), ["Rain"]);
    let show = wide.first("/library/sections/2/all").await;
    let show = wide.get(&format!("/library/metadata/{show}")).await["Metadata"][0].clone();
    assert_eq!(
        (show["leafCount"].as_u64(), show["viewedLeafCount"].as_u64()),
        (Some(4), Some(1))
    );
}

#[test]
fn errors_say_where_and_what_is_allowed() {
    for (text, expected) in [
        (
            "sections:\n  - title: Films\n    type: movie\n    items:\n      - titel: X\n",
            vec!["line 5", "unknown field `titel`", "titleSort"],
        ),
        (
            "sections:\n  - {title: Films, type: film}\n",
            vec!["line 2", "`film`", "movie"],
        ),
        (
            "sections:\n  - title: Films\n    type: movie\n    items:\n      - title: X\n        year: old\n",
            vec!["line 6", "old"],
        ),
        (
            "sections:\n  - {type: movie}\n",
            vec!["line 2", "missing field `title`"],
        ),
        ("{\"sections\": [{\"title\": 3,", vec!["line 1"]),
    ] {
        let error = Description::parse(text).unwrap_err().to_string();
        for expected in expected {
            assert!(error.contains(expected), "{expected} not in:\n{error}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_the_start() {
    for (text, expected) in [
        (
            "sections: [{title: A, type: movie, items: [{title: B, items: [{title: C}]}]}]",
            "nothing can lie in a movie",
        ),
        (
            "sections: [{title: A, type: movie, items: [{title: B, extras: [{title: C, subtype: song}]}]}]",
            "trailer, deletedScene",
        ),
        (
            "sections: [{title: A, type: movie, items: [{title: B, thumb: nowhere.png}]}]",
            "nowhere.png: there is no such file",
        ),
        (
            "sections: [{title: A, type: movie, items: [{title: B, played: {Nobody: {count: 1}}}]}]",
            "nobody here is called `Nobody`",
        ),
        (
            "playlists: [{title: A, items: [B]}]",
            "nothing described has that title",
        ),
    ] {
        let description = Description::parse(text).unwrap();
        let started = PlexMock::builder().library(description).start().await;
        let error = started.unwrap_err().to_string();
        assert!(error.contains(expected), "{expected} not in: {error}");
    }
    let started = PlexMock::builder()
        .library_file("/no/such.yaml")
        .start()
        .await;
    assert!(
        started
            .unwrap_err()
            .to_string()
            .starts_with("/no/such.yaml: ")
    );
}

#[tokio::test]
async fn pictures_and_words_come_from_the_disk() {
    let folder = std::env::temp_dir().join(format!("plex-mock-described-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("library.yaml");
    std::fs::write(folder.join("cover.png"), "a cover").unwrap();
    std::fs::write(folder.join("words.lrc"), "[00:01.00]La").unwrap();
    let text = "
sections:
  - title: Records
    type: artist
    items:
      - title: The Tides
        thumb: cover.png
        albums:
          - title: Neap
            tracks:
              - title: Ebb
                media: [{parts: [{streams: [{type: lyrics, disk: words.lrc}]}]}]
";
    std::fs::write(&file, text).unwrap();
    let builder = PlexMock::builder().movies(0).shows(0);
    let mock = builder.library_file(&file).start().await.unwrap();
    let client = Client::new("device-1").token(mock.server_token());
    let wide = Wide { mock, client };
    let all = wide.get("/library/sections/1/all").await;
    let thumb = items(&all)[0]["thumb"].as_str().unwrap();
    let response = wide.client.get(wide.url(thumb)).await;
    assert_eq!(content_type(&response), "image/png");
    assert_eq!(response.text().await.unwrap(), "a cover");
    let key = wide.first("/library/sections/1/all?type=10").await;
    let track = wide.get(&format!("/library/metadata/{key}")).await;
    let words = &items(&track)[0]["Media"][0]["Part"][0]["Stream"][0];
    let words = wide
        .client
        .text(wide.url(words["key"].as_str().unwrap()))
        .await;
    assert_eq!(words, "[00:01.00]La");
    std::fs::remove_dir_all(&folder).unwrap();
}
