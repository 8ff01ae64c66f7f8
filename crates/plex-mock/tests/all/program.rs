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
