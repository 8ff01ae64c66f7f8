use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::{Client, content_type, json, mock};

fn client(mock: &plex_mock::PlexMock) -> Client {
    Client::new("device-1").token(mock.server_token())
}

async fn page(client: &Client, mock: &plex_mock::PlexMock, query: &str) -> Value {
    client
        .json(format!(
            "{}/library/sections/1/all{query}",
            mock.server_url()
        ))
        .await["MediaContainer"]
        .clone()
}

fn titles(container: &Value) -> Vec<String> {
    let items = container["Metadata"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    items
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn identity_needs_no_token_and_all_else_does() {
    let mock = mock().await;
    let nobody = Client::new("");
    let identity = nobody.json(format!("{}/identity", mock.server_url())).await;
    assert_eq!(
        identity["MediaContainer"]["machineIdentifier"],
        mock.machine_identifier()
    );
    for path in [
        "/",
        "/library/sections",
        "/library/sections/1/all",
        "/library/metadata/1001",
    ] {
        for token in [None, Some("wrong")] {
            let mut client = Client::new("device-1");
            client.token = token.map(str::to_owned);
            let response = client.get(format!("{}{path}", mock.server_url())).await;
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
            assert_eq!(content_type(&response), "text/html");
            assert!(
                response
                    .text()
                    .await
                    .unwrap()
                    .contains("<h1>401 Unauthorized</h1>")
            );
        }
        let url = format!(
            "{}{path}?X-Plex-Token={}",
            mock.server_url(),
            mock.server_token()
        );
        assert_eq!(nobody.get(url).await.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_pins_token_is_not_good_on_the_server() {
    let mock = mock().await;
    let device = Client::new("device-1");
    let pin = json(
        device
            .send(Method::POST, format!("{}/api/v2/pins", mock.plex_tv_url()))
            .await,
    )
    .await;
    mock.claim(pin["code"].as_str().unwrap()).unwrap();
    let pin = device
        .json(format!("{}/api/v2/pins/{}", mock.plex_tv_url(), pin["id"]))
        .await;
    let url = format!("{}/library/sections", mock.server_url());
    let response = Client::new("device-1")
        .token(pin["authToken"].as_str().unwrap())
        .get(url.clone())
        .await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        Client::new("device-1")
            .token(mock.token())
            .get(url)
            .await
            .status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn the_server_writes_xml_unless_json_is_named() {
    let mock = mock().await;
    let url = format!("{}/library/sections/", mock.server_url());
    let xml = client(&mock).xml().get(url.clone()).await;
    assert_eq!(content_type(&xml), "text/xml;charset=utf-8");
    assert_eq!(xml.headers()["x-plex-protocol"], "1.0");
    let xml = xml.text().await.unwrap();
    assert!(
        xml.contains("<MediaContainer ")
            && xml.contains("<Directory ")
            && xml.contains("<Location "),
        "{xml}"
    );
    let mut browser = client(&mock);
    browser.accept = Some("text/plain, application/json;q=0.9, */*");
    let sections = browser.json(url).await;
    let sections = sections["MediaContainer"]["Directory"].as_array().unwrap();
    assert_eq!(
        sections
            .iter()
            .map(|section| &section["key"])
            .collect::<Vec<_>>(),
        ["1", "2"]
    );
    assert_eq!(sections[0]["type"], "movie");
}

#[tokio::test]
async fn videos_and_directories_by_type() {
    let mock = mock().await;
    let client = client(&mock).xml();
    let movies = client
        .text(format!("{}/library/sections/1/all", mock.server_url()))
        .await;
    assert_eq!(movies.matches("<Video ").count(), 45);
    assert!(
        movies.contains("<Media ") && movies.contains("<Part ") && !movies.contains("<Directory ")
    );
    let shows = client
        .text(format!("{}/library/sections/2/all", mock.server_url()))
        .await;
    assert_eq!(shows.matches("<Directory ").count(), 6);
}

#[tokio::test]
async fn pages_make_up_the_whole() {
    let mock = mock().await;
    let client = client(&mock);
    let whole = page(&client, &mock, "").await;
    assert_eq!(whole["size"], 45);
    assert!(whole.get("totalSize").is_none());
    let mut pieced = Vec::new();
    for start in [0, 20, 40] {
        let request = client.request(
            Method::GET,
            format!("{}/library/sections/1/all", mock.server_url()),
        );
        let response = request
            .header("X-Plex-Container-Start", start)
            .header("X-Plex-Container-Size", 20)
            .send()
            .await
            .unwrap();
        assert_eq!(
            response.headers()["x-plex-container-start"],
            start.to_string()
        );
        assert_eq!(response.headers()["x-plex-container-total-size"], "45");
        let container = json(response).await["MediaContainer"].clone();
        assert_eq!(container["offset"], start);
        assert_eq!(container["totalSize"], 45);
        assert_eq!(container["size"], if start == 40 { 5 } else { 20 });
        pieced.extend(titles(&container));
    }
    assert_eq!(pieced, titles(&whole));

    let by_query = page(
        &client,
        &mock,
        "?X-Plex-Container-Start=20&X-Plex-Container-Size=3",
    )
    .await;
    assert_eq!(titles(&by_query), pieced[20..23]);
}

#[tokio::test]
async fn odd_pages() {
    let mock = mock().await;
    let client = client(&mock);
    let count = page(
        &client,
        &mock,
        "?X-Plex-Container-Start=0&X-Plex-Container-Size=0",
    )
    .await;
    assert_eq!(
        (&count["size"], &count["totalSize"]),
        (&0.into(), &45.into())
    );
    assert!(count.get("Metadata").is_none());
    let beyond = page(
        &client,
        &mock,
        "?X-Plex-Container-Start=999&X-Plex-Container-Size=10",
    )
    .await;
    assert_eq!(
        (&beyond["size"], &beyond["offset"]),
        (&0.into(), &999.into())
    );
    let limited = page(
        &client,
        &mock,
        "?limit=7&X-Plex-Container-Start=5&X-Plex-Container-Size=10",
    )
    .await;
    assert_eq!(
        (&limited["size"], &limited["totalSize"]),
        (&2.into(), &7.into())
    );
    let largest = page(
        &client,
        &mock,
        &format!(
            "?X-Plex-Container-Start=1&X-Plex-Container-Size={}",
            usize::MAX
        ),
    )
    .await;
    assert_eq!(largest["size"], 44);
    for nonsense in ["-1", "ten", "1e3", "99999999999999999999999"] {
        let url = format!(
            "{}/library/sections/1/all?X-Plex-Container-Start={nonsense}",
            mock.server_url()
        );
        assert_eq!(
            client.get(url).await.status(),
            StatusCode::BAD_REQUEST,
            "{nonsense}"
        );
    }
}

#[tokio::test]
async fn sorted_as_asked() {
    let mock = mock().await;
    let client = client(&mock);
    for (sort, field) in [
        ("year", "year"),
        ("addedAt", "addedAt"),
        ("movie.year", "year"),
    ] {
        let numbers = |container: &Value| -> Vec<u64> {
            container["Metadata"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item[field].as_u64().unwrap())
                .collect()
        };
        let up = page(&client, &mock, &format!("?sort={sort}")).await;
        assert!(numbers(&up).is_sorted(), "{sort}");
        let down = page(&client, &mock, &format!("?sort={sort}:desc,titleSort")).await;
        assert!(numbers(&down).iter().rev().is_sorted(), "{sort}");
    }
    let by_title = page(&client, &mock, "?sort=titleSort").await;
    let keys: Vec<_> = by_title["Metadata"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            item.get("titleSort")
                .unwrap_or(&item["title"])
                .as_str()
                .unwrap()
                .to_lowercase()
        })
        .collect();
    assert!(keys.is_sorted());
}

#[tokio::test]
async fn types_decide_what_is_listed() {
    let mock = mock().await;
    let client = client(&mock);
    for (query, size) in [
        ("?type=1", 45),
        ("?type=movie", 45),
        ("?type=2", 0),
        ("?type=4", 0),
    ] {
        assert_eq!(page(&client, &mock, query).await["size"], size, "{query}");
    }
}

#[tokio::test]
async fn details_of_one_and_of_several() {
    let mock = mock().await;
    let client = client(&mock);
    let one = client
        .json(format!("{}/library/metadata/1003", mock.server_url()))
        .await;
    let item = &one["MediaContainer"]["Metadata"][0];
    assert_eq!(item["ratingKey"], "1003");
    assert_eq!(item["librarySectionID"], 1);
    assert!(
        item["Media"][0]["Part"][0]["Stream"]
            .as_array()
            .unwrap()
            .len()
            >= 3
    );
    let several = client
        .json(format!(
            "{}/library/metadata/1003,1046,77",
            mock.server_url()
        ))
        .await;
    assert_eq!(several["MediaContainer"]["size"], 2);
    assert_eq!(several["MediaContainer"]["Metadata"][1]["type"], "show");
}

#[tokio::test]
async fn what_is_not_there_is_a_page() {
    let mock = mock().await;
    let client = client(&mock);
    for path in [
        "/library/sections/9/all",
        "/library/sections/x/all",
        "/library/metadata/5",
        "/nowhere",
    ] {
        let response = client.get(format!("{}{path}", mock.server_url())).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(content_type(&response), "text/html");
        assert!(
            response
                .text()
                .await
                .unwrap()
                .contains("<h1>404 Not Found</h1>")
        );
    }
}

#[tokio::test]
async fn a_seed_makes_a_library() {
    let mut seen = Vec::new();
    for seed in [7, 7, 8] {
        let mock = plex_mock::PlexMock::builder()
            .movies(10)
            .seed(seed)
            .start()
            .await
            .unwrap();
        seen.push(
            client(&mock)
                .text(format!("{}/library/sections/1/all", mock.server_url()))
                .await,
        );
    }
    assert_eq!(seen[0], seen[1]);
    assert_ne!(seen[0], seen[2]);
}

#[tokio::test]
async fn listings_are_what_the_server_sends() {
    let mock = mock().await;
    let served = client(&mock)
        .text(format!(
            "{}/library/sections/1/all?includeGuids=1",
            mock.server_url()
        ))
        .await;
    assert_eq!(served, plex_mock::listing(45, 7));
    let served = client(&mock)
        .xml()
        .text(format!(
            "{}/library/sections/1/all?includeGuids=1",
            mock.server_url()
        ))
        .await;
    assert_eq!(served, plex_mock::listing_xml(45, 7));
}
