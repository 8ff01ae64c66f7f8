use serde_json::Value;

use super::{Client, json, mock};

#[tokio::test]
async fn the_free_films_stand_in_rows() {
    let mock = mock().await;
    let client = Client::new("device-1").token(mock.token());
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let response = client.get(url("/hubs?count=3")).await;
    assert!(
        !response.headers().contains_key("x-plex-mock"),
        "it is modelled"
    );
    let front = json(response).await["MediaContainer"].clone();
    let hubs = front["Hub"].as_array().unwrap();
    assert!(hubs.len() > 1 && front["size"] == hubs.len());
    for hub in hubs {
        let films = hub["Metadata"].as_array().unwrap();
        assert!((1..=3).contains(&films.len()), "{hub}");
        assert_eq!(hub["size"], films.len());
        for film in films {
            assert_eq!(film["type"], "movie");
            assert_eq!(film["Media"], Value::Null, "the catalogue has no files");
            let whole = client.json(url(film["key"].as_str().unwrap())).await;
            assert_eq!(
                whole["MediaContainer"]["Metadata"][0]["title"],
                film["title"]
            );
        }
    }
    let xml = Client::new("device-1").token(mock.token()).xml();
    assert!(xml.text(url("/hubs")).await.contains("<Hub "));
    let nobody = Client::new("device-1").get(url("/hubs")).await;
    assert_eq!(nobody.status().as_u16(), 401);
}
