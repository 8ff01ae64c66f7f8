//! Signing in with the key of a device, and staying so.

use std::{io, sync::Arc, time::Duration};

use chrono::TimeDelta;
use futures_util::future::join_all;
use plex_api::{DeviceKey, Error, FileKeyStore, KeyStore, MemoryKeyStore, Plex, Validity};
use plex_mock::{Fault, PlexMock};

use crate::common::{builder, mock, shown};

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// A mock server whose clock is not this machine's.
async fn off_by(offset: TimeDelta) -> PlexMock {
    let mock = mock().await;
    mock.set_clock(mock.now() + offset);
    mock
}

/// A client whose key is in `store`.
fn with_key(mock: &PlexMock, store: &Arc<MemoryKeyStore>) -> Plex {
    builder(mock).key_store(Arc::clone(store)).build().unwrap()
}

/// A client that has traded the owner's token for short ones.
async fn upgraded(mock: &PlexMock, store: &Arc<MemoryKeyStore>) -> Plex {
    with_key(mock, store)
        .with_token(mock.token())
        .upgrade_token()
        .await
        .unwrap()
}

fn count(mock: &PlexMock, path: &str) -> usize {
    mock.requests()
        .iter()
        .filter(|request| request.path == path)
        .count()
}

#[tokio::test]
async fn a_pin_carries_the_key() {
    for strong in [false, true] {
        let mock = mock().await;
        let store = Arc::new(MemoryKeyStore::default());
        let plex = with_key(&mock, &store);
        let request = plex.link();
        let link = if strong { request.strong() } else { request }
            .await
            .unwrap();
        assert_eq!(link.code().len(), if strong { 25 } else { 4 });
        let key = store.load().unwrap().expect("a key was made and kept");
        // The signature outlives no poll: each has its own, good by the host's clock whatever passed.
        assert!(link.check().await.unwrap().is_none());
        mock.advance(Duration::from_secs(600));
        assert!(link.check().await.unwrap().is_none());
        mock.claim(link.code()).unwrap();
        // The wait is longer than a signature lives. plex.tv's clock is learnt from its answers.
        let signed_in = link.wait().await.unwrap();
        let name = signed_in.account().current().await.unwrap().username;
        assert_eq!(name.as_deref(), Some("mirabel"));
        assert_eq!(count(&mock, "/api/v2/auth/nonce"), 0);

        let created = mock
            .requests()
            .into_iter()
            .find(|request| request.path == "/api/v2/pins")
            .unwrap();
        let body: serde_json::Value = serde_json::from_slice(&created.body).unwrap();
        assert_eq!(body["jwk"]["kid"], key.thumbprint());
        assert_eq!(body["jwk"].get("d"), None);
        // The next start needs neither a person nor a token.
        let again = with_key(&mock, &store).sign_in_with_key().await.unwrap();
        assert!(again.validate().await.is_valid());
    }
}

#[tokio::test]
async fn a_lasting_token_is_upgraded() {
    let mock = mock().await;
    let store = Arc::new(MemoryKeyStore::default());
    let plex = upgraded(&mock, &store).await;
    assert!(plex.validate().await.is_valid());
    assert_ne!(plex.token().unwrap().expose(), mock.token());
    let old = with_key(&mock, &store).with_token(mock.token());
    assert!(
        old.validate().await.is_invalid(),
        "the old one has done its work"
    );
    // What is stored is taken up again, and an upgrade that was done before is no error.
    let stored = with_key(&mock, &store).with_token(plex.token().unwrap());
    assert!(stored.validate().await.is_valid());
    assert!(
        stored
            .upgrade_token()
            .await
            .unwrap()
            .validate()
            .await
            .is_valid()
    );
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all_who_wait() {
    let mock = mock().await;
    let store = Arc::new(MemoryKeyStore::default());
    let plex = upgraded(&mock, &store).await;
    let before = plex.token().unwrap();
    mock.advance(WEEK);
    mock.clear_requests();
    // Clones share the renewal.
    let calls = (0..20).map(|_| {
        let plex = plex.clone();
        async move { plex.account().current().await }
    });
    for outcome in join_all(calls).await {
        assert_eq!(outcome.unwrap().username.as_deref(), Some("mirabel"));
    }
    assert_eq!(count(&mock, "/api/v2/auth/nonce"), 1);
    assert_eq!(count(&mock, "/api/v2/auth/token"), 1);
    assert_ne!(plex.token().unwrap().expose(), before.expose());
    // A write is sent again too: it was refused before anything was done.
    mock.advance(WEEK);
    plex.webhooks()
        .replace(["https://hooks.example.org/".to_owned()])
        .await
        .unwrap();
    assert_eq!(plex.webhooks().list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_a_day_ahead() {
    // plex.tv's clock is behind by so much that the token, which this machine finds stored, has a little time left.
    for (behind, renewals) in [(TimeDelta::days(5), 0), (TimeDelta::hours(6 * 24 + 1), 1)] {
        let mock = off_by(-behind).await;
        let store = Arc::new(MemoryKeyStore::default());
        let stored = upgraded(&mock, &store).await.token().unwrap();
        mock.clear_requests();
        let plex = with_key(&mock, &store).with_token(stored.clone());
        for _ in 0..3 {
            plex.account().current().await.unwrap();
        }
        assert_eq!(count(&mock, "/api/v2/auth/nonce"), renewals, "{behind}");
        assert_eq!(
            plex.token().unwrap().expose() != stored.expose(),
            renewals == 1
        );
    }
}

#[tokio::test]
async fn a_wrong_clock_does_no_harm() {
    for offset in [
        TimeDelta::days(-800),
        TimeDelta::minutes(-7),
        TimeDelta::minutes(7),
        TimeDelta::days(800),
    ] {
        let mock = off_by(offset).await;
        let store = Arc::new(MemoryKeyStore::default());
        let plex = with_key(&mock, &store);
        let link = plex.link().await.unwrap();
        mock.claim(link.code()).unwrap();
        let plex = link.wait().await.unwrap();
        assert!(plex.validate().await.is_valid(), "{offset}");
        mock.advance(WEEK);
        assert!(plex.validate().await.is_valid(), "{offset}");
        let again = with_key(&mock, &store).sign_in_with_key().await.unwrap();
        assert!(again.validate().await.is_valid(), "{offset}");
    }
}

#[tokio::test]
async fn nonces_are_not_asked_for_too_often() {
    let mock = mock().await;
    let store = Arc::new(MemoryKeyStore::default());
    let plex = upgraded(&mock, &store).await;
    mock.advance(WEEK);
    mock.clear_requests();
    mock.fault(
        Fault::on("/api/v2/auth/nonce")
            .status(429)
            .retry_after(50)
            .always(),
    );
    let error = plex.account().current().await.unwrap_err();
    assert!(
        matches!(error, Error::RateLimited { retry_after: Some(wait), .. } if wait.as_secs() == 50)
    );
    let error = plex.account().current().await.unwrap_err();
    assert!(
        matches!(error, Error::RenewalRests { rest } if rest.as_secs() >= 40),
        "{error}"
    );
    assert!(error.is_transient());
    assert!(
        matches!(plex.validate().await, Validity::Unknown(_)),
        "an outage is no verdict"
    );
    assert_eq!(count(&mock, "/api/v2/auth/nonce"), 1);
}

#[tokio::test]
async fn an_outage_does_not_spoil_a_token_that_still_lasts() {
    let behind = TimeDelta::hours(6 * 24 + 1);
    let mock = off_by(-behind).await;
    let store = Arc::new(MemoryKeyStore::default());
    let stored = upgraded(&mock, &store).await.token().unwrap();
    mock.fault(Fault::on("/api/v2/auth/*").status(503).always());
    let plex = with_key(&mock, &store).with_token(stored.clone());
    assert!(plex.validate().await.is_valid());
    assert_eq!(plex.token().unwrap().expose(), stored.expose());
}

#[tokio::test]
async fn a_key_that_plex_tv_does_not_know_takes_a_person() {
    let mock = mock().await;
    let store = Arc::new(MemoryKeyStore::default());
    let plex = upgraded(&mock, &store).await;
    // Everything is forgotten, as when the device was removed from the account.
    mock.reset();
    assert!(plex.validate().await.is_invalid());
    let error = with_key(&mock, &store)
        .sign_in_with_key()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
    let empty = Arc::new(MemoryKeyStore::default());
    let error = with_key(&mock, &empty)
        .sign_in_with_key()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("the key store is empty"),
        "{error}"
    );
    let error = builder(&mock)
        .build()
        .unwrap()
        .sign_in_with_key()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("PlexBuilder::key_store"),
        "{error}"
    );
}

/// Another letter than this one.
fn flipped(letter: &str) -> &'static str {
    if letter == "A" { "B" } else { "A" }
}

#[tokio::test]
async fn tokens_that_are_not_plex_tvs_are_not_taken() {
    let mock = mock().await;
    let store = Arc::new(MemoryKeyStore::default());
    let plex = upgraded(&mock, &store).await;
    let good = plex.token().unwrap();
    let (signed, signature) = good.expose().rsplit_once('.').unwrap();
    let other = Arc::new(MemoryKeyStore::with(DeviceKey::generate().unwrap()));
    let cases = [
        ("not a token".to_owned(), &store, "it is no JSON Web Token"),
        (
            format!("{signed}.{}{}", flipped(&signature[..1]), &signature[1..]),
            &store,
            "none of plex.tv's keys has signed it",
        ),
        (
            good.expose().to_owned(),
            &other,
            "it is for the key of another device",
        ),
    ];
    for (token, store, problem) in cases {
        let answer = serde_json::json!({"auth_token": token});
        mock.fault(Fault::on("/api/v2/auth/token").body("application/json", answer.to_string()));
        let error = with_key(&mock, store).sign_in_with_key().await.unwrap_err();
        assert!(
            matches!(error, Error::Untrusted { problem: said } if said == problem),
            "{error}"
        );
        assert!(!shown(&mock, &error).contains(&token));
    }
    // One that is long over is not taken either, however well signed.
    mock.advance(WEEK + Duration::from_secs(120));
    let answer = serde_json::json!({"auth_token": good.expose()});
    mock.fault(Fault::on("/api/v2/auth/token").body("application/json", answer.to_string()));
    let error = plex.account().current().await.unwrap_err();
    assert!(error.to_string().contains("not in force"), "{error}");
}

#[tokio::test]
async fn the_short_token_stays_with_plex_tv() {
    let mock = mock().await;
    let store = Arc::new(MemoryKeyStore::default());
    let plex = upgraded(&mock, &store).await;
    let server = crate::common::found_by(&plex).await;
    server.library().sections().await.unwrap();
    let token = plex.token().unwrap();
    for request in mock.requests() {
        let is_server = request.face == plex_mock::Face::Server;
        assert!(
            !is_server || request.plex("X-Plex-Token") != Some(token.expose()),
            "{}",
            request.path
        );
    }
    let secret = format!("{plex:?} {:?}", store.load());
    assert!(!secret.contains(token.expose()));
}

#[test]
fn a_file_keeps_the_key_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("device.key");
    let store = FileKeyStore::new(&path);
    assert!(store.load().unwrap().is_none());
    let first = DeviceKey::generate().unwrap();
    store.save(&first).unwrap();
    let second = DeviceKey::generate().unwrap();
    store.save(&second).unwrap();
    assert_eq!(
        store.load().unwrap().unwrap().thumbprint(),
        second.thumbprint()
    );
    assert_ne!(first.thumbprint(), second.thumbprint());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no half file is left"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // What cannot be read is an error, so that no key is made over one that plex.tv knows.
    std::fs::write(&path, "{}").unwrap();
    let error = store.load().unwrap_err();
    assert!(error.to_string().contains("device.key"), "{error}");
    let nowhere = FileKeyStore::new(folder.path().join("missing").join("device.key"));
    assert!(nowhere.load().unwrap().is_none());
    assert!(
        nowhere
            .save(&second)
            .unwrap_err()
            .to_string()
            .contains("missing")
    );
}

#[tokio::test]
async fn a_store_that_fails_says_so() {
    struct Locked;
    impl KeyStore for Locked {
        fn load(&self) -> io::Result<Option<DeviceKey>> {
            Err(io::Error::other("the keyring is locked"))
        }

        fn save(&self, _: &DeviceKey) -> io::Result<()> {
            Ok(())
        }
    }
    let mock = mock().await;
    let plex = builder(&mock).key_store(Locked).build().unwrap();
    let error = plex.link().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the key store failed: the keyring is locked"
    );
    assert!(mock.requests().is_empty());
}
