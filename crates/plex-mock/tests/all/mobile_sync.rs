//! The former mobile sync: a device orders, the server delivers, the device says what has come.

use reqwest::Method;

use super::{Client, Wide, each, json};

#[tokio::test]
async fn an_order_brings_its_episodes() {
    let wide = Wide::start().await;
    let account = |provides: &'static str| {
        let client = Client::new("phone-1").token(wide.mock.token());
        let url = format!("{}/devices/phone-1/sync_items", wide.mock.plex_tv_url());
        move |method: Method, more: String| {
            let request = client.request(method, format!("{url}{more}"));
            request.header("X-Plex-Provides", provides).send()
        }
    };
    let show = wide.first("/library/sections/2/all").await;
    let machine = wide.mock.machine_identifier();
    let mut order = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("title", "Some"),
        ("rootTitle", "Some"),
        ("metadataType", "episode"),
        ("contentType", "video"),
        ("machineIdentifier", machine),
        ("Policy][scope", "count"),
        ("Policy][value", "3"),
        ("Policy][unwatched", "0"),
        (
            "Location][uri",
            &format!("library:///item/%2Flibrary%2Fmetadata%2F{show}"),
        ),
    ] {
        order.append_pair(&format!("SyncItem[{name}]"), value);
    }
    let order = format!("?{}", order.finish());
    let phone = account("sync-target");
    // plex.tv knows a device from its sign-in on.
    let unknown = phone(Method::POST, order.clone()).await.unwrap();
    assert_eq!(unknown.status(), 404);
    let pins = format!("{}/api/v2/pins", wide.mock.plex_tv_url());
    let known = Client::new("phone-1");
    let ask = async |method, url| {
        let request = known.request(method, url);
        let request = request.header("X-Plex-Provides", "sync-target");
        json(request.send().await.unwrap()).await
    };
    let pin = ask(Method::POST, pins.clone()).await;
    wide.mock.claim(pin["code"].as_str().unwrap()).unwrap();
    let claimed = ask(Method::GET, format!("{pins}/{}", pin["id"])).await;
    assert!(claimed["authToken"].is_string(), "{claimed}");
    let placed = phone(Method::POST, order.clone()).await.unwrap();
    assert_eq!(placed.status(), 201);
    let text = placed.text().await.unwrap();
    assert!(text.contains("itemsCount=\"3\""), "{text}");
    let id = text
        .split("id=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();

    let media = wide.get(&format!("/sync/items/{id}")).await;
    let keys = each(&media, "ratingKey");
    assert_eq!(keys.len(), 3);
    let came = format!("/sync/phone-1/item/{}/downloaded", keys[0]);
    wide.send(Method::PUT, &came).await;
    let list = phone(Method::GET, String::new())
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(list.contains("itemsDownloadedCount=\"1\""), "{list}");
    for path in [
        "/sync/phone-1/item/1001/downloaded",
        "/sync/phone-2/item/1041/downloaded",
    ] {
        assert_eq!(wide.status(Method::PUT, path).await, 404, "{path}");
    }

    let taken_back = phone(Method::DELETE, format!("/{id}")).await.unwrap();
    assert_eq!(taken_back.status(), 204);
    assert_eq!(
        wide.status(Method::GET, &format!("/sync/items/{id}")).await,
        404
    );
}
