//! Requests that take a detour.

use plex_api::Plex;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::common::{CLIENT, builder, mock};

#[tokio::test]
async fn a_proxy_is_asked_for_the_whole_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://user:p%40ss@{}", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 8192];
        let read = stream.read(&mut head).await.unwrap();
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&head[..read]).into_owned()
    });
    let plex = Plex::builder("Test App", CLIENT)
        .proxy(proxy)
        .build()
        .unwrap();
    let server = plex.server_at("http://pms.invalid:32400", "token").unwrap();
    server.identity().await.unwrap();
    let heard = heard.await.unwrap().to_lowercase();
    assert!(
        heard.starts_with("get http://pms.invalid:32400/identity http/1.1\r\n"),
        "{heard}"
    );
    assert!(
        heard.contains("proxy-authorization: basic dxnlcjpwqhnz"),
        "{heard}"
    );
}

#[tokio::test]
async fn no_proxy_means_none_and_a_wrong_one_is_told() {
    let mock = mock().await;
    let plex = builder(&mock).no_proxy().build().unwrap();
    let server = plex.server_at(mock.server_url(), "token").unwrap();
    assert!(server.identity().await.is_ok());

    let error = builder(&mock).proxy("http://user:pass word@[").build();
    let error = error.unwrap_err().to_string();
    assert!(error.contains("http://proxy.example:3128"), "{error}");
    assert!(!error.contains("pass word"), "{error}");
}
