//! Sharing, invitations, the watchlist.

use plex_api::{Error, MediaType, Metadata, Plex};
use plex_mock::PlexMock;

use crate::common::{builder, mock, server, signed_in};

async fn guest(mock: &PlexMock, name: &str) -> Plex {
    let plex = builder(mock).build().unwrap();
    plex.sign_in(name, format!("{name}'s password"))
        .await
        .unwrap()
}

fn titles(share: &plex_api::SharedServer) -> Vec<&str> {
    share
        .libraries
        .iter()
        .filter_map(|library| library.title.as_deref())
        .collect()
}

#[tokio::test]
async fn libraries_are_shared_by_name() {
    let mock = mock().await;
    let plex = signed_in(&mock);
    let servers = plex.servers().await.unwrap();
    let attic = servers.named("Attic").unwrap();
    let error = plex
        .share(attic)
        .with("ines@example.org")
        .sections(["Movys"])
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no library named \"Movys\"; the account has Movies, TV Shows"
    );
    let error = plex.share(attic).sections(["Movies"]).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error}");

    let share = plex
        .share(attic)
        .with("ines@example.org")
        .sections(["movies"])
        .allow_sync(true)
        .await
        .unwrap();
    assert_eq!(titles(&share), ["Movies"]);
    assert_eq!(
        share.sharing_settings.as_ref().unwrap().allow_sync,
        Some(true)
    );
    let error = plex
        .share(attic)
        .with("ines@example.org")
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(422));

    // What is not named stays.
    let changed = plex
        .update_share(&share)
        .sections(["2", "1"])
        .await
        .unwrap();
    assert_eq!(titles(&changed), ["Movies", "TV Shows"]);
    assert_eq!(changed.sharing_settings.unwrap().allow_sync, Some(true));
    let changed = plex
        .update_share(&share)
        .allow_sync(false)
        .settings(|settings| settings.filter_movies = Some("label=calm".into()))
        .await
        .unwrap();
    assert_eq!(titles(&changed), ["Movies", "TV Shows"]);
    let settings = changed.sharing_settings.unwrap();
    assert_eq!(
        (settings.allow_sync, settings.filter_movies.as_deref()),
        (Some(false), Some("label=calm"))
    );
}

#[tokio::test]
async fn invitations_are_answered_and_taken_back() {
    let mock = mock().await;
    let plex = signed_in(&mock);
    let servers = plex.servers().await.unwrap();
    for name in ["ines", "jonas", "kaya"] {
        plex.share(servers.named("Attic").unwrap())
            .with(name)
            .await
            .unwrap();
    }
    let sent = plex.invitations().await.unwrap().sent;
    let names: Vec<_> = sent.iter().map(plex_api::Invitation::person_name).collect();
    assert_eq!(names, ["ines", "jonas", "kaya"]);
    sent[2].cancel().await.unwrap();
    assert!(
        guest(&mock, "kaya")
            .await
            .invitations()
            .await
            .unwrap()
            .received
            .is_empty()
    );

    let jonas = guest(&mock, "jonas").await;
    jonas.invitations().await.unwrap().received[0]
        .decline()
        .await
        .unwrap();
    let ines = guest(&mock, "ines").await;
    assert_eq!(ines.servers().await.unwrap().len(), 0);
    let received = ines.invitations().await.unwrap().received;
    assert_eq!(
        (received[0].person_name(), received[0].server_name()),
        ("mirabel", "Attic")
    );
    received[0].accept().await.unwrap();
    let attic = crate::common::found_by(&ines).await;
    assert!(!attic.library().sections().await.unwrap().is_empty());
    assert!(plex.invitations().await.unwrap().sent.is_empty());
}

#[tokio::test]
async fn a_watchlist_takes_what_the_catalogue_knows() {
    let mock = mock().await;
    let plex = signed_in(&mock);
    let section = server(&mock)
        .await
        .library()
        .sections()
        .await
        .unwrap()
        .remove(0);
    let library = server(&mock).await;
    let movies = library
        .library()
        .items(section)
        .media_type(MediaType::Movie)
        .await
        .unwrap();
    let movie = &movies[0];
    assert!(!plex.on_watchlist(movie).await.unwrap());
    plex.watchlist_add(movie).await.unwrap();
    assert!(plex.on_watchlist(movie).await.unwrap());
    let list = plex.watchlist().list("all").await.unwrap();
    assert_eq!(list[0].title, movie.title);
    plex.watchlist_remove(movie).await.unwrap();
    assert!(!plex.on_watchlist(movie).await.unwrap());

    let mut home_video = Metadata::default();
    for guid in [
        None,
        Some("local://4711"),
        Some("com.plexapp.agents.none://x"),
        Some("plex://movie/"),
    ] {
        home_video.guid = guid.map(Into::into);
        let error = plex.watchlist_add(&home_video).await.unwrap_err();
        assert!(
            error.to_string().contains("not in Plex's catalogue"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_code_lets_another_device_in() {
    let mock = mock().await;
    let plex = signed_in(&mock);
    let television = builder(&mock).build().unwrap();
    let link = television.link().await.unwrap();
    plex.link_code(link.code()).await.unwrap();
    assert!(link.wait().await.unwrap().validate().await.is_valid());
    let sent = mock
        .requests()
        .into_iter()
        .find(|request| request.path == "/api/v2/pins/link")
        .unwrap();
    assert_eq!(sent.plex("X-Plex-Product"), Some("Plex SSO"));
    let error = plex.link_code("ZZZZ").await.unwrap_err();
    assert!(matches!(error, Error::PinExpired), "{error}");
}
