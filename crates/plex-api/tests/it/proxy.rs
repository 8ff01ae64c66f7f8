//! Requests that take a detour.

use plex_api::Plex;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use crate::{
    common::{CLIENT, builder, mock},
    tls,
};

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
async fn a_proxy_sees_nothing_of_what_is_encrypted() {
    let (paper, authority) = tls::issued("localhost");
    let host = tls::host(&paper, &[]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let target = host.url.trim_start_matches("https://").to_owned();
    let there = target.clone();
    let heard = tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 8192];
        let read = client.read(&mut head).await.unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let mut server = TcpStream::connect(there).await.unwrap();
        let _ = copy_bidirectional(&mut client, &mut server).await;
        String::from_utf8_lossy(&head[..read]).into_owned()
    });
    let plex = Plex::builder("Test App", CLIENT)
        .root_certificates(authority)
        .proxy(proxy)
        .build()
        .unwrap();
    let server = plex.server_at(&host.url, "s3cret").unwrap();
    let identity = server.identity().await.unwrap();
    assert_eq!(identity.machine_identifier, "behind-tls");
    // The connection ends with the last who could use it.
    drop((server, plex));
    let heard = heard.await.unwrap();
    let begin = format!("CONNECT {target} HTTP/1.1\r\n");
    assert!(heard.starts_with(&begin), "{heard}");
    assert!(!heard.to_lowercase().contains("x-plex"), "{heard}");
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
