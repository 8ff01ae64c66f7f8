//! From the account to a connected server.

use crate::common::{builder, closed_port, mock, shown, signed_in, start};
use plex_api::{Error, Failure, Plex};
use plex_mock::{Face, Fault, PlexMock};

#[tokio::test]
async fn the_best_address_that_answers_is_taken() {
    let mock = mock().await;
    let servers = signed_in(&mock).servers().await.unwrap();
    let names: Vec<_> = servers.iter().map(|server| server.name()).collect();
    assert_eq!(names, [mock.server_name()], "players are not servers");

    let server = servers
        .named(&mock.server_name().to_uppercase())
        .unwrap()
        .connect()
        .await
        .unwrap();
    assert_eq!(server.url().as_str(), format!("{}/", mock.server_url()));
    assert_eq!(
        server.identity().await.unwrap().machine_identifier,
        mock.machine_identifier()
    );
    assert!(!server.library().sections().await.unwrap().is_empty());

    let [dead] = server.tried() else {
        panic!("{:?}", server.tried())
    };
    assert!(matches!(dead.failure, Failure::Unreachable(_)), "{dead:?}");
}

#[tokio::test]
async fn a_server_is_found_by_its_identifier() {
    let mock = mock().await;
    let servers = signed_in(&mock).servers().await.unwrap();
    assert_eq!(
        servers.named(mock.machine_identifier()).unwrap().name(),
        mock.server_name()
    );
}

#[tokio::test]
async fn an_unknown_name_lists_the_known() {
    let mock = mock().await;
    let servers = signed_in(&mock).servers().await.unwrap();
    let error = servers.named("Cellar").unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "there is no server named \"Cellar\"; the account has {}",
            mock.server_name()
        )
    );
}

#[tokio::test]
async fn another_server_at_the_address_is_not_taken() {
    let other = start(PlexMock::builder().seed(99)).await;
    let mock = start(PlexMock::builder().connection(other.server_url())).await;
    let servers = signed_in(&mock).servers().await.unwrap();
    let server = servers
        .named(mock.server_name())
        .unwrap()
        .connect()
        .await
        .unwrap();
    assert_eq!(server.url().as_str(), format!("{}/", mock.server_url()));
    assert!(!other.requests().is_empty(), "it was asked");
    assert!(
        other
            .requests()
            .iter()
            .all(|request| request.header("x-plex-token").is_none())
    );
}

#[tokio::test]
async fn a_dead_server_says_what_was_tried() {
    let mock = mock().await;
    let servers = signed_in(&mock).servers().await.unwrap();
    mock.fault(Fault::on("*").face(Face::Server).status(503).always());
    let error = servers
        .named(mock.server_name())
        .unwrap()
        .connect()
        .await
        .unwrap_err();
    let Error::NoConnection { server, tried } = &error else {
        panic!("{error}")
    };
    assert_eq!(server, mock.server_name());
    assert!(tried.len() >= 2, "{error}");
    assert!(
        tried
            .iter()
            .all(|tried| matches!(tried.failure, Failure::Unreachable(_))),
        "{error}"
    );
    assert!(error.to_string().contains("cannot connect"), "{error}");
    assert!(error.to_string().contains("answered 503"), "{error}");
}

#[tokio::test]
async fn tokens_go_where_they_belong() {
    let mock = mock().await;
    let server = signed_in(&mock)
        .servers()
        .await
        .unwrap()
        .named(mock.server_name())
        .unwrap()
        .connect()
        .await
        .unwrap();
    server.library().sections().await.unwrap();
    for request in mock.requests() {
        let token = request.header("x-plex-token");
        match (request.face, request.path.as_str()) {
            (Face::PlexTv, _) => assert_eq!(token, Some(mock.token())),
            (Face::Server, "/identity") => assert_eq!(token, None, "a probe may meet anybody"),
            _ => assert_eq!(token, Some(mock.server_token())),
        }
        assert!(
            !request
                .query
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case("x-plex-token"))
        );
    }
}

#[tokio::test]
async fn a_redirect_takes_no_token_abroad() {
    let mock = mock().await;
    let stranger = crate::common::mock().await;
    mock.fault(
        Fault::on("/library/sections")
            .redirect(format!("{}/library/sections", stranger.server_url()))
            .times(1),
    );
    let error = crate::common::server(&mock)
        .await
        .library()
        .sections()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(
        shown(&mock, &error).replace(stranger.server_url(), "http://stranger"),
        "GET http://server/library/sections, sent on to http://stranger/library/sections: that other host answers 401, \
         because it is not told the token; does the network ask to sign in first, or has the server moved?"
    );
    let [request] = &stranger.requests()[..] else {
        panic!("one request arrives")
    };
    assert_eq!(request.header("x-plex-token"), None);

    mock.fault(
        Fault::on("/library/sections")
            .redirect("/library/sections")
            .times(1),
    );
    assert!(
        crate::common::server(&mock)
            .await
            .library()
            .sections()
            .await
            .is_ok(),
        "at home the token stays"
    );

    mock.fault(
        Fault::on("/library/sections")
            .redirect("/library/sections")
            .always(),
    );
    let error = crate::common::server(&mock)
        .await
        .library()
        .sections()
        .await
        .unwrap_err();
    assert_eq!(
        shown(&mock, &error),
        "GET http://server/library/sections, sent on to http://server/library/sections: the redirects do not end; \
         is the address right?"
    );
}

#[tokio::test]
async fn what_changes_something_is_not_sent_elsewhere_and_the_error_says_where_to() {
    let mock = mock().await;
    let token = mock.server_token();
    let server = crate::common::server(&mock).await;
    mock.fault(
        Fault::on("/library/metadata/1001/refresh").redirect(format!(
            "http://elsewhere.example/for/{token}?X-Plex-Token={token}#{token}"
        )),
    );
    let error = server.metadata().refresh("1001").await.unwrap_err();
    assert_eq!(
        shown(&mock, &error),
        "PUT http://server/library/metadata/{ids}/refresh, sent on to http://elsewhere.example/for/…: answered \
         302, and what may change something is not sent elsewhere; is the address right?"
    );
    assert!(!error.is_transient() && !error.never_arrived());
}

#[tokio::test]
async fn every_request_says_who_asks() {
    let mock = mock().await;
    let plex = builder(&mock)
        .token(mock.token())
        .version("1.2")
        .platform_version("6.1")
        .device("Linux")
        .device_name("Küche 台所")
        .device_vendor("Werkstatt")
        .model("HW-20")
        .marketplace("fdroid")
        .language("de")
        .build()
        .unwrap();
    plex.account().current().await.unwrap();
    let asked = &mock.requests()[0];
    for (name, value) in [
        ("accept", "application/json"),
        ("x-plex-product", "Test App"),
        ("x-plex-client-identifier", crate::common::CLIENT),
        ("x-plex-version", "1.2"),
        ("x-plex-platform", std::env::consts::OS),
        ("x-plex-platform-version", "6.1"),
        ("x-plex-device", "Linux"),
        ("x-plex-device-name", "Küche 台所"),
        ("x-plex-device-vendor", "Werkstatt"),
        ("x-plex-model", "HW-20"),
        ("x-plex-marketplace", "fdroid"),
        ("x-plex-language", "de"),
        ("x-plex-pms-api-version", "1.2.0"),
    ] {
        assert_eq!(asked.header(name), Some(value), "{name}");
    }

    let plex = builder(&mock).platform("Toaster").server_interface("1.1.1");
    let server = plex.build().unwrap().server_at(mock.server_url(), "token");
    mock.clear_requests();
    let _ = server.unwrap().library().sections().await;
    let asked = &mock.requests()[0];
    assert_eq!(asked.header("x-plex-platform"), Some("Toaster"));
    assert_eq!(asked.header("x-plex-pms-api-version"), Some("1.1.1"));
}

#[tokio::test]
async fn a_server_by_its_address() {
    let mock = mock().await;
    let plex = Plex::builder("Test App", crate::common::CLIENT)
        .build()
        .unwrap();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    assert_eq!(server.name(), "127.0.0.1");
    assert!(!server.library().sections().await.unwrap().is_empty());

    let error = plex
        .server_at("192.168.1.20:32400", "secret")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("an address looks like http://192.168.1.20:32400"),
        "{error}"
    );
    assert!(!error.contains("secret"));
}

#[tokio::test]
async fn a_closed_port_says_where() {
    let mock = mock().await;
    let closed = closed_port();
    let plex = builder(&mock)
        .plex_tv(&closed)
        .token("secret")
        .build()
        .unwrap();
    let error = plex.servers().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "GET {closed}/api/v2/resources: cannot connect; is the host up and the address right?"
        )
    );
    assert!(error.is_transient());
}
