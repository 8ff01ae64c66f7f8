use reqwest::Method;

use super::{Wide, each, items};

async fn size(wide: &Wide, query: &str) -> u64 {
    let list = wide.get(&format!("/library/sections/1/all?{query}")).await;
    list["size"].as_u64().unwrap()
}

#[tokio::test]
async fn filters_part_a_section_in_two() {
    let wide = Wide::start().await;
    let genre = wide.get("/library/sections/1/genre").await["Directory"][0]["key"].clone();
    let genre = genre.as_str().unwrap();
    for (one, other) in [
        ("year%3E%3E=1990".to_owned(), "year%3C=1990".to_owned()),
        ("unwatched=1".to_owned(), "unwatched=0".to_owned()),
        (format!("genre={genre}"), format!("genre!={genre}")),
        ("title=the".to_owned(), "title!=the".to_owned()),
        (
            "resolution=4k,1080".to_owned(),
            "resolution!=4k,1080".to_owned(),
        ),
        (
            "addedAt>>=2022-01-01".to_owned(),
            "addedAt<=2022-01-01".to_owned(),
        ),
        ("addedAt>>=-4y".to_owned(), "addedAt<=-4y".to_owned()),
        (
            "push=1&year=2001&or=1&year=2002&pop=1".to_owned(),
            "year!=2001,2002".to_owned(),
        ),
    ] {
        let (left, right) = (size(&wide, &one).await, size(&wide, &other).await);
        assert_eq!(left + right, 40, "{one} {other}");
    }
    assert!(size(&wide, "unwatched=1").await > 0);
}

#[tokio::test]
async fn levels_are_reached_by_name() {
    let wide = Wide::start().await;
    let show = wide.get("/library/sections/2/all").await["Metadata"][0].clone();
    let title = show["title"].as_str().unwrap();
    let title: String = url::form_urlencoded::byte_serialize(title.as_bytes()).collect();
    // A field that episodes have not is one of their shows, and the other way round.
    let genre = show["Genre"][0]["tag"].as_str().unwrap();
    for pairs in [format!("genre={genre}"), format!("show.genre={genre}")] {
        let found = wide
            .get(&format!("/library/sections/2/all?type=4&{pairs}"))
            .await;
        let shows = each(&found, "grandparentTitle");
        assert!(
            shows.contains(&show["title"].as_str().unwrap().to_owned()),
            "{pairs}"
        );
    }
    let directors = wide.get("/library/sections/2/director?type=4").await;
    let fast = directors["Directory"][0]["fastKey"].as_str().unwrap();
    assert!(each(&wide.get(fast).await, "type").contains(&"episode".to_owned()));
    let director = directors["Directory"][0]["key"].as_str().unwrap();
    let shows = wide
        .get(&format!("/library/sections/2/all?director={director}"))
        .await;
    assert!(each(&shows, "type").contains(&"show".to_owned()));
    let episodes = wide
        .get(&format!("/library/sections/2/all?type=4&show.title%3D={title}&sort=episode.index:desc,season.index"))
        .await;
    assert_eq!(episodes["size"], show["leafCount"]);
    assert!(
        each(&episodes, "grandparentTitle")
            .iter()
            .all(|name| name == show["title"].as_str().unwrap())
    );
    let numbers: Vec<u64> = items(&episodes)
        .iter()
        .map(|item| item["index"].as_u64().unwrap())
        .collect();
    assert!(numbers.is_sorted_by(|left, right| left >= right));
    let shows = wide
        .get("/library/sections/2/all?type=2&episode.index=6")
        .await;
    assert_eq!(shows["size"], 4, "every show has a sixth episode");
}

#[tokio::test]
async fn sorts_groups_and_limits() {
    let wide = Wide::start().await;
    let list = wide
        .get("/library/sections/1/all?sort=year:desc,titleSort&limit=10")
        .await;
    assert_eq!(list["size"], 10);
    let years: Vec<u64> = items(&list)
        .iter()
        .map(|item| item["year"].as_u64().unwrap())
        .collect();
    assert!(years.is_sorted_by(|left, right| left >= right));
    let grouped = wide.get("/library/sections/1/all?group=studio").await;
    let mut studios = each(&grouped, "studio");
    let all = studios.len();
    studios.sort();
    studios.dedup();
    assert_eq!(studios.len(), all);
    let rated = wide
        .get("/library/sections/1/all?sort=rating:nullsLast")
        .await;
    let unrated = |item: &serde_json::Value| item.get("rating").is_none();
    assert!(items(&rated).is_sorted_by_key(unrated));
    let one = each(
        &wide.get("/library/sections/1/all?sort=random").await,
        "ratingKey",
    );
    assert_ne!(
        one,
        each(&wide.get("/library/sections/1/all").await, "ratingKey")
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_switches_are_not() {
    let wide = Wide::start().await;
    for (query, status) in [
        ("year=abc", 400),
        ("nonsense%3E%3E=1", 400),
        ("movie.nonsense=1", 400),
        ("push=1&year=1999", 400),
        ("group=nonsense", 400),
        ("includeSomething=1&checkFiles=0", 200),
        ("sort=nonsense", 200),
    ] {
        let path = format!("/library/sections/1/all?{query}");
        assert_eq!(wide.status(Method::GET, &path).await, status, "{query}");
    }
}

#[tokio::test]
async fn what_lies_in_others_comes_in_their_order() {
    let wide = Wide::start().await;
    for (section, kind) in [(2, 4), (3, 10)] {
        let path = format!("/library/sections/{section}/all");
        let tops = each(&wide.get(&path).await, "title");
        let mut of = each(
            &wide.get(&format!("{path}?type={kind}")).await,
            "grandparentTitle",
        );
        of.dedup();
        assert_eq!(of, tops);
    }
}
