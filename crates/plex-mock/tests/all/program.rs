use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

use reqwest::StatusCode;
use serde_json::Value;

use super::Client;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plex-mock"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn tells_where_it_is_and_serves() {
    let mut running = Running(
        program(&["--port", "0", "--movies", "30", "--seed", "3"])
            .spawn()
            .unwrap(),
    );
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(
        line.starts_with(r#"{"server":"http://127.0.0.1:"#),
        "{line}"
    );
    let ready: Value = serde_json::from_str(&line).unwrap();
    let client = Client::new("device-1").token(ready["token"].as_str().unwrap());
    let resources = client
        .json(format!(
            "{}/api/v2/resources",
            ready["plex_tv"].as_str().unwrap()
        ))
        .await;
    let token = resources[0]["accessToken"].as_str().unwrap();
    let count = format!(
        "{}/library/sections/1/all?X-Plex-Container-Start=0&X-Plex-Container-Size=0",
        ready["server"].as_str().unwrap()
    );
    let answer = Client::new("device-1")
        .token(token)
        .json(count.clone())
        .await;
    assert_eq!(answer["MediaContainer"]["totalSize"], 30);
    assert_eq!(
        client.get(count).await.status(),
        StatusCode::OK,
        "the printed token is good on both"
    );
}

#[tokio::test]
async fn a_taken_port_is_one_line_and_a_failure() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut running = Running(program(&["--plex-tv-port", &port]).spawn().unwrap());
    let mut errors = String::new();
    running
        .0
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert_eq!(running.0.wait().unwrap().code(), Some(1));
    assert!(
        errors.starts_with(&format!("plex-mock: cannot listen on 127.0.0.1:{port}: ")),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn ends_when_it_is_told_to() {
    let mut running = Running(program(&[]).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let told = Command::new("kill")
        .args(["-TERM", &running.0.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}

#[tokio::test]
async fn what_is_to_go_wrong_is_told_at_the_start() {
    let mut running = Running(
        program(&[
            "--expired-token",
            "--clock",
            "2030-01-01T12:00:00Z",
            "--rate-limit",
            "3",
            "--latency",
            "1",
            "--slow-body",
            "4096:0",
            "--fault",
            r#"{"path":"/identity","status":503}"#,
            "--fault",
            r#"{"path":"/identity","drop":true}"#,
        ])
        .spawn()
        .unwrap(),
    );
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let server = ready["server"].as_str().unwrap();
    let client = Client::new("device-1").token(ready["token"].as_str().unwrap());
    let identity = format!("{server}/identity");
    assert_eq!(client.get(identity.clone()).await.status(), 503);
    let dropped = client.request(reqwest::Method::GET, identity).send().await;
    assert!(dropped.is_err());
    let library = format!("{server}/library/sections");
    assert_eq!(client.get(library.clone()).await.status(), 401);
    assert_eq!(client.get(library).await.status(), 429);
    let clock = client.json(format!("{server}/__mock/clock")).await;
    assert_eq!(clock["now"], "2030-01-01T12:00:00Z");
}

#[test]
fn what_cannot_be_is_one_clear_refusal() {
    for arguments in [
        ["--fault", r#"{"path":"/x","staus":500}"#],
        ["--slow-body", "100"],
        ["--clock", "noon"],
    ] {
        let output = program(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains(arguments[0]), "{errors}");
    }
}
