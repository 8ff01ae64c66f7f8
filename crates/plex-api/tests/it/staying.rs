//! Passwords, validity, pings, and members of a home.

use std::time::Duration;

use plex_api::{Error, Validity};
use plex_mock::{Face, Fault, PlexMock};

use crate::{
    common::{builder, mock, shown, signed_in, start},
    failover::Door,
};

#[tokio::test]
async fn a_password_signs_in() {
    let mock = mock().await;
    let plex = builder(&mock).build().unwrap();
    for login in ["mirabel", "mirabel@example.org"] {
        let plex = plex.sign_in(login, "mirabel's password").await.unwrap();
        assert!(plex.validate().await.is_valid());
    }
    let error = plex.sign_in("mirabel", "hunter2-secret").await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }));
    assert!(!shown(&mock, &error).contains("hunter2"));
    assert!(!format!("{:?}", plex.sign_in("mirabel", "hunter2-secret")).contains("hunter2"));
}

#[tokio::test]
async fn a_second_factor_is_asked_for() {
    let mock = start(PlexMock::builder().two_factor(true)).await;
    let plex = builder(&mock).build().unwrap();
    let sign_in = || plex.sign_in("mirabel", "mirabel's password");
    let error = sign_in().await.unwrap_err();
    assert!(
        matches!(error, Error::CodeRequired { refused: false, .. }),
        "{error}"
    );
    let error = sign_in().code("000000").await.unwrap_err();
    assert!(
        matches!(error, Error::CodeRequired { refused: true, .. }),
        "{error}"
    );
    let wrong = plex
        .sign_in("mirabel", "wrong")
        .code("123456")
        .await
        .unwrap_err();
    assert!(matches!(wrong, Error::Unauthorized { .. }), "{wrong}");
    let plex = sign_in().code("123456").remember(false).await.unwrap();
    assert!(plex.validate().await.is_valid());
}

#[tokio::test]
async fn an_outage_never_makes_a_token_invalid() {
    let (mock, other) = (mock().await, crate::common::mock().await);
    let plex = signed_in(&mock);
    match plex.validate().await {
        Validity::Valid(account) => assert_eq!(account.username.as_deref(), Some("mirabel")),
        other => panic!("{other:?}"),
    }
    let wrong = plex.with_token("made up");
    assert!(wrong.validate().await.is_invalid());
    for fault in [
        Fault::on("/api/v2/user").status(500),
        Fault::on("/api/v2/user").status(429),
        Fault::on("/api/v2/user").status(403),
        Fault::on("/api/v2/user").drop_connection(),
        Fault::on("/api/v2/user").body("text/html", "<html>maintenance</html>"),
        // A network that wants its own sign-in first.
        Fault::on("/api/v2/user").redirect(format!("{}/library/sections", other.server_url())),
    ] {
        for plex in [&plex, &wrong] {
            mock.fault(fault.clone());
            let validity = plex.validate().await;
            assert!(
                !validity.is_valid() && !validity.is_invalid(),
                "{fault:?}: {validity:?}"
            );
        }
    }
    plex.auth().sign_out().await.unwrap();
    assert!(plex.validate().await.is_invalid());
}

/// Waits until something holds that other tasks bring about.
async fn until(holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait)
        .await
        .expect("it comes about");
}

#[tokio::test]
async fn pings_go_out_until_they_are_dropped_or_refused() {
    let mock = mock().await;
    let plex = signed_in(&mock);
    let pings = || {
        mock.requests()
            .iter()
            .filter(|request| request.path == "/api/v2/ping")
            .count()
    };
    let alive = plex.keep_alive_every(Duration::from_millis(1)).unwrap();
    mock.fault(Fault::on("/api/v2/ping").status(503).times(2));
    until(|| pings() >= 5).await;
    drop(alive);
    // The one under way may still arrive; then there are no more.
    let settled = async {
        let mut before = usize::MAX;
        while before != pings() {
            before = pings();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), settled)
        .await
        .expect("they end");

    let mut alive = plex.keep_alive_every(Duration::from_millis(1)).unwrap();
    plex.auth().sign_out().await.unwrap();
    assert!(matches!(alive.ended().await, Error::Unauthorized { .. }));

    mock.reset();
    let mut daily = plex.keep_alive().unwrap();
    until(|| pings() == 1).await;
    let ended = tokio::time::timeout(Duration::from_millis(30), daily.ended()).await;
    assert!(ended.is_err() && pings() == 1, "the next is due tomorrow");
}

#[tokio::test]
async fn members_of_the_home_have_clients_of_their_own() {
    let mock = mock().await;
    let plex = signed_in(&mock);
    let error = plex.switch_user("Otto").await.unwrap_err();
    assert_eq!(error.to_string(), "Otto has a PIN; ask for it");
    let error = plex.switch_user("otto").pin("0000").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Otto has a PIN, and the one given is not it"
    );
    let error = plex.switch_user("Ottilie").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no member of the home named \"Ottilie\"; the account has mirabel, Otto, Pia"
    );
    let otto = plex.switch_user("Otto").pin("1234").await.unwrap();
    let pia = plex.switch_user("pia").await.unwrap();
    for (plex, name) in [(&plex, "mirabel"), (&otto, "Otto"), (&pia, "Pia")] {
        assert_eq!(plex.account().current().await.unwrap().title, name);
    }

    // Each comes to the server with a token of its own, and never with that of an account.
    let mut tokens = Vec::new();
    for plex in [&plex, &otto, &pia] {
        mock.clear_requests();
        let server = crate::common::found_by(plex).await;
        server.library().sections().await.unwrap();
        let sent = mock
            .requests()
            .into_iter()
            .filter(|request| request.face == Face::Server);
        let mut sent: Vec<_> = sent
            .filter_map(|request| request.plex("X-Plex-Token").map(str::to_owned))
            .collect();
        sent.dedup();
        assert_eq!(sent.len(), 1);
        assert!(
            sent.iter()
                .all(|token| token != plex.token().unwrap().expose())
        );
        tokens.append(&mut sent);
    }
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 3);
}

#[tokio::test]
async fn members_of_the_home_share_the_connections() {
    let mock = mock().await;
    let door = Door::between("127.0.0.1:0".parse().unwrap(), mock.plex_tv_url()).await;
    let plex = builder(&mock).plex_tv(&door.url).token(mock.token());
    let plex = plex.build().unwrap();
    let otto = plex.switch_user("Otto").pin("1234").await.unwrap();
    let pia = plex.switch_user("Pia").await.unwrap();
    for _ in 0..5 {
        for plex in [&plex, &otto, &pia] {
            plex.account().current().await.unwrap();
        }
    }
    // Each with connections of its own would have opened at least one.
    let opened = door.opened();
    assert!(opened < 3, "{opened}");
}
