//! Finding servers nearby, with a responder on loopback in place of the network.

use std::time::Duration;

use plex_api::{Error, Search};
use tokio::net::UdpSocket;

/// Answers the next question with these datagrams.
async fn responder(answers: &'static [&'static str]) -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let mut question = [0; 256];
        let (length, from) = socket.recv_from(&mut question).await.unwrap();
        assert!(question[..length].starts_with(b"M-SEARCH * HTTP/1."));
        for answer in answers {
            socket.send_to(answer.as_bytes(), from).await.unwrap();
        }
    });
    address
}

#[tokio::test]
async fn a_server_is_found_once_and_noise_is_not() {
    let target = responder(&[
        "NOTIFY * HTTP/1.0\r\n\r\n",
        "\u{0}\u{1}garbage",
        "HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nName: Attic\r\nPort: 32401\r\n\
         Resource-Identifier: 8f2c\r\nVersion: 1.43.2\r\n",
        "HTTP/1.0 200 OK\r\nName: Attic again\r\nResource-Identifier: 8f2c\r\n",
        "HTTP/1.0 200 OK\nname:Cellar\nresource-identifier:  77aa \n",
        "HTTP/1.0 404 Not Found\r\nName: Nobody\r\n",
    ])
    .await;
    let found = Search::at(target)
        .wait(Duration::from_millis(200))
        .run()
        .await
        .unwrap();
    let seen: Vec<_> = found
        .iter()
        .map(|found| {
            (
                found.name().unwrap(),
                found.machine_identifier().unwrap(),
                found.url(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("Attic", "8f2c", "http://127.0.0.1:32401".to_owned()),
            ("Cellar", "77aa", "http://127.0.0.1:32400".to_owned()),
        ]
    );
    assert_eq!(found[0].header("version"), Some("1.43.2"));
}

#[tokio::test]
async fn silence_is_an_empty_list() {
    let target = responder(&[]).await;
    let found = Search::at(target)
        .wait(Duration::from_millis(20))
        .run()
        .await
        .unwrap();
    assert!(found.is_empty());
}

#[tokio::test]
async fn a_target_that_cannot_be_is_an_error() {
    let error = Search::at("no such place").run().await.unwrap_err();
    assert!(matches!(error, Error::Network { .. }), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("asking no such place who is there: "),
        "{error}"
    );
}
