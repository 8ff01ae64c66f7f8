use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::{Client, Wide};

#[tokio::test]
async fn tasks_run_for_a_while() {
    let wide = Wide::start().await;
    let tasks = wide.client.json(wide.url("/butler")).await["ButlerTasks"].clone();
    let tasks = tasks["ButlerTask"].as_array().unwrap().clone();
    assert!(tasks.iter().any(|task| task["name"] == "BackupDatabase"));
    assert!(
        wide.xml("/butler")
            .await
            .contains("<ButlerTasks><ButlerTask ")
    );
    let path = "/butler/BackupDatabase";
    for (method, path, status) in [
        (Method::POST, path, 200),
        (Method::POST, path, 202),
        (Method::DELETE, path, 200),
        (Method::POST, path, 200),
        (Method::POST, "/butler/Juggling", 404),
        (Method::DELETE, "/butler/Juggling", 404),
    ] {
        assert_eq!(wide.status(method, path).await, status, "{path}");
    }
    wide.mock.advance(Duration::from_secs(300));
    assert_eq!(wide.status(Method::POST, path).await, 200);
    wide.send(Method::PUT, "/library/optimize?async=1").await;
    assert_eq!(
        wide.status(Method::POST, "/butler/OptimizeDatabase").await,
        202
    );
    wide.send(Method::PUT, "/library/clean/bundles").await;
    wide.send(Method::DELETE, "/butler").await;
    assert_eq!(
        wide.status(Method::POST, "/butler/OptimizeDatabase").await,
        200
    );
    wide.send(Method::POST, "/butler").await;
}

#[tokio::test]
async fn updates_are_looked_for_and_skipped() {
    let wide = Wide::start().await;
    assert_eq!(wide.get("/updater/status").await["size"], 0);
    assert_eq!(wide.status(Method::PUT, "/updater/apply").await, 400);
    wide.send(Method::PUT, "/updater/check?download=0").await;
    let status = wide.get("/updater/status").await;
    assert_eq!(status["Release"][0]["state"], "available");
    assert!(status["checkedAt"].is_u64());
    wide.send(Method::PUT, "/updater/check?download=1").await;
    assert_eq!(
        wide.get("/updater/status").await["Release"][0]["state"],
        "downloaded"
    );
    wide.send(Method::PUT, "/updater/apply?skip=1").await;
    assert_eq!(
        wide.get("/updater/status").await["Release"][0]["state"],
        "skipped"
    );
    assert!(wide.xml("/updater/status").await.contains("<Release "));
}

#[tokio::test]
async fn what_apps_write_is_in_the_log() {
    let wide = Wide::start().await;
    wide.send(
        Method::PUT,
        "/log?level=0&message=A%20lamp%20fell&source=Lantern",
    )
    .await;
    let response = wide
        .client
        .send(Method::GET, wide.url("/diagnostics/logs"))
        .await;
    assert_eq!(response.headers()["content-type"], "application/zip");
    let archive = response.bytes().await.unwrap();
    // Nothing in it is packed.
    let text = String::from_utf8_lossy(&archive);
    assert!(text.contains("ERROR - [Lantern] A lamp fell"));
    assert!(text.contains("DEBUG - Request: PUT /log"));
    assert_eq!(wide.status(Method::PUT, "/log?level=0").await, 400);
    let response = wide
        .client
        .send(Method::GET, wide.url("/diagnostics/databases"))
        .await;
    let archive = response.bytes().await.unwrap();
    assert!(archive.windows(15).any(|bytes| bytes == b"SQLite format 3"));
}

#[tokio::test]
async fn tokens_are_lent_for_two_days() {
    let wide = Wide::start().await;
    let path = "/security/token?type=delegation&scope=all";
    let token = wide.ask(Method::POST, path).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let borrower = Client::new("device-2").token(&token);
    let status = async || {
        let response = borrower
            .send(Method::GET, wide.url("/library/sections"))
            .await;
        response.status().as_u16()
    };
    assert_eq!(status().await, 200);
    wide.mock.advance(Duration::from_secs(49 * 3600));
    assert_eq!(status().await, 401);
    let machine = wide.get("/identity").await["machineIdentifier"]
        .as_str()
        .unwrap()
        .to_owned();
    let resources = wide
        .get(&format!("/security/resources?source=server://{machine}"))
        .await;
    assert_eq!(
        resources["Device"]["Connection"][0]["uri"],
        wide.mock.server_url()
    );
    assert_eq!(
        wide.status(Method::GET, "/security/resources?source=server://x")
            .await,
        404
    );
}

#[tokio::test]
async fn statistics_are_in_step_with_each_other() {
    let wide = Wide::start().await;
    let sum = |rows: &Value, from: u64, to: u64| -> u64 {
        let rows = rows["StatisticsBandwidth"].as_array().unwrap().iter();
        rows.filter(|row| (from..to).contains(&row["at"].as_u64().unwrap()))
            .map(|row| row["bytes"].as_u64().unwrap())
            .sum()
    };
    let days = wide.get("/statistics/bandwidth?timespan=3").await;
    let hours = wide.get("/statistics/bandwidth?timespan=4").await;
    let yesterday = (wide.mock.now().timestamp() as u64 / 86_400 - 1) * 86_400;
    let of_day = sum(&days, yesterday, yesterday + 86_400);
    assert!(of_day > 0);
    assert_eq!(of_day, sum(&hours, yesterday, yesterday + 86_400));
    let accounts = hours["Account"].as_array().unwrap();
    let devices = wide.get("/devices").await["Device"]
        .as_array()
        .unwrap()
        .clone();
    for row in hours["StatisticsBandwidth"].as_array().unwrap() {
        assert!(
            accounts
                .iter()
                .any(|account| account["id"] == row["accountID"])
        );
        assert!(devices.iter().any(|device| device["id"] == row["deviceID"]));
    }
    let some = wide
        .get("/statistics/bandwidth?timespan=3&deviceID=9003&lan=0&bytes%3E=1")
        .await;
    let some = some["StatisticsBandwidth"].as_array().unwrap().clone();
    assert!(
        some.iter()
            .all(|row| row["deviceID"] == 9003 && row["lan"] == false)
    );
    let media = wide.get("/statistics/media?timespan=4").await;
    assert!(!media["StatisticsMedia"].as_array().unwrap().is_empty());
    let resources = wide.get("/statistics/resources?timespan=6").await;
    for row in resources["StatisticsResources"].as_array().unwrap() {
        let of = |name: &str| row[name].as_f64().unwrap();
        assert!(of("hostCpuUtilization") >= of("processCpuUtilization"));
        assert!(of("hostMemoryUtilization") < 100.0);
    }
    assert_eq!(
        wide.status(Method::GET, "/statistics/bandwidth?timespan=5")
            .await,
        400
    );
    assert!(
        wide.xml("/statistics/bandwidth")
            .await
            .contains("<StatisticsBandwidth ")
    );
    let device = wide.get("/devices/9001").await;
    assert_eq!(device["Device"][0]["name"], "Living Room");
    let agents = wide.get("/system/agents?mediaType=2").await;
    assert_eq!(agents["Agent"][0]["identifier"], "tv.plex.agents.series");
    assert_eq!(
        wide.get("/system/agents/tv.plex.agents.movie").await["size"],
        1
    );
    assert_eq!(wide.status(Method::GET, "/system/agents/none").await, 404);
}
